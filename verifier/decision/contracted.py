"""What a contract adds to a result: key indicators, where each target comes from, and what it has ratified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verifier.catalogue.contract import Contract, Standing, Term
from verifier.wording import Reason

__all__ = ["contract_fields", "inherited", "ratify_left", "term_fields"]

Fields = dict[str, Any]


def contract_fields(contract: Contract) -> Fields:
    """The contract as a result names it."""
    return {"id": contract.id, "digest": contract.digest}


def term_fields(fields: Fields, term: Term) -> Fields:
    """A target of a result with what its contract says of it.

    Args:
        fields: The target's fields.
        term: The contract's term for it.
    """
    reading = {**fields["reading"], "ratified_by": "contract" if term.chosen else fields["reading"]["ratified_by"]}
    said: Fields = {"reading": reading, "key": term.key, "contract": term.standing.value}
    if term.milestone is not None:
        said["milestone"] = term.milestone.isoformat()
    if term.milestones:
        said["milestones"] = [
            {"date": milestone.due.isoformat(), "predicate": milestone.statement.text} for milestone in term.milestones
        ]
    if term.baseline:
        said["baseline"] = term.baseline
    return {**fields, **said}


def ratify_left(entries: Sequence[Fields], terms: Mapping[str, Term]) -> list[Fields]:
    """What the panel still has to ratify once the contract has chosen readings and rules.

    Args:
        entries: What would have to be ratified without a contract.
        terms: The contract's terms by target.
    """
    return [entry for entry in entries if not _is_settled(entry, terms.get(entry["target"]))]


def _is_settled(entry: Fields, term: Term | None) -> bool:
    return term is not None and (
        (entry["kind"] == "reading" and term.chosen) or (entry["kind"] == "rule" and term.ruled)
    )


def inherited(terms: Sequence[Term]) -> tuple[Reason, ...]:
    """The targets that the contract does not name, in one sentence; none where it names all."""
    names = [term.target.id for term in terms if term.standing is Standing.INHERITED]
    return (Reason.of("contract_inherited", count=len(names), targets=", ".join(names)),) if names else ()
