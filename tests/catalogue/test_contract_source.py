"""Contracts: what they take over, what they change, and what is refused in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from verifier.acceptance.library import open_contract, open_guide
from verifier.catalogue.contract import Contract, Standing
from verifier.errors import CatalogueError, VerifierError

_HEAD = """
id = "HT-1"
project = "3103"
guide = {{ id = "js2023", digest = "{digest}" }}
period = {{ start = 2023-07-01, end = 2026-12-31 }}
"""


def _contract(folder: Path, body: str, digest: str | None = None) -> Contract:
    path = folder / "contract.toml"
    head = _HEAD.format(digest=digest or open_guide().guide.digest)
    path.write_text(head + body, encoding="utf-8")
    return open_contract(path)


def _refusal(folder: Path, body: str) -> str:
    """The code of the refusal, or of what lies behind it where a target could not be loaded."""
    with pytest.raises(CatalogueError) as refused:
        _contract(folder, body)
    assert refused.value.text("zh")
    assert refused.value.text("en")
    cause = refused.value.__cause__
    return cause.code if isinstance(cause, VerifierError) else refused.value.code


def test_what_a_contract_does_not_name_is_inherited(tmp_path: Path) -> None:
    """A contract without targets has all of the guide's, as the guide states them."""
    contract = _contract(tmp_path, "")

    project = open_guide().project("3103")
    assert project.targets == tuple(term.target for term in contract.terms)
    assert {Standing.INHERITED} == {term.standing for term in contract.terms}
    assert contract.is_of_this_guide()


def test_a_guide_that_changed_is_noticed(tmp_path: Path) -> None:
    """A contract that pins other bytes than the guide has now says so."""
    assert not _contract(tmp_path, "", "sha256:" + "0" * 64).is_of_this_guide()


def test_a_tightened_limit_takes_the_guides_place(tmp_path: Path) -> None:
    """The contract's predicate is judged, at its own last digit, and nothing is left to read about the limit."""
    body = '[[target]]\nid = "3103.diameter"\npredicate = "D in [149.9, 150.1] mm"\nkey = true\n'

    term = _contract(tmp_path, body).by_id()["3103.diameter"]

    assert "D in [149.9, 150.1] mm" == term.target.statement.text
    assert ("1/10", "as-stated", ()) == (str(term.target.rounding), term.target.reading, term.target.readings)
    assert (True, True, Standing.STATED) == (term.key, term.chosen, term.standing)


def test_a_contract_chooses_a_reading(tmp_path: Path) -> None:
    """The chosen reading is judged, and the guide's default still says what it said."""
    body = '[[target]]\nid = "3103.diameter"\nreading = "nominal"\n'

    target = _contract(tmp_path, body).by_id()["3103.diameter"].target

    base = open_guide().project("3103").target("3103.diameter")
    former = next(reading for reading in target.readings if reading.id == base.reading)
    assert "nominal" == target.reading
    assert base.statement == former.statement


def test_a_target_of_the_contracts_own(tmp_path: Path) -> None:
    """A target under X. needs a name and a predicate, and what stands behind @ is required."""
    body = (
        '[[target]]\nid = "X.bow"\nname = { zh = "弯曲度", en = "Bow" }\n'
        'predicate = "Bow in [-20, 20] um @ T = 20 degC; face = Si"\n'
    )

    term = _contract(tmp_path, body).terms[-1]

    assert ("X.bow", Standing.OWN) == (term.target.id, term.standing)
    assert ["T", "face"] == [condition.key for condition in term.target.conditions]


def test_a_review_on_the_way_is_held_to_its_milestone(tmp_path: Path) -> None:
    """The last milestone due counts, before the first one the first, and at acceptance the final value."""
    body = (
        '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 12 um"\nmilestone = [\n'
        '  { date = 2025-06-30, predicate = "TTV <= 18 um" },\n'
        '  { date = 2024-06-30, predicate = "TTV <= 25 um" },\n]\n'
    )
    contract = _contract(tmp_path, body)
    days = (date(2024, 1, 1), date(2024, 6, 30), date(2025, 6, 29), date(2026, 1, 1))

    judged = [
        next(term for term in contract.terms_on(day, midterm=True) if term.target.id == "3103.ttv") for day in days
    ]
    final = next(term for term in contract.terms_on(days[-1], midterm=False) if term.target.id == "3103.ttv")

    limits = [term.target.statement.text for term in judged]
    assert ["TTV <= 25 um", "TTV <= 25 um", "TTV <= 25 um", "TTV <= 18 um"] == limits
    assert "TTV <= 12 um" == final.target.statement.text


def test_the_rule_of_a_code_stands_before_the_contracts(tmp_path: Path) -> None:
    """The contract's rule binds targets without a rule of their own; a prescribed one stays."""
    text = _HEAD.format(digest="sha256:" + "0" * 64).replace("3103", "1001") + 'rule = "guarded"\n'
    path = tmp_path / "contract.toml"
    path.write_text(text, encoding="utf-8")

    terms = open_contract(path).by_id()

    assert ("rounded", "guarded") == (terms["1001.nox_main_gas"].target.rule, terms["1001.bor"].target.rule)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('[[target]]\nid = "3103.tvt"\npredicate = "TTV <= 12 um"\n', "contract_target_unknown"),
        ('[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 12 V"\n', "contract_dimension_differs"),
        ('[[target]]\nid = "3103.ttv"\nreading = "none"\n', "reading_unknown"),
        ('[[target]]\nid = "3103.ttv"\nstatistic = "mean"\n', "contract_key_odd"),
        ('[[target]]\nid = "X.bow"\npredicate = "Bow <= 20 um"\n', "contract_own_lacks"),
        ('[[target]]\nid = "3103.ttv"\n\n[[target]]\nid = "3103.ttv"\n', "target_twice"),
        ('[[target]]\nid = "3103.ttv"\nlimit = "12"\n', "catalogue_key_wrong"),
        (
            '[[target]]\nid = "3103.ttv"\nmilestone = [{ date = 2025-01-01, predicate = "T <= 9 um" }, '  # noqa: ISC004
            '{ date = 2025-01-01, predicate = "T <= 8 um" }]\n',
            "contract_milestone_twice",
        ),
        ('[[target]]\nid = "3103.ttv"\npredicate = "' + "(" * 100_000 + '"\n', "predicate_too_long"),
    ],
)
def test_a_contract_that_is_wrong_is_refused(tmp_path: Path, body: str, code: str) -> None:
    """A slip in a contract is refused with its reason."""
    assert code == _refusal(tmp_path, body)


def test_a_schema_fault_is_told_in_own_words(tmp_path: Path) -> None:
    """A guide named by its id alone is refused with the key, what was read and what is expected."""
    path = tmp_path / "c.toml"
    period = "period = { start = 2023-07-01, end = 2026-12-31 }"
    path.write_text(f'id = "HT-1"\nproject = "3103"\nguide = "js2023"\n{period}\n', encoding="utf-8")

    with pytest.raises(CatalogueError) as refused:
        open_contract(path)

    said = refused.value.text("en")
    assert 'the key guide is "js2023"; expected is a table { key = value }' in said
    assert "GuidePin" not in said


def test_a_period_cannot_end_before_it_begins(tmp_path: Path) -> None:
    """A period that is turned round is refused."""
    text = _HEAD.format(digest="sha256:" + "0" * 64).replace("2026-12-31", "2022-12-31")
    (tmp_path / "c.toml").write_text(text, encoding="utf-8")

    with pytest.raises(CatalogueError, match="ends before it begins"):
        open_contract(tmp_path / "c.toml")
