"""`dabiao explain`: every step from text to verdict, as numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from verifier.acceptance.check import Question
from verifier.acceptance.explain import explain as explain_target
from verifier.cli.clock import today
from verifier.cli.face import DONE, NO, OPEN, command_options, language, say
from verifier.cli.limit_options import limit_options
from verifier.decision.rule import read_rule
from verifier.decision.verdict import Verdict
from verifier.measurement.limits import read_limits

__all__ = ["explain"]


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--target", "target_id", required=True, metavar="ID", help="The target to explain.")
@click.option("--reading", help="Judge by this reading instead of the default.")
@click.option("--rule", help="full-value (default), rounded, guarded[:r], iso14253-1:2017, jjf1094, risk:P.")
@click.option("--guide", default="js2023", show_default=True, help="The guide's id.")
@click.option("--encoding", help="Encoding of files that declare none.")
@click.option("--monte-carlo", "seed", type=int, metavar="SEED", help="Simulate derived values too (JCGM 101).")
@limit_options
@command_options
def explain(paths: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Show how one target's verdict comes about, step by step.

    Example: dabiao explain measurements/3103-substrate-acceptance --target 3103.ttv
    """
    question = Question(
        paths=paths,
        project=options["target_id"].partition(".")[0],
        rule=read_rule(options["rule"]) if options["rule"] else None,
        encoding=options["encoding"],
        guide=options["guide"],
        guide_path=options["guide_path"],
        limits=read_limits(options["limit"]),
    )
    explanation = explain_target(question, options["target_id"], options["reading"], today(), options["seed"])
    lang = language()
    for step in explanation.steps:
        say("  " * step.depth + step.reason.text(lang))
    verdict = explanation.ruling.verdict
    raise SystemExit({Verdict.PASS: DONE, Verdict.FAIL: NO}.get(verdict, OPEN))
