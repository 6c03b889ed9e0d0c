"""The options of commands that write for paper."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from verifier.cli.main import cli


@pytest.mark.parametrize("command", ["check", "diff", "trend"])
def test_commands_that_write_reports_have_them(command: str) -> None:
    """Font and template can be named wherever a report is written."""
    text = CliRunner().invoke(cli, [command, "--help"]).output

    assert "--font-path" in text
    assert "--docx-template" in text
