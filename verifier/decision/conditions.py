"""Whether the conditions stated beside a value are the agreed ones, milder, harsher, different or absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from verifier.catalogue.expression import Quantity
from verifier.catalogue.target import Condition, Form, Need, Severity
from verifier.decision.verdict import Verdict
from verifier.errors import NumberError, UnitError
from verifier.quantity.region import Region
from verifier.quantity.stated import members_of, say_the_same, stated_regions
from verifier.quantity.surd import Bound
from verifier.quantity.units import Unit
from verifier.wording import Reason

__all__ = ["Held", "Hold", "hold_conditions"]


class Hold(StrEnum):
    """Which verdicts stand under the conditions of a row."""

    BOTH = "both"
    ONLY_FAIL = "only_fail"
    ONLY_PASS = "only_pass"  # noqa: S105 -- which verdict stands, no password
    NEITHER = "neither"

    def with_other(self, other: Hold) -> Hold:
        """What stands under both."""
        if self is Hold.BOTH or self is other:
            return other
        return self if other is Hold.BOTH else Hold.NEITHER

    def allows(self, verdict: Verdict) -> bool:
        """Whether a verdict stands; what only people judge always does."""
        if self is Hold.BOTH or verdict in {Verdict.EXPERT, Verdict.MISSING}:
            return True
        return verdict is {Hold.ONLY_FAIL: Verdict.FAIL, Hold.ONLY_PASS: Verdict.PASS}.get(self)


@dataclass(frozen=True, slots=True)
class Held:
    """A row's conditions held against a target's.

    Args:
        hold: Which verdicts stand.
        reasons: Why not both stand.
        not_stated: Names of wanted conditions that are absent.
        undeclared: Keys that the target does not declare.
        inputs: Stated values that the predicate may need, by key.
    """

    hold: Hold
    reasons: tuple[Reason, ...]
    not_stated: tuple[Condition, ...]
    undeclared: tuple[str, ...]
    inputs: tuple[tuple[str, Quantity], ...]


def hold_conditions(conditions: tuple[Condition, ...], stated: Mapping[str, str]) -> Held:
    """Hold what a row states against what a target declares.

    Required and absent: neither verdict stands. Wanted and absent: listed. Milder: a fail stands. Harsher: a pass
    stands. Different without order: neither stands.

    Args:
        conditions: The target's conditions.
        stated: The row's conditions by key as written, with `basis` where the row has one.
    """
    hold = Hold.BOTH
    reasons: list[Reason] = []
    not_stated: list[Condition] = []
    inputs: list[tuple[str, Quantity]] = []
    known: set[str] = set()
    for condition in conditions:
        names = (condition.key, *condition.aliases)
        known.update(names)
        texts = [stated[key] for key in dict.fromkeys(names) if key in stated]
        if not texts:
            if condition.need is Need.REQUIRED:
                hold = Hold.NEITHER
                code = "condition_absent" if condition.form is not Form.STATED else "condition_absent_stated"
                reasons.append(_reason(code, condition))
            else:
                not_stated.append(condition)
            continue
        text = texts[0]
        different = next((other for other in texts if not _agree(text, other, condition)), None)
        if different is not None:
            hold = Hold.NEITHER
            reasons.append(Reason.of("condition_twice", key=condition.key, one=text, two=different))
            continue
        one, reason, quantity = _compare(condition, text)
        hold = hold.with_other(one)
        if reason is not None:
            reasons.append(reason)
        if quantity is not None:
            inputs.append((condition.key, quantity))
    undeclared = tuple(key for key in stated if key not in known)
    return Held(hold, tuple(reasons), tuple(not_stated), undeclared, tuple(inputs))


def _reason(code: str, condition: Condition, **parts: object) -> Reason:
    return Reason.of(code, key=condition.key, name=condition.name, agreed=condition.text, **parts)


# Rows mostly state what rows before them stated; texts are long at most as a cell is, so only some are kept.
@lru_cache(maxsize=256)
def _compare(condition: Condition, text: str) -> tuple[Hold, Reason | None, Quantity | None]:
    if condition.form is Form.CLASS:
        spellings = (spelling for name, aliases in condition.classes for spelling in (name, *aliases))
        if _same(text) in set(map(_same, spellings)):
            return Hold.BOTH, None, None
        return Hold.NEITHER, _reason("condition_differs", condition, read=text), None
    if condition.unit is None:
        return Hold.BOTH, None, None
    try:
        found = _stated_region(text, condition.unit, highest=condition.highest and condition.form is not Form.SAME)
    except (NumberError, UnitError) as error:
        return Hold.NEITHER, _reason("condition_unreadable", condition, read=text, why=error.reason), None
    quantity = _quantity(found, condition)
    if condition.region is None:
        return Hold.BOTH, None, quantity
    return *_placed(condition, found, text), quantity


def _agree(one: str, two: str, condition: Condition) -> bool:
    """Whether two texts under two names of one condition state the same."""
    if condition.form is Form.CLASS:
        return _same(one) == _same(two)
    return say_the_same(one, two, condition.unit)


def _same(text: str) -> frozenset[str]:
    """What makes two spellings one: neither blanks nor case count, nor the order of a set in braces."""
    return frozenset(" ".join(member.split()).casefold() for member in members_of(text))


def _stated_region(text: str, unit: Unit, *, highest: bool) -> Region:
    """What a row states: a value, a range or a set `{500, 720} rpm`, of which the highest may be asked for."""
    regions = stated_regions(text, unit)
    if highest and all(region.is_point() for region in regions):
        return max(regions, key=_at)
    return Region.of(*(interval for region in regions for interval in region.intervals))


def _at(region: Region) -> Bound:
    value = region.intervals[0].low
    return Fraction(0) if value is None else value


def _quantity(found: Region, condition: Condition) -> Quantity | None:
    """The stated value in base units where it is one value."""
    if not found.is_point() or condition.unit is None:
        return None
    value: Bound | None = found.intervals[0].low
    if value is None:
        return None
    base = Region.point(value).scaled(condition.unit.factor).moved(condition.unit.offset).intervals[0].low
    return None if base is None else Quantity(base, condition.unit.dimension)


def _placed(condition: Condition, found: Region, text: str) -> tuple[Hold, Reason | None]:
    agreed = condition.region or Region.everything()
    fits = {Form.COVERS: found.covers(agreed), Form.SAME: found == agreed}.get(condition.form, agreed.covers(found))
    if fits:
        return Hold.BOTH, None
    bottom, top = agreed.intervals[0].low, agreed.intervals[-1].high
    above = Region.empty() if top is None else Region.above(top, closed=False)
    below = Region.empty() if bottom is None else Region.below(bottom, closed=False)
    if condition.form is Form.VALUE and condition.severity is not Severity.NONE:
        increasing = condition.severity is Severity.INCREASING
        if (above if increasing else below).covers(found):
            return Hold.ONLY_PASS, _reason("condition_harsher", condition, read=text)
        if (below if increasing else above).covers(found):
            return Hold.ONLY_FAIL, _reason("condition_milder", condition, read=text)
    return Hold.NEITHER, _reason("condition_differs", condition, read=text)
