"""Cells of a sheet as text: numbers as shortest decimals, dates as ISO, errors and formulas as what they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from verifier.measurement.binary_float import fifteen_digits, shortest_double
from verifier.measurement.workbook.marks import Marks

__all__ = ["Texts", "texts_of"]

# What a cell shows whose formula was never reckoned: no error of a spreadsheet, and no number either.
_NOT_RECKONED = "#FORMULA!"


@dataclass(slots=True)
class Texts:
    """The cells of a sheet as text, and how many of each kind there were.

    Attributes:
        rows: The cells, row by row.
        shown: For each cell its 15 significant digits, where that is another number than the cell's; else "".
        kinds: How many cells were numbers, formulas, percentages, dates and errors.
    """

    rows: list[list[str]] = field(default_factory=list)
    shown: list[list[str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


def texts_of(rows: list[list[object]], top: int, left: int, marks: Marks) -> Texts:
    """The cells of a sheet as text.

    Args:
        rows: The cells as the library reads them.
        top: Row of the first, counted from 0.
        left: Column of the first, counted from 0.
        marks: What the workbook says of cells beside their values.
    """
    texts = Texts()
    for at, row in enumerate(rows, top):
        line: list[str] = []
        shown: list[str] = []
        for column, value in enumerate(row, left):
            place = (at, column)
            text, fifteen = _text(value, percent=place in marks.percents, kinds=texts.kinds)
            if place in marks.errors:
                text, fifteen = marks.errors[place], ""
                texts.kinds["error"] += 1
            elif place in marks.formulas:
                texts.kinds["formula"] += 1
                if not marks.formulas[place]:
                    text, fifteen = _NOT_RECKONED, ""
            line.append(text)
            shown.append(fifteen)
        texts.rows.append(line)
        texts.shown.append(shown)
    return texts


def _text(value: object, *, percent: bool, kinds: Counter[str]) -> tuple[str, str]:
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return str(value).upper(), ""
    if isinstance(value, int):
        kinds["number"] += 1
        return (f"{value}00 %" if percent and value else str(value)), ""
    if isinstance(value, float):
        kinds["number"] += 1
        text, fifteen = shortest_double(value), fifteen_digits(value)
        if not percent:
            return text, fifteen
        kinds["percent"] += 1
        return _hundredfold(text), _hundredfold(fifteen)
    return _time(value, kinds), ""


def _hundredfold(text: str) -> str:
    """What a cell that is shown as a percentage says: 0.085 is 8.5 %."""
    if not text:
        return ""
    value = Decimal(text).scaleb(2)
    return f"{value.normalize():f} %" if value.is_finite() else text


def _time(value: object, kinds: Counter[str]) -> str:
    kinds["date"] += 1
    match value:
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"{shortest_double(value.total_seconds())} s"
        case _:
            return "" if value is None else str(value)
