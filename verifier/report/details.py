"""The twelve details of a target's line that are not printed in the comparison table (指标完成情况对照表)."""

from __future__ import annotations

from collections.abc import Iterable

from verifier.report.comparison import few, share_of
from verifier.report.figures import percentage
from verifier.report.view import ResultView, RowView, TargetView
from verifier.wording import Language, messages, words

__all__ = ["DETAILS", "detail_texts", "not_provided"]

DETAILS = (
    *("level", "baseline", "milestone", "n", "statistic", "rule", "margin", "false_acceptance", "raw_file"),
    *("raw_sha256", "panel_opinion", "verifier"),
)
"""The twelve columns, in the form's order."""

_RAN_TOGETHER = 20


def detail_texts(view: ResultView, target: TargetView, version: str) -> tuple[tuple[str, str], ...]:
    """Each detail with its text, which is empty where the result says nothing of it.

    Args:
        view: The result.
        target: One of its targets.
        version: The program's version.
    """
    lang = view.lang
    milestones = (words("report_detail_by", lang, day=day, agreed=agreed) for day, agreed in target.milestones)
    share = share_of(target)
    texts = {
        "level": _level(view, target),
        "baseline": target.baseline,
        "milestone": words("report_list_separator", lang).join(milestones),
        "n": _samples(target, lang),
        "statistic": target.statistic,
        "rule": target.rule or view.rule,
        "margin": "" if share is None else percentage(share, is_exact=target.margin_exact),
        "false_acceptance": target.false_acceptance,
        "raw_file": _files(target.rows, lang),
        "raw_sha256": _digests(target.rows, lang),
        "panel_opinion": " ".join(target.reasons) if target.by_panel else "",
        "verifier": " / ".join(part for part in (f"{view.guide_id} {view.guide_digest[:19]}".strip(), version) if part),
    }
    return tuple((name, texts[name]) for name in DETAILS)


def not_provided(details: Iterable[tuple[str, str]], lang: Language) -> str:
    """The details that nobody provided, named together; empty where there is none."""
    names = [words(f"report_detail_{name}", lang) for name, text in details if not text]
    return words("report_list_separator", lang).join(names)


def _level(view: ResultView, target: TargetView) -> str:
    """Key or general, which a contract alone says, and the kind of target."""
    key = words("report_detail_key" if target.key else "report_detail_general", view.lang) if view.contract else ""
    code = f"report_kind_{target.kind}"
    kind = words(code, view.lang) if code in messages() else target.kind
    return " / ".join(part for part in (key, kind) if part)


def _samples(target: TargetView, lang: Language) -> str:
    """The sample size that a row states, else the number of rows that count."""
    stated = few((row.n for row in target.deciding), lang)
    count = target.counts.total - target.counts.excluded
    return stated or (words("report_detail_rows", lang, count=count) if count else "")


def _files(rows: Iterable[RowView], lang: Language) -> str:
    """Each file with the lines that are listed, e.g. `maps.csv 2–61`."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        if row.file:
            lines.setdefault(row.file, []).append(row.line)
    return few((f"{file} {_span(found)}".strip() for file, found in lines.items()), lang)


def _span(lines: list[str]) -> str:
    if all(line.isdigit() for line in lines):
        numbers = sorted({int(line) for line in lines})
        if numbers[-1] - numbers[0] + 1 == len(numbers) > 1:
            return f"{numbers[0]}–{numbers[-1]}"
    named = [line for line in dict.fromkeys(lines) if line]
    return ", ".join(named[:_RAN_TOGETHER]) + (", …" if len(named) > _RAN_TOGETHER else "")


def _digests(rows: Iterable[RowView], lang: Language) -> str:
    """The digest of each file that rows stand in, and of each evidence file that they name."""
    found: dict[str, None] = {}
    for row in rows:
        if row.sha256:
            found[f"{row.file} {row.sha256}"] = None
        for document in row.documents:
            found[f"{document.text} {document.sha256}".strip()] = None
    return words("report_list_separator", lang).join(found)
