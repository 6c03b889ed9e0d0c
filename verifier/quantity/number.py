"""One number from its text, exactly, with the place of its last written digit.

`19.0` is not `19.00`: the last digit carries the resolution. Nothing is guessed: a notation that may mean two
numbers is refused with its reason. Limits hold before any large integer is built.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from verifier.errors import NumberError
from verifier.quantity.numeral import chinese_number
from verifier.quantity.refusal import LONGEST, refusal

__all__ = ["PLAIN", "Number", "format_exact", "plain_line", "plain_value", "read_number"]

_MOST_DIGITS = 100
_HIGHEST_EXPONENT = 400
_LONGEST_DECIMAL = 60

PLAIN = re.compile(r"([+-]?\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
"""A plain decimal, the notation that nearly every cell is in."""
_DECIMAL = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([, '])\d{3}(?:\1\d{3})*(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_POWER = re.compile(r"(.*\S)\s*[×xX*·]\s*10\s*(?:\^\s*[({]?\s*([+-]?\d+)\s*[)}]?|\*\*\s*([+-]?\d+))", re.ASCII)
_BARE_POWER = re.compile(r"([+-]?)10\s*(?:\^\s*[({]?\s*([+-]?\d+)\s*[)}]?|\*\*\s*([+-]?\d+))", re.ASCII)
_FRACTION = re.compile(r"([+-]?)(?:(\d{1,40}) )?(\d{1,400})\s*/\s*(\d{1,400})", re.ASCII)
_THOUSAND = re.compile(r"([+-]?\d+(?:\.\d+)?) ?[Kk]", re.ASCII)
_SENTINELS = frozenset({"-999", "-9999", "-99999"})
_SENTINEL_EXPONENTS = {Fraction(991, 100) * 10**37, Fraction(99, 10) * 10**37}

_UNDER_TEN = tuple(10**n for n in range(41))
_PLACES = tuple(Fraction(1, 10**n) for n in range(41))
_ONE = Fraction(1)

_SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹⁻⁺]+")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SAME = str.maketrans(
    {
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F) if chr(full) != "，"},
        **dict.fromkeys("−‐‑﹣", "-"),
        **dict.fromkeys("’ʼ", "'"),
        **dict.fromkeys("⋅∙", "·"),
        **dict.fromkeys("✕✖", "×"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2007\u3000\t", " "),
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """One exact number as it was written.

    Args:
        value: The number.
        place: One unit of the last written digit: 1/10 for `19.0`, 1000 for `1900K`, None for `1/3`.
        text: As written.
    """

    value: Fraction
    place: Fraction | None
    text: str


def read_number(text: str, *, thousand_k: bool = True) -> Number:
    """The number that a text means.

    Args:
        text: As written, without a unit.
        thousand_k: Whether a K glued to the number is a thousand, as in 1900K.

    Raises:
        NumberError: It is not exactly one number; the reason says what it looks like and what to write.
    """
    plain = PLAIN.fullmatch(text)
    if plain:
        whole, decimals, exponent = plain.groups()
        if exponent is None:
            if decimals is None:
                if whole in _SENTINELS:
                    raise NumberError("number_sentinel", text=text)
                return Number(Fraction(int(whole)), _ONE, text)
            digits = len(decimals)
            return Number(Fraction(int(whole + decimals), _UNDER_TEN[digits]), _PLACES[digits], text)
        shift = len(decimals or "") - int(exponent)
        if 0 <= shift <= len(_PLACES) - 1:
            return Number(Fraction(int(whole + (decimals or "")), _UNDER_TEN[shift]), _PLACES[shift], text)
    return _read_rest(text, thousand_k=thousand_k)


def plain_value(text: str) -> Fraction | None:
    """The exact value of a plain decimal; None for every other text, and for a mark of a missing value."""
    if not PLAIN.fullmatch(text):
        return None
    try:
        return read_number(text).value
    except NumberError:
        return None


def plain_line(text: str) -> str:
    """A text with full-width characters, look-alikes and superscripts brought into plain ones."""
    line = _SUPERSCRIPTS.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPT), text) if not text.isascii() else text
    return line.translate(_SAME).strip()


def _read_rest(text: str, *, thousand_k: bool) -> Number:
    """Every notation that is not a plain decimal."""
    if len(text) > LONGEST:
        raise refusal(text)
    line = plain_line(text)
    if line.startswith(("–", "‒")) and line[1:2].isdigit():
        line = "-" + line[1:]
    if line in _SENTINELS:
        raise NumberError("number_sentinel", text=text)
    if _GROUPED.fullmatch(line):
        line = line.replace(",", "").replace(" ", "").replace("'", "")
    decimal = _DECIMAL.fullmatch(line)
    if decimal and (decimal[2] or decimal[3]):
        return _decimal(decimal, text)
    if power := _POWER.fullmatch(line):
        return _power(power[1], power[2] or power[3], text)
    if power := _BARE_POWER.fullmatch(line):
        scale = _ten_to(power[2] or power[3], text)
        return Number(-scale if power[1] == "-" else scale, scale, text)
    if fraction := _FRACTION.fullmatch(line):
        return _fraction(fraction, text)
    if thousand_k and (thousand := _THOUSAND.fullmatch(line)):
        inner = read_number(thousand[1])
        return Number(inner.value * 1000, (inner.place or _ONE) * 1000, text)
    sign = -1 if line.startswith("-") else 1
    found = chinese_number(line[1:] if line[:1] in {"+", "-"} else line)
    if found:
        return Number(found[0] * sign, found[1], text)
    raise refusal(text)


def _decimal(match: re.Match[str], text: str) -> Number:
    sign, whole, decimals, exponent = match[1], match[2], match[3] or "", match[4] or "0"
    digits = whole + decimals
    if len(digits.strip("0")) > _MOST_DIGITS:
        raise NumberError("number_digits", text=text, count=len(digits.strip("0")), limit=_MOST_DIGITS)
    scale = _ten_to(exponent, text)
    place = scale / 10 ** len(decimals)
    value = int(digits) * place
    if match[4] and value in _SENTINEL_EXPONENTS:
        raise NumberError("number_sentinel", text=text)
    return Number(-value if sign == "-" else value, place, text)


def _ten_to(exponent: str, text: str) -> Fraction:
    """A power of ten within the limits; the text's length is checked before it becomes an integer."""
    if len(exponent.lstrip("+-0")) > 3 or abs(int(exponent)) > _HIGHEST_EXPONENT:  # noqa: PLR2004
        raise NumberError("number_exponent", text=text, limit=_HIGHEST_EXPONENT)
    return Fraction(10) ** int(exponent)


def _power(mantissa: str, exponent: str, text: str) -> Number:
    scale = _ten_to(exponent, text)
    if _GROUPED.fullmatch(mantissa):
        mantissa = mantissa.replace(",", "").replace(" ", "").replace("'", "")
    decimal = _DECIMAL.fullmatch(mantissa)
    if not decimal or decimal[4] or not (decimal[2] or decimal[3]):
        raise refusal(text)
    inner = _decimal(decimal, text)
    return Number(inner.value * scale, (inner.place or _ONE) * scale, text)


def _fraction(match: re.Match[str], text: str) -> Number:
    sign, whole, above, below = match.groups()
    if int(below) == 0 or int(above) == 0:
        _refuse_fraction(text, below)
    value = int(whole or 0) + Fraction(int(above), int(below))
    return Number(-value if sign == "-" else value, None, text)


def _refuse_fraction(text: str, below: str) -> NoReturn:
    raise NumberError("number_zero_denominator" if int(below) == 0 else "number_fails_of_sample", text=text)


def format_exact(value: Fraction) -> str:
    """A number in digits that read back as the same number: an integer, a decimal of at most 60 digits, else p/q.

    An integer of more significant digits than are read stays p/1, which is.

    >>> format_exact(Fraction(17, 200)), format_exact(Fraction(1, 3))
    ('0.085', '1/3')
    """
    numerator, denominator = abs(value.numerator), value.denominator
    sign = "-" if value < 0 else ""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0 and fives <= _LONGEST_DECIMAL:
        rest, fives = rest // 5, fives + 1
    decimals = max(twos, fives)
    if rest == 1 and decimals <= _LONGEST_DECIMAL:
        digits = str(numerator * 10**decimals // denominator).rjust(decimals + 1, "0")
        if len(digits) <= _LONGEST_DECIMAL or (not decimals and len(digits.rstrip("0")) <= _MOST_DIGITS):
            text = f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits
            # A bare -999 stands for a missing value in many files, so it is not written that way.
            return f"{text}.0" if text in _SENTINELS else text
    return f"{sign}{numerator}/{denominator}"
