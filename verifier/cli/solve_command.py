"""`dabiao solve`: how far from the limit, and what would just meet it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.check import Question
from verifier.acceptance.solve import solve as solve_target
from verifier.cli.clock import today
from verifier.cli.face import DONE, NO, OPEN, command_options, language, say
from verifier.decision.rule import read_rule
from verifier.decision.verdict import Verdict
from verifier.errors import UsageError
from verifier.quantity.number import read_number

__all__ = ["solve"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--target", "target_id", required=True, metavar="ID", help="The target that is asked about.")
@click.option("--rule", help="full-value (default), rounded, guarded[:r], iso14253-1:2017, jjf1094.")
@click.option(
    "--contract",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The contract (TOML) whose terms are judged.",
)
@click.option("--confidence", default="0.95", show_default=True, help="Confidence of a test without failures.")
@click.option("--guide", default="js2023", show_default=True, help="The guide's id.")
@click.option("--encoding", help="Encoding of files that declare none.")
@command_options
def solve(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Say how far a target is from its limit, and which value, input, U or number of parts would just meet it.

    Example: dabiao solve measurements/3103-substrate-acceptance --target 3103.ttv
    """
    confidence = read_number(options["confidence"]).value
    if not 0 < confidence < 1:
        raise UsageError("solve_confidence", read=options["confidence"])
    question = Question(
        paths=paths,
        project=None if options["contract"] else options["target_id"].partition(".")[0],
        rule=read_rule(options["rule"]) if options["rule"] else None,
        encoding=options["encoding"],
        guide=options["guide"],
        guide_path=options["guide_path"],
        contract=options["contract"],
    )
    solved = solve_target(question, options["target_id"], today(), confidence)
    for answer in solved.answers:
        say(answer.text(language()))
    raise SystemExit({Verdict.PASS: DONE, Verdict.FAIL: NO}.get(solved.verdict, OPEN))
