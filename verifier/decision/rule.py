"""Decision rules: how a target's region becomes an acceptance region and a rejection region.

Each rule carries the edition of the standard it follows, so that a record says which text was applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from verifier.errors import NumberError, RuleError
from verifier.quantity.number import format_exact, read_number
from verifier.quantity.region import Interval, Region
from verifier.quantity.rounding import rounded_acceptance
from verifier.quantity.surd import Surd
from verifier.quantity.uncertainty import Uncertainty

__all__ = ["FULL_VALUE", "ROUNDED", "Bands", "Rule", "bands_of", "is_small", "largest_small", "read_rule"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule by name.

    Args:
        id: The name on the command line, without its parameter.
        edition: The standard, its year and clause.
        parameters: Name and value of each parameter, as text.
        needs_uncertainty: Whether a measured value without an uncertainty cannot be judged by it.
        guard: Guard band as a multiple of U, for the guarded rules.
        fails_at_guard: Whether a value exactly at the end of the guard zone fails, or is undecided.
        risk: Largest probability of a wrong decision, for the risk rule.
    """

    id: str
    edition: str
    parameters: tuple[tuple[str, str], ...] = ()
    needs_uncertainty: bool = False
    guard: Fraction | None = None
    fails_at_guard: bool = False
    risk: Fraction | None = None

    def __str__(self) -> str:
        """The name as a command takes it."""
        return ":".join((self.id, *(value for name, value in self.parameters if name in {"r", "P", "edition"})))


FULL_VALUE: Final = Rule("full-value", "GB/T 8170-2008, 4.3.2")
ROUNDED: Final = Rule("rounded", "GB/T 8170-2008, 4.3.3")

# ISO 14253-1 by edition: until 2013 the guard band is U itself, from 2017 it is 0.83 U (5 % risk, one-sided).
_ISO_14253: Final = {"1998": Fraction(1), "2013": Fraction(1), "2017": Fraction(83, 100)}
_MPE_SHARE: Final = 3


def read_rule(text: str) -> Rule:
    """A rule by the name that a command, a contract or a target gives.

    `full-value`, `rounded`, `guarded[:r]` (w = rU, ILAC-G8), `iso14253-1:EDITION`, `jjf1094`, `risk:P`.

    Raises:
        RuleError: No rule has this name, or its parameter is out of range.
    """
    name, _, parameter = text.strip().partition(":")
    make = _RULES.get(name)
    if make is None:
        raise RuleError("rule_unknown", read=text, known=", ".join(_KNOWN))
    return make(parameter)


def _plain(rule: Rule) -> Callable[[str], Rule]:
    def make(parameter: str) -> Rule:
        if parameter:
            raise RuleError("rule_parameter", rule=rule.id, read=parameter)
        return rule

    return make


def _guarded(parameter: str) -> Rule:
    r = _share(parameter, "guarded") if parameter else Fraction(1)
    if r < 0:
        raise RuleError("rule_parameter", rule="guarded", read=parameter)
    return Rule("guarded", "ILAC-G8:09/2019, 4.2", (("r", format_exact(r)),), needs_uncertainty=True, guard=r)


def _iso(parameter: str) -> Rule:
    if parameter not in _ISO_14253:
        raise RuleError("rule_edition", rule="iso14253-1", read=parameter, known=", ".join(_ISO_14253))
    r = _ISO_14253[parameter]
    parameters = (("edition", parameter), ("guard", format_exact(r)))
    return Rule("iso14253-1", f"ISO 14253-1:{parameter}", parameters, needs_uncertainty=True, guard=r)


def _risk(parameter: str) -> Rule:
    p = _share(parameter, "risk")
    if not 0 < p < Fraction(1, 2):
        raise RuleError("rule_parameter", rule="risk", read=parameter)
    return Rule("risk", "JCGM 106:2012, 8", (("P", format_exact(p)),), needs_uncertainty=True, risk=p)


def _share(parameter: str, rule: str) -> Fraction:
    try:
        if parameter.rstrip().endswith("%"):
            return read_number(parameter.rstrip()[:-1]).value / 100
        return read_number(parameter).value
    except NumberError as error:
        raise RuleError("rule_parameter", rule=rule, read=parameter) from error


_JJF_1094: Final = Rule(
    "jjf1094", "JJF 1094-2002, 5.3.1", needs_uncertainty=True, guard=Fraction(1), fails_at_guard=True
)
_RULES: Final = {
    "full-value": _plain(FULL_VALUE),
    "rounded": _plain(ROUNDED),
    "guarded": _guarded,
    "iso14253-1": _iso,
    "jjf1094": _plain(_JJF_1094),
    "risk": _risk,
}
_KNOWN: Final = ("full-value", "rounded", "guarded[:r]", "iso14253-1:EDITION", "jjf1094", "risk:P")


@dataclass(frozen=True, slots=True)
class Bands:
    """Where a measured set must lie for a pass, and where for a fail; what lies in neither is undecided."""

    accept: Region
    reject: Region


def bands_of(rule: Rule, region: Region, interval: Fraction | None, uncertainty: Uncertainty | None = None) -> Bands:
    """The acceptance and rejection regions of a rule.

    `full-value` takes the region as it stands. `rounded` moves its ends by half a rounding interval; without an
    interval (a limit that is no decimal) nothing is rounded. The guarded rules move the acceptance limit inward and
    the rejection limit outward by w = rU; acceptance keeps the target's open or closed mark. JJF 1094 compares with
    the limit itself where U is at most a third of the tolerance.

    Args:
        rule: The decision rule; not `risk`, which decides by probability.
        region: The target's region, in its unit.
        interval: The rounding interval of its limit, in its unit.
        uncertainty: The value's uncertainty in the same unit, for the rules that need it.
    """
    if rule.guard is not None and uncertainty is not None:
        if rule == _JJF_1094 and is_small(uncertainty, region):
            return Bands(region, region.complement())
        return _guarded_bands(region, rule.guard * uncertainty.expanded, closed=rule.fails_at_guard)
    accept = rounded_acceptance(region, interval) if rule == ROUNDED and interval is not None else region
    return Bands(accept, accept.complement())


def _guarded_bands(region: Region, width: Fraction, *, closed: bool) -> Bands:
    accept = region.grown(-width)
    if width == 0:
        return Bands(accept, region.complement())
    rejected = (_marked(interval, closed=closed) for interval in region.complement().grown(-width).intervals)
    return Bands(accept, Region.of(*rejected))


def _marked(interval: Interval, *, closed: bool) -> Interval:
    """A rejection interval whose ends are all closed (JJF 1094) or all open (ILAC-G8)."""
    return Interval(interval.low, interval.high, closed or interval.low is None, closed or interval.high is None)


def is_small(uncertainty: Uncertainty, region: Region) -> bool:
    """Whether U is at most a third of the tolerance: the half-width, or the limit's magnitude where it is one-sided.

    Source:
        JJF 1094-2002, 5.3.1.4.
    """
    if any(isinstance(end, Surd) for interval in region.intervals for end in (interval.low, interval.high)):
        return False
    return all(uncertainty.expanded <= largest for largest in largest_small(region))


def largest_small(region: Region) -> Iterator[Fraction]:
    """The largest U that is small for each interval of a region with rational ends.

    Source:
        JJF 1094-2002, 5.3.1.4.
    """
    for interval in region.intervals:
        ends = [end for end in (interval.low, interval.high) if isinstance(end, Fraction)]
        if ends:
            tolerance = (ends[1] - ends[0]) / 2 if len(ends) == 2 else abs(ends[0])  # noqa: PLR2004 -- two ends
            yield tolerance / _MPE_SHARE
