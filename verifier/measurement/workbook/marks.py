"""What a workbook says of cells beside their values: errors, formulas, and numbers shown as percentages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from verifier.errors import MeasurementError
from verifier.measurement.workbook.package import Package

__all__ = ["Marks", "cell_name", "cell_place", "marks_of", "percent_styles", "sheet_parts"]

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
# Number formats 9 and 10 are 0% and 0.00% (ECMA-376 part 1, 18.8.30).
_PERCENT_FORMATS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_WORTH_READING = re.compile(rb"""\st\s*=\s*["']e["']|<(?:\w+:)?f[\s>/]""")
_LONGEST_ERROR = 40

_Start = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class Marks:
    """Marked cells of one sheet, by row and column from 0.

    Attributes:
        errors: Error cells, with their text, such as `#DIV/0!`.
        formulas: Cells whose value is a formula's, and whether the workbook holds that value.
        percents: Cells with a number that is shown as a percentage.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)


def cell_name(row: int, column: int) -> str:
    """The name of a cell, such as `A5`, from its row and column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def cell_place(name: str) -> tuple[int, int] | None:
    """Row and column, counted from 0, of a cell's name, or None where it is none."""
    parts = _PLACE.fullmatch(name)
    if parts is None:
        return None
    column = 0
    for letter in parts[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(parts[2]) - 1, column - 1


def sheet_parts(package: Package, file: str) -> dict[str, str]:
    """The part of each sheet, by the sheet's name.

    Raises:
        MeasurementError: The workbook's XML is broken or declares a document type.
    """
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            reference = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            sheets[attributes.get("name", "")] = targets.get(reference, "")

    _parse(package.part("xl/_rels/workbook.xml.rels"), file, relation)
    _parse(package.part("xl/workbook.xml"), file, sheet)
    return sheets


def percent_styles(package: Package, file: str) -> frozenset[str]:
    """The styles, as cells name them, under which a number is shown as a percentage.

    Raises:
        MeasurementError: The workbook's XML is broken or declares a document type.
    """
    formats = {str(number) for number in _PERCENT_FORMATS}
    styles: set[str] = set()
    inside: list[str] = []
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        if tag == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        if tag == "xf" and inside and inside[-1] == "cellXfs":
            if attributes.get("numFmtId") in formats:
                styles.add(str(count))
            count += 1
        if tag in {"cellXfs", "cellStyleXfs"}:
            inside.append(tag)

    _parse(package.part("xl/styles.xml"), file, start)
    return frozenset(styles)


def marks_of(part: bytes, percents: frozenset[str], file: str) -> Marks:
    """The marked cells of a sheet.

    Args:
        part: The sheet's XML.
        percents: Styles under which a number is shown as a percentage.
        file: The file's name, for errors.

    Raises:
        MeasurementError: The sheet's XML is broken or declares a document type.

    Source:
        ECMA-376 part 1 (2016), 18.3.1.4 (c), 18.3.1.40 (f), 18.18.11 (ST_CellType).
    """
    marks = Marks()
    if not percents and _WORTH_READING.search(part) is None:
        return marks
    cell: tuple[int, int] | None = None
    kind, text, holds = "", "", False
    row, column = -1, -1

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell, kind, text, holds, row, column
        if tag == "row":
            row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else row + 1
            column = -1
        elif tag == "c":
            # A cell without a name stands behind the one before it.
            cell = cell_place(attributes["r"]) if "r" in attributes else (row, column + 1)
            if cell is not None:
                row, column = cell
                kind = attributes.get("t", "n")
                if kind == "n" and attributes.get("s", "0") in percents:
                    marks.percents.add(cell)
        elif tag == "f" and cell is not None:
            marks.formulas[cell] = False
        elif tag == "v":
            holds, text = True, ""

    def end(tag: str) -> None:
        nonlocal cell, holds
        if tag == "v":
            if cell is not None and text:
                if cell in marks.formulas:
                    marks.formulas[cell] = True
                if kind == "e":
                    marks.errors[cell] = text
            holds = False
        elif tag == "c":
            cell = None

    def characters(data: str) -> None:
        nonlocal text
        if holds and len(text) < _LONGEST_ERROR:
            text += data

    _parse(part, file, start, end, characters)
    return marks


def _parse(
    part: bytes,
    file: str,
    start: _Start,
    end: Callable[[str], None] | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    """Walk through XML without document type, entities or anything from outside."""
    if not part:
        return
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if characters is not None:
        parser.CharacterDataHandler = characters
    refused = False

    def doctype(*_: object) -> None:
        nonlocal refused
        refused = True
        raise ValueError

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(part, True)  # noqa: FBT003 -- the interface's own form
    except (expat.ExpatError, ValueError, LookupError):
        code = "xml_doctype" if refused else "workbook_broken"
        raise MeasurementError(code, file=file, line=1, column="") from None
