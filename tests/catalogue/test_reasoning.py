"""Which of two predicates lets through less: known pairs, and sampling against the answers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.catalogue.expression import Quantity
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import All, Any, Comparison, Predicate, Relation, Within
from verifier.catalogue.reasoning import Strictness, compare_statements, witness_of
from verifier.errors import PredicateError
from verifier.quantity.units import read_unit

_NOX = "NOx <= piecewise(3.4 if n < 130 rpm; 9*(n/rpm)^(-1/5) if n < 2000 rpm; 2.0 otherwise) g/kWh"


@pytest.mark.parametrize(
    ("contract", "guide", "strictness"),
    [
        ("TTV <= 12 um", "TTV <= 15 um", "stricter"),
        ("TTV < 15 um", "TTV <= 15 um", "stricter"),
        ("TTV <= 0.015 mm", "TTV <= 15 um", "equal"),
        ("t <= 16 um", "TTV <= 15 um", "weaker"),
        ("d in [1, 3] um", "d in [2, 4] um", "incomparable"),
        ("T <= 313.15 K", "T <= 40 degC", "equal"),
        ("abs(I) <= 380 pA", "abs(I) <= 390 pA", "stricter"),
        ("I in [-390, 390] pA", "abs(I) <= 390 pA", "equal"),
        ("L <= 1 um and S <= 2 um", "L <= 1.5 um and S <= 1.5 um", "incomparable"),
        ("D == 150 mm", "D in [149, 151] mm", "stricter"),
        ("domains includes {a, b}", "domains includes {a}", "stricter"),
        ("speed covers [0, 4000] rpm", "speed covers [0, 5000] rpm", "weaker"),
        ("speed covers [0, 5000] rpm", "speed covers [0, 5000) rpm", "stricter"),
        ("report documented", "report documented", "equal"),
        ("classes includes {-150, 1200} V and report documented", "report documented", "stricter"),
        ("p + z <= new/3", "3*(p + z) <= new", "equal"),
        ("p + z <= new/4 and new >= 0 yuan", "p + z <= new/3", "stricter"),
        (_NOX, _NOX, "equal"),
        ("NOx <= 1.9 g/kWh", _NOX, "stricter"),
        ("NOx <= 2.0 g/kWh", _NOX, "incomparable"),
        (_NOX.replace("9*", "9.1*"), _NOX, "weaker"),
        ("x^2 <= 2", "x <= 1.4", "incomparable"),
        ("x*y <= 3", "x*y <= 4", "stricter"),
        ("V*I <= 2 W and V >= 0 V and I >= 0 A", "V*I <= 3 W", "stricter"),
        ("x^2 == 2", "x <= 1", "incomparable"),
        ("x^2 == 2 and x >= 0", "x <= 2", "stricter"),
        ("x*y + x <= 3", "x*y <= 4", "unproved"),
    ],
)
def test_known_pairs(contract: str, guide: str, strictness: str) -> None:
    """Pairs whose relation is plain to a reader have that relation."""
    assert strictness == compare_statements(read_statement(contract), read_statement(guide)).strictness


def test_an_irrational_witness_shows_its_digits() -> None:
    """A case whose one value is no fraction is a case all the same, with twelve digits of it."""
    found = compare_statements(read_statement("x^2 == 2 and x >= 0"), read_statement("x <= 1"))

    assert "x = ≈1.41421356237" == str(found.let_through)


def test_a_product_is_shown_as_one_quantity() -> None:
    """Of a power, the witness says the power: what each factor is, nothing told."""
    found = compare_statements(read_statement("V*I <= 3 W"), read_statement("V*I <= 2 W"))

    assert "V*I = 3 W" == str(found.let_through)


def test_what_is_not_proved_names_what_stands_in_the_way() -> None:
    """The doubt names the quantities that several products tie."""
    found = compare_statements(read_statement("x*y + x <= 3"), read_statement("x*y <= 4"))

    assert found.doubt is not None
    assert "x, y are tied by several products" in found.doubt.text("en")


def test_a_class_is_not_another() -> None:
    """Two class names exclude each other, and a choice of both is weaker than one."""
    members = frozenset({"membrane", "type_b"})
    one, both = (read_statement(text, members) for text in ("t == membrane", "t == membrane or t == type_b"))

    assert Strictness.STRICTER == compare_statements(one, both).strictness
    assert "t = type_b" == str(compare_statements(both, one).let_through)


def test_the_witness_is_in_the_limits_unit() -> None:
    """A weaker limit shows a value that it lets through, in a unit that people read."""
    found = compare_statements(read_statement("TTV <= 0.016 mm"), read_statement("TTV <= 15 um"))

    assert "TTV = 0.016 mm" == str(found.let_through)
    assert found.refused is None


def test_a_quantity_that_cannot_be_negative() -> None:
    """Where no quantity can be negative, an upper limit on a positive share is comparable."""
    contract, guide = read_statement("p + z <= new/4"), read_statement("p + z <= new/3")

    assert Strictness.INCOMPARABLE == compare_statements(contract, guide).strictness
    assert Strictness.STRICTER == compare_statements(contract, guide, nonnegative=True).strictness


def _accepts(predicate: Predicate, values: dict[str, Quantity]) -> bool:
    match predicate:
        case All(parts):
            return all(_accepts(part, values) for part in parts)
        case Any(parts):
            return any(_accepts(part, values) for part in parts)
        case Comparison():
            return predicate.holds(values)
        case Within(subject, low, high, low_closed, high_closed):
            above, below = (">=" if low_closed else ">"), ("<=" if high_closed else "<")
            return _accepts(_compared(subject, above, low), values) and _accepts(
                _compared(subject, below, high), values
            )
        case _:
            raise AssertionError(predicate)


def _compared(left: object, relation: str, right: object) -> Comparison:
    return Comparison(left, Relation(relation), right)  # type: ignore[arg-type]


_LIMITS = st.integers(-4, 4).map(str)
_RELATIONS = st.sampled_from(["<", "<=", ">", ">=", "=="])
_LEFT = st.sampled_from(["x", "y", "x + y", "x - 2*y", "abs(x)", "3*x"])
_ATOMS = st.builds(lambda *parts: " ".join(parts), _LEFT, _RELATIONS, _LIMITS)
_PREDICATES = st.one_of(
    _ATOMS,
    st.builds("{} and {}".format, _ATOMS, _ATOMS),
    st.builds("{} or {}".format, _ATOMS, _ATOMS),
    st.builds("{} and ({} or {})".format, _ATOMS, _ATOMS, _ATOMS),
)
_GRID = [Fraction(n, 2) for n in range(-10, 11)]
_ONE = read_unit("1")


def _quantities(x: Fraction, y: Fraction) -> dict[str, Quantity]:
    return {"x": Quantity(x, _ONE.dimension), "y": Quantity(y, _ONE.dimension)}


@given(_PREDICATES, _PREDICATES)
@settings(max_examples=150)
def test_linear_answers_agree_with_sampling(one: str, two: str) -> None:
    """A witness is accepted by one side and refused by the other, and where there is none no sample is either."""
    accepts, refuses = (read_statement(text).predicate for text in (one, two))

    found = witness_of(accepts, refuses)

    if found is not None:
        values = {"x": Fraction(0), "y": Fraction(0)} | dict(found.values)
        assert _accepts(accepts, _quantities(values["x"], values["y"]))
        assert not _accepts(refuses, _quantities(values["x"], values["y"]))
    else:
        samples = (_quantities(x, y) for x in _GRID for y in _GRID)
        assert not any(_accepts(accepts, sample) and not _accepts(refuses, sample) for sample in samples)


_SHARES = st.integers(1, 12)


@given(_SHARES, _SHARES, st.sampled_from(["1/5", "1/4", "1/2", "1/3"]), st.integers(1, 3))
@settings(max_examples=60)
def test_power_answers_agree_with_sampling(first: int, second: int, root: str, jump: int) -> None:
    """Limits with roots and jumps: the same two checks on speeds whose roots come out even."""
    one = read_statement(f"e <= piecewise({first} if n < 16; {first + jump}*n^(-{root}) otherwise)").predicate
    two = read_statement(f"e <= piecewise({second} if n < 81; {second}*n^(-1/2) otherwise)").predicate

    try:
        found = witness_of(one, two)
    except PredicateError:
        return

    if found is not None:
        values = {name: Quantity(value, _ONE.dimension) for name, value in found.values}
        assert _accepts(one, values)
        assert not _accepts(two, values)
    else:
        speeds = [Fraction(k) ** 60 for k in (1, 2)] + [Fraction(n) for n in (1, 16, 81, 256, 625, 4096)]
        levels = [Fraction(k, 4) for k in range(60)]
        samples = [{"e": Quantity(e, _ONE.dimension), "n": Quantity(n, _ONE.dimension)} for e in levels for n in speeds]
        assert not any(_accepts(one, sample) and not _accepts(two, sample) for sample in samples)


def test_a_contradiction_has_no_witness() -> None:
    """A predicate that nothing meets has no case; one that something meets has one."""
    assert witness_of(read_statement("x < 1 and x > 1").predicate) is None
    assert "x = 1" == str(witness_of(read_statement("x <= 1 and x >= 1").predicate))


def test_a_hostile_predicate_ends() -> None:
    """A predicate with very many cases is refused, not reckoned for ever."""
    text = " and ".join(f"(x < {n} or y > {n} or x == {n})" for n in range(9))

    with pytest.raises(PredicateError):
        witness_of(read_statement(text).predicate, read_statement(text.replace("x", "y")).predicate)
