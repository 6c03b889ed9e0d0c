"""`dabiao check --catalogue`: a round of applications judged by administrative rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from verifier.acceptance.round import RoundQuestion, check_round
from verifier.cli.face import DONE, NO, OPEN, language, print_json, say
from verifier.errors import UsageError
from verifier.wording import words

__all__ = ["answer_round"]

_SHOWN = 200


def answer_round(paths: tuple[Path, ...], **options: Any) -> NoReturn:  # noqa: ANN401 -- click's options
    """Judge a round, show or write its result, and end with its status.

    1 where an application is rejected, 3 where people have to ask, excuse or decide, else 0.

    Args:
        paths: The tables.
        options: The options of `dabiao check`.

    Raises:
        UsageError: An option is given that says nothing about a round.
    """
    odd = [f"--{name}" for name in ("project", "only", "contract", "rule", "as_of", "policy") if options.get(name)]
    if odd:
        raise UsageError("round_option", option=", ".join(odd).replace("_", "-"))
    output: Path | None = options["output"]
    if output is not None and output.suffix.lower() != ".json":
        raise UsageError("output_unknown", file=output, known=".json")
    question = RoundQuestion(paths, options["catalogue"], options["guide_path"], options["encoding"])
    result = check_round(question)
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if options["as_json"]:
        print_json(result)
    else:
        _show(result)
    summary = result["summary"]
    waiting = any(summary[name] for name in ("waiver", "ask", "not_evaluable", "expert", "unread"))
    raise SystemExit(NO if summary["reject"] else OPEN if waiting else DONE)


def _show(result: dict[str, Any]) -> None:
    lang = language()
    for finding in result["findings"][:_SHOWN]:
        what = words(f"round_outcome_{finding['breach'] or finding['verdict']}", lang)
        reasons = " ".join(reason[lang] for reason in finding["reasons"])
        parts = {"rule": finding["rule"], "place": finding["place"] or "-", "excess": finding["excess"] or ""}
        say(words("round_line", lang, what=what, reasons=reasons, **parts).rstrip())
    if len(result["findings"]) > _SHOWN:
        say(words("round_more", lang, count=len(result["findings"]) - _SHOWN))
    for cell in result["unread"][:_SHOWN]:
        parts = {"place": cell["place"], "column": cell["column"], "why": cell["reasons"][0][lang]}
        say(words("round_unread", lang, **parts))
    summary = result["summary"]
    counts = {name: summary[name] for name in ("reject", "waiver", "ask", "warning")}
    waiting = {"open": summary["not_evaluable"], "people": summary["expert"]}
    say(words("round_total", lang, count=result["applications"], **counts, **waiting))
