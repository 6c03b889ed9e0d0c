"""A submission under a contract: which terms are judged, for which period, and what has to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from verifier.acceptance.library import open_contract
from verifier.catalogue.contract import Contract, Term
from verifier.decision.contracted import contract_fields, inherited, ratify_left, term_fields
from verifier.decision.result import reason_fields, rule_fields
from verifier.decision.rule import read_rule
from verifier.decision.sample import Period
from verifier.errors import UsageError
from verifier.measurement.header import SubmissionHeader
from verifier.wording import Reason

__all__ = ["Agreed", "agree", "contract_of", "period_of", "with_contract"]

_MIDTERM: Final = "中期检查"

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract as one review judges it.

    Args:
        contract: The contract.
        terms: Its terms: milestones at midterm, final values at acceptance.
        notes: What has to be said: a guide that changed, a period that differs, targets that are inherited.
    """

    contract: Contract
    terms: tuple[Term, ...]
    notes: tuple[Reason, ...]


def contract_of(path: Path | None, guide_path: Path | None) -> Contract | None:
    """The contract in a file, None where no file was given.

    Raises:
        CatalogueError: The contract or its guide is absent or wrong.
    """
    return None if path is None else open_contract(path, guide_path)


def agree(contract: Contract, project: str | None, header: SubmissionHeader | None, day: date) -> Agreed:
    """The terms of a contract that a review judges.

    Args:
        contract: The contract.
        project: The project that was asked for, None where none was.
        header: What the submission says of itself.
        day: The day whose state of affairs is judged.

    Raises:
        UsageError: The submission is for another contract or another project.
    """
    stated = project or (header.project if header else "")
    if stated and stated != contract.project.code:
        raise UsageError("contract_project_differs", contract=contract.id, project=contract.project.code, stated=stated)
    if header is not None and header.contract not in {"", contract.id}:
        raise UsageError("contract_id_differs", stated=header.contract, contract=contract.id)
    terms = contract.terms_on(day, midterm=header is not None and header.stage == _MIDTERM)
    return Agreed(contract, terms, (*_differences(contract, header), *inherited(terms)))


def _differences(contract: Contract, header: SubmissionHeader | None) -> tuple[Reason, ...]:
    notes = []
    if not contract.is_of_this_guide():
        pinned, current = contract.guide_digest, contract.guide.digest
        notes.append(Reason.of("contract_guide_changed", contract=contract.id, pinned=pinned, current=current))
    own = (contract.start, contract.end)
    said = None if header is None else (header.period_start, header.period_end)
    if said is not None and said not in {own, (None, None)}:
        shown = ("~".join(str(day or "?") for day in days) for days in (said, own))
        notes.append(Reason.of("contract_period_differs", stated=next(shown), contract=next(shown)))
    return tuple(notes)


def period_of(agreed: Agreed | None, header: SubmissionHeader | None) -> Period | None:
    """The execution period: the contract's, else the submission's."""
    if agreed is not None:
        return Period(agreed.contract.start, agreed.contract.end)
    if header is not None and header.period_start is not None and header.period_end is not None:
        return Period(header.period_start, header.period_end)
    return None


def with_contract(result: Fields, agreed: Agreed | None) -> Fields:
    """A result with what its contract adds; as it stands where there is none.

    A guide that changed since the contract pinned it is for the panel to ratify.
    """
    if agreed is None:
        return result
    terms = {term.target.id: term for term in agreed.terms}
    changed = [
        {"target": "", "kind": "contract", "id": agreed.contract.id, **_sentences(note)}
        for note in agreed.notes
        if note.code == "contract_guide_changed"
    ]
    return {
        **result,
        "contract": contract_fields(agreed.contract),
        "rule": result["rule"] if agreed.contract.rule is None else rule_fields(read_rule(agreed.contract.rule)),
        "ratify": [*ratify_left(result["ratify"], terms), *changed],
        "notes": _all(agreed.notes),
        "targets": [term_fields(fields, terms[fields["id"]]) for fields in result["targets"]],
    }


def _sentences(note: Reason) -> Fields:
    return {"zh": note.text("zh"), "en": note.text("en")}


def _all(notes: Sequence[Reason]) -> list[Fields]:
    return [reason_fields(note) for note in notes]
