"""`dabiao solve` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli


@pytest.mark.parametrize(
    ("value", "status", "said"),
    [("150", 0, "U = 0.25 mm"), ("151", 1, "150.25 mm"), ("149.5~150.1", 3, "no single value")],
)
def test_the_status_follows_the_verdict(tmp_path: Path, value: str, status: int, said: str) -> None:
    """Pass is 0, fail 1, open 3, and the answer names what would change it."""
    table = tmp_path / "rows.csv"
    table.write_text(f"target,value,unit\n3103.diameter,{value},mm\n", encoding="utf-8")

    done = CliRunner().invoke(cli, ["solve", str(table), "--target", "3103.diameter", "--lang", "en"])

    assert status == done.exit_code
    assert said in done.output
