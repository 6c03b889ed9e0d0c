"""Guides from their TOML files: checked by pydantic, then turned into frozen values at once."""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from verifier.catalogue.agreed import agreed_region, required_as_written, tolerated
from verifier.catalogue.derivation import Derivation, Input, Points, derivation_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.guide import Guide, Project, Standard
from verifier.catalogue.predicate import Statement
from verifier.catalogue.schema import (
    ConditionSource,
    DerivationSource,
    GuideSource,
    PlanSource,
    ProjectSource,
    ReadingSource,
    StandardSource,
    TargetSource,
)
from verifier.catalogue.schema_fault import schema_fault
from verifier.catalogue.statistic import Statistic, read_statistic
from verifier.catalogue.target import (
    Changes,
    Condition,
    Form,
    Kind,
    Need,
    Plan,
    RangeEnd,
    Reading,
    Severity,
    Source,
    Target,
)
from verifier.errors import CatalogueError, VerifierError
from verifier.quantity.number import read_number
from verifier.quantity.region import Region
from verifier.quantity.units import Unit, read_unit

__all__ = [
    "condition_from",
    "folder_digest",
    "load_guide",
    "load_project",
    "load_standards",
    "read_model",
    "target_from",
]

_M = TypeVar("_M", bound=BaseModel)
_STANDARDS = TypeAdapter(dict[str, StandardSource])


def load_guide(folder: Path) -> Guide:
    """The guide whose files stand in a folder.

    Raises:
        CatalogueError: `guide.toml` is absent, is no TOML, or has a key that is unknown, missing or of another type.
    """
    head = read_model(GuideSource, folder / "guide.toml")
    return Guide(head.id, head.name.words(), head.document.words(), tuple(head.projects), folder_digest(folder))


def load_project(folder: Path, code: str) -> Project:
    """One project of the guide in a folder.

    Raises:
        CatalogueError: Its file is absent or wrong; the error names the file, the target and the key.
    """
    path = folder / f"{code}.toml"
    source = read_model(ProjectSource, path)
    targets = []
    for target in source.target:
        try:
            targets.append(target_from(target))
        except VerifierError as error:
            raise CatalogueError("target_unloadable", file=path.name, target=target.id, why=error.reason) from error
    ids = [target.id for target in targets]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise CatalogueError("target_twice", file=path.name, target=twice)
    return Project(source.project.code, source.project.name.words(), tuple(targets))


def load_standards(folder: Path) -> dict[str, Standard]:
    """The standards that the guide's targets cite, by id.

    Raises:
        CatalogueError: `standards.toml` is absent or wrong.
    """
    path = folder / "standards.toml"
    try:
        found = _STANDARDS.validate_python(_toml(path))
    except ValidationError as error:
        raise schema_fault(path.name, error) from error
    return {name: Standard(name, standard.title.words(), standard.verified) for name, standard in found.items()}


def folder_digest(folder: Path) -> str:
    """`sha256:` over the sorted names and digests of the TOML files in a folder and below it."""
    lines = sorted(
        f"{path.relative_to(folder).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in folder.rglob("*.toml")
    )
    return "sha256:" + hashlib.sha256("".join(lines).encode()).hexdigest()


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError("catalogue_file_absent", file=path.name) from error
    # A number of 5,000 digits is a ValueError of its own, and brackets nested without end a RecursionError.
    except (ValueError, RecursionError) as error:
        raise CatalogueError("catalogue_no_toml", file=path.name, why=str(error)) from error


def read_model(model: type[_M], path: Path) -> _M:
    """A file of the catalogue in the form that a model describes.

    Raises:
        CatalogueError: The file is absent, is no TOML, or has a key that is unknown, missing or of another type.
    """
    try:
        return model.model_validate(_toml(path))
    except ValidationError as error:
        raise schema_fault(path.name, error) from error


def target_from(source: TargetSource) -> Target:
    """A target from its entry.

    Raises:
        VerifierError: Its predicate, a condition or a reading cannot be read.
    """
    members = frozenset(source.members)
    statement = read_statement(source.predicate, members)
    required = {requirement.key: requirement.value for requirement in statement.requirements}
    known = {condition.key for condition in source.condition}
    absent = [key for key in required if key not in known]
    if absent:
        raise CatalogueError("requirement_undeclared", key=absent[0])
    defaults = sum(reading.default for reading in source.reading)
    if source.reading and defaults != 1:
        raise CatalogueError("reading_default_count", count=defaults)
    conditions = tuple(condition_from(condition, required.get(condition.key)) for condition in source.condition)
    return Target(
        id=source.id,
        name=source.name.words(),
        figure=source.figure,
        clause=source.clause,
        kind=Kind(source.kind),
        statement=statement,
        rounding=None if source.rounding is None else _rounding(source.rounding),
        statistic=read_statistic(source.statistic),
        conditions=conditions,
        readings=tuple(_reading(reading, members, conditions) for reading in source.reading),
        members=tuple((name, tuple(aliases)) for name, aliases in source.members.items()),
        time_bound=source.time_bound,
        nonnegative=source.nonnegative,
        magnitude=source.magnitude,
        rule=source.rule,
        undecided_on_disagreement=source.disagreement is not None,
        spellings=tuple(sorted(source.spellings.items())),
        stem="" if source.range is None else source.range.stem,
        end=None if source.range is None else RangeEnd(source.range.end),
        sample=None if source.sample is None else source.sample.words(),
        evidence=source.evidence.words(),
        issuer=source.issuer.words(),
        standards=tuple(source.standards),
        note=None if source.note is None else source.note.words(),
        derivations=tuple(_derivation(derivation, statement) for derivation in source.derivation),
        plan=None if source.plan is None else _plan(source.plan),
    )


def _rounding(text: str) -> Fraction:
    interval = read_number(text).value
    if interval <= 0:
        raise CatalogueError("rounding_not_positive", read=text)
    return interval


def _plan(source: PlanSource) -> Plan:
    return Plan(source.lots, source.parts, source.parts_per_lot, source.sites, source.fails)


def _derivation(source: DerivationSource, statement: Statement) -> Derivation:
    inputs = tuple(
        Input(
            known.name,
            tuple(known.aliases),
            known.text.words(),
            read_unit(known.unit),
            known.counts,
            known.poisson,
            None if known.default is None else read_number(known.default).value,
        )
        for known in source.input
    )
    within = None if source.points_within is None else read_number(source.points_within).value
    points = Points(tuple(source.points), within)
    words = source.text.words()
    return derivation_of(source.id, source.formula, words, inputs, statement.unit, weight=source.weight, points=points)


def _reading(source: ReadingSource, members: frozenset[str], conditions: tuple[Condition, ...]) -> Reading:
    statement: Statement | None = None if source.predicate is None else read_statement(source.predicate, members)
    statistic: Statistic | None = None if source.statistic is None else read_statistic(source.statistic)
    return Reading(
        id=source.id,
        changes=Changes(source.changes),
        default=source.default,
        text=source.text.words(),
        why=source.why.words(),
        statement=statement,
        statistic=statistic,
        rule=source.rule,
        conditions=_replaced(conditions, statement),
        time_bound=source.time_bound,
        recorded=source.recorded,
    )


def _replaced(conditions: tuple[Condition, ...], statement: Statement | None) -> tuple[Condition, ...]:
    """The target's conditions, with those that a reading states behind `@` in place of its own."""
    requirements = {} if statement is None else {requirement.key: requirement for requirement in statement.requirements}
    return tuple(
        required_as_written(requirements[condition.key], condition) if condition.key in requirements else condition
        for condition in conditions
    )


def condition_from(source: ConditionSource, required: str | None) -> Condition:
    """A condition from its entry.

    Args:
        source: The entry.
        required: What the predicate states behind `@` for its key, None where it states nothing.

    Raises:
        VerifierError: Its agreed value cannot be read, or none or more than one is given.
    """
    equals = source.equals if source.equals is not None else required
    given = [form for form in (equals, source.within, source.covers, source.one_of, source.stated) if form is not None]
    if len(given) != 1:
        raise CatalogueError("condition_form_count", key=source.key, count=len(given))
    form, region, unit = _form(source, equals)
    return Condition(
        key=source.key,
        aliases=tuple(source.aliases),
        name=source.name.words(),
        need=Need(source.need),
        form=form,
        text=str(equals or source.within or source.covers or ", ".join(source.one_of or ()) or source.stated),
        region=region,
        unit=unit,
        classes=tuple((name, tuple(source.names.get(name, ()))) for name in source.one_of or ()),
        severity=Severity(source.severity),
        source=Source(source.source),
        highest=source.several is not None,
    )


def _form(source: ConditionSource, equals: str | None) -> tuple[Form, Region | None, Unit | None]:
    if source.one_of is not None:
        return Form.CLASS, None, None
    if source.stated is not None:
        return Form.STATED, None, None if source.stated == "text" else read_unit(source.stated)
    region, unit = agreed_region(equals or source.within or source.covers or "")
    if source.tolerance is not None:
        region = tolerated(region, unit, source.tolerance)
    return Form.COVERS if source.covers else Form.VALUE, region, unit
