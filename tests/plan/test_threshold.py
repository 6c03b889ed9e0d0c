"""Limits as doubles: every comparison of a row's double agrees with the exact comparison of its text."""

from __future__ import annotations

import random
import struct
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf, nextafter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.measurement.binary_float import shortest_double, shortest_single
from verifier.plan.threshold import REGULAR, SHORT, Cut, Width, cut_at, interval_between, nearest, previous

_FACTORS = tuple(
    Fraction(*pair)
    for pair in ((1, 1), (1, 1000), (1000, 1), (1, 3600), (17, 7), (1, 100), (-1, 1), (-9, 5), (86400, 1))
)


def _texts_around(limit: Fraction, rng: random.Random) -> list[str]:
    """Decimals at a limit and next to it, with 1 to 40 digits."""
    double = nearest(limit)
    texts = [shortest_double(near) for near in (nextafter(double, -inf), double, nextafter(double, inf))]
    for digits in (*range(1, 18), rng.randint(18, 40)):
        with localcontext(prec=digits) as context:
            at = context.divide(Decimal(limit.numerator), Decimal(limit.denominator))
            texts += [str(at), str(context.next_plus(at)), str(context.next_minus(at))]
    return texts


def _decided(cut: Cut, text: str) -> bool:
    """What the plan says of a text: by its double, or exactly where the proof leaves it open."""
    x = float(text)
    regular = x == 0 or REGULAR[0] < abs(x) < REGULAR[1]
    if not regular or (x == cut.tie and (len(text) > SHORT or x == 0)):
        return cut.is_behind(Fraction(Decimal(text)))
    return x >= cut.first


@pytest.mark.parametrize("factor", _FACTORS)
@pytest.mark.parametrize("holds", [True, False])
def test_every_text_at_a_limit_falls_on_its_exact_side(factor: Fraction, holds: bool) -> None:  # noqa: FBT001
    """Brute force: for limits carried by each factor, the double's side is the exact side, whatever the digits."""
    rng = random.Random(str(factor))  # noqa: S311 -- test data
    wrong = []
    for _ in range(120):
        limit = Fraction(rng.randint(-(10**6), 10**6), 10 ** rng.randint(0, 9)) / factor
        cut = cut_at(limit, holds=holds)
        for text in _texts_around(limit, rng):
            value = Fraction(Decimal(text))
            exact = value >= limit if not holds else value > limit
            if _decided(cut, text) != exact:
                wrong.append((limit, text))

    assert [] == wrong


@given(st.fractions(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))
@example(Fraction(1, 10), True, 0.1)  # noqa: FBT003 -- as drawn
@example(Fraction(1, 3), False, 0.0)  # noqa: FBT003 -- as drawn
@example(Fraction(10) ** 400, True, 1.7e308)  # noqa: FBT003 -- as drawn
@example(-(Fraction(10) ** 400), False, -1.7e308)  # noqa: FBT003 -- as drawn
def test_a_column_of_doubles_needs_no_tie(limit: Fraction, holds: bool, x: float) -> None:  # noqa: FBT001
    """A double means its shortest decimal, and one comparison decides it."""
    cut = cut_at(limit, holds=holds)

    assert cut.is_behind(Fraction(Decimal(shortest_double(x)))) == (x >= cut.first)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(-2, 2), st.booleans())
@example(0.10000000149011612, 0, True)  # noqa: FBT003 -- as drawn
def test_a_column_of_singles_is_cut_in_its_own_width(near: float, steps: int, holds: bool) -> None:  # noqa: FBT001
    """A single means its own shortest decimal: the single of 0.1 meets `<= 0.1`, though it is the larger double."""

    def text(value: float) -> str:
        return shortest_single(int.from_bytes(struct.pack(">f", value)))

    limit = Fraction(Decimal(text(near)))
    x = near
    for _ in range(abs(steps)):
        x = cut_at(Fraction(x), holds=steps > 0, width=Width.SINGLE).first if steps > 0 else previous(x, Width.SINGLE)
    cut = cut_at(limit, holds=holds, width=Width.SINGLE)

    if x not in {inf, -inf}:
        assert cut.is_behind(Fraction(Decimal(text(x)))) == (x >= cut.first)


@given(st.fractions())
def test_the_nearest_double_is_the_nearest(value: Fraction) -> None:
    """No neighbour of the double lies closer to the rational."""
    double = nearest(value)
    distance = abs(Fraction(double) - value)

    assert all(distance <= abs(Fraction(nextafter(double, way)) - value) for way in (inf, -inf))


@given(st.fractions(min_value=-(10**30), max_value=10**30))
@example(Fraction(1) + Fraction(1, 2**24) + Fraction(1, 2**80))
def test_the_nearest_single_is_not_rounded_twice(value: Fraction) -> None:
    """No neighbouring single lies closer, also where the double in between is a tie of two singles."""
    single = nearest(value, Width.SINGLE)
    distance = abs(Fraction(single) - value)
    above = cut_at(Fraction(single), holds=True, width=Width.SINGLE).first

    assert all(distance <= abs(Fraction(one) - value) for one in (above, previous(single, Width.SINGLE)))


def test_a_limit_beyond_the_doubles_lies_behind_all_of_them() -> None:
    """A limit of 10^400 parts no double from another: every regular one lies in front."""
    cut = cut_at(Fraction(10) ** 400, holds=True)

    assert (inf, inf) == (cut.first, cut.tie)
    assert not cut.is_behind(Fraction(10) ** 399)


def test_a_region_becomes_closed_intervals_without_gap_or_overlap() -> None:
    """The doubles behind one cut and in front of the next are one closed interval; neighbours share no double."""
    low, high = cut_at(Fraction(1, 10), holds=False), cut_at(Fraction(3, 10), holds=True)

    assert (-inf, previous(low.first)) == interval_between(None, low)
    assert (0.1, 0.3) == interval_between(low, high)
    assert (nextafter(0.3, inf), inf) == interval_between(high, None)


def test_naive_floats_would_be_wrong() -> None:
    """0.0144 m³/h against `> 0.24 L/min`: the product of doubles passes a value that lies exactly on the limit."""
    limit = Fraction(24, 100) * 60 / 1000
    cut = cut_at(limit, holds=True)

    assert float("0.0144") * 1000 / 60 > float("0.24")
    assert float("0.0144") < cut.first
