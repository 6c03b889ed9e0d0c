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
_ENGINES = ("auto", "scalar", "local", "spark")


def engine_options(command: _Command) -> _Command:
    """Give a command `--engine` and what the engines take."""
    options = (
        click.option(
            "--engine",
            type=click.Choice(_ENGINES),
            default="auto",
            show_default=True,
            help="Row by row, by columns, or by columns on a cluster; all give one result.",
        ),
        click.option(
            "--master",
            metavar="URL",
            help="The cluster of --engine spark: local[2], spark://HOST:7077, yarn, or sc://HOST (Spark Connect).",
        ),
        click.option(
            "--table",
            "tables",
            multiple=True,
            metavar="URI",
            help="With --engine spark: a file or folder that only Spark reads, e.g. s3a://tests/2026/.",
        ),
        click.option(
            "--parts",
            type=click.Path(path_type=Path, file_okay=False),
            help="Keep each file's tally here: a run goes on where it stopped, and `dabiao merge` adds them.",
        ),
        click.option(
            "--group",
            "groups",
            type=(click.Choice(("lot", "wafer", "sample")), click.Path(path_type=Path, dir_okay=False)),
            multiple=True,
            metavar="COLUMN FILE",
            help="Write a line for each lot, wafer or sample and target: CSV, JSON or Parquet. May be repeated.",
        ),
        click.option(
            "--verdicts",
            metavar="DIRECTORY",
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
        UsageError: Parts or verdicts are asked of the engine that has none, or a cluster of one that needs none.
    """
    from verifier.acceptance.group_file import GroupFile
    from verifier.acceptance.survey import Survey, engine_for, survey

    parts: Path | None = options["parts"]
    verdicts: str | None = options["verdicts"]
    engine = options["engine"]
    groups = tuple(GroupFile(key, path) for key, path in options["groups"])
    if engine == "spark" and groups:
        raise UsageError("group_not_on_spark")
    if engine == "spark":
        return _judge_on_spark(question, today, options)
    if options["master"] or options["tables"]:
        raise UsageError("spark_not_asked")
    if engine == "auto" and (parts or verdicts):
        engine = "local"
    if engine == "scalar" and (parts or verdicts):
        raise UsageError("engine_keeps_nothing")
    chosen = engine_for(engine, question.paths, question.limits)
    if chosen == "scalar" and not groups:
        return check(question, today)
    with _bar() as step:
        place = None if verdicts is None else Path(verdicts)
        return survey(question, today, Survey(parts, place, step, rows=chosen in {"rows", "scalar"}, groups=groups))


def _judge_on_spark(question: Question, today: date, options: Mapping[str, Any]) -> Checked:
    from verifier.acceptance.spark_survey import Cluster, survey_on_spark
    from verifier.acceptance.survey import Survey

    if not options["master"]:
        raise UsageError("spark_master_missing")
    verdicts = options["verdicts"]
    if verdicts is not None and "://" not in verdicts:
        verdicts = f"file:{Path(verdicts).resolve()}"
    cluster = Cluster(options["master"], options["tables"], verdicts)
    with _bar() as step:
        return survey_on_spark(question, today, Survey(options["parts"], step=step), cluster)


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
