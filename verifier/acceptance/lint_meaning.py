"""What reasoning finds in a catalogue: contradictions, targets implied by others, readings that never matter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from verifier.acceptance.lint_finding import LintFinding, Weight
from verifier.catalogue.guide import Project
from verifier.catalogue.predicate import Predicate, Statement
from verifier.catalogue.reasoning import Strictness, compare_statements, witness_of
from verifier.catalogue.target import Reading, Target
from verifier.errors import VerifierError
from verifier.wording import Reason

__all__ = ["meaning_findings"]


def meaning_findings(project: Project) -> Iterator[LintFinding]:
    """What is wrong or idle in the predicates of a project.

    1. A predicate that nothing meets is an error, whether of a target or of a reading.
    2. A reading that accepts exactly what the default accepts, and changes nothing else, can never flip a verdict.
    3. A target on the same quantity under the same terms as a stricter one is implied by it.
    """
    for target in project.targets:
        for statement in _statements(target):
            if _is_contradiction(statement.predicate):
                reason = Reason.of("lint_no_value", predicate=statement.text)
                yield LintFinding(Weight.ERROR, target.id, reason)
        for reading in target.readings:
            if _is_idle(reading, target):
                yield LintFinding(Weight.WARNING, target.id, Reason.of("lint_reading_idle", reading=reading.id))
    for target, other in permutations(project.targets, 2):
        if _same_quantity(target, other) and _is_implied(target, other):
            reason = Reason.of("lint_implied", predicate=target.statement.text, other=other.id)
            yield LintFinding(Weight.WARNING, target.id, reason)


def _statements(target: Target) -> Iterator[Statement]:
    yield target.statement
    yield from (reading.statement for reading in target.readings if reading.statement is not None)


def _is_contradiction(predicate: Predicate) -> bool:
    try:
        return witness_of(predicate) is None
    except VerifierError:
        # What cannot be proved is no finding.
        return False


def _is_idle(reading: Reading, target: Target) -> bool:
    if reading.default or reading.statement is None or reading.recorded:
        return False
    if any(term is not None for term in (reading.statistic, reading.rule, reading.time_bound)):
        return False
    base = next((known for known in target.readings if known.default), None)
    own = target.statement if base is None or base.statement is None else base.statement
    conditions = target.conditions if base is None else base.conditions
    if reading.statement == own or reading.conditions != conditions:
        return False
    return compare_statements(reading.statement, own).strictness is Strictness.EQUAL


def _same_quantity(one: Target, two: Target) -> bool:
    """Whether both judge one quantity: the same words, terms and kind of evidence."""

    def terms(target: Target) -> tuple[object, ...]:
        said = (target.statement.subjects, target.kind, str(target.statistic), target.time_bound)
        return (*said, target.conditions, target.evidence, target.members)

    names = one.name.zh == two.name.zh or one.name.en.casefold() == two.name.en.casefold()
    return names and terms(one) == terms(two)


def _is_implied(target: Target, other: Target) -> bool:
    strictness = compare_statements(other.statement, target.statement, nonnegative=target.nonnegative).strictness
    return strictness is Strictness.STRICTER or (strictness is Strictness.EQUAL and other.id < target.id)
