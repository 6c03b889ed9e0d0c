"""What is wrong or doubtful in a catalogue: `dabiao lint`."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.acceptance.library import OpenGuide
from verifier.acceptance.lint_finding import LintFinding, Weight
from verifier.acceptance.lint_meaning import meaning_findings
from verifier.acceptance.lint_text import defect_findings, id_findings, text_findings
from verifier.catalogue.dimensions import dimensions_of
from verifier.catalogue.guide import Project
from verifier.catalogue.predicate import Statement
from verifier.catalogue.recorded import load_defects, load_ids
from verifier.catalogue.source import load_standards
from verifier.catalogue.target import RangeEnd, Target
from verifier.decision.acceptable import region_of
from verifier.decision.rule import read_rule
from verifier.errors import VerifierError
from verifier.quantity.units import DIMENSIONLESS
from verifier.wording import Reason

__all__ = ["LintFinding", "Weight", "lint"]


def lint(library: OpenGuide) -> list[LintFinding]:
    """Look through every project of a guide.

    A project that cannot be loaded is one finding; the others are looked through all the same.

    Raises:
        CatalogueError: The guide itself or its standards cannot be loaded.
    """
    standards = load_standards(library.folder)
    found: list[LintFinding] = []
    seen: set[str] = set()
    targets: list[Target] = []
    for code in library.guide.codes:
        try:
            project = library.project(code)
        except VerifierError as error:
            found.append(LintFinding(Weight.ERROR, code, error.reason))
            continue
        seen.update(name for target in project.targets for name in target.standards)
        found.extend(_project(project, frozenset(standards)))
        targets += project.targets
    found.extend(
        LintFinding(Weight.WARNING, name, Reason.of("lint_standard_unused", standard=name))
        for name in standards
        if name not in seen
    )
    found.extend(id_findings(load_ids(library.folder), [target.id for target in targets]))
    found.extend(defect_findings(load_defects(library.folder), targets))
    return found


def _project(project: Project, standards: frozenset[str]) -> Iterator[LintFinding]:
    for target in project.targets:
        for reason in (*_ids(project, target), *_rules(target), *_limits(target)):
            yield LintFinding(Weight.ERROR, target.id, reason)
        for name in target.standards:
            if name not in standards:
                yield LintFinding(Weight.ERROR, target.id, Reason.of("lint_standard_unknown", standard=name))
        for reason in _readings(target):
            yield LintFinding(Weight.WARNING, target.id, reason)
        yield from text_findings(target)
    yield from meaning_findings(project)
    for stem, members in project.stems().items():
        if {member.end for member in members} != set(RangeEnd):
            yield LintFinding(Weight.ERROR, stem, Reason.of("lint_range_incomplete", stem=stem))


def _ids(project: Project, target: Target) -> Iterator[Reason]:
    if target.id.partition(".")[0] != project.code:
        yield Reason.of("lint_id_prefix", target=target.id, project=project.code)
    names = [name for condition in target.conditions for name in (condition.key, *condition.aliases)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Reason.of("lint_condition_twice", key=name)


def _rules(target: Target) -> Iterator[Reason]:
    for rule in (target.rule, *(reading.rule for reading in target.readings)):
        if rule is not None:
            try:
                read_rule(rule)
            except VerifierError as error:
                yield error.reason
    if target.rule == "rounded" and target.rounding is None:
        yield Reason.of("lint_rounding_missing")


def _limits(target: Target) -> Iterator[Reason]:
    """Limits that every value meets."""
    for statement in (target.statement, *(reading.statement for reading in target.readings)):
        if statement is not None:
            yield from _limit(statement)


def _limit(statement: Statement) -> Iterator[Reason]:
    try:
        region = region_of(statement.predicate, {}, statement.unit or DIMENSIONLESS)
    except VerifierError:
        # A limit that depends on an input is known only with it.
        return
    if region is not None and region.complement().is_empty():
        yield Reason.of("lint_every_value", predicate=statement.text)


def _readings(target: Target) -> Iterator[Reason]:
    own = _dimension(target.statement)
    for reading in target.readings:
        if reading.statement is None:
            continue
        if reading.statement == target.statement and not reading.default:
            yield Reason.of("lint_reading_same", reading=reading.id)
        other = _dimension(reading.statement)
        if own is not None and other is not None and own != other:
            yield Reason.of("lint_reading_dimension", reading=reading.id, predicate=reading.statement.text)


def _dimension(statement: Statement) -> object:
    found = dimensions_of(statement.predicate, statement.text)
    return next((found[subject] for subject in statement.subjects if subject in found), None)
