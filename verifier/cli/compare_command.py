"""`dabiao diff` and `dabiao trend`: results over time, from submissions, result files or sealed bundles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.check import Question
from verifier.acceptance.compare_results import difference, load_result
from verifier.acceptance.compare_results import trend as trend_of
from verifier.acceptance.report_files import DOCUMENT_ENDINGS, Layout, refuse_ending, write_document
from verifier.cli.clock import today
from verifier.cli.face import DONE, NO, command_options, language, print_json, say
from verifier.cli.key_options import existing_file
from verifier.cli.layout_options import layout_options
from verifier.decision.rule import read_rule
from verifier.report.comparison_text import render_diff, render_trend
from verifier.report.milestones import diff_document, trend_document
from verifier.wording import words

__all__ = ["diff", "trend"]

_PATH = click.Path(path_type=Path)
_OPTIONS = (
    click.option("--project", help="Project code of submissions; default: what they state."),
    click.option("--guide", default="js2023", show_default=True, help="The guide's id."),
    click.option("--contract", type=existing_file, help="The contract that submissions are judged by."),
    click.option("--rule", help="Decision rule for submissions; default: full-value."),
    click.option("--encoding", help="Encoding of files that declare none."),
    click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON."),
    click.option("-o", "--output", type=_PATH, help="Write a report: .html, .docx, .pdf, .md or .json."),
)


def _compared(command: Any) -> Any:  # noqa: ANN401 -- a decorator of any command
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("a", type=_PATH)
@click.argument("b", type=_PATH)
@_compared
@layout_options
@command_options
def diff(a: Path, b: Path, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Name each target whose verdict, value, reading or evidence differs; exit 1 where one does.

    Example: dabiao diff midterm.json acceptance/
    """
    layout = _layout(options)
    question = _question(options)
    found = difference(load_result(a, question, today()), load_result(b, question, today()))
    if options["as_json"]:
        print_json(found)
    else:
        say(render_diff(found, language()).rstrip("\n"))
    if options["output"] is not None:
        write_document(diff_document(found, language()), found, options["output"], layout)
        _written(options)
    raise SystemExit(NO if found["targets"] else DONE)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@_compared
@layout_options
@command_options
def trend(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Follow every target over results in the order of their dates; exit 1 where one fell back.

    Example: dabiao trend midterm.json acceptance/ -o trend.html
    """
    layout = _layout(options)
    question = _question(options)
    found = trend_of([load_result(path, question, today()) for path in paths])
    if options["as_json"]:
        print_json(found)
    else:
        say(render_trend(found, language()).rstrip("\n"))
    if options["output"] is not None:
        write_document(trend_document(found, language()), found, options["output"], layout)
        _written(options)
    raise SystemExit(NO if any(target["regressed"] for target in found["targets"]) else DONE)


def _layout(options: dict[str, Any]) -> Layout:
    layout = Layout(options["font_path"], options["docx_template"])
    if options["output"] is not None:
        refuse_ending(options["output"], DOCUMENT_ENDINGS, layout)
    return layout


def _question(options: dict[str, Any]) -> Question:
    return Question(
        paths=(),
        project=options["project"],
        rule=read_rule(options["rule"]) if options["rule"] else None,
        encoding=options["encoding"],
        guide=options["guide"],
        guide_path=options["guide_path"],
        contract=options["contract"],
    )


def _written(options: dict[str, Any]) -> None:
    if not options["as_json"]:
        say(words("report_written", language(), file=options["output"]))
