"""Submission tables as JSON: objects whose keys are the columns, numbers taken from their source text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.errors import MeasurementError
from verifier.measurement.delimited import Breach, Record
from verifier.measurement.encoding import decode, line_at
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.table import Table, table_of

__all__ = ["read_json"]

_BLANK = " \t\r\n"
_SHOWN = 40
_ROWS = ("rows", "data", "measurements")


class _KeyTwiceError(ValueError):
    """A key that stands twice in one object."""


@dataclass(slots=True)
class _Objects:
    """The objects of a text, in order, each with the physical line that it begins on."""

    text: str
    file: str
    limits: Limits
    position: int = 0
    line: int = 1
    faults: list[MeasurementError] = field(default_factory=list)

    def skip(self, characters: str = _BLANK) -> str:
        """Pass over blanks and return the next character, "" at the end."""
        start = self.position
        while self.position < len(self.text) and self.text[self.position] in characters:
            self.position += 1
        passed = self.text[start : self.position]
        self.line += line_at(passed, len(passed)) - 1
        return self.text[self.position : self.position + 1]

    def value(self) -> object:
        """The value that begins here.

        Raises:
            MeasurementError: It is no JSON, or nested too deeply.
        """
        try:
            value, end = _DECODER.raw_decode(self.text, self.position)
        except json.JSONDecodeError as failure:
            read = self.text[failure.pos : failure.pos + _SHOWN]
            line = self.line + self.text.count("\n", self.position, failure.pos)
            raise MeasurementError("json_table_syntax", file=self.file, line=line, column="", read=read) from None
        except _KeyTwiceError as failure:
            column = str(failure)
            raise MeasurementError("json_table_key_twice", file=self.file, line=self.line, column=column) from None
        except RecursionError:
            raise MeasurementError("json_table_deep", file=self.file, line=self.line, column="") from None
        self.line += self.text.count("\n", self.position, end)
        self.position = end
        return value

    def array(self) -> Iterator[tuple[int, object]]:
        """The members of the array that begins here."""
        self.position += 1
        if self.skip() != "]":
            while True:
                line = self.line
                yield line, self.value()
                if self.skip() != ",":
                    break
                self.position += 1
                self.skip()
        self.expect("]")

    def under(self, names: tuple[str, ...]) -> Iterator[tuple[int, object]]:
        """The members of the first array that stands under one of these keys, in the object that begins here."""
        self.position += 1
        while self.skip() != "}":
            key = self.value()
            self.skip()
            self.expect(":")
            if self.skip() == "[" and key in names:
                yield from self.array()
                names = ()
            else:
                self.value()
            if self.skip() == ",":
                self.position += 1
        self.position += 1

    def expect(self, character: str) -> None:
        """Pass over one character.

        Raises:
            MeasurementError: Another one stands here.
        """
        if not self.text.startswith(character, self.position):
            read = self.text[self.position : self.position + _SHOWN]
            raise MeasurementError("json_table_syntax", file=self.file, line=self.line, column="", read=read)
        self.position += 1

    def lines(self) -> Iterator[tuple[int, object]]:
        """Values one after the other, as JSON Lines writes them."""
        while self.skip():
            line = self.line
            yield line, self.value()


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = {_writable(key): value for key, value in pairs}
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _KeyTwiceError(key)
            seen.add(key)
    return made


@dataclass(frozen=True, slots=True)
class _Literal:
    """A number or word as it stands in the text."""

    text: str


# A number never passes through binary: what stands in the file is the value.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_Literal, parse_int=_Literal, parse_constant=_Literal, strict=False
)


def read_json(data: bytes, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> Table:
    """The rows that a JSON file states.

    Read are an array of objects, an object that holds one under `rows`, and one object a line. Keys are the headers of
    the table, numbers are literal text, `null` is a blank cell.

    Args:
        data: The file's bytes.
        file: The file's name.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.

    Source:
        RFC 8259 (2017); an object's keys stand once.
    """
    reading = Reading(file, limits)
    if len(data) > limits.bytes:
        reading.fault("file_large", 1, size=len(data), limit=limits.bytes)
        return Table(file, "", (), tuple(reading.faults), ())
    try:
        decoded = decode(data, file, encoding)
    except MeasurementError as failure:
        return Table(file, "", (), (failure,), ())
    objects: list[tuple[int, dict[str, object]]] = []
    try:
        _gather(_Objects(decoded.text, file, limits), objects, reading)
    except MeasurementError as failure:
        reading.faults.append(failure)
    if not objects and not reading.faults:
        reading.fault("json_table_no_rows", 1)
    if reading.faults:
        return Table(file, decoded.encoding, (), tuple(reading.faults), (), decoded.assumed)
    names = tuple(dict.fromkeys(name for _, one in objects for name in one))
    breach = Breach("table_columns_many", limits.columns + 1) if len(names) > limits.columns else None
    header = Record(objects[0][0], names[: limits.columns], breach)
    body = lay_out(header, _records(objects, names, reading), reading)
    return table_of(reading, body, decoded.encoding, assumed=decoded.assumed)


def _gather(source: _Objects, objects: list[tuple[int, dict[str, object]]], reading: Reading) -> None:
    first = source.skip()
    if first == "[":
        members = source.array()
    elif first == "{":
        line, value = source.line, source.value()
        members = _inner(value, line, source)
    else:
        return
    for line, member in members:
        if len(objects) >= reading.limits.rows:
            limit = reading.limits.rows
            raise MeasurementError("table_rows_many", file=reading.file, line=line, column="", limit=limit)
        if not isinstance(member, dict):
            read = member.text if isinstance(member, _Literal) else type(member).__name__
            raise MeasurementError("json_table_not_object", file=reading.file, line=line, column="", read=read)
        objects.append((line, member))
    rest = source.skip()
    if rest:
        read = source.text[source.position : source.position + _SHOWN]
        raise MeasurementError("json_table_syntax", file=reading.file, line=source.line, column="", read=read)


def _inner(value: object, line: int, source: _Objects) -> Iterator[tuple[int, object]]:
    """The rows under one key of the first object; or that object itself and those behind it, one a line."""
    if isinstance(value, dict) and any(isinstance(value.get(key), list) for key in _ROWS):
        # The object was read as a whole to see that it is one; its rows are read again for their lines.
        source.position, source.line = 0, 1
        source.skip()
        yield from source.under(tuple(key for key in _ROWS if isinstance(value.get(key), list)))
        return
    yield line, value
    yield from source.lines()


def _records(
    objects: list[tuple[int, dict[str, object]]], names: tuple[str, ...], reading: Reading
) -> Iterator[Record]:
    most = reading.limits.cell
    for line, one in objects:
        cells: list[str] = []
        breach = None
        for at, name in enumerate(names, 1):
            text = _text(one.get(name))
            if text is None:
                reading.fault("json_table_cell", line, name, read=type(one[name]).__name__)
                text = ""
            elif len(text) > most:
                breach = Breach("table_cell_long", at, text[:60])
                break
            cells.append(text)
        yield Record(line, tuple(cells), breach)


def _text(value: object) -> str | None:
    """A cell as text, None where a cell cannot hold it."""
    match value:
        case None:
            return ""
        case str():
            return None if "\0" in value else _writable(value)
        case _Literal():
            return value.text
        case bool():
            return str(value).lower()
        case _:
            return None


def _writable(text: str) -> str:
    # A lone surrogate can be escaped into JSON and cannot be written into any record.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
