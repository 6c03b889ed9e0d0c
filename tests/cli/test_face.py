"""What every command shares: language, errors, output."""

from __future__ import annotations

import subprocess
import sys
from subprocess import PIPE

import click
import pytest
from click.testing import CliRunner

from verifier.acceptance.refused import refuse_faults
from verifier.cli.face import command_options, default_language, language, print_json, say
from verifier.errors import MeasurementError, NumberError, UsageError


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh_CN.UTF-8", "zh"), ("zh", "zh"), ("en_US.UTF-8", "en"), ("C", "en"), ("", "en")]
)
def test_language_of_the_locale(locale: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese where the locale says so, else English; `--lang` precedes it."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)

    @click.command()
    @command_options
    def ask(**_: object) -> None:
        say(language())

    assert lang == default_language()
    assert f"{lang}\n" == CliRunner().invoke(ask, []).stdout
    assert "zh\n" == CliRunner().invoke(ask, ["--lang", "zh"]).stdout


@pytest.mark.parametrize(
    "error",
    [
        NumberError("value_blank"),
        FileNotFoundError(2, "No such file", "rows.csv"),
        PermissionError("no"),
    ],
)
def test_errors_are_sentences(error: Exception) -> None:
    """An error of the program or of a file is a sentence on the error stream and status 2."""

    @click.command()
    @command_options
    def ask(**_: object) -> None:
        raise error

    outcome = CliRunner().invoke(ask, ["--lang", "en"])

    assert 2 == outcome.exit_code
    assert "Traceback" not in outcome.output
    assert isinstance(outcome.exception, SystemExit)


def test_a_long_sentence_is_whole() -> None:
    """Parts of an error are clipped, its sentence is not: what to do stands at its end."""
    error = UsageError("compare_path_absent", path="x" * 110)

    @click.command()
    @command_options
    def ask(**_: object) -> None:
        raise error

    outcome = CliRunner().invoke(ask, ["--lang", "en"])

    assert len(error.text("en")) > 120
    assert f"Error: {error.text('en')}\n" == outcome.output


def test_reader_that_has_gone() -> None:
    """Output into a closed pipe ends the command with status 2 and without a word."""
    script = "from verifier.cli.main import main; main()"
    arguments = [sys.executable, "-c", script, "convert", "-"]
    with subprocess.Popen(arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b'{"value":"1","from":"mm","to":"um"}\n')
        process.stdin.close()
        said = process.stderr.read()

    assert (2, b"") == (process.returncode, said)


def test_many_faults_are_cut() -> None:
    """Of very many faults the first are listed, and the rest is counted."""

    @click.command()
    @command_options
    def ask(**_: object) -> None:
        refuse_faults([MeasurementError("date_form", text=str(number)) for number in range(1000)])

    lines = CliRunner().invoke(ask, ["--lang", "en"]).stderr.splitlines()

    assert 52 == len(lines)
    assert "1000" in lines[0]
    assert "950" in lines[-1]


def test_json_is_utf8() -> None:
    """JSON is printed as UTF-8, and a lone surrogate does not stop it."""

    @click.command()
    def ask() -> None:
        print_json({"名": "\ud800"})

    outcome = CliRunner().invoke(ask, [])

    assert 0 == outcome.exit_code
    assert '"名"' in outcome.stdout
