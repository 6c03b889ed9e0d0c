"""What a sample lacks of its plan: said beside the verdict, which it does not turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from verifier.catalogue.target import Plan
from verifier.decision.proportion import LARGEST_SAMPLE, Form, demonstrated
from verifier.decision.question import can_be_judged
from verifier.decision.sample import Sample
from verifier.decision.sampled import outward
from verifier.decision.verdict import Verdict
from verifier.errors import VerifierError
from verifier.measurement.row import Row
from verifier.quantity.number import format_exact, read_number
from verifier.wording import Reason

__all__ = ["plan_notes", "shortfalls", "zero_failure_note"]

_CONFIDENCE: Final = Fraction(9, 10)
_SHOWN_DIGITS: Final = 4


def plan_notes(plan: Plan | None, samples: Sequence[Sample], verdict: Verdict) -> tuple[Reason, ...]:
    """What is said of a sample against its plan.

    Args:
        plan: The plan's numbers; None where it has none.
        samples: The rows that are not excluded.
        verdict: The verdict on the target.
    """
    rows = [sample.row for sample in samples if can_be_judged(sample)]
    if plan is None or not rows or verdict in {Verdict.EXPERT, Verdict.MISSING, Verdict.NOT_EVALUABLE}:
        return ()
    shown = zero_failure_note(plan, rows) if verdict is Verdict.PASS else None
    return (*shortfalls(plan, rows), *(() if shown is None else (shown,)))


def shortfalls(plan: Plan, rows: Sequence[Row]) -> tuple[Reason, ...]:
    """Where rows are fewer than a plan asks for: lots, parts, parts of a lot, sites of a part.

    A part is told by its wafer, sample or item; a row that states `n` stands for n parts, or for n sites of its part
    where the plan counts sites.

    Args:
        plan: The plan's numbers.
        rows: The rows that count.
    """
    lots = _lots(plan, rows)
    found: list[Reason] = []
    named = [lot for lot in lots if lot]
    if plan.lots is not None:
        if not named:
            found.append(Reason.of("lots_not_stated", wanted=plan.lots))
        elif len(named) < plan.lots:
            found.append(Reason.of("sample_small_lots", wanted=plan.lots, found=len(named)))
    total = sum(lot.count for lot in lots.values())
    wanted = plan.parts_in_all
    if plan.parts_per_lot is not None and named:
        least = min(named, key=lambda lot: lots[lot].count)
        if lots[least].count < plan.parts_per_lot:
            parts = {"wanted": plan.parts_per_lot, "found": lots[least].count, "lot": least}
            found.append(Reason.of("sample_small_in_lot", **parts))
    elif wanted is not None and total < wanted:
        found.append(Reason.of("sample_small_parts", wanted=wanted, found=total))
    if plan.sites is not None:
        sites = {part: count for lot in lots.values() for part, count in lot.sites.items()}
        fewest = min(sites, key=lambda part: sites[part])
        if sites[fewest] < plan.sites:
            found.append(Reason.of("sample_small_sites", wanted=plan.sites, found=sites[fewest], part=fewest or "-"))
    return tuple(found)


def zero_failure_note(plan: Plan, rows: Sequence[Row]) -> Reason | None:
    """The reliability that parts without a failure show at 90 % confidence, in both forms that are in use.

    Args:
        plan: The plan's numbers; the note is for plans that allow no failure.
        rows: The rows that count, all of which comply.
    """
    parts = sum(lot.count for lot in _lots(plan, rows).values())
    if plan.fails != 0 or not 1 <= parts <= LARGEST_SAMPLE:
        return None
    classical, bayesian = (
        format_exact(outward(demonstrated(parts, _CONFIDENCE, form), upward=False, digits=_SHOWN_DIGITS))
        for form in (Form.CLASSICAL, Form.BAYESIAN)
    )
    return Reason.of("zero_failure_shown", parts=parts, classical=classical, bayesian=bayesian)


@dataclass(slots=True)
class _Lot:
    """The parts of one lot: how many rows each has, and how many rows without a part's name stand for."""

    sites: dict[str, int] = field(default_factory=dict)
    unnamed: int = 0

    @property
    def count(self) -> int:
        return len(self.sites) + self.unnamed


def _lots(plan: Plan, rows: Sequence[Row]) -> dict[str, _Lot]:
    lots: dict[str, _Lot] = {}
    for row in rows:
        lot = lots.setdefault(row.lot, _Lot())
        stated = _count(row)
        part = " ".join(name for name in (row.lot, row.wafer, row.sample or row.item) if name)
        if plan.sites is not None:
            lot.sites[part] = lot.sites.get(part, 0) + (stated or 1)
        elif stated is not None:
            lot.unnamed += stated
        elif row.wafer or row.sample or row.item:
            lot.sites[part] = lot.sites.get(part, 0) + 1
        else:
            lot.unnamed += 1
    return lots


def _count(row: Row) -> int | None:
    """The number in the column `n`; None where it states no whole number."""
    try:
        size = read_number(row.n).value if row.n else None
    except VerifierError:
        return None
    return int(size) if size is not None and size.denominator == 1 and size > 0 else None
