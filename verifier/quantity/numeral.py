"""Chinese numerals and multipliers: 三万六千, 3万6千, 17.5万, 1亿."""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["MULTIPLIERS", "NUMERAL_CHARACTERS", "chinese_number"]

MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "拾": 10, "佰": 100, "仟": 1000}
_DIGITS = {
    c: n
    for n, row in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in row
}
NUMERAL_CHARACTERS = "".join(_DIGITS) + "".join(MULTIPLIERS)
"""The characters that Chinese numerals are written with."""

_MYRIAD = 10**4
_LONGEST = 40
_TERM = re.compile(r"(\d{1,40}(?:\.\d{1,40})?)\s?([十百千万亿]+)")


def chinese_number(line: str) -> tuple[Fraction, Fraction] | None:
    """The value of a number with Chinese multipliers, and one unit of its last written digit.

    Args:
        line: Either digits with multipliers (3万6千) or numerals alone (三万六千), without a sign.

    Returns:
        None where it is neither; 3万6 and 一万二 are neither: what their last digit counts is left unsaid.
    """
    if not line or len(line) > _LONGEST * 2:
        return None
    return _mixed(line) if line[0] in "0123456789" else _numerals(line)


def _scale(marks: str) -> int | None:
    """The product of the multipliers behind a number: 万亿 is 10^12; each at most twice."""
    if len(marks) > 2 or (len(marks) == 2 and MULTIPLIERS[marks[0]] > MULTIPLIERS[marks[1]]):  # noqa: PLR2004
        return None
    scale = 1
    for mark in marks:
        scale *= MULTIPLIERS[mark]
    return scale


def _mixed(line: str) -> tuple[Fraction, Fraction] | None:
    total, place, at = Fraction(0), Fraction(0), 0
    while at < len(line):
        term = _TERM.match(line, at)
        scale = _scale(term[2]) if term else None
        if term is None or scale is None:
            return None
        whole, _, decimals = term[1].partition(".")
        alone = term.end() == len(line) and at == 0
        value = Fraction(int(whole + decimals), 10 ** len(decimals)) * scale
        if not alone and (decimals or (place and value >= place)):
            return None
        total, place, at = total + value, Fraction(scale, 10 ** len(decimals)), term.end()
    return total, place


def _numerals(line: str) -> tuple[Fraction, Fraction] | None:
    """Sections of up to four digits, each with its 万 or 亿, in falling order."""
    total = section = 0
    digit: int | None = None
    last, highest, zero = 0, 0, False
    for mark in line:
        if mark in _DIGITS:
            value = _DIGITS[mark]
            if digit is not None:
                return None
            if value == 0:
                zero = True
            else:
                digit = value
            continue
        scale = MULTIPLIERS.get(mark)
        if scale is None:
            return None
        if scale < _MYRIAD:
            if (digit is None and not (scale == 10 and section == 0)) or (last and scale >= last):  # noqa: PLR2004
                return None
            section += (digit or 1) * scale
            last = scale
        else:
            section += digit or 0
            if section == 0 or (highest and scale >= highest):
                return None
            total, section, highest, last = total + section * scale, 0, scale, 0
        digit, zero = None, False
    if digit is not None and (total or section) and last != 10 and not zero:  # noqa: PLR2004
        return None
    if digit is None and total + section == 0 and line not in {"零", "〇"}:
        return None
    place = 1 if digit is not None else (last or highest or 1)
    return Fraction(total + section + (digit or 0)), Fraction(place)
