"""A value cell as the set of values that it leaves possible.

A number is a point, `<0.1` a half-line, `0~5000` an interval. What the text does not say is not guessed: a cell
that may mean two sets is refused with its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from verifier.errors import NumberError, UnitError
from verifier.quantity.number import PLAIN, Number, plain_line, read_number
from verifier.quantity.numeral import NUMERAL_CHARACTERS
from verifier.quantity.refusal import LONGEST, refusal
from verifier.quantity.region import Region
from verifier.quantity.units import DIMENSIONLESS, Spellings, Unit, read_unit

__all__ = ["Form", "Measured", "read_measured", "read_members", "split_members", "split_quantities", "unit_behind"]


class Form(StrEnum):
    """How a cell bounds the value."""

    POINT = "point"
    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"
    RANGE = "range"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Measured:
    """What one value cell says.

    Args:
        form: How it bounds the value.
        low: Lowest number, in `unit`; None where there is none. A point has it in `low` and `high`.
        high: Highest number, in `unit`; None where there is none.
        members: The members, where it lists some.
        unit: The unit it is stated in.
        text: As written.
    """

    form: Form
    low: Number | None
    high: Number | None
    members: tuple[str, ...]
    unit: Unit
    text: str

    @property
    def region(self) -> Region:
        """The possible values, in `unit`; nothing for a list of members."""
        low, high = self.low, self.high
        if self.form is Form.POINT and low is not None:
            return Region.point(low.value)
        if low is not None and high is not None:
            return Region.between(low.value, high.value, high_closed=self.form is not Form.BELOW)
        if high is not None:
            return Region.below(high.value, closed=self.form is Form.AT_MOST)
        if low is not None:
            return Region.above(low.value, closed=self.form is Form.AT_LEAST)
        return Region.empty()


_SIGN = r"[+-]?"
_POWER_OF_TEN = r"10\s*(?:\^\s*[({]?\s*[+-]?\d+\s*[)}]?|\*\*\s*[+-]?\d+)"
_DIGITS = r"(?:[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+|(?:'\d{3})+)(?!\d)|\d+)(?:\.\d*)?|\.\d+"
_TIMES = r"(?:(?:[十百千]?[万亿]+|[十百千](?![克瓦米帕伏安欧焦赫牛升卡电]))+)"
_HEAD = re.compile(
    rf"{_SIGN}(?:{_POWER_OF_TEN}"
    r"|(?:\d+ )?\d+\s*/\s*\d+(?![\d.])"
    rf"|(?:{_DIGITS})(?:[eE][+-]?\d+(?![\d.])|\s*[×xX*·]\s*{_POWER_OF_TEN}|\s?{_TIMES}(?:\d+(?:\.\d+)?{_TIMES})*)?"
    rf"|[{NUMERAL_CHARACTERS}]+)",
    re.ASCII,
)
_NUMBER_STARTS = rf"(?=[+-]?[.\d{NUMERAL_CHARACTERS}])"
_RANGE = re.compile(rf"(.*?)\s*(?:~|∼|〜|—|…|\.\.\.|至|到|\sto\s)\s*{_NUMBER_STARTS}")
_HYPHEN_RANGE = re.compile(r"([^\d-]*?)\s*[-–]\s*(?=[+-]?[.\d])")
_SHARED = re.compile(r"[万亿千]+$")
_NOT_DETECTED = re.compile(r"(?:n\.?d\.?|未检出|bdl|<\s*(?:[lm]?d[l]?|lod|mdl|loq))(?:\s*\((.+)\))?", re.IGNORECASE)
_MARKS = {
    Form.AT_MOST: (r"<= =< ≤ ≦ ⩽ \leqslant \leq \le", "不大于 不超过 不高于 不多于 至多 最多"),
    Form.AT_LEAST: (r">= => ≥ ≧ ⩾ \geqslant \geq \ge", "不小于 不低于 不少于 至少 最少 达到"),
    Form.BELOW: ("<", "小于 低于 少于"),
    Form.ABOVE: (">", "大于 超过 高于 多于"),
}
_QUALIFIERS = tuple((mark, form) for form, marks in _MARKS.items() for row in marks for mark in row.split())
_SUFFIXES = (("及以上", Form.AT_LEAST), ("以上", Form.AT_LEAST), ("及以下", Form.AT_MOST), ("以下", Form.AT_MOST))
_CONCISE = re.compile(r"\(\d+(?:\.\d+)?\)")
_FLAGGED = re.compile(r"\d\s?L")
_VOLUME = (("length", 3),)
_TEMPERATURE = (("temperature", 1),)
_VAGUE = frozenset({"number_unreadable", "number_remark", "number_qualifier"})
_MEMBER_SEPARATORS = re.compile(r"[、，,;；/／\n]")
_LONGEST_LIST = 4_000
# Before a number a slash parts two members; elsewhere it stands in a unit.
_QUANTITY_SEPARATORS = re.compile(r"[、，,;；\n]|[/／](?=\s*[+−-]?[.\d])")


def read_measured(
    text: str,
    unit_text: str = "",
    *,
    expected: Unit,
    spellings: Mapping[str, str] | Spellings = (),
    nonnegative: bool = False,
    lod: str = "",
) -> Measured:
    """What a value cell says about a quantity.

    Args:
        text: The value cell, with or without a unit.
        unit_text: The unit column; where both name a unit they must agree.
        expected: The unit of the target.
        spellings: Unit spellings of the target.
        nonnegative: Whether the quantity cannot be negative: `<x` is then [0, x).
        lod: The detection limit, for a value that was not detected.

    Raises:
        NumberError: The cell is not one number, bound or range.
        UnitError: The unit is missing, unknown, of another dimension, or differs between cell and column.
    """
    pairs = spellings if isinstance(spellings, tuple) else tuple(sorted(spellings.items()))
    if PLAIN.fullmatch(text):
        number = read_number(text)
        return Measured(Form.POINT, number, number, (), read_unit(unit_text, expected=expected, spellings=pairs), text)
    if len(text) > LONGEST:
        raise refusal(text)
    cell = _Cell(text, unit_text, expected, pairs)
    line = " ".join(plain_line(text).replace("$", "").split())
    if (absent := _NOT_DETECTED.fullmatch(line)) is not None:
        measured = _not_detected(cell, absent[1], lod)
    else:
        measured = cell.bound(line)
    if nonnegative and measured.form in {Form.BELOW, Form.AT_MOST} and measured.high is not None:
        if measured.high.value < 0 or (measured.high.value == 0 and measured.form is Form.BELOW):
            raise NumberError("number_below_zero", text=text)
        return replace(measured, low=Number(Fraction(0), None, ""))
    return measured


def _not_detected(cell: _Cell, inside: str | None, lod: str) -> Measured:
    """A value that was not detected lies below the detection limit."""
    limit = (inside or lod).strip().lstrip("<").strip()
    if not limit:
        raise NumberError("not_detected_without_lod", text=cell.text)
    stated = replace(cell, text=limit)
    try:
        point = stated.bound(plain_line(limit))
    except UnitError as error:
        if error.code != "unit_cell_column_differ":
            raise
        # The unit column is that of the value, of which there is none.
        point = replace(stated, unit_text="").bound(plain_line(limit))
    if point.form is not Form.POINT:
        raise refusal(limit)
    return replace(point, form=Form.BELOW, low=None, text=cell.text)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One value cell with what is known about it."""

    text: str
    unit_text: str
    expected: Unit
    spellings: Spellings

    def bound(self, line: str) -> Measured:
        """A number, a bound or a range."""
        for mark, form in _QUALIFIERS:
            if line.startswith(mark):
                number, unit = self.quantity(line[len(mark) :].strip())
                low, high = (None, number) if form in {Form.BELOW, Form.AT_MOST} else (number, None)
                return Measured(form, low, high, (), unit, self.text)
        for mark, form in _SUFFIXES:
            if line.endswith(mark):
                number, unit = self.quantity(line[: -len(mark)].strip())
                low, high = (None, number) if form is Form.AT_MOST else (number, None)
                return Measured(form, low, high, (), unit, self.text)
        head = _HEAD.match(line)
        if head is None:
            raise refusal(self.text)
        tail = line[head.end() :]
        split = _RANGE.match(tail) or _hyphen_range(tail)
        if split:
            return self.range(head[0], split[1].strip(), tail[split.end() :])
        number, unit = self.quantity(line)
        return Measured(Form.POINT, number, number, (), unit, self.text)

    def range(self, low_text: str, low_unit: str, rest: str) -> Measured:
        """From one number to another; a unit or multiplier behind the second counts for both."""
        head = _HEAD.match(rest)
        if head is None or refusal(self.text).code == "number_date":
            raise refusal(self.text)
        high_text, high_unit = head[0].strip(), rest[head.end() :].strip()
        shared = _SHARED.search(high_text)
        if shared and not _SHARED.search(low_text):
            if read_number(low_text).value < read_number(high_text[: shared.start()].strip()).value:
                low_text += shared[0]
        elif high_unit[:1] in {"K", "k"} and not low_unit and self.thousand(high_unit) is not None:
            low_unit = high_unit
        low, unit = self.resolved(low_text, low_unit or high_unit)
        high, other = self.resolved(high_text, high_unit or low_unit)
        if not unit.agrees(other):
            raise UnitError("unit_ends_differ", text=self.text, low=unit.symbol, high=other.symbol)
        if low.value > high.value:
            raise NumberError("range_reversed", text=self.text)
        return Measured(Form.RANGE, low, high, (), unit, self.text)

    def quantity(self, line: str) -> tuple[Number, Unit]:
        """One number with its unit."""
        head = _HEAD.match(line)
        if head is None:
            raise refusal(self.text)
        return self.resolved(head[0], line[head.end() :].strip())

    def resolved(self, number_text: str, tail: str) -> tuple[Number, Unit]:
        """A number and its unit text, read; a K glued to the number is a thousand in front of a count only."""
        if _FLAGGED.fullmatch(number_text[-1:] + tail) and self.expected.dimension.powers != _VOLUME:
            raise NumberError("number_detection_flag", text=self.text)
        if _CONCISE.match(tail):
            raise NumberError("number_concise_uncertainty", text=self.text)
        rest = self.thousand(tail) if tail[:1] in {"K", "k"} else None
        try:
            unit = self.unit(tail if rest is None else rest)
        except UnitError:
            specific = refusal(self.text)
            if specific.code in _VAGUE:
                raise
            raise specific from None
        number = read_number(number_text)
        if rest is not None:
            place = None if number.place is None else number.place * 1000
            number = Number(number.value * 1000, place, number_text + "K")
        return number, unit

    def thousand(self, tail: str) -> str | None:
        """The unit text behind a K that means a thousand; None where the K belongs to the unit."""
        rest = tail[1:].strip()
        if not rest:
            if tail == "K" and self.expected.dimension.powers == _TEMPERATURE:
                return None
            if any(power > 0 for _, power in self.expected.dimension.counted()):
                return ""
            raise NumberError("number_k_ambiguous", text=self.text, expected=self.expected.symbol)
        try:
            unit = read_unit(rest, expected=self.expected, spellings=self.spellings)
        except UnitError:
            return None
        return rest if any(power > 0 for _, power in unit.dimension.counted()) else None

    def unit(self, cell_text: str) -> Unit:
        """The unit of the cell, of the column, or of both where they agree."""
        if not cell_text:
            return read_unit(self.unit_text, expected=self.expected, spellings=self.spellings)
        if not self.unit_text.strip():
            return read_unit(cell_text, expected=self.expected, spellings=self.spellings)
        column = read_unit(self.unit_text, expected=self.expected, spellings=self.spellings)
        try:
            unit = read_unit(cell_text, expected=column, spellings=self.spellings)
        except UnitError as error:
            if error.code != "unit_dimension_differs":
                raise
            unit = None
        if unit is None or not unit.agrees(column):
            raise UnitError("unit_cell_column_differ", text=self.text, cell=cell_text, column=self.unit_text)
        return unit


def _hyphen_range(tail: str) -> re.Match[str] | None:
    """A hyphen between two numbers; behind a unit only where the same unit follows, for `cm-2` is a power."""
    split = _HYPHEN_RANGE.match(tail)
    if split and split[1]:
        head = _HEAD.match(tail, split.end())
        return split if head and tail[head.end() :].strip() == split[1].strip() else None
    return split


def split_members(text: str) -> tuple[str, ...]:
    """The members of a list, in order: separated by 、 , ; or /, in braces or not; empty ones are dropped."""
    inner = unicodedata.normalize("NFC", text).strip()
    if inner[:1] in {"{", "｛"} and inner[-1:] in {"}", "｝"}:
        inner = inner[1:-1]
    return tuple(member for part in _MEMBER_SEPARATORS.split(inner) if (member := part.strip()))


def split_quantities(text: str) -> tuple[str, ...]:
    """The members of a list of quantities, each with its unit: one behind them counts for all that state none.

    >>> split_quantities("1.1、5 V")
    ('1.1 V', '5 V')
    >>> split_quantities("{150, 200} A/cm^2")
    ('150 A/cm^2', '200 A/cm^2')
    """
    if len(text) > _LONGEST_LIST:
        # Nobody measures so many; as one member it is refused.
        return (text,)
    line = unicodedata.normalize("NFC", text).strip().replace("｛", "{").replace("｝", "}")
    inner, brace, unit = line[1:].rpartition("}") if line.startswith("{") else (line, "", "")
    members = tuple(member for part in _QUANTITY_SEPARATORS.split(inner if brace else line) if (member := part.strip()))
    unit = unit.strip() if brace else _behind(members[-1]) if members else ""
    return tuple(f"{member} {unit}" if unit and not _behind(member) else member for member in members)


def _behind(member: str) -> str:
    """What stands behind the number of a member; nothing where it begins with none."""
    head = _HEAD.match(member)
    return "" if head is None else member[head.end() :].strip()


def unit_behind(text: str) -> str:
    """The text of the unit in a number, bound or range; blank where it names none or is nothing of these.

    >>> unit_behind("-40~150 degC"), unit_behind("<5 V")
    ('degC', 'V')
    """
    if len(text) > LONGEST:
        return ""
    line = " ".join(plain_line(text).split())
    line = next((line[len(mark) :].strip() for mark, _ in _QUALIFIERS if line.startswith(mark)), line)
    head = _HEAD.match(line)
    tail = "" if head is None else line[head.end() :]
    split = _RANGE.match(tail) or _hyphen_range(tail)
    high = _HEAD.match(tail, split.end()) if split else None
    if split and high:
        return tail[high.end() :].strip() or split[1].strip()
    return tail.strip()


def read_members(text: str) -> Measured:
    """A value cell that lists members, as `机、电、热`."""
    return Measured(Form.MEMBERS, None, None, split_members(text), DIMENSIONLESS, text)
