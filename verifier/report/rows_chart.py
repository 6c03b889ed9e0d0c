"""A target's rows against its acceptable values: a dot for each row, or a histogram where there are many."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import isqrt

from verifier.report.acceptable import Span, acceptable_span
from verifier.report.axis import Axis, axis_over
from verifier.report.drawing import INK, PAINTS, SOFT, Drawing, Paint, circle, cross, line, rect, text
from verifier.report.figures import exact, shortened
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.report.view import TargetView
from verifier.wording import Language, words

__all__ = ["GOOD", "rows_drawing"]

_WIDTH, _HEIGHT = 480, 150
_LEFT, _RIGHT, _TOP, _FLOOR = 12, 468, 34, 122
_FEWEST = 3
_MOST_DOTS = 60
_MOST_BINS = 30
_RADIUS = 4
GOOD = Paint("#eef1f4")
"""The ground of acceptable values."""

_PLAIN = Paint("#8a8f98", "#4a4a4a", "1")


def rows_drawing(target: TargetView, number: int, lang: Language) -> Drawing | None:
    """The rows of a target drawn on its scale; None where fewer than three of them are plain numbers.

    Args:
        target: The target.
        number: Its number in the report.
        lang: Language of every label.
    """
    marks = [(value, row.verdict) for row in target.plotted if (value := exact(row.number)) is not None]
    if len(marks) < _FEWEST:
        return None
    span = acceptable_span(target)
    values = [value for value, _ in marks]
    axis = axis_over([*values, *(span.limits if span else ())], _LEFT, _RIGHT)
    drawn = _dots(marks, axis) if len(marks) <= _MOST_DOTS else _bars(marks, axis)
    title = words("report_rows_chart", lang, id=target.id, name=target.name, unit=target.unit or "1")
    counts = Counter(verdict for _, verdict in marks if verdict)
    left_out = target.counts.total - target.counts.excluded - len(marks)
    figures = (
        (words("report_figure_count", lang), str(len(marks))),
        (words("report_figure_least", lang), shortened(min(values))),
        (words("report_figure_median", lang), shortened(_median(values))),
        (words("report_figure_most", lang), shortened(max(values))),
        *((verdict_label(verdict, lang), str(counts[verdict])) for verdict in SIGNS if counts[verdict]),
        *(((words("report_figure_not_drawn", lang), str(left_out)),) if left_out else ()),
    )
    return Drawing(
        id=f"rows-{number}",
        title=title,
        description=words(
            "report_rows_chart_says",
            lang,
            count=len(marks),
            least=shortened(min(values)),
            most=shortened(max(values)),
            limit=target.limit or words("report_absent", lang),
            unit=target.unit,
        ),
        width=_WIDTH,
        height=_HEIGHT,
        shapes=(*_ground(span, axis, lang), *drawn, *_scale(axis)),
        head=tuple(label for label, _ in figures),
        rows=(tuple(value for _, value in figures),),
    )


def _median(values: list[Fraction]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _ground(span: Span | None, axis: Axis, lang: Language) -> list[str]:
    """The acceptable values as a pale ground, with a heavy line at each limit."""
    if span is None:
        return []
    low = axis.start if span.low is None else axis.at(span.low)
    high = axis.end if span.high is None else axis.at(span.high)
    shapes = [rect(low, _TOP - 12, high - low, _FLOOR - _TOP + 12, GOOD)] if high > low else []
    for limit in span.limits:
        at = axis.at(limit)
        anchor = "start" if at < _WIDTH // 3 else "end" if at > _WIDTH * 2 // 3 else "middle"
        shapes.append(line(at, _TOP - 16, at, _FLOOR, INK, width="1.8"))
        label = f"{words('report_chart_limit', lang)} {shortened(limit)}"
        # Two limits near each other would write over each other: the upper one stands a line higher.
        line_of_text = 12 if limit == span.high and span.low is not None else _TOP - 20 + 12
        shapes.append(text(at, line_of_text if len(span.limits) > 1 else 14, label, anchor=anchor, size="11"))
    return shapes


def _scale(axis: Axis) -> list[str]:
    shapes = [line(_LEFT, _FLOOR, _RIGHT, _FLOOR, INK)]
    for value, label in axis.ticks():
        at = axis.at(value)
        shapes.append(line(at, _FLOOR, at, _FLOOR + 5, INK))
        shapes.append(text(at, _FLOOR + 18, label, anchor="middle", size="11", colour=SOFT))
    return shapes


def _dots(marks: list[tuple[Fraction, str]], axis: Axis) -> list[str]:
    """Dots stacked where they would cover each other; a failed row is a cross, an open one a hollow dot."""
    shapes: list[str] = []
    heights: Counter[int] = Counter()
    step = 2 * _RADIUS + 1
    columns = Counter(round(axis.at(value)) // step for value, _ in marks)
    lift = min(step, (_FLOOR - _TOP - _RADIUS) // max(*columns.values(), 1))
    for value, verdict in sorted(marks):
        at = axis.at(value)
        column = round(at) // step
        y = _FLOOR - _RADIUS - 3 - max(lift, 1) * heights[column]
        heights[column] += 1
        if verdict == "fail":
            shapes.append(cross(at, y, _RADIUS, PAINTS["fail"].stroke))
        else:
            shapes.append(circle(at, y, _RADIUS, PAINTS.get(verdict, _PLAIN)))
    return shapes


def _bars(marks: list[tuple[Fraction, str]], axis: Axis) -> list[str]:
    """Equal bins; the part of a bin's bar that failed stands on top, pale with a heavy outline."""
    bins = min(_MOST_BINS, isqrt(len(marks)) + 1)
    width = Fraction(axis.end - axis.start, bins)
    held: list[Counter[str]] = [Counter() for _ in range(bins)]
    for value, verdict in marks:
        held[min(bins - 1, int((axis.at(value) - axis.start) / width))][verdict] += 1
    tallest = max(count.total() for count in held)
    shapes = []
    for place, counts in enumerate(held):
        floor = Fraction(_FLOOR)
        for verdict in sorted(counts, key=lambda verdict: (verdict == "fail", verdict)):
            # One row among thousands is still seen.
            height = max(Fraction((_FLOOR - _TOP) * counts[verdict], tallest), Fraction(2))
            floor -= height
            shapes.append(rect(axis.start + place * width + 1, floor, width - 2, height, PAINTS.get(verdict, _PLAIN)))
    return shapes
