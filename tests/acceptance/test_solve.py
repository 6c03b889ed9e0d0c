"""What a team asks: how far, and what would just meet it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from verifier.acceptance.check import Question
from verifier.acceptance.solve import Solved, solve
from verifier.cli.main import cli
from verifier.decision.rule import read_rule

_TODAY = date(2026, 11, 22)
_YIELD = "basis = CP; product = X; lot = A"
_FLAVOUR = "Vds = 1.1 V; T = 25 degC; device = SVT"


def _solved(folder: Path, target: str, *rows: str, rule: str | None = None) -> Solved:
    table = folder / "rows.csv"
    head = "target,value,unit,quantity,lot,uncertainty,n,conditions"
    table.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return solve(Question((table,), rule=read_rule(rule) if rule else None), target, _TODAY)


def _said(solved: Solved, code: str) -> list[dict[str, str]]:
    assert all(answer.text(lang) for answer in solved.answers for lang in ("zh", "en"))
    return [{name: str(part) for name, part in answer.parts} for answer in solved.answers if answer.code == code]


def test_the_distance_and_the_value_that_just_meets_it(tmp_path: Path) -> None:
    """A value outside its tolerance is told its distance and the nearest value that meets it, which then does."""
    solved = _solved(tmp_path, "3103.diameter", "3103.diameter,150.3,mm,,,,,")
    met = _solved(tmp_path, "3103.diameter", "3103.diameter,150.25,mm,,,,,")

    assert "fail" == solved.verdict
    assert "-0.05" == _said(solved, "solve_margin")[0]["margin"]
    assert "150.25" == _said(solved, "solve_end")[0]["end"]
    assert "pass" == met.verdict


def test_the_largest_uncertainty_passes_and_a_larger_one_does_not(tmp_path: Path) -> None:
    """U as large as is said passes under the guarded rule, and a hair more does not."""
    row = "3103.diameter,150.2,mm,,,{},,"
    largest = _said(_solved(tmp_path, "3103.diameter", row.format("")), "solve_uncertainty")[0]["largest"]

    verdicts = [
        _solved(tmp_path, "3103.diameter", row.format(size), rule="guarded").verdict for size in (largest, "0.0501")
    ]

    assert "0.05" == largest
    assert ["pass", "undecided"] == [verdict.value for verdict in verdicts]


def test_an_input_that_would_just_meet_it(tmp_path: Path) -> None:
    """Each input of a derived quantity has its value at which the target is just met, and there it is."""
    rows = ("3102.nmos_leakage,{},pA,I_off,A,,,{}", "3102.nmos_leakage,10,um,W,A,,,{}")

    solved = _solved(
        tmp_path, "3102.nmos_leakage", *(row.format(*("4000", _FLAVOUR)[-row.count("{}") :]) for row in rows)
    )
    met = _solved(tmp_path, "3102.nmos_leakage", *(row.format(*("3900", _FLAVOUR)[-row.count("{}") :]) for row in rows))

    assert {"I_off": "3900", "W": "400/39"} == {part["input"]: part["then"] for part in _said(solved, "solve_input")}
    assert ("fail", "pass") == (solved.verdict, met.verdict)


def test_how_many_more_good_parts(tmp_path: Path) -> None:
    """A pooled share below its limit is told how many good parts are lacking, and with them it passes."""
    rows = ("3102.yield,{},chip,N_good,A,,,{}", "3102.yield,{},chip,N_total,A,,,{}")

    solved = _solved(tmp_path, "3102.yield", rows[0].format(94, _YIELD), rows[1].format(100, _YIELD))
    met = _solved(tmp_path, "3102.yield", rows[0].format(114, _YIELD), rows[1].format(120, _YIELD))

    assert ["20"] == [part["count"] for part in _said(solved, "solve_good_parts")]
    assert ["59"] == [part["count"] for part in _said(solved, "solve_zero_failures")]
    assert ("fail", "pass") == (solved.verdict, met.verdict)


def test_how_many_more_of_a_count(tmp_path: Path) -> None:
    """A count below its limit is told how many are lacking."""
    solved = _solved(tmp_path, "1003.library_count", "1003.library_count,17,item,,,,,")

    assert ["3"] == [part["count"] for part in _said(solved, "solve_more")]


def test_a_target_without_a_value(tmp_path: Path) -> None:
    """A target that nothing was submitted for has nothing to reckon from."""
    solved = _solved(tmp_path, "3103.warp", "3103.diameter,150,mm,,,,,")

    assert "missing" == solved.verdict
    assert [{}] == _said(solved, "solve_no_value")


def test_the_command_refuses_an_impossible_confidence(tmp_path: Path) -> None:
    """A confidence of 1 cannot be asked for."""
    table = tmp_path / "rows.csv"
    table.write_text("target,value,unit\n3103.diameter,150,mm\n", encoding="utf-8")

    done = CliRunner().invoke(cli, ["solve", str(table), "--target", "3103.diameter", "--confidence", "1"])

    assert 2 == done.exit_code
