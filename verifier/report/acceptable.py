"""Which side of a target's limits is the good one, for the ground of a chart.

The verdict never comes from here: it stands in the result. A predicate that a chart cannot shade is not shaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from verifier.catalogue.expression import names_in
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison, Relation
from verifier.errors import VerifierError
from verifier.report.figures import exact
from verifier.report.view import TargetView

__all__ = ["Span", "acceptable_span"]

_INTERVAL = re.compile(r"[\[(](?P<low>[^,\[\]()]{1,80}), (?P<high>[^,\[\]()]{1,80})[\])]")


@dataclass(frozen=True, slots=True)
class Span:
    """The acceptable values between two limits; a side without a limit is None."""

    low: Fraction | None
    high: Fraction | None

    @property
    def limits(self) -> tuple[Fraction, ...]:
        """The limits, ascending."""
        return tuple(limit for limit in (self.low, self.high) if limit is not None)

    def holds(self, value: Fraction) -> bool:
        """Whether a value lies between the limits, or on one."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


def acceptable_span(target: TargetView) -> Span | None:
    """The acceptable values of a target, in its unit; None where they are no limit and no interval.

    Of several intervals, such as the nominal diameters of wafers, it is the one that most rows lie in.
    """
    intervals = [_interval(part) for part in target.limit.split(" or ")]
    found = [span for span in intervals if span is not None]
    if len(found) == len(intervals):
        values = [value for row in target.plotted if (value := exact(row.number)) is not None]
        return max(found, key=lambda span: sum(span.holds(value) for value in values))
    limit = exact(target.limit_decimal or target.limit)
    relation = _relation(target.predicate)
    if limit is None or relation is None:
        return None
    if relation is Relation.EQUAL:
        return Span(limit, limit)
    return Span(None, limit) if relation in (Relation.LESS, Relation.AT_MOST) else Span(limit, None)


def _interval(text: str) -> Span | None:
    found = _INTERVAL.fullmatch(text)
    low, high = (exact(found["low"]), exact(found["high"])) if found else (None, None)
    return None if low is None or high is None else Span(low, high)


def _relation(predicate: str) -> Relation | None:
    """How the quantity stands to its limit in a predicate of one comparison."""
    try:
        tree = read_statement(predicate).predicate
    except VerifierError:
        return None
    if not isinstance(tree, Comparison):
        return None
    quantity_left = next(names_in(tree.left), None) is not None
    return tree.relation if quantity_left else tree.relation.turned()
