"""`dabiao explain` at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli


def _run(tmp_path: Path, value: str, *options: str) -> tuple[int, str]:
    file = tmp_path / "rows.csv"
    file.write_text(f"target,value,unit\n3103.diameter,{value},mm\n", encoding="utf-8")
    outcome = CliRunner().invoke(cli, ["explain", str(file), "--target", "3103.diameter", *options])
    return outcome.exit_code, outcome.output


@pytest.mark.parametrize(("value", "status"), [("149.9", 0), ("149.7", 1), ("149~150", 3)])
def test_exit_status_follows_the_verdict(tmp_path: Path, value: str, status: int) -> None:
    """0 for a pass, 1 for a fail, 3 for what stays open."""
    assert status == _run(tmp_path, value)[0]


def test_both_languages(tmp_path: Path) -> None:
    """The steps are told in the language asked for."""
    assert "结论：" in _run(tmp_path, "149.9", "--lang", "zh")[1]
    assert "Verdict:" in _run(tmp_path, "149.9", "--lang", "en")[1]


def test_an_unknown_target_cannot_be_asked(tmp_path: Path) -> None:
    """A target that the project does not have ends with status 2 and a sentence."""
    file = tmp_path / "rows.csv"
    file.write_text("target,value,unit\n3103.diameter,149.9,mm\n", encoding="utf-8")

    outcome = CliRunner().invoke(cli, ["explain", str(file), "--target", "3103.none", "--lang", "en"])

    assert 2 == outcome.exit_code
    assert "3103.none" in outcome.output
    assert "Traceback" not in outcome.output
