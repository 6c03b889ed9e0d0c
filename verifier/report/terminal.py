"""A result as a table in a terminal, as wide as the terminal is, in colour or plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from verifier.report.cell_lines import clipped, padded, wrapped
from verifier.report.comparison import actual, gate, gate_sentence, remark, to_fix
from verifier.report.result_reader import Fields, read_result
from verifier.report.row_notes import row_notes
from verifier.report.verdict_words import SIGNS, verdict_label, verdict_word
from verifier.report.view import ResultView, TargetView
from verifier.wording import Language, words

__all__ = ["render_terminal"]

_NARROWEST = 60
_INLINE_REMARK = 110
_GAP = 2
_STATUS = 4
_MOST_FIXES = 5
_HANGING = "  "
_STYLES = {
    "pass": "green",
    "fail": "bold red",
    "undecided": "yellow",
    "not_evaluable": "magenta",
    "expert": "cyan",
    "missing": "bright_black",
}


def render_terminal(result: Fields, lang: Language, *, width: int, colour: bool) -> str:
    """The result as text: banner, what to deal with first, the table, and what the panel must know.

    Args:
        result: The result object, `dabiao/result/v1`.
        lang: Language of every sentence.
        width: Cells of the terminal; below 60 the text is laid out for 60.
        colour: Whether to write ANSI colours; without them the text holds no control character but line ends.
    """
    view, width = read_result(result, lang), max(width, _NARROWEST)
    sections = (_banner(view, width), _fixes(view, width), _table(view, width), _remainders(view, width))
    lines: list[Text] = []
    for section in sections:
        part = list(section)
        lines += [Text(), *part] if lines and part else part
    lines += [Text(), *_plain(words("report_statement", lang), width)]
    if not colour:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    out = StringIO()
    # A fixed colour system and no look at the environment: the same result gives the same text.
    console = Console(file=out, width=width, force_terminal=True, color_system="standard", _environ={})
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return out.getvalue()


def _banner(view: ResultView, width: int) -> Iterator[Text]:
    lang = view.lang
    title = " ".join(part for part in (view.project, view.project_name) if part)
    for line in wrapped(f"{words('report_title', lang)} · {title}" if title else words("report_title", lang), width):
        yield Text(line, "bold")
    facts = (
        ("report_head_guide", view.guide_name or view.guide_id),
        ("report_head_contract", view.contract),
        ("report_head_contractor", view.contractor),
        ("report_head_period", view.period),
        ("report_head_stage", view.stage),
        ("report_head_as_of", view.as_of),
        ("report_head_rule", view.rule if view.rule_is_default else ""),
    )
    labels = [(words(code, lang), value) for code, value in facts if value]
    indent = max((cell_len(label) for label, _ in labels), default=0) + _GAP
    for label, value in labels:
        for number, line in enumerate(wrapped(value, width - indent)):
            yield Text(padded("" if number else label, indent), "dim") + Text(line)
    if not view.rule_is_default:
        for line in wrapped(words("report_rule_not_default", lang, rule=view.rule), width):
            yield Text(line, "bold yellow")
    yield Text(gate_sentence(view), _STYLES[gate(view)])
    counts = [(f"{verdict_label(verdict, lang)} {view.counts[verdict]}", verdict) for verdict in SIGNS]
    yield from _flowing(counts, width)


def _flowing(parts: Iterable[tuple[str, str]], width: int) -> Iterator[Text]:
    line = Text()
    for part, verdict in parts:
        if line and line.cell_len + 2 * _GAP + cell_len(part) > width:
            yield line
            line = Text()
        line.append(" " * 2 * _GAP if line else "")
        line.append(part, _STYLES[verdict])
    yield line


def _fixes(view: ResultView, width: int) -> Iterator[Text]:
    targets = to_fix(view)
    if not targets:
        return
    yield Text(words("report_to_fix", view.lang), "bold")
    for target in targets[:_MOST_FIXES]:
        text = remark(target, view.lang) or verdict_word(target.verdict, view.lang)
        sentence = words("report_item", view.lang, id=target.id, name=target.name) + text
        lines = wrapped(sentence, width - 2 * _GAP)
        yield Text(_HANGING) + Text(SIGNS[target.verdict], _STYLES[target.verdict]) + Text(f" {lines[0]}")
        yield from (Text(f"{_HANGING * 2}{line}") for line in lines[1:])
    if len(targets) > _MOST_FIXES:
        yield Text(_HANGING + words("report_to_fix_more", view.lang, count=len(targets) - _MOST_FIXES))


def _table(view: ResultView, width: int) -> Iterator[Text]:
    if not view.targets:
        return
    lang, inline = view.lang, width >= _INLINE_REMARK
    names = ("id", "indicator", "agreed", "actual", "status", *(["remark"] if inline else []))
    head = [words(f"report_short_{name}", lang) for name in names]
    widths = _widths(view, head, width, inline=inline)
    yield from _row_lines(head, widths, "bold")
    yield Text("─" * width, "dim")
    for target in view.targets:
        cells = _cells(target, lang)
        text = cells.pop()
        yield from _row_lines([*cells, text] if inline else cells, widths, _STYLES[target.verdict])
        if not inline and text:
            indent = widths[0] + _GAP
            yield from (Text(" " * indent) + Text(line, "dim") for line in wrapped(text, width - indent))


def _cells(target: TargetView, lang: Language) -> list[str]:
    measured = actual(target, lang)
    return [
        target.id,
        target.name,
        target.predicate or target.figure,
        measured.value or words("report_absent", lang),
        verdict_label(target.verdict, lang),
        remark(target, lang),
    ]


def _widths(view: ResultView, head: Sequence[str], width: int, *, inline: bool) -> list[int]:
    """Cells of each column: as wide as its longest text where there is room, else a fair share."""
    status = max(cell_len(verdict_label(verdict, view.lang)) for verdict in SIGNS)
    longest = [cell_len(name) for name in head]
    for target in view.targets:
        cells = _cells(target, view.lang)[: len(head)]
        longest = [max(most, cell_len(cell)) for most, cell in zip(longest, cells, strict=True)]
    room = width - _GAP * (len(head) - 1) - status
    shares = [20, 24, 26, 20, 0, 40] if inline else [20, 28, 28, 24, 0]
    least = [room * share // sum(shares) for share in shares]
    widths = [min(need, cells) for need, cells in zip(longest, least, strict=False)]
    widths[_STATUS] = status
    # What short columns leave over goes to the columns that are still too narrow, from the left.
    spare = width - _GAP * (len(head) - 1) - sum(widths)
    for column, need in enumerate(longest):
        more = min(max(need - widths[column], 0), spare)
        widths[column] += more
        spare -= more
    widths[-1] += spare if inline else 0
    return widths


def _row_lines(cells: Sequence[str], widths: Sequence[int], style: str) -> Iterator[Text]:
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(len(column) for column in columns)):
        line = Text()
        for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
            text = padded(column[number] if number < len(column) else "", width)
            line.append(text, style if style == "bold" or index == _STATUS else "")
            line.append(" " * _GAP if index < len(widths) - 1 else "")
        yield line


def _remainders(view: ResultView, width: int) -> Iterator[Text]:
    lang = view.lang
    ratify = [f"{item.target} {item.text}".strip() for item in view.ratify]
    title = words("report_ratify" if ratify else "report_ratify_none", lang)
    yield from _listed(title, ratify, len(ratify), width)
    for kind in ("excluded", "unjudged"):
        notes, code = row_notes(view, kind), f"report_{kind}"
        title = words(f"{code}_count", lang, count=notes.count) if notes.count else words(f"{code}_none", lang)
        yield from _listed(title, notes.sentences, notes.count, width)
        if notes.more:
            more = words("report_rows_more", lang, count=notes.more)
            yield from (Text(f"{_HANGING}{line}") for line in wrapped(more, width - _GAP))
    if view.ignored:
        yield from _listed(words("report_ignored", lang), view.ignored, len(view.ignored), width)


def _listed(title: str, lines: Sequence[str], count: int, width: int) -> Iterator[Text]:
    yield from (Text(line, "bold" if count else "") for line in wrapped(title, width))
    for sentence in lines:
        first, *others = wrapped(sentence, width - 2 * _GAP)
        yield Text(f"{_HANGING}- {first}")
        yield from (Text(f"{_HANGING * 2}{line}") for line in others)


def _plain(sentence: str, width: int) -> Iterator[Text]:
    return (Text(clipped(line, width)) for line in wrapped(sentence, width))
