"""Exact number texts of a result as people read them: decimals where they are finite, margins with their share."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from verifier.wording import Language, words

__all__ = ["exact", "margin_sentence", "percentage", "readable", "relative_margin", "shortened", "signed"]

_LONGEST = 60
_NUMBER = re.compile(r"[+-]?[0-9]{1,60}(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,2})?")
_RATIO = re.compile(r"[+-]?[0-9]{1,60}/[0-9]{1,60}")
_FINITE = Context(prec=18, rounding=ROUND_HALF_EVEN)
_ROUNDED = Context(prec=6, rounding=ROUND_HALF_EVEN)
_SHARE = Context(prec=3, rounding=ROUND_HALF_EVEN)
_PLAIN_EXPONENTS = range(-7, 19)


def exact(text: str) -> Fraction | None:
    """The number that a result's text states, or None where the text is no plain number or ratio of two.

    >>> exact("17/200")
    Fraction(17, 200)
    """
    if len(text) > 2 * _LONGEST + 4:
        return None
    if _NUMBER.fullmatch(text):
        return Fraction(text)
    if _RATIO.fullmatch(text) and int(text.partition("/")[2]) != 0:
        return Fraction(text)
    return None


def readable(text: str) -> str:
    """A number's text for a reader: a ratio becomes its decimal, with ≈ and the ratio kept where it never ends.

    >>> readable("17/200"), readable("1/3"), readable("[9.9, 10.1)")
    ('0.085', '1/3 ≈ 0.333333', '[9.9, 10.1)')
    """
    value = exact(text)
    if value is None or "/" not in text:
        return text
    decimal, finite = _decimal(value, _ROUNDED)
    return decimal if finite else f"{text} ≈ {decimal}"


def signed(text: str, *, is_exact: bool = True) -> str:
    """A margin's text with its sign written out, positive on the good side; six digits where it was rounded.

    Args:
        text: The result's margin.
        is_exact: False where the limit is irrational, so that the margin itself is an approximation.

    >>> signed("17/200"), signed("-0.5"), signed("0")
    ('+0.085', '−0.5', '0')
    """
    value = exact(text)
    if value is None:
        return text
    decimal, finite = _decimal(abs(value), _ROUNDED, cut=not is_exact)
    return f"{'' if finite and is_exact else '≈'}{_sign(value)}{decimal}"


def shortened(value: Fraction) -> str:
    """A number at six digits for a label of a drawing, whose exact text stands in the table.

    >>> shortened(Fraction(1, 3)), shortened(Fraction(-5, 2))
    ('0.333333', '−2.5')
    """
    return f"{'−' if value < 0 else ''}{_decimal(abs(value), _ROUNDED, cut=True)[0]}"


def relative_margin(margin: str, limit: str) -> Fraction | None:
    """The margin as a share of the limit's size, or None where the limit is not a single nonzero number."""
    distance, bound = exact(margin), exact(limit)
    return None if distance is None or not bound else distance / abs(bound)


def margin_sentence(margin: str, unit: str, share: Fraction | None, *, is_exact: bool, lang: Language) -> str:
    """The margin as a remark: signed, with its unit, and in percent of the limit where that says something.

    Args:
        margin: The result's margin, positive on the good side.
        unit: The target's unit.
        share: Margin as a share of the limit, from `relative_margin`.
        is_exact: False where the limit is irrational and the margin was rounded.
        lang: Language of the sentence.
    """
    if exact(margin) == 0 and is_exact:
        return words("report_margin_zero", lang)
    shown = f"{signed(margin, is_exact=is_exact)} {unit}".rstrip()
    if share is None or share == 0:
        return words("report_margin", lang, margin=shown)
    return words("report_margin_relative", lang, margin=shown, percent=percentage(share, is_exact=is_exact))


def percentage(share: Fraction, *, is_exact: bool = True) -> str:
    """A share in percent at three digits, without the sign of percent.

    >>> percentage(Fraction(1, 8)), percentage(Fraction(-1, 3))
    ('+12.5', '≈−33.3')
    """
    percent, finite = _decimal(abs(share) * 100, _SHARE, cut=True)
    return f"{'' if finite and is_exact else '≈'}{_sign(share)}{percent}"


def _sign(value: Fraction) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""


def _decimal(value: Fraction, rounded: Context, *, cut: bool = False) -> tuple[str, bool]:
    """The decimal of a number and whether it is the number itself.

    Args:
        value: The number.
        rounded: The digits kept where the decimal never ends, or is longer than 18 digits.
        cut: Whether a decimal that ends is cut to those digits too.
    """
    numerator, denominator = Decimal(value.numerator), Decimal(value.denominator)
    decimal = (rounded if cut else _FINITE).copy().divide(numerator, denominator)
    if Fraction(decimal) != value:
        decimal = rounded.copy().divide(numerator, denominator)
    finite, decimal = Fraction(decimal) == value, decimal.normalize(_FINITE.copy())
    return f"{decimal:f}" if decimal.adjusted() in _PLAIN_EXPONENTS else f"{decimal:e}", finite
