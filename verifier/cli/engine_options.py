"""Options of the commands that judge large submissions: the engine, what it keeps, and how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from verifier.acceptance.check import Checked, Question, check
from verifier.cli.face import language
from verifier.errors import UsageError
from verifier.wording import words

__all__ = ["engine_options", "judge_by_engine"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_ENGINES = ("auto", "scalar", "local")


def engine_options(command: _Command) -> _Command:
    """Give a command `--engine`, `--parts` and `--verdicts`."""
    options = (
        click.option(
            "--engine",
            type=click.Choice(_ENGINES),
            default="auto",
            show_default=True,
            help="Row by row, or by columns; both give one result.",
        ),
        click.option(
            "--parts",
            type=click.Path(path_type=Path, file_okay=False),
            help="Keep each file's tally here: a run goes on where it stopped, and `dabiao merge` adds them.",
        ),
        click.option(
            "--verdicts",
            type=click.Path(path_type=Path, file_okay=False),
            help="Write the verdict of every row here, as Parquet.",
        ),
    )
    wrapped: Any = command
    for option in options:
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def judge_by_engine(question: Question, today: date, options: Mapping[str, Any]) -> Checked:
    """Judge a submission by the engine that the options name.

    Raises:
        UsageError: Parts or verdicts are asked of the engine that has none.
    """
    from verifier.acceptance.survey import Survey, engine_for, survey

    parts, verdicts = options["parts"], options["verdicts"]
    engine = options["engine"]
    if engine == "auto" and (parts or verdicts):
        engine = "local"
    if engine == "scalar" and (parts or verdicts):
        raise UsageError("engine_keeps_nothing")
    if engine_for(engine, question.paths) == "scalar":
        return check(question, today)
    with _bar() as step:
        return survey(question, today, Survey(parts, verdicts, step))


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int, int], None] | None]:
    """A progress bar with rate and time left, where a person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def step(file: str, done: int, total: int, rows: int) -> None:
            told = words("engine_step", language(), file=file, rows=f"{rows:,}")
            progress.update(task, description=told, completed=done, total=total)

        yield step
