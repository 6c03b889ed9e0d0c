"""How probable conformity is near the limit: one curve for all targets, since the scale is the margin over u.

With a normal distribution of standard uncertainty u, a value that lies z·u on the good side of one limit conforms
with the probability Φ(z).

Source: JCGM 106:2012, clause 7 (GB/T 27430-2022), one-sided tolerance interval with a normal distribution.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import erf, sqrt

from verifier.report.axis import Axis
from verifier.report.cell_lines import clipped
from verifier.report.drawing import INK, PAINTS, SOFT, Drawing, circle, cross, line, rect, text
from verifier.report.figures import exact, shortened
from verifier.report.rows_chart import GOOD
from verifier.report.verdict_words import verdict_label, verdict_sign
from verifier.report.view import TargetView
from verifier.wording import Language, words

__all__ = ["probability_drawing"]

_WIDTH, _HEIGHT = 480, 270
_X = Axis(Fraction(-4), Fraction(4), 44, 468)
_Y = Axis(Fraction(0), Fraction(1), 222, 18)
_STEPS = 80
_MOST = 12
_UNSTATED_FACTOR = Fraction(2)


def probability_drawing(targets: tuple[TargetView, ...], lang: Language) -> Drawing | None:
    """The targets that have a margin, U and a single limit, on the curve; None where there is none near its limit."""
    near = []
    for number, target in enumerate(targets, start=1):
        z = _standard_margin(target)
        if z is not None and abs(z) <= _X.high:
            near.append((number, target, z))
    near = sorted(near, key=lambda found: abs(found[2]))[:_MOST]
    if not near:
        return None
    rows = tuple(
        (
            str(number),
            f"{target.id} {target.name}",
            shortened(z),
            _conforming(target, z),
            verdict_label(target.verdict, lang),
        )
        for number, target, z in near
    )
    heads = ("seq", "indicator", "z", "conformity", "status")
    return Drawing(
        id="probability",
        title=words("report_probability_chart", lang),
        description=words("report_probability_chart_says", lang, count=len(near)),
        width=_WIDTH,
        height=_HEIGHT,
        shapes=(*_ground(lang), *_marks(near)),
        head=tuple(words(f"report_figure_{name}", lang) for name in heads),
        rows=rows,
    )


def _standard_margin(target: TargetView) -> Fraction | None:
    """The margin in standard uncertainties, with U = k·u and a blank k read as 2."""
    margin, expanded = exact(target.margin), exact(target.expanded[0])
    factor = exact(target.expanded[1]) or _UNSTATED_FACTOR
    if margin is None or not expanded or exact(target.limit_decimal or target.limit) is None:
        return None
    return margin / (abs(expanded) / abs(factor))


def _conforming(target: TargetView, z: Fraction) -> str:
    """The result's own probability where it states one, else the curve's."""
    stated = exact(target.probability)
    return shortened(stated) if stated is not None else f"≈{_phi(z):.3f}"


def _phi(z: Fraction) -> float:
    """The normal distribution, as a height in a picture: no verdict and no record depends on it."""
    return (1 + erf(float(z) / sqrt(2))) / 2


def _height(z: Fraction) -> Fraction:
    return _Y.at(Fraction(round(_phi(z) * 10_000), 10_000))


def _ground(lang: Language) -> list[str]:
    middle, floor, top = _X.at(Fraction(0)), _Y.start, _Y.end
    shapes = [rect(middle, top, _X.end - middle, floor - top, GOOD)]
    for share in (0, 25, 50, 75, 100):
        y = _Y.at(Fraction(share, 100))
        shapes += [line(_X.start, y, _X.end, y, "#d6d6d6")]
        shapes += [text(_X.start - 4, y + 4, f"{share}%", anchor="end", size="11", colour=SOFT)]
    for z in range(-4, 5, 2):
        x = _X.at(Fraction(z))
        shapes += [text(x, floor + 18, f"{z:+d} u".replace("-", "−") if z else "0", anchor="middle", size="11")]
    steps = [_X.low + (_X.high - _X.low) * step / _STEPS for step in range(_STEPS + 1)]
    places = [(_X.at(z), _height(z)) for z in steps]
    shapes += [line(*a, *b, INK, width="1.6") for a, b in pairwise(places)]
    shapes += [line(middle, top, middle, floor, INK, width="1.6")]
    shapes += [text((_X.start + _X.end) // 2, floor + 40, words("report_probability_axis", lang), anchor="middle")]
    return shapes


def _marks(near: list[tuple[int, TargetView, Fraction]]) -> list[str]:
    shapes = []
    for number, target, z in near:
        x, y = _X.at(z), _height(z)
        paint = PAINTS[target.verdict]
        shapes.append(cross(x, y, 5, paint.stroke) if target.verdict == "fail" else circle(x, y, 5, paint))
        left = z > 0
        label = clipped(f"{verdict_sign(target.verdict)} {number}", 12)
        shapes.append(text(x + (-9 if left else 9), y + (-6 if left else 14), label, anchor="end" if left else "start"))
    return shapes
