"""`dabiao`: the command and its subcommands."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from typing import Final

import click

from verifier import __version__

__all__ = ["COMMANDS", "cli", "main"]

# A command's module is loaded when it is asked for: `dabiao judge` does not pay for reports.
COMMANDS: Final = {
    "backup": "backup_command",
    "check": "check_command",
    "compare": "contract_command",
    "convert": "calculator_command",
    "diff": "compare_command",
    "explain": "explain_command",
    "judge": "calculator_command",
    "keygen": "record_command",
    "lint": "catalogue_command",
    "merge": "merge_command",
    "log": "log_command",
    "rerun": "record_command",
    "restore": "backup_command",
    "risk": "risk_command",
    "seal": "record_command",
    "serve": "serve_command",
    "show": "record_command",
    "stamp": "record_command",
    "new-guide": "contract_command",
    "solve": "solve_command",
    "targets": "catalogue_command",
    "template": "catalogue_command",
    "trend": "compare_command",
    "verify": "record_command",
}


class _Commands(click.Group):
    """The subcommands, by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        if cmd_name not in COMMANDS:
            return None
        # What is imported stays: the collector of garbage would walk over all of it again and again.
        gc.disable()
        command = getattr(import_module(f"verifier.cli.{COMMANDS[cmd_name]}"), cmd_name.replace("-", "_"))
        gc.freeze()
        gc.enable()
        return command if isinstance(command, click.Command) else None


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dabiao")
def cli() -> None:
    """达标 dabiao: judge measurements against technical targets, exactly.

    Exit status: 0 yes or done, 1 the answer is no, 2 the question could not be asked, 3 still open.
    """


def main() -> None:
    """Run the command line."""
    # NumPy would start threads for linear algebra, of which there is none here: they cost more than its import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is valid is said here alone, and not by plugins of other packages, which would be looked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    cli()
