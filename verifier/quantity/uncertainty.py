"""Measurement uncertainty as it is stated beside a value: expanded, standard, relative, as an interval or a half-width.

All of it becomes one pair, exact in the unit asked for: the standard uncertainty u and the expanded U = k u.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from verifier.errors import NumberError, UnitError
from verifier.quantity.measured import Form, read_measured
from verifier.quantity.number import read_number
from verifier.quantity.root import root_of
from verifier.quantity.units import DIMENSIONLESS, Unit, read_unit

__all__ = ["Shape", "StatedUncertainty", "Uncertainty", "read_uncertainty"]

_DEFAULT_K: Final = Fraction(2)


class Shape(StrEnum):
    """How a quantity is distributed about its estimate."""

    NORMAL = "normal"
    STUDENT = "t"
    RECTANGULAR = "rectangular"
    TRIANGULAR = "triangular"
    ARC_SINE = "arcsine"
    TRAPEZOID = "curvilinear_trapezoid"

    @property
    def symbol(self) -> str:
        """Its letter in JCGM 101:2008, table 1."""
        return _SYMBOLS[self]


_SYMBOLS: Final = {
    Shape.NORMAL: "N",
    Shape.STUDENT: "t",
    Shape.RECTANGULAR: "R",
    Shape.TRIANGULAR: "T",
    Shape.ARC_SINE: "U",
    Shape.TRAPEZOID: "CTrap",
}
# (a/u)² of a bounded distribution of half-width a: JCGM 100:2008, 4.3.7 and 4.3.9; JCGM 101:2008, 6.4.6.
_WIDTHS: Final = {Shape.RECTANGULAR: 3, Shape.TRIANGULAR: 6, Shape.ARC_SINE: 2}
# The word that stands last beside a half-width, the longest first where one ends another.
_WORDS: Final = (
    ("rectangular", Shape.RECTANGULAR),
    ("triangular", Shape.TRIANGULAR),
    ("u-shaped", Shape.ARC_SINE),
    ("arcsine", Shape.ARC_SINE),
    ("uniform", Shape.RECTANGULAR),
    ("反正弦分布", Shape.ARC_SINE),
    ("反正弦", Shape.ARC_SINE),
    ("矩形分布", Shape.RECTANGULAR),
    ("均匀分布", Shape.RECTANGULAR),
    ("三角分布", Shape.TRIANGULAR),
    ("rect", Shape.RECTANGULAR),
    ("矩形", Shape.RECTANGULAR),
    ("均匀", Shape.RECTANGULAR),
    ("三角", Shape.TRIANGULAR),
)
_LONGEST_WORD: Final = 12


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """An uncertainty in one unit.

    Args:
        standard: Standard uncertainty u.
        expanded: Expanded uncertainty U = k u.
        k: Coverage factor.
        dof: Degrees of freedom of u; None where they are taken as infinite.
        k_assumed: Whether k = 2 was assumed because none was stated.
        shape: The distribution. U is the half-width of one that is bounded, and holds all of it.
    """

    standard: Fraction
    expanded: Fraction
    k: Fraction
    dof: Fraction | None = None
    k_assumed: bool = False
    shape: Shape = Shape.NORMAL

    def scaled(self, factor: Fraction) -> Uncertainty:
        """The same uncertainty in a unit that is 1/factor as large; offsets of units do not enter."""
        size = abs(factor)
        return replace(self, standard=self.standard * size, expanded=self.expanded * size)


@dataclass(frozen=True, slots=True)
class StatedUncertainty:
    """The cells that state an uncertainty, as text; blank where nothing is stated.

    Args:
        expanded: U, `2 % rel`, a coverage interval `[14.2, 14.8]`, or a half-width `±0.1 rect`.
        k: Coverage factor.
        standard: u.
        unit: Unit of U or u where it differs from the value's.
        dof: Degrees of freedom.
        coverage: Coverage probability, e.g. `95 %`.
    """

    expanded: str = ""
    k: str = ""
    standard: str = ""
    unit: str = ""
    dof: str = ""
    coverage: str = ""

    def is_blank(self) -> bool:
        """Whether neither U nor u is stated."""
        return not (self.expanded or self.standard)


def read_uncertainty(stated: StatedUncertainty, value: Fraction | None, unit: Unit) -> Uncertainty | None:
    """The uncertainty that is stated beside a value, in the value's own unit.

    1. U with k gives u = U/k; u with k gives U = k u; both must agree with k where all three stand.
    2. A blank k is 2, and that is said (JCGM 100:2008, 6.3.3 takes k between 2 and 3).
    3. `p % rel` is that share of the value's magnitude.
    4. An interval is U on its wider side.
    5. A half-width a with the name of its distribution gives U = a and u = a/√3 (rectangular), a/√6 (triangular)
       or a/√2 (arc sine); k follows and is not stated.

    Args:
        stated: The cells.
        value: The value in `unit`, for relative uncertainties and intervals; None where it is no single number.
        unit: The unit the value is stated in.

    Returns:
        The uncertainty in `unit`, or None where none is stated.

    Raises:
        NumberError: A cell is no number, negative, or contradicts another.
        UnitError: The unit is unknown or of another dimension.
    """
    if stated.is_blank():
        return None
    _, named = _shaped(stated.standard)
    written, shape = _shaped(stated.expanded)
    if named is not None or (shape is not None and (stated.k or stated.standard or "[" in written)):
        raise NumberError("uncertainty_half_width_alone", read=stated.standard if named else stated.expanded)
    if shape is not None:
        half = _size(written, stated.unit, value, unit)
        squared = Fraction(_WIDTHS[shape])
        return Uncertainty(root_of(half**2 / squared), half, root_of(squared), _degrees(stated.dof), shape=shape)
    k = _factor(stated)
    assumed = not stated.k
    expanded = _size(stated.expanded, stated.unit, value, unit) if stated.expanded else None
    standard = _size(stated.standard, stated.unit, value, unit) if stated.standard else None
    if expanded is not None and standard is not None:
        if stated.k and expanded != k * standard:
            raise NumberError("uncertainty_contradicts", U=stated.expanded, u=stated.standard, k=stated.k)
        k = expanded / standard if standard else k
        assumed = False
    if standard is None:
        standard = (expanded or Fraction(0)) / k
    if expanded is None:
        expanded = k * standard
    return Uncertainty(standard, expanded, k, _degrees(stated.dof), assumed)


def _shaped(text: str) -> tuple[str, Shape | None]:
    """A half-width without the name of its distribution, and that distribution; None where the text names none."""
    written = text.rstrip()
    end = written[-_LONGEST_WORD:].casefold()
    for word, shape in _WORDS:
        if end.endswith(word):
            rest = written[: -len(word)]
            # A Chinese word may follow its number at once; a Latin one may be the end of a unit.
            if not word.isascii() or rest[-1:].isspace():
                return rest, shape
    return text, None


def _factor(stated: StatedUncertainty) -> Fraction:
    if not stated.k:
        return _DEFAULT_K
    k = read_number(stated.k).value
    if k <= 0:
        raise NumberError("coverage_factor_not_positive", read=stated.k)
    return k


def _degrees(text: str) -> Fraction | None:
    if not text or text.strip().casefold() in {"inf", "∞", "infinite", "无穷", "无穷大"}:
        return None
    dof = read_number(text).value
    if dof < 1:
        raise NumberError("degrees_of_freedom_small", read=text)
    return dof


def _size(text: str, unit_text: str, value: Fraction | None, unit: Unit) -> Fraction:
    """U or u in the value's unit."""
    written = text.strip().removeprefix("±").removeprefix("+/-").strip()
    if written.startswith("["):
        return _half_width(written, unit_text, value, unit)
    relative = _relative(written) if not unit_text else _relative(f"{written} {unit_text}")
    if relative is not None:
        if value is None:
            raise NumberError("uncertainty_relative_to_nothing", read=text)
        return abs(value) * relative
    measured = read_measured(written, unit_text, expected=unit) if unit_text or not _is_bare(written) else None
    size = read_number(written).value if measured is None else _in(measured.low, measured.unit, unit, text)
    if size < 0:
        raise NumberError("uncertainty_negative", read=text)
    if measured is not None and measured.form is not Form.POINT:
        raise NumberError("uncertainty_not_a_number", read=text)
    return size


def _is_bare(text: str) -> bool:
    try:
        # `0.5 K` is half a kelvin; where K means a thousand, the value's own reader says so.
        read_number(text, thousand_k=False)
    except NumberError:
        return False
    return True


def _in(number: object, own: Unit, unit: Unit, text: str) -> Fraction:
    value = getattr(number, "value", None)
    if not isinstance(value, Fraction):
        raise NumberError("uncertainty_not_a_number", read=text)
    # A width is a difference: offsets such as that of degrees Celsius do not enter.
    return value * own.factor / unit.factor


def _relative(text: str) -> Fraction | None:
    """The share that `2 % rel` states; None where the text is not relative."""
    words = text.casefold().split()
    marks = {"rel", "rel.", "relative", "相对", "(rel)"}
    if not words or words[-1] not in marks:
        return None
    measured = read_measured(" ".join(words[:-1]), expected=DIMENSIONLESS)
    if measured.low is None or measured.form is not Form.POINT or measured.low.value < 0:
        raise NumberError("uncertainty_not_a_number", read=text)
    return measured.low.value * measured.unit.factor


def _half_width(text: str, unit_text: str, value: Fraction | None, unit: Unit) -> Fraction:
    inner, _, behind = text[1:].partition("]")
    low, comma, high = inner.partition(",")
    if value is None or not comma:
        raise NumberError("uncertainty_not_a_number", read=text)
    try:
        own = read_unit(behind.strip() or unit_text, expected=unit) if behind.strip() or unit_text else unit
    except UnitError as error:
        raise NumberError("uncertainty_interval_unit", read=text, why=error.reason) from error
    ends = [own.to(read_number(end.strip()).value, unit) for end in (low, high)]
    if not ends[0] <= value <= ends[1]:
        raise NumberError("uncertainty_interval_apart", read=text)
    return max(value - ends[0], ends[1] - value)
