"""The margin chart: 0 is the limit, right is the good side, whichever way an inequality points.

A measured-over-limit bar misleads, because `<=` and `>=` would point opposite ways. Positions are exact rationals
put on a bounded scale, r / (|r| + 1/4), so that no bar leaves the drawing and 5 % is still seen beside 300 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rich.cells import cell_len

from verifier.report.cell_lines import clipped
from verifier.report.comparison import share_of
from verifier.report.drawing import INK, PAINTS, SOFT, Drawing, Paint, line, rect, text
from verifier.report.figures import exact, signed
from verifier.report.verdict_words import verdict_label, verdict_sign
from verifier.report.view import TargetView
from verifier.wording import Language, words

__all__ = ["CHART_WIDTH", "Bar", "Chart", "margin_charts", "margin_drawings"]

CHART_WIDTH = 480
_MOST_BARS = 8
_MIDDLE = CHART_WIDTH // 2
_REACH = 226
_TOP = 24
_PITCH = 42
_KNEE = Fraction(1, 4)
_TICKS = (-200, -50, -10, 10, 50, 200)
_LEAST_LENGTH = Fraction(3)
_UNSCALED = Fraction(60)
_LINE_CELLS = 66
_GRID = "#d6d6d6"


@dataclass(frozen=True, slots=True)
class Bar:
    """One target's margin: a bar from the limit, its verdict, the number written out, and U as a whisker."""

    verdict: str
    scaled: bool
    label: str
    number: str
    sentence: str
    x: Fraction
    width: Fraction
    whisker: tuple[Fraction, Fraction] | None
    baseline: int
    top: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing of at most eight bars, so that a printed page need not split it."""

    id: str
    title: str
    bars: tuple[Bar, ...]
    height: int


def margin_charts(targets: tuple[TargetView, ...], lang: Language) -> tuple[Chart, ...]:
    """The charts of all targets that have a margin, in the catalogue's order."""
    drawn = [target for target in targets if exact(target.margin) is not None]
    groups = [drawn[start : start + _MOST_BARS] for start in range(0, len(drawn), _MOST_BARS)]
    return tuple(
        Chart(
            id=f"margin-{number}",
            title=(
                words("report_chart", lang)
                if len(groups) == 1
                else words("report_chart_part", lang, part=number, parts=len(groups))
            ),
            bars=tuple(_bar(target, place, lang) for place, target in enumerate(group)),
            height=_TOP + _PITCH * len(group) + 6,
        )
        for number, group in enumerate(groups, start=1)
    )


def margin_drawings(targets: tuple[TargetView, ...], lang: Language) -> tuple[Drawing, ...]:
    """The same charts drawn."""
    separator = words("report_list_separator", lang)
    return tuple(
        Drawing(
            id=chart.id,
            title=chart.title,
            description=separator.join(bar.sentence for bar in chart.bars),
            width=CHART_WIDTH,
            height=chart.height,
            shapes=tuple(_shapes(chart, lang)),
        )
        for chart in margin_charts(targets, lang)
    )


def _shapes(chart: Chart, lang: Language) -> list[str]:
    shapes = []
    for percent in _TICKS:
        x = _MIDDLE + _offset(Fraction(percent, 100))
        shapes.append(line(x, 18, x, chart.height, _GRID))
        shapes.append(text(x, 12, f"{percent:+d}%".replace("-", "−"), anchor="middle", size="10.5", colour=SOFT))
    limit = words("report_chart_limit", lang)
    shapes.append(text(_MIDDLE, 12, limit, anchor="middle", size="10.5", colour=SOFT))
    for bar in chart.bars:
        shapes.append(text(6, bar.baseline, bar.label))
        shapes.append(text(CHART_WIDTH - 6, bar.baseline, bar.number, anchor="end"))
        paint = PAINTS[bar.verdict]
        hollow = Paint("#ffffff", paint.stroke, dash="4 3")
        shapes.append(rect(bar.x, bar.top, bar.width, 12, paint if bar.scaled else hollow))
        if bar.whisker:
            low, high = bar.whisker
            # White below black: the whisker is seen on a dark bar and on paper.
            shapes += [line(low, bar.top + 6, high, bar.top + 6, "#ffffff", width="4")]
            shapes += [line(low, bar.top + 6, high, bar.top + 6, INK, width="1.6")]
            shapes += [line(end, bar.top + 1, end, bar.top + 11, INK, width="1.6") for end in (low, high)]
    shapes.append(line(_MIDDLE, 18, _MIDDLE, chart.height, INK, width="1.6"))
    return shapes


def _bar(target: TargetView, place: int, lang: Language) -> Bar:
    margin = exact(target.margin) or Fraction(0)
    share = share_of(target)
    offset = _offset(share) if share is not None else _UNSCALED * int((margin > 0) - (margin < 0))
    length = max(abs(offset), _LEAST_LENGTH)
    number = clipped(f"{signed(target.margin, is_exact=target.margin_exact)} {target.unit}".strip(), _LINE_CELLS // 2)
    label = f"{verdict_sign(target.verdict)} {target.name}"
    # A margin of nothing stands astride the limit; any other bar starts there, on its own side.
    start = _MIDDLE - (length / 2 if margin == 0 else length if margin < 0 else Fraction(0))
    return Bar(
        verdict=target.verdict,
        scaled=share is not None,
        label=clipped(label, _LINE_CELLS - 2 - cell_len(number)),
        number=number,
        sentence=words(
            "report_chart_row", lang, name=target.name, margin=number, verdict=verdict_label(target.verdict, lang)
        ),
        x=start,
        width=length,
        whisker=_whisker(target, margin),
        baseline=_TOP + _PITCH * place + 16,
        top=_TOP + _PITCH * place + 22,
    )


def _whisker(target: TargetView, margin: Fraction) -> tuple[Fraction, Fraction] | None:
    """Where the margin would stand with the value U lower and U higher."""
    expanded, limit = exact(target.expanded[0]), exact(target.limit_decimal or target.limit)
    if not expanded or not limit:
        return None
    low, high = ((margin + step) / abs(limit) for step in (-abs(expanded), abs(expanded)))
    return _MIDDLE + _offset(low), _MIDDLE + _offset(high)


def _offset(share: Fraction) -> Fraction:
    return _REACH * share / (abs(share) + _KNEE)
