"""The comparison table 指标完成情况对照表: what each target's cells say, and which rows stand below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from verifier.report.figures import margin_sentence, readable, relative_margin
from verifier.report.verdict_words import SIGNS, verdict_word
from verifier.report.view import ResultView, RowView, TargetView
from verifier.wording import Language, messages, words

__all__ = [
    "Actual",
    "actual",
    "few",
    "gate",
    "gate_sentence",
    "listed_rows",
    "margin_of",
    "remark",
    "row_sentence",
    "share_of",
    "to_fix",
]

_MOST_NAMED = 2
_TO_FIX = ("fail", "not_evaluable", "undecided", "missing")
_LISTED_FIRST = ("fail", "not_evaluable", "undecided", "excluded")


@dataclass(frozen=True, slots=True)
class Actual:
    """The measured value of a target, and the small print below it."""

    value: str
    note: str


def actual(target: TargetView, lang: Language) -> Actual:
    """What was measured: the deciding value in the target's unit, else the one text that was submitted."""
    rows, count = target.deciding, target.counts.deciding + target.counts.unjudged
    note = words("report_n_values", lang, statistic=target.statistic, count=count) if count else ""
    if target.value:
        return Actual(f"{readable(target.value)} {target.unit}".strip(), note if target.statistic else "")
    return Actual(few((row.text for row in rows if row.text), lang), note if target.statistic else "")


def share_of(target: TargetView) -> Fraction | None:
    """The margin as a share of the limit, where the limit is a single nonzero number."""
    return relative_margin(target.margin, target.limit_decimal or target.limit)


def margin_of(target: TargetView, lang: Language) -> str:
    """The margin as a remark; empty where the target has none."""
    if not target.margin:
        return ""
    return margin_sentence(target.margin, target.unit, share_of(target), is_exact=target.margin_exact, lang=lang)


def remark(target: TargetView, lang: Language) -> str:
    """One line beside a verdict: the margin of a number that was judged, else the first reason."""
    reason = target.reasons[0] if target.reasons else ""
    margin = margin_of(target, lang)
    return (margin or reason) if target.verdict in ("pass", "fail") else (reason or margin)


def to_fix(view: ResultView) -> tuple[TargetView, ...]:
    """The targets that a team can still do something about, failed ones first, else in the catalogue's order."""
    return tuple(target for verdict in _TO_FIX for target in view.targets if target.verdict == verdict)


def gate(view: ResultView) -> str:
    """How the whole stands, as the verdict whose colour it wears: fail, undecided (something is open) or pass."""
    if view.counts["fail"]:
        return "fail"
    return "undecided" if view.open or not view.total else "pass"


def gate_sentence(view: ResultView) -> str:
    """The whole in one sentence; it counts indicators and draws no conclusion on the project."""
    fail, open_ = view.counts["fail"], view.open
    if not view.total:
        return words("report_gate_none", view.lang)
    code = {(False, False): "pass", (False, True): "open", (True, False): "fail", (True, True): "fail_open"}
    return words(f"report_gate_{code[fail > 0, open_ > 0]}", view.lang, total=view.total, fail=fail, open=open_)


def row_sentence(target: TargetView, row: RowView, lang: Language) -> str:
    """An excluded or unjudged row in one line: where, for what, what it says, and why it does not count."""
    why = row.exclusion if row.excluded else ""
    why = why or (row.reasons[0] if row.reasons else words("report_no_reason", lang))
    return words("report_row_note", lang, place=row.place, target=target.id, text=row.text) + why


def few(texts: Iterable[str], lang: Language) -> str:
    """The distinct texts in their order, the first two named and the others counted."""
    distinct = list(dict.fromkeys(text for text in texts if text))
    named = distinct[:_MOST_NAMED]
    if len(distinct) > _MOST_NAMED:
        named.append(words("report_and_more", lang, count=len(distinct) - _MOST_NAMED))
    return words("report_list_separator", lang).join(named)


def listed_rows(target: TargetView, most: int, lang: Language) -> tuple[tuple[RowView, ...], str]:
    """The rows that stand below a target, and a sentence that counts the ones left out.

    Args:
        target: The target.
        most: Rows listed at most; failed, unjudged and excluded ones are kept before passed ones.
        lang: Language of the sentence, which is empty where nothing was left out.
    """
    ranks = {label: rank for rank, label in enumerate(_LISTED_FIRST)}
    order = sorted(range(len(target.rows)), key=lambda i: (ranks.get(target.rows[i].label, len(ranks)), i))
    rest = Counter(dict(target.counts.labels()))
    rest.subtract(target.rows[i].label for i in order[:most])
    rest = +rest
    if not rest:
        return target.rows, ""
    parts = words("report_list_separator", lang).join(
        words("report_rows_rest_part", lang, label=_label(label, lang), count=count) for label, count in rest.items()
    )
    return (
        tuple(target.rows[i] for i in sorted(order[:most])),
        words("report_rows_rest", lang, count=rest.total(), parts=parts),
    )


def _label(label: str, lang: Language) -> str:
    if label in SIGNS:
        return verdict_word(label, lang)
    code = f"report_role_{label}"
    return words(code, lang) if code in messages() else label
