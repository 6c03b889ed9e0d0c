"""What a contract adds to a result."""

from __future__ import annotations

from datetime import date
from typing import Any

from verifier.acceptance.library import open_guide
from verifier.catalogue.contract import Milestone, Standing, Term
from verifier.catalogue.grammar import read_statement
from verifier.decision.contracted import inherited, ratify_left, term_fields

_TARGET = open_guide().project("3103").target("3103.ttv")
_FIELDS: dict[str, Any] = {"id": "3103.ttv", "reading": {"id": "mean", "ratified_by": "none"}}


def test_a_chosen_reading_is_ratified() -> None:
    """Only what the contract chose is ratified by it, and the key flag is carried over."""
    chosen = term_fields(_FIELDS, Term(_TARGET, Standing.STATED, key=True, chosen=True))
    taken = term_fields(_FIELDS, Term(_TARGET, Standing.INHERITED))

    assert ("contract", True, "stated") == (chosen["reading"]["ratified_by"], chosen["key"], chosen["contract"])
    assert ("none", False, "inherited") == (taken["reading"]["ratified_by"], taken["key"], taken["contract"])
    assert "none" == _FIELDS["reading"]["ratified_by"]


def test_what_is_left_to_ratify() -> None:
    """A reading falls away with a chosen reading, a rule with a chosen rule, and nothing else does."""
    entries = [{"target": "3103.ttv", "kind": kind} for kind in ("reading", "rule")]

    for chosen, ruled, left in (
        (True, False, ["rule"]),
        (False, True, ["reading"]),
        (False, False, ["reading", "rule"]),
    ):
        terms = {"3103.ttv": Term(_TARGET, Standing.STATED, chosen=chosen, ruled=ruled)}
        assert left == [entry["kind"] for entry in ratify_left(entries, terms)]


def test_inherited_targets_are_named() -> None:
    """The sentence counts and names what the contract leaves to the guide; there is none where it leaves nothing."""
    reasons = inherited((Term(_TARGET, Standing.INHERITED),))

    assert ["contract_inherited"] == [reason.code for reason in reasons]
    assert "3103.ttv" in reasons[0].text("zh")
    assert () == inherited((Term(_TARGET, Standing.STATED),))


def test_the_way_to_the_end_is_carried_over() -> None:
    """Milestones and the value at approval stand in the result, and nothing stands there where none were agreed."""
    term = Term(
        _TARGET,
        Standing.STATED,
        milestones=(Milestone(date(2025, 6, 30), read_statement("TTV <= 12 um")),),
        baseline="18 um",
    )

    said = term_fields(_FIELDS, term)

    assert [{"date": "2025-06-30", "predicate": "TTV <= 12 um"}] == said["milestones"]
    assert "18 um" == said["baseline"]
    assert set() == {"milestones", "baseline"} & term_fields(_FIELDS, Term(_TARGET, Standing.STATED)).keys()
