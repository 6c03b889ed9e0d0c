"""The options of every command that writes a report for paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["layout_options"]


def layout_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--font-path` and `--docx-template`."""
    existing = click.Path(path_type=Path, exists=True, dir_okay=False)
    for option in (
        click.option("--docx-template", type=existing, metavar="FILE", help="Your office's DOCX with placeholders."),
        click.option("--font-path", type=click.Path(path_type=Path), help="Chinese font for PDF: a file or a folder."),
    ):
        command = option(command)
    return command
