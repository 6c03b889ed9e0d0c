"""`dabiao check --catalogue` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ("A,B,昆山市,否,", 0),
        ("A,C,,,600", 3),
        ("A,B,昆山市,否,\nA,B,昆山市,否,\nA,B,昆山市,否,\nA,B,昆山市,否,", 1),
    ],
)
def test_the_status_of_a_round(tmp_path: Path, row: str, status: int) -> None:
    """A round without a slip is 0, with a rejection 1, with open questions 3."""
    table = tmp_path / "a.csv"
    table.write_text(f"application,class,region,converted_from_c,proj_grant_province\n{row}\n", encoding="utf-8")

    done = CliRunner().invoke(cli, ["check", str(table), "--catalogue", "js2023/admin", "--lang", "zh"])

    assert status == done.exit_code


def test_the_result_can_be_written(tmp_path: Path) -> None:
    """The result is written as JSON and as reports; an unknown ending is refused."""
    table = tmp_path / "a.csv"
    table.write_text("application,class,region\nA,B,某地\n", encoding="utf-8")
    run = CliRunner().invoke
    options = ["check", str(table), "--catalogue", "js2023/admin"]

    for name in ("out/r.json", "r.html", "r.md"):
        assert 3 == run(cli, [*options, "-o", str(tmp_path / name)]).exit_code
    odd = run(cli, [*options, "-o", str(tmp_path / "r.rtf")])

    result = json.loads((tmp_path / "out" / "r.json").read_text(encoding="utf-8"))
    assert "dabiao/round/v1" == result["schema"]
    assert [] == [name for name in ("r.html", "r.md") if "某地" not in (tmp_path / name).read_text(encoding="utf-8")]
    assert 2 == odd.exit_code
