"""`dabiao check`: judge a submission, show the table, write reports."""

from __future__ import annotations

import shlex
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from verifier.acceptance.check import Question
from verifier.acceptance.policy import with_policy
from verifier.acceptance.report_files import RESULT_ENDINGS, Layout, refuse_ending, write_result
from verifier.cli.clock import today
from verifier.cli.engine_options import engine_options, judge_by_engine
from verifier.cli.face import DONE, NO, OPEN, command_options, language, print_json, say
from verifier.cli.layout_options import layout_options
from verifier.cli.limit_options import limit_options
from verifier.decision.rule import read_rule
from verifier.measurement.dates import read_date
from verifier.measurement.limits import read_limits
from verifier.wording import words

__all__ = ["check", "show_result", "status_of"]

_ASKED = ("project", "contract", "guide", "rule", "as_of", "encoding")
_ENDINGS = f"Write a report: {', '.join(RESULT_ENDINGS)}."


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--project", help="Project code; default: what the submission states.")
@click.option("--only", multiple=True, metavar="ID", help="Judge this target only; may be given again.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The contract (TOML) whose terms are judged.",
)
@click.option("--catalogue", metavar="NAME", help="Judge a round of applications by rules, e.g. js2023/admin.")
@click.option("--guide", default="js2023", show_default=True, help="The guide's id.")
@click.option("--rule", help="full-value (default), rounded, guarded[:r], iso14253-1:2017, jjf1094, risk:P.")
@click.option("--as-of", metavar="DATE", help="The day whose state of affairs is judged; default: today.")
@click.option("--encoding", help="Encoding of files that declare none, e.g. gb18030.")
@click.option("--accept-expert", is_flag=True, help="Targets for experts do not count as open in the exit status.")
@click.option("--json", "as_json", is_flag=True, help="Print the result object.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=_ENDINGS)
@click.option(
    "--policy",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A cited policy on the share of achieved targets (TOML); none by default.",
)
@engine_options
@limit_options
@layout_options
@command_options
def check(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Judge a submission: CSV files or folders, with submission.toml beside them.

    Example: dabiao check measurements/3103-substrate-acceptance -o report.html
    """
    if options["catalogue"]:
        from verifier.cli.round_command import answer_round

        answer_round(paths, **options)
    question = Question(
        paths=paths,
        project=options["project"],
        only=options["only"],
        rule=read_rule(options["rule"]) if options["rule"] else None,
        as_of=read_date(options["as_of"]) if options["as_of"] else None,
        encoding=options["encoding"],
        guide=options["guide"],
        guide_path=options["guide_path"],
        contract=options["contract"],
        limits=read_limits(options["limit"]),
    )
    output: Path | None = options["output"]
    layout = Layout(options["font_path"], options["docx_template"])
    if output is not None:
        refuse_ending(output, RESULT_ENDINGS, layout)
    result = judge_by_engine(question, today(), options).result
    layout = replace(layout, rerun=_again(paths, options, result["as_of"]))
    if options["policy"] is not None:
        result = with_policy(result, options["policy"])
    if output is not None:
        write_result(result, output, language(), layout)
    if options["as_json"]:
        print_json(result)
    else:
        show_result(result)
        for note in result.get("notes", ()):
            say(note[language()])
        if output is not None:
            say(words("report_written", language(), file=output))
    raise SystemExit(status_of(result["summary"], accept_expert=options["accept_expert"]))


def _again(paths: tuple[Path, ...], options: dict[str, Any], as_of: str) -> str:
    """The command that gives the result again, on any day: files by their names, and what was asked of them."""
    named = {"contract": getattr(options["contract"], "name", ""), "as_of": as_of}
    stated = ((name, named.get(name, options[name])) for name in _ASKED)
    said = [word for name, value in stated if value for word in (f"--{name.replace('_', '-')}", str(value))]
    only = [word for name in options["only"] for word in ("--only", name)]
    return shlex.join(["dabiao", "check", *(path.name for path in paths), *said, *only])


def show_result(result: dict[str, Any]) -> None:
    """Print the table of a result."""
    from verifier.report.terminal import render_terminal

    width = min(shutil.get_terminal_size((80, 24)).columns, 140)
    text = render_terminal(result, language(), width=max(width, 60), colour=sys.stdout.isatty())
    say(text.rstrip("\n"))


def status_of(summary: dict[str, int], *, accept_expert: bool) -> int:
    """The exit status that a result means."""
    if summary["fail"]:
        return NO
    waiting = ["undecided", "not_evaluable", "missing", *([] if accept_expert else ["expert"])]
    return OPEN if any(summary[name] for name in waiting) else DONE
