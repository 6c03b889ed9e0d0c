"""Where a measured set lies to a target's region under a decision rule."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.decision.probability import DIGITS, conformance, shown
from verifier.decision.rule import FULL_VALUE, Rule, bands_of, is_small
from verifier.decision.verdict import Verdict
from verifier.quantity.region import Region
from verifier.quantity.uncertainty import Uncertainty
from verifier.wording import Reason

__all__ = ["Placing", "place"]


@dataclass(frozen=True, slots=True)
class Placing:
    """What besides the two sets decides where one lies to the other.

    Args:
        rule: The decision rule.
        interval: Rounding interval of the limit, in the region's unit.
        uncertainty: The value's uncertainty, in the region's unit.
        needs_uncertainty: Whether the evidence is a measured value, for which a rule may need an uncertainty.
    """

    rule: Rule
    interval: Fraction | None = None
    uncertainty: Uncertainty | None = None
    needs_uncertainty: bool = True


def place(region: Region, found: Region, placing: Placing) -> tuple[Verdict, tuple[Reason, ...]]:
    """The verdict on a measured set, with the reasons where it is neither a plain pass nor a plain fail.

    Args:
        region: The acceptable values, in one unit.
        found: The possible values, in the same unit.
        placing: The rule with what it needs.
    """
    rule, uncertainty = placing.rule, placing.uncertainty
    if (
        rule is FULL_VALUE
        and uncertainty is None
        and found.is_point()
        and (value := found.intervals[0].low) is not None
    ):
        # One number under the default rule, the case of nearly every row: no second region is needed.
        return (Verdict.PASS if region.holds(value) else Verdict.FAIL), ()
    if rule.needs_uncertainty and placing.needs_uncertainty and uncertainty is None:
        return Verdict.NOT_EVALUABLE, (Reason.of("uncertainty_missing", rule=rule),)
    if rule.risk is not None and uncertainty is not None:
        return _by_risk(region, found, uncertainty, rule.risk)
    bands = bands_of(rule, region, placing.interval, uncertainty)
    remarks = (Reason.of("uncertainty_large"),) if uncertainty is not None and not is_small(uncertainty, region) else ()
    if bands.accept.covers(found):
        return Verdict.PASS, remarks
    if bands.reject.covers(found):
        return Verdict.FAIL, remarks
    if rule.guard is not None and uncertainty is not None and found.is_point():
        code = "conditional_pass" if region.covers(found) else "conditional_fail"
        return Verdict.UNDECIDED, (Reason.of(code, rule=rule), *remarks)
    return Verdict.UNDECIDED, (Reason.of("sets_overlap"), *remarks)


def _by_risk(
    region: Region, found: Region, uncertainty: Uncertainty, risk: Fraction
) -> tuple[Verdict, tuple[Reason, ...]]:
    """Pass where the probability of non-conformance is at most the risk, fail where that of conformance is.

    Source:
        JCGM 106:2012, 8.
    """
    import mpmath

    value = found.intervals[0].low
    if value is None or not found.is_point():
        return Verdict.UNDECIDED, (Reason.of("risk_needs_value"),)
    inside, outside = conformance(region, value, uncertainty)
    with mpmath.workdps(DIGITS):
        largest = mpmath.mpf(risk.numerator) / risk.denominator
        if outside <= largest:
            return Verdict.PASS, ()
        if inside <= largest:
            return Verdict.FAIL, ()
    return Verdict.UNDECIDED, (Reason.of("risk_open", probability=shown(inside)),)
