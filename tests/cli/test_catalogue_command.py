"""`dabiao targets`, `template` and `lint` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from verifier.cli.main import cli


def _run(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(cli, list(arguments))
    return outcome.exit_code, outcome.output


def test_targets_as_json() -> None:
    """The JSON lists 100 targets in seven projects."""
    status, output = _run("targets", "--json")
    found = json.loads(output)

    assert 0 == status
    assert (100, 7) == (len(found["targets"]), len(found["projects"]))


def test_one_target_in_full() -> None:
    """A target's figure, predicate and conditions are shown in the language asked for."""
    status, output = _run("targets", "3104.vcesat", "--lang", "zh")

    assert 0 == status
    assert "必须条件 J" in output


def test_an_unknown_target_is_a_question_that_cannot_be_asked() -> None:
    """Status 2, and a sentence that names what was asked."""
    status, output = _run("targets", "3104.none", "--lang", "en")

    assert 2 == status
    assert "3104.none" in output


def test_a_template_is_written(tmp_path: Path) -> None:
    """The file opens in a spreadsheet: UTF-8 with its byte order mark."""
    file = tmp_path / "deep" / "3103.csv"

    assert 0 == _run("template", "3103", "-o", str(file))[0]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_template_of_another_ending_is_refused(tmp_path: Path) -> None:
    """An ending that is not written ends with status 2."""
    assert 2 == _run("template", "3103", "-o", str(tmp_path / "3103.doc"))[0]


def test_the_shipped_catalogue_has_no_error() -> None:
    """`dabiao lint` finds nothing wrong in the catalogue as it is shipped."""
    status, output = _run("lint", "--lang", "en")

    assert 0 == status, output
