"""A target's value over results: milestones in their order, the limit that held at each, and control limits.

Source: GB/T 17989.2-2020 (ISO 7870-2:2013), chart for individual values: centre line ± 2.66 times the mean
moving range of two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from verifier.report.acceptable import acceptable_span
from verifier.report.axis import Axis, axis_over
from verifier.report.cell_lines import clipped
from verifier.report.drawing import PAINTS, SOFT, Drawing, Paint, circle, cross, line, rect, text
from verifier.report.figures import exact, readable, shortened, signed
from verifier.report.rows_chart import GOOD
from verifier.report.verdict_words import verdict_label, verdict_sign
from verifier.report.view import TargetView
from verifier.wording import Language, words

__all__ = ["Milestone", "control_drawing"]

_WIDTH, _HEIGHT = 480, 230
_LEFT, _RIGHT, _TOP, _FLOOR = 64, 462, 24, 180
_FEWEST_FOR_LIMITS = 8
_MOST_LABELS = 6
_FACTOR = Fraction(266, 100)
_PLAIN = Paint("#8a8f98", "#4a4a4a", "1")


@dataclass(frozen=True, slots=True)
class Milestone:
    """One result's statement on a target: when, and what."""

    label: str
    target: TargetView


def control_drawing(milestones: Sequence[Milestone], number: int, lang: Language) -> Drawing | None:
    """The values of one target over its milestones; None where fewer than two are plain numbers in one unit.

    Args:
        milestones: In the order of time.
        number: The target's number in the report.
        lang: Language of every label.
    """
    held = [(place, value) for place, item in enumerate(milestones) if (value := exact(item.target.value)) is not None]
    last = milestones[-1].target
    if len(held) <= 1 or len({milestones[place].target.unit for place, _ in held}) != 1:
        return None
    spans = [acceptable_span(item.target) for item in milestones]
    lines = _control_limits([value for _, value in held])
    limits = [limit for span in spans if span for limit in span.limits]
    axis = axis_over([*(value for _, value in held), *limits, *lines], _FLOOR, _TOP)
    shapes: list[str] = []
    pitch = Fraction(_RIGHT - _LEFT, len(milestones))
    for place, span in enumerate(spans):
        if span:
            low = _FLOOR if span.low is None else axis.at(span.low)
            high = _TOP if span.high is None else axis.at(span.high)
            start = _LEFT + place * pitch
            shapes += [rect(start, high, pitch, low - high, GOOD)] if low > high else []
            shapes += [line(start, axis.at(limit), start + pitch, axis.at(limit), width="1.8") for limit in span.limits]
    shapes += _scale(axis, [item.label for item in milestones], pitch)
    if lines:
        shapes += [line(_LEFT, axis.at(at), _RIGHT, axis.at(at), SOFT, dash="5 3") for at in lines]
    places = [(_LEFT + place * pitch + pitch / 2, axis.at(value)) for place, value in held]
    shapes += [line(*a, *b, SOFT, width="1.4") for a, b in pairwise(places)]
    for (place, value), (x, y) in zip(held, places, strict=True):
        shapes += _mark(milestones[place].target, value, x, y, named=len(held) <= _MOST_LABELS)
    heads = ("milestone", "value", "limit", "margin", "status")
    return Drawing(
        id=f"control-{number}",
        title=words("report_control_chart", lang, id=last.id, name=last.name, unit=last.unit or "1"),
        description=words(
            "report_control_chart_limits" if lines else "report_control_chart_says", lang, count=len(held)
        ),
        width=_WIDTH,
        height=_HEIGHT,
        shapes=tuple(shapes),
        head=tuple(words(f"report_figure_{name}", lang) for name in heads),
        rows=tuple(_row(item, lang) for item in milestones),
    )


def _control_limits(values: Sequence[Fraction]) -> list[Fraction]:
    """Centre line and control limits; none below eight values, from which they could not be told."""
    if len(values) < _FEWEST_FOR_LIMITS:
        return []
    centre = sum(values, Fraction(0)) / len(values)
    moving = sum((abs(b - a) for a, b in pairwise(values)), Fraction(0)) / (len(values) - 1)
    return [centre - _FACTOR * moving, centre, centre + _FACTOR * moving]


def _scale(axis: Axis, labels: Sequence[str], pitch: Fraction) -> list[str]:
    shapes = [line(_LEFT, _TOP, _LEFT, _FLOOR), line(_LEFT, _FLOOR, _RIGHT, _FLOOR)]
    for value, label in axis.ticks():
        shapes += [line(_LEFT - 4, axis.at(value), _LEFT, axis.at(value))]
        shapes += [text(_LEFT - 7, axis.at(value) + 4, label, anchor="end", size="11", colour=SOFT)]
    every = -(-len(labels) // _MOST_LABELS)
    for place in range(0, len(labels), every):
        x, cells = _LEFT + place * pitch + pitch / 2, max(int(pitch * every / 7), 4)
        for number, part in enumerate(labels[place].split(" ")[:2]):
            shapes += [text(x, _FLOOR + 18 + 16 * number, clipped(part, cells), anchor="middle", size="11")]
    return shapes


def _mark(target: TargetView, value: Fraction, x: Fraction, y: Fraction, *, named: bool) -> list[str]:
    paint = PAINTS.get(target.verdict, _PLAIN)
    shapes = [cross(x, y, 5, paint.stroke) if target.verdict == "fail" else circle(x, y, 5, paint)]
    label = f"{verdict_sign(target.verdict)} {shortened(value)}" if named else ""
    return [*shapes, text(x, y - 10, label, anchor="middle", size="11")] if label else shapes


def _row(item: Milestone, lang: Language) -> tuple[str, ...]:
    target = item.target
    absent = words("report_absent", lang)
    value = f"{readable(target.value)} {target.unit}".strip() if target.value else absent
    margin = f"{signed(target.margin, is_exact=target.margin_exact)} {target.unit}".strip() if target.margin else absent
    return (item.label, value, readable(target.limit) or absent, margin, verdict_label(target.verdict, lang))
