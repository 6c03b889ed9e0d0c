"""Dimensions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from verifier.quantity.dimension import Dimension

dimensions = st.builds(
    Dimension.of,
    st.lists(st.tuples(st.sampled_from(["length", "time", "wafer", "bit"]), st.integers(-3, 3)), max_size=5),
)


@given(dimensions, dimensions)
def test_quotient_undoes_product(one: Dimension, two: Dimension) -> None:
    """A product divided by one factor is the other factor."""
    assert one == one * two / two


@given(dimensions)
def test_square_is_product_with_itself(one: Dimension) -> None:
    """A second power is the product with itself, and the zeroth is dimensionless."""
    assert one * one == one**2
    assert (one**0).is_dimensionless()


def test_text_in_both_languages() -> None:
    """A dimension is written in the language of the sentence."""
    density = Dimension.of([("length", -2)])

    assert ("length^-2", "长度^-2") == (density.text("en"), density.text("zh"))
    assert "dimensionless" == str(Dimension())


def test_counts_are_told_apart() -> None:
    """One kind of thing is a count; a rate or a density is not."""
    assert Dimension.of([("wafer", 1)]).is_count()
    assert not Dimension.of([("wafer", 1), ("year", -1)]).is_count()
    assert -2 == Dimension.of([("length", -2)]).exponent("length")
