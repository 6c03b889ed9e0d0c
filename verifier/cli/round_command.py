"""`dabiao check --catalogue`: a round of applications judged by administrative rules."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from verifier.acceptance.report_files import DOCUMENT_ENDINGS, Layout, refuse_ending, write_document
from verifier.acceptance.round import RoundQuestion, check_round
from verifier.cli.face import DONE, NO, OPEN, language, print_json, say
from verifier.errors import UsageError
from verifier.report.round_report import MOST_FINDINGS, findings_of, round_document, unread_groups
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
    layout = Layout(options["font_path"], options["docx_template"])
    if output is not None:
        refuse_ending(output, DOCUMENT_ENDINGS, layout)
    question = RoundQuestion(paths, options["catalogue"], options["guide_path"], options["encoding"])
    result = check_round(question)
    if output is not None:
        most = len(result["findings"]) if output.suffix.lower() == ".xlsx" else MOST_FINDINGS
        write_document(round_document(result, language(), most), result, output, layout)
        if not options["as_json"]:
            say(words("report_written", language(), file=output))
    if options["as_json"]:
        print_json(result)
    else:
        _show(result)
    summary = result["summary"]
    waiting = any(summary[name] for name in ("waiver", "ask", "not_evaluable", "expert", "unread"))
    raise SystemExit(NO if summary["reject"] else OPEN if waiting else DONE)


def _show(result: dict[str, Any]) -> None:
    lang = language()
    findings = findings_of(result, lang)
    for finding in findings[:_SHOWN]:
        rule, _, name = finding.rule.partition(" ")
        parts = {"rule": rule, "name": name, "place": finding.place or "-", "excess": finding.excess}
        what = words(f"round_outcome_{finding.outcome}", lang)
        say(words("round_line", lang, what=what, reasons=finding.reasons, **parts).rstrip())
    if len(findings) > _SHOWN:
        say(words("round_more", lang, count=len(findings) - _SHOWN))
    for column, place, why in islice(unread_groups(result, lang), _SHOWN):
        say(words("round_unread", lang, column=column, place=place, why=why))
    summary = result["summary"]
    counts = {name: summary[name] for name in ("reject", "waiver", "ask", "warning")}
    waiting = {"open": summary["not_evaluable"], "people": summary["expert"]}
    say(words("round_total", lang, count=result["applications"], **counts, **waiting))
