"""The command and its subcommands."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from verifier import __version__
from verifier.cli.main import COMMANDS, cli


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_loads(name: str) -> None:
    """Every command is there and shows its help."""
    outcome = CliRunner().invoke(cli, [name, "--help"])

    assert 0 == outcome.exit_code, outcome.output
    assert "--lang" in outcome.output or "Commands:" in outcome.output


def test_unknown_command() -> None:
    """A command that is not there is status 2."""
    assert 2 == CliRunner().invoke(cli, ["nothing"]).exit_code


def test_version() -> None:
    """The version is the package's."""
    assert __version__ in CliRunner().invoke(cli, ["--version"]).output


def test_judging_one_value_loads_no_catalogue() -> None:
    """`dabiao judge` does not pay for reports, for reading tables or for pydantic."""
    heavy = "['pydantic', 'rich', 'jinja2', 'sympy', 'verifier.measurement.submission', 'verifier.report.terminal']"
    code = (
        "import sys; from verifier.cli.main import cli\n"
        "cli(['judge', 'x <= 1', '1', '--json'], standalone_mode=False)\n"
    )
    check = f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"

    script = (
        code.replace("cli(['judge'", "try:\n    cli(['judge'").rstrip("\n") + f"\nexcept SystemExit:\n    {check}\n"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "[]" == outcome.stderr.strip()
