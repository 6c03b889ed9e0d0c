"""`dabiao judge` and `dabiao convert`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("judge", "TTV <= 15 um", "0.015 mm"), 0),
        (("judge", "TTV <= 15 um", "0.0151 mm"), 1),
        (("judge", "x <= 0.1", "<0.2"), 3),
        (("judge", "x <= 0.1", "?"), 3),
        (("judge", "x <= 0.1", ""), 3),
        (("judge", "x >= -200", "-150"), 0),
        (("judge", "x <= 15 um", "15", "--unit", "um"), 0),
        (("judge", "x <= 5 @ T = 25 degC", "5", "--conditions", "T = 25 degC"), 0),
        (("judge", "x <= 1.5", "1.54", "--rule", "rounded"), 0),
        (("judge", "x <=", "1"), 2),
        (("judge", "x <= 1"), 2),
        (("judge", "x <= 1", "1", "--rule", "hopeful"), 2),
        (("judge", "x <= 1", "1", "--conditions", "T 25"), 2),
        (("convert", "0.085 %/d", "1/h"), 0),
        (("convert", "5 kg", "m"), 2),
        (("convert", "5 kg"), 2),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_status(arguments: tuple[str, ...], status: int, lang: str) -> None:
    """0 pass or done, 1 fail, 2 not asked, 3 open; in either language and without a traceback."""
    outcome = CliRunner().invoke(cli, [*arguments, "--lang", lang])

    assert status == outcome.exit_code, outcome.output
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)


def test_converted_text_and_json() -> None:
    """A conversion prints value and unit, or a JSON object with the exact fraction."""
    text = CliRunner().invoke(cli, ["convert", "0.085 %/d", "1/h"])
    found = CliRunner().invoke(cli, ["convert", "0.085 %/d", "1/h", "--json"])

    assert "17/480000 1/h\n" == text.stdout
    assert "17/480000" == json.loads(found.stdout)["exact"]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ('{"predicate":"x <= 5","value":5}\n{"predicate":"x <= 5","value":6}\n', 0),
        ('{"predicate":"x <= 5","value":5}\n{"value":6}\n', 2),
        ("", 0),
    ],
)
def test_lines(lines: str, status: int) -> None:
    """`-` answers each line in order: 0 if every line was answered, whatever the verdicts, 2 if any is an error."""
    outcome = CliRunner().invoke(cli, ["judge", "-"], input=lines)

    assert status == outcome.exit_code
    assert lines.count("\n") == outcome.stdout.count("\n")
