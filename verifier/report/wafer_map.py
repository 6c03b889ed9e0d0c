"""Where on a wafer the values stand: one map a wafer, for rows that carry x and y."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from verifier.report.drawing import INK, PAINTS, SOFT, Drawing, Paint, circle, cross, rect, text
from verifier.report.figures import exact, shortened
from verifier.report.verdict_words import SIGNS, verdict_label
from verifier.report.view import TargetView
from verifier.wording import Language, words

__all__ = ["wafer_drawing"]

_SIZE = 240
_MOST_WAFERS = 6
_CELLS = 25
_DISC = 96
_MIDDLE_Y = 128
_GREYS = ("#f0f0f0", "#cfcfcf", "#a8a8a8", "#7d7d7d", "#525252")
_WORST_FIRST = ("fail", "undecided", "not_evaluable", "expert", "missing", "pass", "")


@dataclass(frozen=True, slots=True)
class _Site:
    x: Fraction
    y: Fraction
    value: Fraction
    verdict: str


def wafer_drawing(target: TargetView, number: int, lang: Language) -> Drawing | None:
    """The maps of a target's first six wafers in one drawing; None where no row says where it was measured.

    Args:
        target: The target.
        number: Its number in the report.
        lang: Language of every label.
    """
    wafers: dict[str, list[_Site]] = {}
    for row in target.plotted:
        at_x, at_y, value = exact(row.x), exact(row.y), exact(row.number)
        if at_x is not None and at_y is not None and value is not None:
            wafers.setdefault(row.wafer, []).append(_Site(at_x, at_y, value, row.verdict))
    shown = dict(list(wafers.items())[:_MOST_WAFERS])
    sites = [site for found in shown.values() for site in found]
    if len(sites) <= 1:
        return None
    low, high = min(site.value for site in sites), max(site.value for site in sites)
    # The disc just holds the outermost site; a square root in whole thousandths is round enough for a picture.
    square = max(site.x**2 + site.y**2 for site in sites)
    reach = Fraction(isqrt(int(square * 10**6) + 1) + 1, 1000)
    columns = min(len(shown), 2)
    shapes: list[str] = []
    for place, (wafer, found) in enumerate(shown.items()):
        x, y = _SIZE * (place % columns), 260 * (place // columns)
        name = words("report_wafer", lang, wafer=wafer or words("report_absent", lang))
        shapes += [text(x + _SIZE // 2, y + 18, name, anchor="middle")]
        shapes += [circle(x + _SIZE // 2, y + _MIDDLE_Y, _DISC + 8, Paint("none", SOFT, "1"))]
        shapes += _map(found, x + _SIZE // 2, y + _MIDDLE_Y, reach, (low, high))
    foot = 260 * -(-len(shown) // columns)
    shapes += _legend(foot, (low, high), target.unit, lang)
    left_out = len(wafers) - len(shown)
    return Drawing(
        id=f"wafer-{number}",
        title=words("report_wafer_map", lang, id=target.id, name=target.name, unit=target.unit or "1"),
        description=words(
            "report_wafer_map_says",
            lang,
            wafers=len(shown),
            sites=len(sites),
            fails=sum(site.verdict == "fail" for site in sites),
            more=left_out,
        ),
        width=max(_SIZE * columns, 300),
        height=foot + 44,
        shapes=tuple(shapes),
        head=_head(lang),
        rows=tuple(_row(wafer, found, lang) for wafer, found in shown.items()),
    )


def _map(found: Sequence[_Site], x: int, y: int, reach: Fraction, ends: tuple[Fraction, Fraction]) -> list[str]:
    """Sites in a grid of cells; a cell with several shows the worst of them."""
    cells: dict[tuple[int, int], _Site] = {}
    for site in found:
        cell = (int((site.x / reach + 1) * _CELLS / 2), int((site.y / reach + 1) * _CELLS / 2))
        ranked = (_WORST_FIRST.index(site.verdict), cells.get(cell))
        if ranked[1] is None or ranked[0] < _WORST_FIRST.index(ranked[1].verdict):
            cells[cell] = site
    side = Fraction(2 * _DISC, _CELLS)
    shapes = []
    for site in cells.values():
        at_x, at_y = x + site.x / reach * _DISC, y - site.y / reach * _DISC
        paint = Paint(_grey(site.value, ends), PAINTS.get(site.verdict, Paint("none", SOFT)).stroke, "1")
        shapes.append(rect(at_x - side / 2, at_y - side / 2, side, side, paint))
        if site.verdict == "fail":
            # White below red: the cross is seen on every grey.
            shapes.append(cross(at_x, at_y, side / 2, PAINTS["fail"].stroke))
    return shapes


def _grey(value: Fraction, ends: tuple[Fraction, Fraction]) -> str:
    low, high = ends
    return _GREYS[0] if low == high else _GREYS[min(len(_GREYS) - 1, int((value - low) / (high - low) * len(_GREYS)))]


def _legend(y: int, ends: tuple[Fraction, Fraction], unit: str, lang: Language) -> list[str]:
    shapes = [rect(10 + 22 * step, y + 4, 22, 12, Paint(grey, SOFT, "1")) for step, grey in enumerate(_GREYS)]
    shapes.append(text(10, y + 34, f"{shortened(ends[0])} … {shortened(ends[1])} {unit}".rstrip(), size="11"))
    shapes.append(cross(170, y + 10, 5, PAINTS["fail"].stroke))
    shapes.append(text(182, y + 14, verdict_label("fail", lang), size="11", colour=INK))
    return shapes


def _head(lang: Language) -> tuple[str, ...]:
    names = ("wafer", "count", "least", "most")
    return (*(words(f"report_figure_{name}", lang) for name in names), *(verdict_label(v, lang) for v in SIGNS))


def _row(wafer: str, found: Sequence[_Site], lang: Language) -> tuple[str, ...]:
    counts = Counter(site.verdict for site in found)
    values = [site.value for site in found]
    numbers = (str(len(found)), shortened(min(values)), shortened(max(values)))
    return (wafer or words("report_absent", lang), *numbers, *(str(counts[verdict]) for verdict in SIGNS))
