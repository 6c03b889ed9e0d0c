"""Values worked out from submitted inputs: rows with `quantity` become one derived row a set.

A derived row is a row like any other from then on: its value is exact, its uncertainty comes from the budget, and
its conditions are those that its inputs state together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any, Final

from verifier.catalogue.derivation import Derivation, Input
from verifier.catalogue.expression import Quantity, value_of
from verifier.catalogue.predicate import Statement
from verifier.catalogue.target import Target
from verifier.decision.budget import Budget, Correlation, budget_of
from verifier.decision.counting import LARGEST_COUNT, garwood
from verifier.decision.sample import stated_uncertainty
from verifier.decision.sampled import outward
from verifier.errors import NumberError, PredicateError, VerifierError
from verifier.measurement.row import Row
from verifier.quantity.conversion import in_unit
from verifier.quantity.measured import Form, read_measured
from verifier.quantity.number import format_exact
from verifier.quantity.root import root_of
from verifier.quantity.surd import Bound
from verifier.quantity.uncertainty import Uncertainty, read_uncertainty
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["Derived", "derivation_for", "derive", "inputs_in_base"]


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived row with what it was made from.

    Args:
        row: The derived row; its value is blank where it could not be worked out.
        inputs: The rows it was made from.
        fault: Why it could not be worked out, None where it was.
        notes: What is said beside it.
        budget: Its uncertainty budget, where an input states an uncertainty.
        derivation: The formula.
        points: The single points that must each keep to a multiple of the limit, in the unit that is judged.
    """

    row: Row
    inputs: tuple[Row, ...]
    fault: Reason | None
    notes: tuple[Reason, ...]
    budget: Budget | None
    derivation: Derivation
    points: tuple[tuple[str, Bound], ...] = ()


# What tells one set of inputs from another, and what a derived row keeps of its inputs.
_KEYS: Final = ("lot", "wafer", "sample", "x", "y")
_CONFIDENCE: Final = Fraction(95, 100)
_OWN: Final = frozenset(
    {"value", "unit", "quantity", "uncertainty", "k", "u", "uncertainty_unit", "dof", "coverage", "conditions"}
)


def derivation_for(target: Target, row: Row) -> Derivation | None:
    """The derivation of a target that has a row's `quantity` as an input."""
    if not row.quantity:
        return None
    return next((known for known in target.derivations if known.input_named(row.quantity) is not None), None)


def derive(
    target: Target, statement: Statement, rows: Sequence[Row], correlations: tuple[Correlation, ...] = ()
) -> list[Derived]:
    """Work a target out from rows of inputs, one value a set of inputs.

    Rows belong to one set where lot, wafer, sample, x and y agree.

    Args:
        target: The target.
        statement: The predicate that is judged; the value is given in its unit.
        rows: Rows whose `quantity` is an input of one of the target's derivations.
        correlations: Correlation coefficients of inputs.
    """
    sets: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        derivation = derivation_for(target, row)
        if derivation is not None:
            key = (derivation.id, tuple(getattr(row, name) for name in _KEYS))
            sets.setdefault(key, []).append(row)
    known = {derivation.id: derivation for derivation in target.derivations}
    return [_one(known[key[0]], statement, group, correlations) for key, group in sets.items()]


def _one(
    derivation: Derivation, statement: Statement, group: Sequence[Row], correlations: tuple[Correlation, ...]
) -> Derived:
    base = _common(group)
    notes: list[Reason] = [Reason.of("derived_from", formula=derivation.text)]
    try:
        row, budget = _worked_out(derivation, statement, group, base, correlations)
        points = _points(derivation, statement, group)
        notes.extend(_counted(derivation, group))
    except VerifierError as error:
        return Derived(base, tuple(group), error.reason, tuple(notes), None, derivation)
    if budget is not None:
        uncounted = [name for name in budget.assumed_exact if not _input(derivation, name).counts]
        if uncounted:
            notes.append(Reason.of("inputs_taken_exact", names=", ".join(uncounted)))
    return Derived(row, tuple(group), None, tuple(notes), budget, derivation, points)


def _points(derivation: Derivation, statement: Statement, group: Sequence[Row]) -> tuple[tuple[str, Bound], ...]:
    """The values of the single points, in the unit that is judged."""
    if not derivation.points:
        return ()
    unit = statement.unit or DIMENSIONLESS
    given = _given(derivation, _by_name(derivation, group))[0]
    return tuple((text, value_of(formula, given).within(unit)) for text, formula in derivation.points)


def _counted(derivation: Derivation, group: Sequence[Row]) -> Iterator[Reason]:
    """The interval that a count of random events allows for its mean."""
    by_name = _by_name(derivation, group)
    for known in derivation.inputs:
        if not known.poisson or known.name not in by_name:
            continue
        count, _ = _read(known, by_name[known.name])
        if count.denominator != 1 or not 0 <= count <= LARGEST_COUNT:
            continue
        low, high = garwood(int(count), _CONFIDENCE)
        ends = (outward(low, upward=False, digits=4), outward(high, upward=True, digits=4))
        parts = {"name": known.name, "count": int(count)}
        yield Reason.of("poisson_interval", **parts, low=format_exact(ends[0]), high=format_exact(ends[1]))


def _input(derivation: Derivation, name: str) -> Input:
    return next(known for known in derivation.inputs if known.name == name)


def _common(group: Sequence[Row]) -> Row:
    """A row of what the inputs say alike; a cell that only some fill in is taken from those."""
    first = group[0]
    cells: dict[str, Any] = {}
    for field in fields(Row):
        if field.name in _OWN or field.name in {"file", "line", "target", "extra", "stem"}:
            continue
        said = {text for row in group if (text := str(getattr(row, field.name)))}
        cells[field.name] = said.pop() if len(said) == 1 else ""
    stated = dict.fromkeys(
        part.strip() for row in group for part in row.conditions.replace("；", ";").split(";") if part.strip()
    )
    return replace(
        first, value="", unit="", quantity="", uncertainty="", k="", u="", uncertainty_unit="", dof="", coverage="",
        conditions="; ".join(stated), **cells,
    )  # fmt: skip


def _worked_out(
    derivation: Derivation,
    statement: Statement,
    group: Sequence[Row],
    base: Row,
    correlations: tuple[Correlation, ...],
) -> tuple[Row, Budget | None]:
    given, uncertainties = _given(derivation, _by_name(derivation, group))
    unit = statement.unit or DIMENSIONLESS
    result = derivation.value(given)
    if result.dimension != unit.dimension:
        raise PredicateError("dimensions_differ", left=unit.dimension, right=result.dimension)
    bound = result.within(unit)
    if not isinstance(bound, Fraction):
        raise PredicateError("statistic_not_exact")
    weight = _weight(derivation, given)
    row = replace(base, value=format_exact(bound), unit=unit.symbol, weight=base.weight or weight)
    if not uncertainties:
        return row, None
    own = tuple(pair for pair in correlations if {pair.one, pair.other} <= given.keys())
    budget = budget_of(derivation, given, uncertainties, statement.unit, own)
    if budget.combined is None:
        return row, budget
    dof = budget.combined.dof
    return replace(
        row, u=format_exact(budget.combined.standard), dof="" if dof is None else format_exact(max(dof, Fraction(1)))
    ), budget


def _given(derivation: Derivation, by_name: Mapping[str, Row]) -> tuple[dict[str, Quantity], dict[str, Uncertainty]]:
    """The inputs in base units, and their uncertainties each in its input's unit."""
    given: dict[str, Quantity] = {}
    uncertainties: dict[str, Uncertainty] = {}
    for known in derivation.inputs:
        value, uncertainty = _read(known, by_name.get(known.name))
        given[known.name] = Quantity(value * known.unit.factor + known.unit.offset, known.unit.dimension)
        if uncertainty is not None:
            uncertainties[known.name] = uncertainty
    return given, uncertainties


def _weight(derivation: Derivation, given: Mapping[str, Quantity]) -> str:
    if not derivation.weight:
        return ""
    known = _input(derivation, derivation.weight)
    weight = given[known.name].within(known.unit)
    return format_exact(weight) if isinstance(weight, Fraction) else ""


def _by_name(derivation: Derivation, group: Sequence[Row]) -> dict[str, Row]:
    """The rows by input, each input once; an input that is lacking has a default or is named."""
    found: dict[str, Row] = {}
    twice: list[str] = []
    for row in group:
        known = derivation.input_named(row.quantity)
        if known is not None and known.name in found:
            twice.append(known.name)
        elif known is not None:
            found[known.name] = row
    place = " ".join(text for name in _KEYS if (text := str(getattr(group[0], name)))) or "-"
    if twice:
        raise PredicateError("derivation_ambiguous", names=", ".join(twice), group=place)
    lacking = [known.name for known in derivation.inputs if known.name not in found and known.default is None]
    if lacking:
        raise PredicateError("derivation_incomplete", names=", ".join(lacking), group=place)
    return found


def _read(known: Input, row: Row | None) -> tuple[Fraction, Uncertainty | None]:
    """An input's value and uncertainty in its own unit."""
    if row is None:
        return known.default or Fraction(0), None
    measured = read_measured(row.value, row.unit, expected=known.unit)
    low = measured.region.intervals[0].low if measured.form is Form.POINT else None
    if not isinstance(low, Fraction):
        raise NumberError("input_not_a_value", name=known.name, read=row.value)
    value = in_unit(measured.region, measured.unit, known.unit).intervals[0].low
    if not isinstance(value, Fraction):
        raise NumberError("input_not_a_value", name=known.name, read=row.value)
    uncertainty = read_uncertainty(stated_uncertainty(row), low, measured.unit)
    if uncertainty is not None:
        return value, uncertainty.scaled(measured.unit.factor / known.unit.factor)
    if known.poisson and value >= 0:
        root = root_of(value)
        return value, Uncertainty(root, 2 * root, Fraction(2), None, k_assumed=True)
    return value, None


def inputs_in_base(derived: Derived) -> dict[str, Quantity]:
    """The values of a derived row's inputs, in base units; nothing where it could not be worked out."""
    if derived.fault is not None:
        return {}
    return _given(derived.derivation, _by_name(derived.derivation, derived.inputs))[0]
