"""The expanded uncertainty beside a value as a second coordinate: limits that move with U are lines, not points.

Where every row states a U of its own, rows of one kind would be as many kinds as there are U. But a guard band
w = rU moves a limit in proportion: `y <= T - rU` is `y + rU <= T`, a line in the plane of y and U, and whether U is
large for the tolerance is a limit on U alone. So rows that differ in U stay of one kind, and their cuts are lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Final

from verifier.catalogue.statistic import Statistic
from verifier.decision.inverse import QUANTILE_DIGITS, inverse, rational_of
from verifier.decision.judge import Amount
from verifier.decision.probability import cumulative
from verifier.decision.rule import Rule, largest_small
from verifier.decision.sample import stated_uncertainty
from verifier.errors import VerifierError
from verifier.measurement.row import Row
from verifier.plan.threshold import REGULAR, Cut, cut_at
from verifier.quantity.number import plain_value
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Shape, read_uncertainty
from verifier.quantity.units import Unit

__all__ = [
    "APART",
    "cuts_beside", "cuts_by_risk", "ends_by_share", "expanded_of", "is_apart", "is_by_value", "states_plainly",
    "with_weights",
]  # fmt: skip

_RELATIVE: Final = ("%", "rel", "相对")
APART: Final = frozenset({"every", "worst"})
"""Statistics whose rows, or groups, are each held against the limit, with a U of their own."""


def is_apart(statistic: Statistic) -> bool:
    """Whether each row is judged with its own U; any other statistic joins them."""
    return statistic.name in APART and statistic.inner is None


def is_by_value(row: Row) -> bool:
    """Whether the U of a row may hang on its value: it is a share of it, or an interval about it."""
    written = f"{row.uncertainty} {row.u} {row.uncertainty_unit}".casefold()
    return "[" in written or any(mark in written for mark in _RELATIVE)


def states_plainly(row: Row) -> bool:
    """Whether a row states its U, or its u, by a positive number alone, in its own unit or in one beside it.

    What else is said of U then holds for every such number: none of them is refused where another is read.
    """
    number = None if row.uncertainty and row.u else plain_value(row.uncertainty or row.u)
    if number is None or not REGULAR[0] < number < REGULAR[1]:
        return False
    return not is_by_value(row)


def expanded_of(row: Row, unit: Unit) -> Fraction | None:
    """U of a row that states it plainly, in the unit of its value; None where it cannot be read."""
    try:
        found = read_uncertainty(stated_uncertainty(row), None, unit)
    except VerifierError:
        return None
    return None if found is None else found.expanded


def cuts_beside(rule: Rule, region: Region, unit: Unit, own: Unit) -> Iterator[Cut]:
    """The cuts that a rule makes for a region beside its own ends, all of them by U.

    The acceptance limit moves inward by w and the rejection limit outward; acceptance keeps the mark of the region.

    Args:
        rule: The rule: guarded, or one that takes U for a remark only.
        region: The region, with rational ends.
        unit: Its unit.
        own: The unit of the rows.
    """
    for tolerance in largest_small(region):
        # A width is a difference: offsets of units do not enter.
        yield cut_at(tolerance * unit.factor / own.factor, holds=True, share=0, slope=Fraction(1))
    if rule.guard is None:
        return
    for interval in region.intervals:
        if isinstance(interval.low, Fraction):
            end = unit.to(interval.low, own)
            yield cut_at(end, holds=not interval.low_closed, slope=-rule.guard)
            yield cut_at(end, holds=rule.fails_at_guard, slope=rule.guard)
        if isinstance(interval.high, Fraction):
            end = unit.to(interval.high, own)
            yield cut_at(end, holds=interval.high_closed, slope=rule.guard)
            yield cut_at(end, holds=not rule.fails_at_guard, slope=-rule.guard)


def cuts_by_risk(risk: Fraction, region: Region, measured: Amount, own: Unit) -> tuple[Cut, ...]:
    """The cuts of a rule by probability for a one-sided region, where the distribution has tails; none elsewhere.

    A value y passes where P(Y > T) = F((y - T)/u) is at most P: where y + zu <= T, with F(-z) = P of the normal or of
    Student's distribution. It fails where y - zu >= T. Below a limit it is the other way round, at the same places.

    Args:
        risk: P.
        region: The region, with rational ends, in its unit.
        measured: A value of the kind, with its uncertainty in that unit.
        own: The unit of the rows.
    """
    uncertainty = measured.uncertainty
    ends = [end for interval in region.intervals for end in (interval.low, interval.high) if isinstance(end, Fraction)]
    if uncertainty is None or uncertainty.shape is not Shape.NORMAL or len(region.intervals) != 1 or len(ends) != 1:
        return ()
    slope = _quantile(risk, uncertainty.dof) / uncertainty.k
    end = measured.unit.to(ends[0], own)
    above, below = (cut_at(end, holds=sign > 0, slope=sign * slope) for sign in (1, -1))
    return replace(above, rounded=True), replace(below, rounded=True)


@lru_cache(maxsize=256)
def _quantile(risk: Fraction, dof: Fraction | None) -> Fraction:
    """How many standard uncertainties behind an estimate so much of the probability lies, to some 30 digits."""
    import mpmath

    with mpmath.workdps(QUANTILE_DIGITS):
        wanted, far = mpmath.mpf(risk.numerator) / risk.denominator, mpmath.mpf(-1)
        while cumulative(far, dof) > wanted:
            far *= 2
        return -rational_of(inverse(lambda deviation: cumulative(deviation, dof), wanted, far, 0))


def ends_by_share(rule: Rule, region: Region, share: Fraction, unit: Unit, own: Unit) -> Iterator[Fraction]:
    """Where a rule may turn for values whose U is a share of their magnitude, in the rows' unit.

    U = p|y|, so that `y + rU <= T` is `y (1 + rp) <= T` above zero and `y (1 - rp) <= T` below it.

    Args:
        rule: The rule.
        region: The region, with rational ends.
        share: p.
        unit: The region's unit.
        own: The unit of the rows.
    """
    yield Fraction(0)
    for tolerance in largest_small(region):
        if share:
            size = tolerance * unit.factor / own.factor / share
            yield from (-size, size)
    moved = (rule.guard or 0) * share
    for interval in region.intervals:
        for end in (interval.low, interval.high):
            if isinstance(end, Fraction):
                yield from (unit.to(end, own) / part for part in (1 + moved, 1 - moved) if part)


def with_weights(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """Cuts with weights that tell every combination of sides apart.

    Cuts of one limit and those of U alone follow one another whatever U is, so that the number of those passed says
    which; each such chain counts in steps of its own.
    """
    chains: dict[object, list[Cut]] = {}
    for cut in sorted(set(cuts), key=lambda one: (one.share, one.limit, -one.slope, one.holds)):
        chains.setdefault((cut.share, cut.limit if cut.share else None), []).append(cut)
    weighted: list[Cut] = []
    weight = 1
    for chain in chains.values():
        weighted += [replace(cut, weight=weight) for cut in chain]
        weight *= len(chain) + 1
    return tuple(weighted)
