"""A contract compared with its guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.acceptance.compare import ComparedTarget, Relation, compare_contract
from verifier.acceptance.library import open_contract, open_guide


def _compared(folder: Path, body: str, project: str = "3103", *, complete: bool = False) -> dict[str, ComparedTarget]:
    path = folder / "contract.toml"
    path.write_text(
        f'id = "HT-1"\nproject = "{project}"\nguide = {{ id = "js2023", digest = "{open_guide().guide.digest}" }}\n'
        f"period = {{ start = 2023-07-01, end = 2026-12-31 }}\n{body}",
        encoding="utf-8",
    )
    return {target.id: target for target in compare_contract(open_contract(path), complete=complete)}


@pytest.mark.parametrize(
    ("body", "relation", "witness"),
    [
        ('predicate = "TTV <= 12 um"', "stricter", "None"),
        ('predicate = "TTV <= 0.015 mm"', "equal", "None"),
        ('predicate = "TTV <= 15.1 um"', "weaker", "TTV = 15.1 um"),
        ('predicate = "TTV in [0, 20] um"', "weaker", "TTV = 20 um"),
        ('predicate = "TTV in [-1, 20] um"', "weaker", "TTV = 20 um"),
        ('rule = "guarded"', "stricter", "None"),
        ('rule = "rounded"', "incomparable", "None"),
        ('reading = "mean"', "weaker", "None"),
        ('predicate = "TTV <= 12 um @ T = 23 degC"', "stricter", "None"),
        ("key = true", "equal", "None"),
    ],
)
def test_a_term_has_its_relation(tmp_path: Path, body: str, relation: str, witness: str) -> None:
    """Limit, rule, reading and conditions of a term decide how it lies to the guide's target."""
    found = _compared(tmp_path, f'[[target]]\nid = "3103.ttv"\n{body}\n')["3103.ttv"]

    assert (relation, witness) == (found.relation, str(found.let_through))


def test_what_is_not_named(tmp_path: Path) -> None:
    """A target that is not named is inherited, or missing where the contract has to be complete."""
    assert {Relation.INHERITED} == {target.relation for target in _compared(tmp_path, "").values()}
    assert {Relation.MISSING} == {target.relation for target in _compared(tmp_path, "", complete=True).values()}


@pytest.mark.parametrize(
    ("limit", "current", "relation"),
    [
        ("1.6", "250", "stricter"),
        ("1.6", "100", "weaker"),
        ("1.5", "250", "stricter"),
        ("1.5", "100", "incomparable"),
        ("1.7", "250", "weaker"),
    ],
)
def test_a_harsher_condition_is_stricter(tmp_path: Path, limit: str, current: str, relation: str) -> None:
    """A larger current density is the harsher test; with a tighter limit at a milder test nothing follows."""
    body = f'[[target]]\nid = "3104.vcesat"\npredicate = "V < {limit} V @ J = {current} A/cm^2"\n'

    found = _compared(tmp_path, body, "3104")["3104.vcesat"]

    assert (relation, ["compare_condition"]) == (found.relation, [reason.code for reason in found.reasons])


def test_what_cannot_be_proved_says_why(tmp_path: Path) -> None:
    """Where several products tie two quantities, the reason names them."""
    body = '[[target]]\nid = "3103.ttv"\npredicate = "TTV <= 15 um and TTV*a + TTV*a^2 <= 4 um"\n'

    found = _compared(tmp_path, body)["3103.ttv"]

    assert (Relation.UNPROVED, ["reasoning_product"]) == (found.relation, [reason.code for reason in found.reasons])


def test_a_speed_dependent_limit_is_compared(tmp_path: Path) -> None:
    """A flat emission limit is weaker at high speed, and the speed is shown."""
    body = '[[target]]\nid = "1001.nox_main_gas"\npredicate = "NOx <= 3.4 g/kWh"\n'

    found = _compared(tmp_path, body, "1001")["1001.nox_main_gas"]

    assert Relation.WEAKER == found.relation
    assert ["NOx", "n"] == [name for name, _ in (found.let_through.texts if found.let_through else ())]
