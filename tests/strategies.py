"""Hypothesis strategies that several test files need: numbers near limits, decimals, units, regions, predicates."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from verifier.quantity.region import Interval, Region
from verifier.quantity.surd import Surd
from verifier.quantity.units import Unit, read_unit

__all__ = [
    "BLOCKS",
    "GRID",
    "LENGTHS",
    "PREDICATE_ALPHABET",
    "decimal_texts",
    "grid_points",
    "length_units",
    "near",
    "rationals",
    "regions",
    "statement_texts",
    "surds",
]

GRID = tuple(Fraction(n, 4) for n in range(-20, 21))
"""Quarters from -5 to 5: every end of `regions` is among its whole numbers, with three places between two ends."""

LENGTHS = ("m", "mm", "um", "nm", "cm")
"""Units of one dimension with different factors."""

PREDICATE_ALPHABET = "xVT012.9eE+-*/^()[]{},;@=<>≤≥ 万K%μ²\u3000\x00\ud800andorifcovers"
"""Characters that predicates are written with, and a few that no predicate has."""

BLOCKS = (
    *("x", "y", "V", "um", "rpm", "%", "degC", "1", "0", "1.5", "5 V", "3 um", "1e9", "1/3", "机"),
    *("+", "-", "*", "/", "^", "**", "(", ")", "[", "]", "{", "}", ",", ";", "@", "=", "==", "<", "<=", ">", ">=", "≤"),
    *("in", "and", "or", "covers", "includes", "documented", "if", "otherwise", "abs(", "piecewise("),
    *("(-1/5)", "n < 5 rpm", "x < 1", "@ J = 5 A"),
)
"""Words that predicates are made of; in any order they are mostly no predicate."""


def rationals(bound: int = 1000, denominator: int = 1000) -> st.SearchStrategy[Fraction]:
    """Rationals from -bound to bound with a small denominator."""
    return st.fractions(min_value=-bound, max_value=bound, max_denominator=denominator)


@st.composite
def near(draw: st.DrawFn, limit: Fraction, step: Fraction) -> Fraction:
    """Values at a limit and around it: exactly at it, at ties of a rounding step, and a hair to either side."""
    ties = draw(st.integers(min_value=-6, max_value=6)) * step / 2
    hair = draw(st.sampled_from((0, 1, -1))) * step / draw(st.sampled_from((2, 10, 10**6, 10**30)))
    return limit + ties + hair


@st.composite
def decimal_texts(draw: st.DrawFn) -> str:
    """Plain decimals as people write them: a sign, digits, trailing zeros."""
    sign = draw(st.sampled_from(("", "-")))
    whole = draw(st.integers(min_value=0, max_value=10**9))
    decimals = draw(st.text("0123456789", max_size=8))
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}.0"


def length_units() -> st.SearchStrategy[Unit]:
    """Units of length."""
    return st.sampled_from(LENGTHS).map(read_unit)


def grid_points() -> st.SearchStrategy[Fraction]:
    """Points of the grid on which a region is known by trying."""
    return st.sampled_from(GRID)


@st.composite
def _intervals(draw: st.DrawFn) -> Interval:
    ends = st.one_of(st.none(), st.integers(min_value=-4, max_value=4).map(Fraction))
    return Interval(draw(ends), draw(ends), draw(st.booleans()), draw(st.booleans()))


def intervals() -> st.SearchStrategy[Interval]:
    """Intervals with whole or infinite ends and any marks; some hold nothing."""
    return _intervals()


def regions() -> st.SearchStrategy[Region]:
    """Unions of up to four intervals."""
    return st.lists(intervals(), max_size=4).map(lambda parts: Region.of(*parts))


@st.composite
def surds(draw: st.DrawFn) -> Surd:
    """Irrational roots: a prime to a fraction, with either sign, moved by a rational."""
    prime = draw(st.sampled_from((2, 3, 5, 7, 11, 13, 997)))
    divisor = draw(st.sampled_from((1, 4, 9, 17, 25, 101)))
    index = draw(st.integers(min_value=2, max_value=9))
    offset = draw(st.sampled_from((Fraction(0), Fraction(1, 3), Fraction(-7, 2))))
    # Reduced, each of these fractions has a prime to the power 1 or -1, so none of its roots is rational.
    return Surd(Fraction(prime, divisor), index, draw(st.sampled_from((1, -1))), offset)


@st.composite
def statement_texts(draw: st.DrawFn) -> str:
    """Predicates that follow the grammar, with units of length."""
    name = draw(st.sampled_from(("x", "TTV", "L_1", "厚度")))
    unit = draw(st.sampled_from(LENGTHS))
    low = draw(st.integers(min_value=-50, max_value=50))
    high = low + draw(st.integers(min_value=1, max_value=50))
    forms = (
        f"{name} {draw(st.sampled_from(('<', '<=', '>', '>=', '≤', '==')))} {low}.50 {unit}",
        f"{name} in {draw(st.sampled_from('[('))}{low}, {high}{draw(st.sampled_from('])'))} {unit}",
        f"{name} covers [{low}, {high}] {unit}",
        f"{name} includes {{{low}, {high}}} {unit}",
        f"abs({name}) <= {high} {unit} + 1 mm",
        f"{name} > {low} {unit} and {name} < {high} {unit}",
        f"({name} < {low} {unit} or {name} > {high} {unit}) and b documented",
        f"{name} <= {high} {unit} @ J = 200 A/cm^2; kind = dry",
    )
    return draw(st.sampled_from(forms))
