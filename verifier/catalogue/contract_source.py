"""Contracts from their TOML files, held against the guide that they were drawn up on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from verifier.catalogue.agreed import required_as_written
from verifier.catalogue.contract import OWN_PREFIX, Contract, Milestone, Standing, Term, with_statement
from verifier.catalogue.dimensions import dimensions_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.guide import Guide, Project
from verifier.catalogue.predicate import Statement
from verifier.catalogue.schema import ConditionSource, SourceModel, TargetSource, WordsSource
from verifier.catalogue.source import condition_from, read_model, target_from
from verifier.catalogue.target import Condition, Reading, Target
from verifier.errors import CatalogueError, VerifierError
from verifier.quantity.dimension import Dimension
from verifier.quantity.number import read_number
from verifier.wording import Reason, words

__all__ = ["ContractSource", "load_contract"]


def _day(value: object) -> object:
    # TOML has dates of its own; a date and a time, or a text of another form, is refused.
    if isinstance(value, datetime):
        raise ValueError(value.isoformat())  # noqa: TRY004 -- pydantic makes a refusal of a ValueError
    return date.fromisoformat(value) if isinstance(value, str) else value


_Day = Annotated[date, BeforeValidator(_day)]


class GuidePin(SourceModel):
    """The guide that a contract was drawn up on, by id and digest."""

    id: Annotated[str, Field(min_length=1)]
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class PeriodSource(SourceModel):
    """The execution period; both days belong to it."""

    start: _Day
    end: _Day


class MilestoneSource(SourceModel):
    """A value on the way: what must hold by a day."""

    date: _Day
    predicate: Annotated[str, Field(min_length=1)]


class ContractConditionSource(ConditionSource):
    """A condition that the contract adds or changes."""

    source: Literal["guide", "meaning", "field", "contract"] = "contract"


class TermSource(SourceModel):
    """One target of the contract: one of the guide's with changes, or, under the prefix X., its own."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+\.[a-z0-9_]+$")]
    predicate: str | None = None
    rounding: str | None = None
    reading: str | None = None
    key: bool = False
    rule: str | None = None
    condition: list[ContractConditionSource] = Field(default_factory=list)
    milestone: list[MilestoneSource] = Field(default_factory=list)
    baseline: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    name: WordsSource | None = None
    figure: str | None = None
    kind: Literal["measured", "count", "capacity", "capability", "comparison", "certificate", "report"] = "measured"
    statistic: str = "every"
    time_bound: bool = False
    nonnegative: bool = False
    magnitude: bool = False
    members: dict[str, list[str]] = Field(default_factory=dict)
    evidence: WordsSource | None = None
    issuer: WordsSource | None = None


class ContractSource(SourceModel):
    """A contract: the guide it pins, its period, and the targets that it states."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    guide: GuidePin
    project: Annotated[str, Field(min_length=1)]
    period: PeriodSource
    rule: str | None = None
    target: list[TermSource] = Field(default_factory=list)


_OWN_ONLY = frozenset(TermSource.model_fields) - {
    "id",
    "predicate",
    "rounding",
    "reading",
    "key",
    "rule",
    "condition",
    "milestone",
    "baseline",
}


def load_contract(path: Path, open_project: Callable[[str, str], tuple[Guide, Project]]) -> Contract:
    """The contract in a file, over the project it names.

    Args:
        path: The TOML file.
        open_project: Gives a guide and one of its projects by their ids.

    Raises:
        CatalogueError: The file is absent or wrong, names a target or reading that the guide does not have, or limits
            another kind of quantity than the guide does; the error names the target.
    """
    source = read_model(ContractSource, path)
    if source.period.end < source.period.start:
        start, end = source.period.start.isoformat(), source.period.end.isoformat()
        raise CatalogueError("contract_period_turned", file=path.name, start=start, end=end)
    guide, project = open_project(source.guide.id, source.project)
    stated: dict[str, Term] = {}
    for entry in source.target:
        if entry.id in stated:
            raise CatalogueError("target_twice", file=path.name, target=entry.id)
        try:
            stated[entry.id] = _term(entry, project)
        except VerifierError as error:
            raise CatalogueError("target_unloadable", file=path.name, target=entry.id, why=error.reason) from error
    taken = [stated.get(target.id) or Term(target, Standing.INHERITED) for target in project.targets]
    own = [term for term in stated.values() if term.standing is Standing.OWN]
    return Contract(
        id=source.id,
        digest="sha256:" + hashlib.sha256(path.read_bytes()).hexdigest(),
        guide=guide,
        guide_digest=source.guide.digest,
        project=project,
        start=source.period.start,
        end=source.period.end,
        rule=source.rule,
        terms=tuple(_ruled(term, source.rule) for term in (*taken, *own)),
    )


def _ruled(term: Term, rule: str | None) -> Term:
    """The term under the contract's rule for all targets; a rule of the target's own precedes it."""
    if rule is None or term.target.rule is not None:
        return term
    return replace(term, target=replace(term.target, rule=rule), ruled=True)


def _term(entry: TermSource, project: Project) -> Term:
    if entry.id.partition(".")[0] == OWN_PREFIX:
        target = _own(entry)
        term = Term(target, Standing.OWN, key=entry.key, chosen=True, ruled=entry.rule is not None)
    else:
        base = next((target for target in project.targets if target.id == entry.id), None)
        if base is None:
            known = [target.id for target in project.targets]
            nearest = ", ".join(get_close_matches(entry.id, known, 3)) or "-"
            raise CatalogueError("contract_target_unknown", target=entry.id, project=project.code, nearest=nearest)
        target = _changed(base, entry)
        chosen = entry.reading is not None or entry.predicate is not None
        term = Term(target, Standing.STATED, key=entry.key, chosen=chosen, ruled=entry.rule is not None)
    return replace(term, milestones=_milestones(entry, target), baseline=entry.baseline or "")


def _own(entry: TermSource) -> Target:
    lacking = [name for name in ("name", "predicate") if getattr(entry, name) is None]
    if lacking or entry.name is None or entry.predicate is None:
        raise CatalogueError("contract_own_lacks", keys=", ".join(lacking))
    if entry.reading is not None:
        raise CatalogueError("contract_key_odd", keys="reading")
    said = WordsSource(zh=words("contract_as_agreed", "zh"), en=words("contract_as_agreed", "en"))
    statement = read_statement(entry.predicate, frozenset(entry.members))
    source = TargetSource(
        id=entry.id,
        name=entry.name,
        figure=entry.figure or entry.predicate,
        clause=1,
        kind=entry.kind,
        # What stands behind `@` becomes a condition below, whether a value or a class name.
        predicate=entry.predicate if not statement.requirements else re.split("[@＠]", entry.predicate)[0],
        rounding=entry.rounding,
        statistic=entry.statistic,
        time_bound=entry.time_bound,
        nonnegative=entry.nonnegative,
        magnitude=entry.magnitude,
        rule=entry.rule,
        members=entry.members,
        evidence=entry.evidence or said,
        issuer=entry.issuer or said,
    )
    return _conditioned(replace(target_from(source), statement=statement), entry)


def _changed(base: Target, entry: TermSource) -> Target:
    odd = sorted(_OWN_ONLY & entry.model_fields_set)
    if odd:
        raise CatalogueError("contract_key_odd", keys=", ".join(odd))
    if entry.rule is not None and base.rule not in {None, entry.rule}:
        raise CatalogueError("contract_rule_prescribed", rule=base.rule, read=entry.rule)
    target = base if entry.reading is None else _read(base, entry.reading)
    if entry.predicate is not None:
        target = with_statement(target, _statement(entry.predicate, base))
    target = _conditioned(target, entry)
    if entry.rounding is not None:
        target = replace(target, rounding=read_number(entry.rounding).value)
    return target if entry.rule is None else replace(target, rule=entry.rule)


def _read(base: Target, reading: str) -> Target:
    """The target with one of its readings as the one that is judged; the guide's default keeps what it says."""
    known = [known.id for known in base.readings]
    if reading not in known:
        raise CatalogueError("reading_unknown", reading=reading, target=base.id, known=", ".join(known) or "as-stated")
    readings = tuple(_flagged(known, base, reading) for known in base.readings)
    return replace(base, readings=readings, undecided_on_disagreement=False)


def _flagged(reading: Reading, base: Target, chosen: str) -> Reading:
    if reading.default and reading.id != chosen:
        said = (reading.statement or base.statement, reading.statistic or base.statistic)
        return replace(reading, default=False, statement=said[0], statistic=said[1])
    return replace(reading, default=reading.id == chosen)


def _statement(text: str, base: Target) -> Statement:
    """A limit of the contract's own, on the same kind of quantity as the guide's."""
    statement = read_statement(text, frozenset(name for name, _ in base.members))
    mine, theirs = _dimensions(statement), _dimensions(base.statement)
    if mine != theirs:
        read, expected = next((pair for pair in zip_longest(mine, theirs) if pair[0] != pair[1]), (None, None))
        parts = [Reason.of("contract_nothing") if found is None else found.reason() for found in (read, expected)]
        raise CatalogueError("contract_dimension_differs", predicate=text, read=parts[0], expected=parts[1])
    return statement


def _dimensions(statement: Statement) -> list[Dimension]:
    """The dimensions of the quantities that a statement judges, in order."""
    found = dimensions_of(statement.predicate, statement.text)
    return [found[subject] for subject in statement.subjects if subject in found]


def _conditioned(target: Target, entry: TermSource) -> Target:
    """The target and its readings with the contract's conditions in place of theirs or beside them."""
    by_predicate = {requirement.key: requirement for requirement in target.statement.requirements}
    own = [condition_from(c, by_predicate[c.key].value if c.key in by_predicate else None) for c in entry.condition]
    if entry.predicate is not None:
        declared = {condition.key: condition for condition in (*target.conditions, *own)}
        own += [required_as_written(required, declared.get(required.key)) for required in by_predicate.values()]
    if not own:
        return target
    readings = tuple(replace(r, conditions=_merged(r.conditions, own)) for r in target.readings)
    return replace(target, conditions=_merged(target.conditions, own), readings=readings)


def _merged(base: tuple[Condition, ...], own: list[Condition]) -> tuple[Condition, ...]:
    return tuple({condition.key: condition for condition in (*base, *own)}.values())


def _milestones(entry: TermSource, target: Target) -> tuple[Milestone, ...]:
    found = sorted((Milestone(m.date, _statement(m.predicate, target)) for m in entry.milestone), key=lambda m: m.due)
    days = [milestone.due for milestone in found]
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice is not None:
        raise CatalogueError("contract_milestone_twice", date=twice.isoformat())
    return tuple(found)
