"""One row of a submission made ready to be judged: what its value may be, and which verdicts its conditions allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from verifier.catalogue.expression import Quantity
from verifier.catalogue.predicate import Documented, Includes, Named, Statement, parts_of
from verifier.catalogue.statistic import Statistic, read_statistic
from verifier.catalogue.target import RangeEnd, Target
from verifier.decision.conditions import Held, Hold, hold_conditions
from verifier.decision.judge import Amount, Document, MemberSet, Possible
from verifier.errors import MeasurementError, NumberError, PredicateError, VerifierError
from verifier.measurement.conditions import read_conditions
from verifier.measurement.dates import read_date
from verifier.measurement.row import Row
from verifier.quantity.conversion import in_unit
from verifier.quantity.measured import Form as MeasuredForm
from verifier.quantity.measured import Measured, read_measured, split_members, split_quantities
from verifier.quantity.region import Region
from verifier.quantity.stated import say_the_same
from verifier.quantity.uncertainty import StatedUncertainty, Uncertainty, read_uncertainty
from verifier.quantity.units import DIMENSIONLESS, Unit
from verifier.wording import Reason

__all__ = ["MAGNITUDE_WORDS", "Period", "Sample", "sample_of", "stated_uncertainty"]

MAGNITUDE_WORDS: Final = frozenset({"magnitude", "abs", "absolute", "绝对值", "幅值", "大小", "模"})


@dataclass(frozen=True, slots=True)
class Period:
    """An execution period: civil dates in Asia/Shanghai, both ends included."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Sample:
    """A row with what its value may be.

    Args:
        row: The row as submitted.
        possible: What each quantity of the predicate may be; None where the row cannot be judged.
        hold: Which verdicts its conditions allow.
        reasons: Why it cannot be judged, or why not every verdict stands.
        notes: What is said beside it without changing a verdict.
        held: Its conditions against the target's.
        statistic: The statistic that the row says it is; None for a single value.
        outside: Whether it is dated outside the execution period.
        as_shown: What it would be by the 15 digits that a spreadsheet shows, where those differ.
    """

    row: Row
    possible: tuple[tuple[str, Possible], ...] | None
    hold: Hold
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()
    held: Held | None = None
    statistic: Statistic | None = None
    outside: bool = False
    as_shown: tuple[tuple[str, Possible], ...] | None = None

    @property
    def excluded(self) -> bool:
        """Whether the row is left out, with a reason."""
        return bool(self.row.exclude) and self.row.exclude.casefold() not in _BARE_MARKS

    @property
    def given(self) -> dict[str, Quantity]:
        """Values of inputs by name."""
        return {} if self.held is None else dict(self.held.inputs)

    def amount(self, subject: str) -> Amount | None:
        """The numeric set of one quantity, where there is one."""
        found = dict(self.possible or ()).get(subject)
        return found if isinstance(found, Amount) else None


_COLUMNS: Final = frozenset({"basis", "n", "lot", "wafer", "sample", "method", "instrument", "lod", "polarity"})
_NEGATIVE: Final = Region.below(Fraction(0), closed=False)
_NOT_NEGATIVE: Final = _NEGATIVE.complement()
_BARE_MARKS: Final = frozenset({"是", "y", "yes", "1", "true", "x", "√", "✓"})


def sample_of(target: Target, statement: Statement, row: Row, period: Period | None, basis: str = "") -> Sample:
    """A row read for a target.

    1. Its conditions and basis are held against the target's.
    2. Its date is held against the execution period where the target is time-bound.
    3. Its value is read as a set of possible values in the target's unit.
    4. Its polarity is checked where the limit is on a magnitude.

    Args:
        target: The target.
        statement: The predicate to be judged: the target's own or that of a reading.
        row: The row.
        period: The execution period, None where the submission states none.
        basis: The basis that the submission declares for this target.
    """
    reasons: list[Reason] = []
    notes: list[Reason] = []
    if row.exclude and row.exclude.casefold() in _BARE_MARKS:
        notes.append(Reason.of("exclude_without_reason"))
    statistic = None
    try:
        held = hold_conditions(target.conditions, _stated(target, row, basis))
        statistic = read_statistic(row.statistic) if row.statistic else None
    except (MeasurementError, PredicateError) as error:
        return Sample(row, None, Hold.NEITHER, (error.reason,), tuple(notes))
    reasons.extend(held.reasons)
    notes.extend(Reason.of("condition_undeclared", key=key) for key in held.undeclared if key not in statement.inputs)
    outside = False
    if target.time_bound:
        day, fault = _dated(row, period)
        if fault is not None:
            return Sample(row, None, Hold.NEITHER, (fault, *reasons), tuple(notes), held, statistic)
        outside = period is not None and day is not None and not period.holds(day)
    if row.quantity and row.quantity not in statement.subjects:
        reasons.append(Reason.of("quantity_not_reduced", quantity=row.quantity))
        return Sample(row, None, Hold.NEITHER, tuple(reasons), tuple(notes), held, statistic, outside)
    hold = held.hold
    # What a tester flagged can show a fail, never a pass.
    flagged = bool(row.barred and row.reading)
    try:
        possible = _possible(target, statement, replace(row, value=row.reading) if flagged else row)
        shown = _possible(target, statement, replace(row, value=row.shown15)) if row.shown15 else None
    except VerifierError as error:
        return Sample(row, None, Hold.NEITHER, (error.reason, *reasons), tuple(notes), held, statistic, outside)
    if flagged:
        hold = hold.with_other(Hold.ONLY_FAIL)
        reasons.append(Reason.of("value_flagged", read=row.value))
    if any(
        isinstance(found, Amount) and found.uncertainty and found.uncertainty.k_assumed for found in possible.values()
    ):
        notes.append(Reason.of("k_assumed"))
    found = tuple(possible.items())
    as_shown = None if shown is None else tuple(shown.items())
    return Sample(row, found, hold, tuple(reasons), tuple(notes), held, statistic, outside, as_shown)


def _stated(target: Target, row: Row, basis: str) -> dict[str, str]:
    """The conditions that a row states: in `conditions`, in the column of a condition's name, or by declared basis."""
    stated = {condition.key: condition.value for condition in read_conditions(row.conditions)}
    for condition in target.conditions:
        column = getattr(row, condition.key, "") if condition.key in _COLUMNS else ""
        if column and not say_the_same(stated.setdefault(condition.key, column), column, condition.unit):
            raise MeasurementError("condition_twice", key=condition.key, one=stated[condition.key], two=column)
    if basis and any(condition.key == "basis" for condition in target.conditions):
        stated.setdefault("basis", basis)
    return stated


def _dated(row: Row, period: Period | None) -> tuple[date | None, Reason | None]:
    if period is None:
        return None, Reason.of("period_unknown", lacking=Reason.of("lacking_period"))
    if not row.date:
        return None, Reason.of("period_unknown", lacking=Reason.of("lacking_date"))
    try:
        return read_date(row.date), None
    except VerifierError as error:
        return None, error.reason


def _possible(target: Target, statement: Statement, row: Row) -> dict[str, Possible]:
    """What each quantity of the predicate may be, from the row's text."""
    found: dict[str, Possible] = {}
    for part in parts_of(statement.predicate):
        match part:
            case Documented(subject):
                found[subject] = Document()
            case Named(subject) | Includes(subject, unit=None):
                names = frozenset(_canonical(target, member, row.unit) for member in _members(row))
                if not names:
                    raise NumberError("value_blank")
                found[subject] = MemberSet(names)
            case Includes(subject):
                found[subject] = _values(target, statement, row)
            case _:
                pass
    numeric = [name for name in statement.subjects if name not in found]
    if row.quantity:
        numeric = [name for name in numeric if name == row.quantity]
    if numeric and not row.value and row.item and target.statistic.name == "distinct":
        return found
    for name in numeric:
        found[name] = _amount(target, statement, row)
    return found


def _members(row: Row) -> tuple[str, ...]:
    return (row.item,) if row.item and not row.value else split_members(row.value)


def _canonical(target: Target, member: str, unit: str) -> str:
    """The catalogue's own spelling of a class or member; a name that it does not know stays as it is.

    Args:
        target: Whose members have other names.
        member: As written.
        unit: The unit column: `40` beside `nm` is the class 40nm as much as `40nm` is.
    """
    for written in (member, f"{member} {unit}", f"{member}{unit}"):
        same = " ".join(written.split()).casefold()
        for name, aliases in target.members:
            if same in {" ".join(spelling.split()).casefold() for spelling in (name, *aliases)}:
                return name
    return f"{member} {unit}".strip()


def _values(target: Target, statement: Statement, row: Row) -> MemberSet:
    unit = statement.unit or DIMENSIONLESS
    if row.stem and target.end is not None:
        amount = _range_end(target, statement, row)
        if amount is not None:
            return MemberSet(frozenset(), frozenset(end for i in amount.region.intervals if (end := i.low) is not None))
    values = set()
    for member in (row.item,) if row.item and not row.value else split_quantities(row.value):
        measured = read_measured(member, row.unit, expected=unit, spellings=target.spellings)
        if measured.form is not MeasuredForm.POINT:
            raise NumberError("member_not_a_number", read=member)
        low = in_unit(measured.region, measured.unit, unit).intervals[0].low
        if low is not None:
            values.add(low)
    if not values:
        raise NumberError("value_blank")
    return MemberSet(frozenset(), frozenset(values))


def _range_end(target: Target, statement: Statement, row: Row) -> Amount | None:
    """The end of a submitted range that answers this member of a range clause; None where no range stands there."""
    unit = statement.unit or DIMENSIONLESS
    try:
        measured = read_measured(row.value, row.unit, expected=unit, spellings=target.spellings)
    except NumberError:
        return None
    if measured.form is not MeasuredForm.RANGE:
        return None
    interval = in_unit(measured.region, measured.unit, unit).intervals[0]
    end = interval.low if target.end is RangeEnd.LOW else interval.high
    return None if end is None else Amount(Region.point(end), unit)


def _amount(target: Target, statement: Statement, row: Row) -> Amount:
    unit = statement.unit or DIMENSIONLESS
    if row.stem:
        end = _range_end(target, statement, row)
        if end is None:
            raise NumberError("range_expected")
        return end
    measured = read_measured(
        row.value, row.unit, expected=unit, spellings=target.spellings, nonnegative=target.nonnegative, lod=row.lod
    )
    region = in_unit(measured.region, measured.unit, unit)
    if target.magnitude and region.meets(_NEGATIVE):
        if region.intervals[0].low is None and region.meets(_NOT_NEGATIVE):
            # `<5` and a detection limit say how small a magnitude is: no sign was read that could be in doubt.
            region = region.meet(_NOT_NEGATIVE)
        elif not {row.polarity.casefold(), row.basis.casefold()} & MAGNITUDE_WORDS:
            raise NumberError("polarity_unknown", read=row.value)
        else:
            region = region.meet(_NEGATIVE).scaled(Fraction(-1)).union(region.meet(_NOT_NEGATIVE))
    elif target.nonnegative and _NEGATIVE.covers(region):
        raise NumberError("value_negative", read=row.value)
    return Amount(region, unit, measured.form is MeasuredForm.RANGE, _uncertainty(row, measured, unit))


def _uncertainty(row: Row, measured: Measured, unit: Unit) -> Uncertainty | None:
    """The uncertainty stated beside a value, in the target's unit."""
    stated = stated_uncertainty(row)
    if stated.is_blank():
        return None
    value = measured.low.value if measured.form is MeasuredForm.POINT and measured.low is not None else None
    uncertainty = read_uncertainty(stated, value, measured.unit)
    return None if uncertainty is None else uncertainty.scaled(measured.unit.factor / unit.factor)


def stated_uncertainty(row: Row) -> StatedUncertainty:
    """The uncertainty cells of a row."""
    return StatedUncertainty(row.uncertainty, row.k, row.u, row.uncertainty_unit, row.dof, row.coverage)
