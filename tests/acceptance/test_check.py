"""Checking a submission against the targets of its project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.refused import Refused
from verifier.errors import CatalogueError, UsageError, VerifierError

_DAY = date(2026, 7, 15)
_Checks = Callable[..., dict[str, Any]]


@pytest.fixture
def checks(tmp_path: Path) -> _Checks:
    """Judge a table, given as its lines, with what else the question says."""

    def judged(*lines: str, header: str = "", findings: str = "", **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, text in (("submission.toml", header), ("findings.csv", findings)):
            if text:
                (tmp_path / name).write_text(text, encoding="utf-8")
        return check(Question((tmp_path,), **asked), _DAY).result

    return judged


def _verdicts(result: dict[str, Any]) -> dict[str, str]:
    return {target["id"]: target["verdict"] for target in result["targets"]}


def test_every_target_of_the_project_is_answered(checks: _Checks) -> None:
    """Targets that nobody submitted are missing, and the counts add up to the number of targets."""
    result = checks("target,value", "3103.ttv,0.015 mm")

    verdicts = _verdicts(result)
    assert "missing" == verdicts["3103.warp"]
    assert "missing" != verdicts["3103.ttv"]
    assert len(verdicts) == sum(result["summary"].values())
    assert ("3103", "2026-07-15") == (result["project"], result["as_of"])


def test_only(checks: _Checks) -> None:
    """With `only` the other targets stay out of the result; an id that the project lacks is refused."""
    result = checks("target,value", "3103.ttv,15 um", only=("3103.ttv",))

    assert ["3103.ttv"] == list(_verdicts(result))
    with pytest.raises(CatalogueError):
        checks("target,value", "3103.ttv,15 um", only=("3103.nothing",))


def test_only_a_stem(checks: _Checks) -> None:
    """The stem of a range clause stands for its targets."""
    result = checks("target,value", "1002.pump_speed,0~5000 rpm", only=("1002.pump_speed",))

    assert ["1002.pump_speed_min", "1002.pump_speed_max"] == list(_verdicts(result))
    assert {"1002.pump_speed"} == {target["rows"][0]["from"] for target in result["targets"]}
    assert {2} == {target["rows"][0]["line"] for target in result["targets"]}


def test_stem_and_member(checks: _Checks) -> None:
    """A stem and a member for one sample is a cell fault of that member; the other member is judged."""
    result = checks("target,value,sample", "1002.pump_speed,0~5000 rpm,S1", "1002.pump_speed_max,5000 rpm,S1")

    high = next(target for target in result["targets"] if target["id"] == "1002.pump_speed_max")
    assert "not_evaluable" == high["verdict"]
    assert "stem_and_member" in {reason["code"] for reason in high["reasons"]}


def test_projects(checks: _Checks) -> None:
    """The project is the one asked for, else the header's, else the only prefix; two prefixes are refused."""
    with pytest.raises(UsageError) as refused:
        checks("target,value", "3103.ttv,15 um", "3104.vce,1 V")

    assert "project_ambiguous" == refused.value.code
    assert "3103, 3104" == refused.value.reason["projects"]
    assert "3104" == checks("target,value", header='project = "3104"\n')["project"]
    assert "3103" == checks("target,value", project="3103", header='project = "3104"\n')["project"]


def test_unknown_targets(checks: _Checks) -> None:
    """Unknown ids, of rows and of findings, refuse the submission, all listed in order with the nearest."""
    with pytest.raises(Refused) as refused:
        checks(
            "target,value",
            "3103.tvt,15 um",
            "3103.ttv,15 um",
            "3103.wrap,1 um",
            findings="target,member,finding\n3103.nobody,A,同意\n",
        )

    faults = [fault for fault in refused.value.exceptions if isinstance(fault, VerifierError)]
    assert [(2, "3103.tvt"), (4, "3103.wrap"), (2, "3103.nobody")] == [
        (f.reason["line"], f.reason["target"]) for f in faults
    ]
    assert "3103.ttv" in str(faults[0].reason["nearest"])


def test_panel(checks: _Checks) -> None:
    """The panel's findings turn a documented target into pass, and say who decided."""
    result = checks(
        "target,value,evidence",
        "3103.industrialised,,report.pdf",
        findings="target,member,finding\n3103.industrialised,A,同意\n3103.industrialised,B,同意\n",
    )

    decided = next(target for target in result["targets"] if target["id"] == "3103.industrialised")
    assert ("pass", "panel") == (decided["verdict"], decided["decided_by"])


def test_an_untouched_template_is_missing(checks: _Checks) -> None:
    """Rows with blank value, evidence and report are no rows."""
    result = checks("target,value,unit", "3103.ttv,,um", "3103.warp,,um", project="3103")

    assert {"missing"} == set(_verdicts(result).values())


def test_day_of_the_question(checks: _Checks) -> None:
    """The day asked for precedes the header's, which precedes the clock's."""
    header = 'project = "3103"\nas_of = "2026-01-02"\n'

    assert "2026-01-02" == checks("target,value", header=header)["as_of"]
    assert "2025-01-01" == checks("target,value", header=header, as_of=date(2025, 1, 1))["as_of"]
