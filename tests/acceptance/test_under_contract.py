"""A submission that is judged under its contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from verifier.acceptance.check import Question, check
from verifier.acceptance.library import open_guide
from verifier.errors import UsageError

_TODAY = date(2026, 11, 22)
_WARP = "target,value,unit,conditions\n3103.warp,{value},um,wafer_class = 6英寸; 参考平面 = 最小二乘\n"


def _contract(folder: Path, extra: str = "") -> Path:
    path = folder / "agreed" / "contract.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        'id = "HT-1"\nproject = "3103"\n'
        f'guide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\n'
        "period = { start = 2023-07-01, end = 2026-12-31 }\n"
        f"{extra}\n"
        '[[target]]\nid = "X.count"\nname = { zh = "专利", en = "Patents" }\nkind = "count"\n'
        'predicate = "N >= 3 item"\nkey = true\n'
        'milestone = [{ date = 2025-01-01, predicate = "N >= 1 item" }]\n',
        encoding="utf-8",
    )
    return path


def _judged(folder: Path, header: str = "", table: str = "target,value,unit\nX.count,2,item\n", extra: str = "") -> Any:  # noqa: ANN401 -- a JSON object
    sent = folder / "sent"
    sent.mkdir(exist_ok=True)
    (sent / "rows.csv").write_text(table, encoding="utf-8")
    (sent / "submission.toml").write_text(header or 'project = "3103"\n', encoding="utf-8")
    return check(Question((sent,), contract=_contract(folder, extra)), _TODAY).result


def _target(result: Any, name: str) -> Any:  # noqa: ANN401 -- a JSON object
    return next(target for target in result["targets"] if target["id"] == name)


def test_the_result_names_the_contract(tmp_path: Path) -> None:
    """The result carries the contract's id and digest, its period, and each target's standing."""
    result = _judged(tmp_path)

    assert "HT-1" == result["contract"]["id"]
    assert result["contract"]["digest"].startswith("sha256:")
    assert {"start": "2023-07-01", "end": "2026-12-31"} == result["period"]
    assert ("own", True) == (_target(result, "X.count")["contract"], _target(result, "X.count")["key"])
    assert ("inherited", False) == (_target(result, "3103.ttv")["contract"], _target(result, "3103.ttv")["key"])


def test_midterm_is_held_to_the_milestone(tmp_path: Path) -> None:
    """Two patents meet the milestone at midterm and miss the final value at acceptance."""
    midterm = _judged(tmp_path, 'project = "3103"\nstage = "中期检查"\n')
    final = _judged(tmp_path, 'project = "3103"\nstage = "验收"\n')

    assert ("pass", "2025-01-01") == (_target(midterm, "X.count")["verdict"], _target(midterm, "X.count")["milestone"])
    assert "fail" == _target(final, "X.count")["verdict"]
    assert "milestone" not in _target(final, "X.count")


def test_the_contracts_reading_needs_no_panel(tmp_path: Path) -> None:
    """A reading that the contract chose is ratified by it, and its flips are off the panel's list."""
    table = "target,value,unit\n3103.diameter,149.9,mm\n"
    extra = '[[target]]\nid = "3103.diameter"\nreading = "nominal"\n'

    result = _judged(tmp_path, table=table, extra=extra)

    target = _target(result, "3103.diameter")
    assert ("fail", "nominal", "contract") == (
        target["verdict"],
        target["reading"]["id"],
        target["reading"]["ratified_by"],
    )
    assert ["class-tolerance"] == target["reading"]["flips"]
    assert [] == result["ratify"]


def test_the_contracts_rule_precedes_the_commands(tmp_path: Path) -> None:
    """A rule that the contract names is used for every target without its own, and shown as the result's rule."""
    result = _judged(tmp_path, extra='rule = "rounded"\n', table="target,value,unit\n3103.diameter,150.2504,mm\n")

    assert "rounded" == result["rule"]["id"]
    assert "pass" == _target(result, "3103.diameter")["verdict"]


@pytest.mark.parametrize("header", ['project = "3104"\n', 'project = "3103"\ncontract = "HT-2"\n'])
def test_another_contract_is_refused(tmp_path: Path, header: str) -> None:
    """A submission for another project or contract cannot be judged under this one."""
    with pytest.raises(UsageError):
        _judged(tmp_path, header)


def test_a_period_that_differs_is_said(tmp_path: Path) -> None:
    """The contract's period counts, and the submission's other one is named."""
    header = 'project = "3103"\nperiod = { start = "2022-01-01", end = "2026-12-31" }\n'

    result = _judged(tmp_path, header)

    assert "contract_period_differs" in {note["code"] for note in result["notes"]}
