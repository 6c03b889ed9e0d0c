"""The option of every command that reads a submission: how large one may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

__all__ = ["limit_options"]


def limit_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--limit`, whose values come as the tuple `limit`."""
    return click.option(
        "--limit",
        multiple=True,
        metavar="NAME=N",
        help="Raise or lower a limit of size, e.g. rows=5000000 or bytes=256MiB; may be given again.",
    )(command)
