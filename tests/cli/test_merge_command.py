"""`dabiao merge`: the result of parts, and what it says of no parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.check_command import check
from verifier.cli.merge_command import merge


def test_parts_are_judged(tmp_path: Path) -> None:
    """Two files tallied apart make one result, with the exit status of their sum."""
    pytest.importorskip("numba", reason="the extra big is not installed")
    for name, value in (("a", "150.01"), ("b", "149")):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"target,value,unit\n3103.diameter,{value},mm\n", encoding="utf-8")
        CliRunner().invoke(check, [str(path), "--parts", str(tmp_path / "parts")])

    result = CliRunner().invoke(merge, [str(tmp_path / "parts"), "--only", "3103.diameter", "--json"])
    report = tmp_path / "year.json"
    shown = CliRunner().invoke(merge, [str(tmp_path / "parts"), "-o", str(report), "--lang", "en"])

    assert (1, {"fail": 1, "pass": 1}) == (
        result.exit_code,
        json.loads(result.output)["targets"][0]["tally"]["verdicts"],
    )
    assert (1, True) == (shown.exit_code, report.is_file())


def test_a_folder_without_parts_is_told(tmp_path: Path) -> None:
    """Nothing to add is a question that cannot be asked."""
    result = CliRunner().invoke(merge, [str(tmp_path), "--lang", "en"])

    assert 2 == result.exit_code
    assert "no parts" in result.output
