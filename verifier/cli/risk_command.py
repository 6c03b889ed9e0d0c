"""`dabiao risk`: the global consumer's and producer's risk of a process."""

from __future__ import annotations

from typing import Any

import click

from verifier.acceptance.process_risk import ProcessAsked, risk_of
from verifier.cli.face import command_options, language, print_json, say
from verifier.quantity.uncertainty import StatedUncertainty
from verifier.wording import words

__all__ = ["risk"]


@click.command()
@click.argument("predicate")
@click.option("--mean", required=True, help="Process mean, with or without its unit.")
@click.option("--sd", required=True, help="Process standard deviation.")
@click.option("-U", "--uncertainty", "expanded", default="", help="Expanded uncertainty U of the measurement.")
@click.option("-u", "--standard", default="", help="Standard uncertainty u of the measurement, in place of U.")
@click.option("--k", default="", help="Coverage factor of U; 2 unless given.")
@click.option("--rule", default="", help="Rule by which items are accepted: full-value (default), guarded, risk:0.05 …")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@command_options
def risk(predicate: str, mean: str, sd: str, **options: Any) -> None:  # noqa: ANN401 -- click's options
    """Work out the global risks of accepting items of a process by measurement (JCGM 106, clause 9).

    Process and measurement are taken as normal.

    Example: dabiao risk "R in [1499.8, 1500.2] ohm" --mean 1500 --sd 0.12 -u 0.04
    """
    stated = StatedUncertainty(expanded=options["expanded"], k=options["k"], standard=options["standard"])
    answer = risk_of(ProcessAsked(predicate, mean, sd, stated, options["rule"]))
    if options["as_json"]:
        print_json(answer)
        return
    lang, unit = language(), answer["unit"]
    rule = answer["rule"]
    accepted = " ∪ ".join(f"[{low or '-∞'}, {high or '+∞'}]" for low, high in answer["acceptance"])
    say(words("risk_rule", lang, rule=rule["id"], edition=rule["edition"], acceptance=accepted, unit=unit))
    for code in ("consumer_risk", "producer_risk", "conforming", "accepted"):
        say(words(f"risk_{code.removesuffix('_risk')}", lang, value=answer[code]))
    for limit in answer["limits"]:
        chances = {"alone": limit["nonconforming"], "posterior": limit["nonconforming_given_process"]}
        say(words("risk_limit", lang, value=limit["value"], unit=unit, **chances))
