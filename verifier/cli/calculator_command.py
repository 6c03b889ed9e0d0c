"""`dabiao judge` and `dabiao convert`: one question on the command line, or many as JSON lines."""

from __future__ import annotations

import sys
from typing import Any

import click

from verifier.acceptance.calculator import Asked, convert_value, judge_value
from verifier.acceptance.lines import answer_lines, bounded_lines
from verifier.cli.face import DONE, NO, NOT_ASKED, OPEN, command_options, language, print_json, say
from verifier.errors import UsageError
from verifier.measurement.conditions import read_conditions
from verifier.wording import words

__all__ = ["convert", "judge"]

# A value such as `-150 V` is no option.
_VALUES = {"ignore_unknown_options": True}


@click.command(context_settings=_VALUES)
@click.argument("predicate")
@click.argument("value", required=False)
@click.option("--unit", default="", help="Unit of the value where it does not stand with it.")
@click.option("--conditions", default="", metavar="C", help='Stated conditions: "J = 200 A/cm^2; T = 25 degC".')
@click.option("--uncertainty", default="", metavar="U", help='Expanded uncertainty: "0.2 um", "2 % rel".')
@click.option("--k", default="", metavar="K", help="Coverage factor of U; default: 2.")
@click.option(
    "--rule", default="", help="full-value (default), rounded, guarded[:r], iso14253-1:2017, jjf1094, risk:P."
)
@click.option("--reading", default="", help="as-stated: without a catalogue a predicate has no other reading.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@command_options
def judge(predicate: str, value: str | None, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Judge one value against one predicate; `-` reads JSON lines from standard input.

    Example: dabiao judge "TTV <= 15 um" "0.015 mm"
    """
    if predicate == "-" and value is None:
        raise SystemExit(_lines("judge"))
    if value is None:
        raise UsageError("value_argument_absent")
    if options["reading"] not in {"", "as-stated"}:
        raise UsageError("reading_without_catalogue", reading=options["reading"])
    conditions = tuple((stated.key, stated.value) for stated in read_conditions(options["conditions"]))
    answer = judge_value(
        Asked(predicate, value, options["unit"], conditions, options["rule"], options["uncertainty"], options["k"])
    )
    if options["as_json"]:
        print_json({"id": None, **answer})
    else:
        _show(answer)
    raise SystemExit({"pass": DONE, "fail": NO}.get(answer["verdict"], OPEN))


def _show(answer: dict[str, Any]) -> None:
    from verifier.report.verdict_words import verdict_label

    lang = language()
    say(verdict_label(answer["verdict"], lang))
    for name in ("value", "limit", "limit_decimal", "margin", "probability"):
        if answer.get(name) is not None:
            say(f"  {words(f'judge_{name}', lang)}{answer[name]}")
    for reason in answer["reasons"]:
        say(f"  {reason[lang]}")


@click.command(context_settings=_VALUES)
@click.argument("value")
@click.argument("unit", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@command_options
def convert(value: str, unit: str | None, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Convert a value exactly; `-` reads JSON lines from standard input.

    Example: dabiao convert "0.085 %/d" "1/h"
    """
    if value == "-" and unit is None:
        raise SystemExit(_lines("convert"))
    if unit is None:
        raise UsageError("unit_argument_absent")
    answer = convert_value(value, unit)
    if options["as_json"]:
        print_json({"id": None, "value": answer["value"], "exact": answer["exact"]})
    else:
        say(f"{answer['value']} {answer['unit']}")


def _lines(kind: str) -> int:
    """Answer JSON lines from standard input, in order; 2 where any of them could not be asked."""
    output = sys.stdout.buffer
    refused = False
    for line, is_error in answer_lines(bounded_lines(sys.stdin.buffer), kind):
        output.write(line)
        # At once: whoever asks may wait for the answer before the next question.
        output.flush()
        refused = refused or is_error
    return NOT_ASKED if refused else DONE
