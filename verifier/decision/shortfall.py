"""What a sample lacks of its plan: said beside the verdict, which it does not turn."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from verifier.catalogue.target import Plan
from verifier.decision.proportion import LARGEST_SAMPLE, Form, demonstrated
from verifier.decision.question import can_be_judged
from verifier.decision.sample import Sample
from verifier.decision.sample_size import Detail, SampleSize, size_of
from verifier.decision.sampled import outward
from verifier.decision.verdict import Verdict
from verifier.quantity.number import format_exact
from verifier.wording import Reason

__all__ = ["plan_notes", "remarks", "shortfalls", "zero_failure_note"]

_CONFIDENCE: Final = Fraction(9, 10)
_SHOWN_DIGITS: Final = 4
_OPEN: Final = frozenset({Verdict.EXPERT, Verdict.MISSING, Verdict.NOT_EVALUABLE})


def plan_notes(plan: Plan | None, samples: Sequence[Sample], verdict: Verdict) -> tuple[Reason, ...]:
    """What is said of a sample against its plan.

    Args:
        plan: The plan's numbers; None where it has none.
        samples: The rows that are not excluded.
        verdict: The verdict on the target.
    """
    if plan is None or verdict in _OPEN:
        return ()
    return remarks(size_of(plan, (sample.row for sample in samples if can_be_judged(sample))), verdict)


def remarks(size: SampleSize, verdict: Verdict) -> tuple[Reason, ...]:
    """What is said of a sample that was counted.

    Args:
        size: The sample: the rows that are not excluded and can be judged.
        verdict: The verdict on the target.
    """
    if not size.lots or verdict in _OPEN:
        return ()
    shown = zero_failure_note(size) if verdict is Verdict.PASS else None
    return (*shortfalls(size), *(() if shown is None else (shown,)))


def shortfalls(size: SampleSize) -> tuple[Reason, ...]:
    """Where a sample is smaller than its plan asks for: lots, parts, parts of a lot, sites of a part.

    Of several that are equally small, the one whose name comes first is named.
    """
    plan, lots = size.plan, size.lots
    found: list[Reason] = []
    named = [lot for lot in lots if lot]
    if plan.lots is not None:
        if not named:
            found.append(Reason.of("lots_not_stated", wanted=plan.lots))
        elif len(named) < plan.lots and len(lots) <= size.most:
            found.append(Reason.of("sample_small_lots", wanted=plan.lots, found=len(named)))
    wanted = plan.parts_in_all
    if size.detail is Detail.LOTS:
        pass
    elif plan.parts_per_lot is not None and named:
        least = min(named, key=lambda lot: (lots[lot].count, lot))
        if lots[least].count < plan.parts_per_lot:
            parts = {"wanted": plan.parts_per_lot, "found": lots[least].count, "lot": least}
            found.append(Reason.of("sample_small_in_lot", **parts))
    elif wanted is not None and size.parts < wanted:
        found.append(Reason.of("sample_small_parts", wanted=wanted, found=size.parts))
    if plan.sites is not None and size.detail is Detail.SITES:
        sites, lot, part = min((sites, lot, part) for lot, one in lots.items() for part, sites in one.sites.items())
        if sites < plan.sites:
            name = " ".join(text for text in (lot, part) if text) or "-"
            found.append(Reason.of("sample_small_sites", wanted=plan.sites, found=sites, part=name))
    if size.is_crowded:
        found.append(Reason.of("sample_not_counted", most=size.most))
    return tuple(found)


def zero_failure_note(size: SampleSize) -> Reason | None:
    """The reliability that parts without a failure show at 90 % confidence, in both forms that are in use.

    Args:
        size: The sample, all of which complies; the note is for plans that allow no failure.
    """
    if size.plan.fails != 0 or size.detail is not Detail.SITES or not 1 <= size.parts <= LARGEST_SAMPLE:
        return None
    classical, bayesian = (
        format_exact(outward(demonstrated(size.parts, _CONFIDENCE, form), upward=False, digits=_SHOWN_DIGITS))
        for form in (Form.CLASSICAL, Form.BAYESIAN)
    )
    return Reason.of("zero_failure_shown", parts=size.parts, classical=classical, bayesian=bayesian)
