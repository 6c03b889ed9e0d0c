"""Every step from text to verdict."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from verifier.acceptance.check import Question
from verifier.acceptance.explain import Explanation, explain
from verifier.decision.rule import read_rule
from verifier.decision.verdict import Verdict
from verifier.errors import CatalogueError
from verifier.quantity.root import root_of

TODAY = date(2026, 1, 1)

BOIL_OFF = """target,value,unit,uncertainty,k,conditions,quantity
1001.bor,60000,kg,600,2,basis = tank_capacity; net = natural; T_air = 45 degC; T_sea = 32 degC,m_BOG
1001.bor,24,h,,,,t
1001.bor,425,kg/m3,,,,rho
1001.bor,174000,m3,348,2,,V_T
"""


def _explained(tmp_path: Path, text: str, target: str, reading: str | None = None) -> Explanation:
    file = tmp_path / "rows.csv"
    file.write_text(text, encoding="utf-8")
    return explain(Question((file,), project=target[:4]), target, reading, TODAY)


def _lines(explanation: Explanation) -> list[str]:
    return [step.reason.text("en") for step in explanation.steps]


def test_the_steps_name_text_value_limit_and_verdict(tmp_path: Path) -> None:
    """A value is followed from its cell to the target's unit, the acceptance region and the verdict."""
    text = "target,value,unit,conditions\n3103.ttv,0.0149,mm,wafer_class = 6英寸\n"

    lines = _lines(_explained(tmp_path, text, "3103.ttv"))

    assert 'rows.csv, line 2: "0.0149" mm' in lines
    assert "= 14.9 um, exactly" in lines
    assert "acceptance region (-∞, 15] um" in lines
    assert "rejection region (15, +∞) um" in lines
    assert "margin 0.1 um (positive is good)" in lines


def test_the_statistic_is_said_in_words(tmp_path: Path) -> None:
    """The deciding statistic is named as the reports name it, in both languages."""
    text = "target,value,unit,conditions\n3103.ttv,14,um,wafer_class = 6英寸\n"

    steps = _explained(tmp_path, text, "3103.ttv").steps

    said = next(step.reason for step in steps if step.reason.code == "explain_statistic")
    assert "Deciding statistic: every row" == said.text("en")
    assert "判定统计量：逐行判定" == said.text("zh")


def test_another_reading_can_be_asked_for(tmp_path: Path) -> None:
    """A diameter inside its class passes by default and fails when inches are taken at their word."""
    text = "target,value,unit\n3103.diameter,149.9,mm\n"

    assert Verdict.PASS is _explained(tmp_path, text, "3103.diameter").ruling.verdict
    assert Verdict.FAIL is _explained(tmp_path, text, "3103.diameter", "inches").ruling.verdict


def test_an_unknown_reading_is_refused(tmp_path: Path) -> None:
    """A reading that the target does not have is an error that names those it has."""
    with pytest.raises(CatalogueError, match="inches"):
        _explained(tmp_path, "target,value,unit\n3103.diameter,149.9,mm\n", "3103.diameter", "metres")


def test_a_derived_value_shows_its_budget(tmp_path: Path) -> None:
    """Boil-off from mass, time, density and volume: 60000/(24·425·174000) per hour is 40/493 %/d, with its budget."""
    explanation = _explained(tmp_path, BOIL_OFF, "1001.bor")
    lines = _lines(explanation)

    assert Verdict.PASS is explanation.ruling.verdict
    assert "= 40/493 %/d, exactly" in lines
    # u(m)/m = 0.5 % and u(V)/V = 0.1 % give u = 0.0811359 %/d · 0.50990 % and shares of 25 to 1.
    assert any("u = 0.000413714 %/d" in line for line in lines)
    assert any(line.startswith("m_BOG") and line.endswith("96.2 %") for line in lines)
    assert any(line.startswith("V_T") and line.endswith("3.8 %") for line in lines)


def test_a_lacking_input_is_named(tmp_path: Path) -> None:
    """Without the volume the value cannot be worked out, and the reason names it."""
    rows = "\n".join(BOIL_OFF.splitlines()[:-1]) + "\n"

    explanation = _explained(tmp_path, rows, "1001.bor")

    assert Verdict.NOT_EVALUABLE is explanation.ruling.verdict
    assert any("V_T" in line for line in _lines(explanation))


def test_long_submissions_are_cut(tmp_path: Path) -> None:
    """Of many rows the first are shown, and the rest is counted."""
    rows = "".join(f"3103.ttv,{value},um,wafer_class = 6英寸\n" for value in range(30))

    lines = _lines(_explained(tmp_path, "target,value,unit,conditions\n" + rows, "3103.ttv"))

    assert "Rows submitted: 30" in lines
    assert "… and 10 more rows" in lines


def _folder(tmp_path: Path, coefficient: str) -> Question:
    (tmp_path / "rows.csv").write_text(BOIL_OFF, encoding="utf-8")
    text = f'[[correlation]]\ntarget = "1001.bor"\none = "m_BOG"\nother = "V_T"\ncoefficient = "{coefficient}"\n'
    (tmp_path / "submission.toml").write_text(text, encoding="utf-8")
    return Question((tmp_path,), project="1001")


def test_a_stated_correlation_enters_the_budget(tmp_path: Path) -> None:
    """With r = 1 the two relative uncertainties of a quotient subtract: 0.5 % - 0.1 % of 0.0811359 %/d."""
    lines = _lines(explain(_folder(tmp_path, "1"), "1001.bor", None, TODAY))

    assert any("u = 0.000324544 %/d" in line for line in lines)


def test_a_simulation_stands_beside_the_budget_and_can_be_repeated(tmp_path: Path) -> None:
    """The same seed gives the same figures, which agree with the linear result; the verdict stays what it was."""
    question = _folder(tmp_path, "0")

    once = explain(question, "1001.bor", None, TODAY, seed=7)
    again = explain(question, "1001.bor", None, TODAY, seed=7)

    assert _lines(once) == _lines(again)
    assert "the linear result agrees with it within the numerical tolerance" in _lines(once)
    assert Verdict.PASS is once.ruling.verdict


def test_an_impossible_correlation_refuses_the_submission(tmp_path: Path) -> None:
    """A coefficient beyond 1 is a structural fault that names its key."""
    with pytest.raises(ExceptionGroup) as caught:
        explain(_folder(tmp_path, "1.5"), "1001.bor", None, TODAY)

    assert "correlation.0.coefficient" in str(caught.value.exceptions[0])


GUARDED = "target,value,unit,uncertainty,k,conditions\n3103.ttv,14.9,um,0.2,2,wafer_class = 6英寸\n"


def _under(tmp_path: Path, text: str, rule: str) -> list[str]:
    file = tmp_path / "rows.csv"
    file.write_text(text, encoding="utf-8")
    return _lines(explain(Question((file,), project="3103", rule=read_rule(rule)), "3103.ttv", None, TODAY))


def test_the_regions_are_those_that_were_judged_by(tmp_path: Path) -> None:
    """Under a guarded rule U = 0.2 moves the limit of 15 inward and outward; under a risk no region decides."""
    guarded, risk = (_under(tmp_path, GUARDED, rule) for rule in ("guarded", "risk:0.05"))

    assert "acceptance region (-∞, 14.8] um" in guarded
    assert "rejection region (15.2, +∞) um" in guarded
    assert not [line for line in risk if "region" in line]


def test_nothing_submitted_was_held_against_nothing(tmp_path: Path) -> None:
    """A target without rows shows its limit, and no regions that nobody judged by."""
    lines = _lines(_explained(tmp_path, GUARDED, "3103.warp"))

    assert not [line for line in lines if "region" in line]


def test_a_half_width_shows_its_distribution(tmp_path: Path) -> None:
    """A volume within ±348 m³ stands in the budget as a rectangular input with u = 348/√3, and is simulated so."""
    text = BOIL_OFF.replace("174000,m3,348,2", "174000,m3,±348 矩形,")

    lines = _lines(_explained(tmp_path, text, "1001.bor"))

    (volume,) = (line.split() for line in lines if line.startswith("V_T"))
    assert "R" == volume[3]
    assert "200.918" == volume[6]


def test_long_ends_are_cut_into_their_region(tmp_path: Path) -> None:
    """A limit less the U of a derived value has forty digits: twelve are shown, on the strict side."""
    file = tmp_path / "rows.csv"
    file.write_text(BOIL_OFF, encoding="utf-8")
    expanded = 2 * Fraction(40, 493) * root_of(Fraction("0.005") ** 2 + Fraction("0.001") ** 2)
    question = Question((file,), project="1001", rule=read_rule("guarded"))

    lines = _lines(explain(question, "1001.bor", None, TODAY))

    (accept,) = (line.split()[-2] for line in lines if line.startswith("acceptance"))
    (reject,) = (line.split()[2] for line in lines if line.startswith("rejection"))
    low, high = Fraction(accept.rstrip("]")), Fraction(reject.strip("(,"))
    assert 0 <= Fraction("0.085") - expanded - low < Fraction(1, 10**12)
    assert 0 <= high - (Fraction("0.085") + expanded) < Fraction(1, 10**12)
    assert len(accept) < 20
