"""`dabiao check`: judge a submission, show the table, write reports."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from verifier import __version__
from verifier.acceptance.check import Question, check as judge_submission
from verifier.acceptance.digest import result_digest
from verifier.cli.clock import today
from verifier.cli.face import DONE, NO, OPEN, command_options, language, print_json, say
from verifier.decision.rule import read_rule
from verifier.errors import UsageError
from verifier.measurement.dates import read_date
from verifier.wording import words

__all__ = ["check"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--project", help="Project code; default: what the submission states.")
@click.option("--only", multiple=True, metavar="ID", help="Judge this target only; may be given again.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The contract (TOML) whose terms are judged.",
)
@click.option("--guide", default="js2023", show_default=True, help="The guide's id.")
@click.option("--rule", help="full-value (default), rounded, guarded[:r], iso14253-1:2017, jjf1094, risk:P.")
@click.option("--as-of", metavar="DATE", help="The day whose state of affairs is judged; default: today.")
@click.option("--encoding", help="Encoding of files that declare none, e.g. gb18030.")
@click.option("--accept-expert", is_flag=True, help="Targets for experts do not count as open in the exit status.")
@click.option("--json", "as_json", is_flag=True, help="Print the result object.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write a report: .html or .json.")
@command_options
def check(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Judge a submission: CSV files or folders, with submission.toml beside them.

    Example: dabiao check measurements/3103-substrate-acceptance -o report.html
    """
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
    )
    output: Path | None = options["output"]
    if output is not None and output.suffix.lower() not in _WRITERS:
        raise UsageError("output_unknown", file=output, known=", ".join(_WRITERS))
    result = judge_submission(question, today()).result
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(_WRITERS[output.suffix.lower()](result, paths).encode("utf-8", "backslashreplace"))
    if options["as_json"]:
        print_json(result)
    else:
        _show(result)
        for note in result.get("notes", ()):
            say(note[language()])
        if output is not None:
            say(words("report_written", language(), file=output))
    raise SystemExit(_status(result["summary"], accept_expert=options["accept_expert"]))


def _show(result: dict[str, Any]) -> None:
    from verifier.report.terminal import render_terminal

    width = min(shutil.get_terminal_size((80, 24)).columns, 140)
    text = render_terminal(result, language(), width=max(width, 60), colour=sys.stdout.isatty())
    say(text.rstrip("\n"))


def _html(result: dict[str, Any], paths: tuple[Path, ...]) -> str:
    from verifier.report.html_report import render_html

    rerun = "dabiao check " + " ".join(path.name for path in paths)
    return render_html(result, language(), digest=result_digest(result), version=__version__, rerun=rerun)


def _json(result: dict[str, Any], paths: tuple[Path, ...]) -> str:  # noqa: ARG001 -- one signature for all writers
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


_WRITERS = {".html": _html, ".json": _json}


def _status(summary: dict[str, int], *, accept_expert: bool) -> int:
    if summary["fail"]:
        return NO
    waiting = ["undecided", "not_evaluable", "missing", *([] if accept_expert else ["expert"])]
    return OPEN if any(summary[name] for name in waiting) else DONE
