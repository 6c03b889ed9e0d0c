"""`dabiao check`: its exit status, its outputs, its errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from verifier.cli.main import cli


def _check(folder: Path, *rows: str, options: tuple[str, ...] = ()) -> Result:
    (folder / "rows.csv").write_text("\n".join(("target,value,evidence", *rows)) + "\n", encoding="utf-8")
    return CliRunner().invoke(cli, ["check", str(folder), "--lang", "en", *options])


@pytest.mark.parametrize(
    ("rows", "options", "status"),
    [
        (("3103.diameter,150 mm,",), ("--only", "3103.diameter"), 0),
        (("3103.diameter,152.4 mm,",), ("--only", "3103.diameter"), 1),
        (("3103.diameter,149~150 mm,",), ("--only", "3103.diameter"), 3),
        (("3103.diameter,?,",), ("--only", "3103.diameter"), 3),
        (("3103.diameter,152.4 mm,", "3103.ttv,?,"), ("--only", "3103.diameter", "--only", "3103.ttv"), 1),
        (("3103.diameter,150 mm,",), (), 3),
        (("3103.industrialised,,a.pdf",), ("--only", "3103.industrialised"), 3),
        (("3103.industrialised,,a.pdf",), ("--only", "3103.industrialised", "--accept-expert"), 0),
        (("3103.nothing,1,",), (), 2),
        (("3103.diameter,150 mm,",), ("--rule", "hopeful"), 2),
        (("3103.diameter,150 mm,",), ("--as-of", "01/02/25"), 2),
        (("3103.diameter,150 mm,",), ("-o", "report.doc"), 2),
        (("3103.diameter,150 mm,",), ("--project", "9999"), 2),
        (("3103.diameter,150 mm,", "3104.vce,1 V,"), (), 2),
    ],
)
def test_status(tmp_path: Path, rows: tuple[str, ...], options: tuple[str, ...], status: int) -> None:
    """0 all pass, 1 a fail, 2 the question could not be asked, 3 still open."""
    outcome = _check(tmp_path, *rows, options=options)

    assert status == outcome.exit_code, outcome.output
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)


def test_json_is_the_result(tmp_path: Path) -> None:
    """`--json` prints the result object, and `-o` writes the same."""
    written = tmp_path / "out" / "result.json"

    outcome = _check(tmp_path, "3103.diameter,150 mm,", options=("--json", "-o", str(written)))

    assert "dabiao/result/v1" == json.loads(outcome.stdout)["schema"]
    assert json.loads(outcome.stdout)["targets"] == json.loads(written.read_text(encoding="utf-8"))["targets"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refusal_lists_all_faults(tmp_path: Path, lang: str) -> None:
    """A refused submission lists its faults on the error stream, and prints no result."""
    outcome = _check(tmp_path, "3103.a,1,", "3103.b,1,", options=("--lang", lang))

    assert 2 == outcome.exit_code
    assert "" == outcome.stdout
    assert all(name in outcome.stderr for name in ("3103.a", "3103.b"))


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    """A path that does not exist is a sentence and status 2."""
    outcome = CliRunner().invoke(cli, ["check", str(tmp_path / "nothing"), "--lang", "en"])

    assert 2 == outcome.exit_code
    assert "Traceback" not in outcome.output


def test_a_report_says_how_to_come_by_it_again(tmp_path: Path) -> None:
    """The printed command names the files, what was asked of them and the day, so that it says the same tomorrow."""
    table = tmp_path / "my rows.csv"
    table.write_text("target,value,unit,conditions\n3103.ttv,12,um,wafer_class = 6英寸\n", encoding="utf-8")
    asked = ["--only", "3103.ttv", "--rule", "rounded", "--as-of", "2026-06-30"]

    CliRunner().invoke(cli, ["check", str(table), *asked, "-o", str(tmp_path / "r.md")])

    said = "dabiao check 'my rows.csv' --guide js2023 --rule rounded --as-of 2026-06-30 --only 3103.ttv"
    assert said in (tmp_path / "r.md").read_text(encoding="utf-8").replace("\\", "")
