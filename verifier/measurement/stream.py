"""Large delimited tables, read record by record: the file is never held as a whole."""

from __future__ import annotations

import codecs
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import records_of
from verifier.measurement.encoding import decode, refuse_private_use
from verifier.measurement.grid import Reading, lay_out, open_grid
from verifier.measurement.header_line import find_header
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.raw_file import RawFile
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of, unknown_headers
from verifier.wording import Reason

__all__ = ["RowStream", "first_row", "iter_rows"]

_CHUNK = 1 << 20
_REQUIRED = ("target", "value")
_HIGH_SURROGATES = range(0xD8, 0xDC)
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(slots=True)
class RowStream:
    """The rows of a large table, to be taken once; what is known of it is whole when the last row was taken.

    Attributes:
        rows: The rows, each made when it is asked for.
        reading: What is known of the table; its faults grow while rows are taken.
        encoding: Encoding or format that it is read in.
        assumed: Whether the encoding is a guess, or numbers were taken from binary.
        taken: Bytes of the file taken so far.
        sha256: Digest of the file's bytes, hexadecimal, once the last row was taken.
        ignored: What stands above the header, and what was assumed.
    """

    rows: Iterator[Row]
    reading: Reading
    encoding: str
    assumed: bool
    taken: int = 0
    sha256: str = ""
    ignored: list[Reason] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        """The rows."""
        return self.rows

    @property
    def faults(self) -> tuple[MeasurementError, ...]:
        """What refuses the table, as far as it was read."""
        return tuple(self.reading.faults)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers that are not known."""
        return unknown_headers(self.reading)


class _Codec(NamedTuple):
    """How a file is decoded: the codec, bytes of its mark, and whether it is a guess."""

    name: str
    mark: int
    assumed: bool


def iter_rows(path: Path, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> RowStream:
    """The rows of a delimited table that is larger than memory should hold, packed (`.gz`, `.bz2`) or not.

    1. The bytes are walked through once, for the first encoding of the usual order that reads them all.
    2. The header is found in the first part. 3. The bytes are walked through again, record by record, and hashed.

    Args:
        path: Where the file lies.
        file: Its name in the submission.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size; `stream_bytes` is the one of the file, and the number of rows is not limited.

    Raises:
        MeasurementError: The file is too large, not to be unpacked, or no text in any encoding that is read.
        OSError: The file cannot be read.
    """
    limits = replace(limits, rows=sys.maxsize)
    head = _head(path, file, limits)
    codec = _codec(head, path, file, encoding, limits)  # 1
    reading = Reading(file, limits)
    text = codecs.getincrementaldecoder(codec.name)("strict").decode(head[codec.mark :])
    header, passed = find_header(text, file, COLUMNS, _REQUIRED, limits)  # 2
    stream = RowStream(iter(()), reading, codec.name, codec.assumed, ignored=passed)
    raw = RawFile(path, file, limits)
    if header is None:
        reading.no_header()
        body: Iterator[Row] = iter(())
    else:
        lines = _lines(raw, codec, limits, reading)  # 3
        deliver = records_of(islice(lines, header.line - 1, None), header.delimiter, limits, line=header.line)
        body = rows_of(lay_out(next(deliver), deliver, reading), reading)
    stream.rows = _told(body, raw, stream)
    return stream


def first_row(path: Path, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> Row | None:
    """The first row that a large delimited table states, from its first part alone; None where that holds none.

    Raises:
        MeasurementError: The file is not to be unpacked.
        OSError: The file cannot be read.
    """
    opened = open_grid(_beginning(_head(path, file, limits)), file, encoding, limits=limits)
    return next(rows_of(opened.body, opened.reading), None)


def _told(rows: Iterator[Row], raw: RawFile, stream: RowStream) -> Iterator[Row]:
    """The rows; how far the reading is stands in the stream."""
    with raw:
        for row in rows:
            stream.taken = raw.taken
            yield row
        raw.drain()
        stream.taken, stream.sha256 = raw.taken, raw.sha256


def _head(path: Path, file: str, limits: Limits) -> bytes:
    with RawFile(path, file, limits) as raw, io.BufferedReader(raw, _CHUNK) as stream:
        return stream.read(_CHUNK)


def _codec(head: bytes, path: Path, file: str, encoding: str | None, limits: Limits) -> _Codec:
    """How a file is decoded: by its beginning, and where neither it nor the submitter says so, by all of it."""
    decoded = decode(_beginning(head), file, encoding)
    mark = _MARKS.get(decoded.encoding, b"")
    codec = _Codec(decoded.encoding, len(mark) if head.startswith(mark) else 0, decoded.assumed)
    if codec.name == "utf-8" and not codec.mark and encoding is None:
        try:
            _walk(path, codec, file, limits)
        except MeasurementError as failure:
            if failure.code != "encoding_broken":
                raise
            codec = _Codec("gb18030", 0, assumed=True)
        else:
            return codec
    _walk(path, codec, file, limits)
    return codec


def _beginning(head: bytes) -> bytes:
    """The first part of a file, cut so that no character is."""
    if len(head) < _CHUNK:
        return head
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    # Text in units of two bytes has zeros throughout, for its commas and digits.
    if marked or head.count(0) * 8 > len(head):
        big = head.startswith(codecs.BOM_UTF16_BE) or head[0:64:2].count(0) > head[1:64:2].count(0)
        # The last unit may be the first half of a pair.
        return head[:-2] if (head[-2] if big else head[-1]) in _HIGH_SURROGATES else head
    # A line's end is part of no character of UTF-8, GB18030 or Big5.
    return head[: head.rfind(b"\n") + 1] or head


def _walk(path: Path, codec: _Codec, file: str, limits: Limits) -> None:
    """See that every byte of a file is text in a codec; a guess must not meet what betrays another encoding."""
    line, first = 1, True
    decoder = codecs.getincrementaldecoder(codec.name)("strict")
    with RawFile(path, file, limits) as raw, io.BufferedReader(raw, _CHUNK) as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk[codec.mark if first else 0 :], final=not chunk)
            except UnicodeDecodeError as failure:
                byte = f"0x{failure.object[failure.start]:02X}"
                code = "encoding_unclear" if codec.assumed else "encoding_broken"
                raise MeasurementError(code, file=file, line=line, byte=byte, encoding=codec.name, column="") from None
            if "\0" in text:
                raise MeasurementError("text_nul", file=file, line=line, column="")
            if codec.assumed:
                refuse_private_use(text, chunk, file, line)
            if not chunk:
                return
            line += text.count("\n")
            first = False


def _lines(raw: RawFile, codec: _Codec, limits: Limits, reading: Reading) -> Iterator[str]:
    """The physical lines of a file; one longer than the cells of a record may be is cut, and is the last.

    Whoever takes a cut line apart meets a cell or a number of columns beyond the limits, and says which.
    """
    # A quote within quotes stands twice, two quotes and a delimiter stand around a cell, and a line's end is two long.
    longest = limits.columns * (limits.cell * 2 + 3) + 2
    buffered = io.BufferedReader(raw, _CHUNK)
    buffered.read(codec.mark)
    text = io.TextIOWrapper(buffered, encoding=codec.name, errors="strict", newline="")
    try:
        for number in count(1):
            try:
                line = text.readline(longest)
            except UnicodeDecodeError as failure:
                # It was text when it was walked through: somebody writes to it.
                byte = f"0x{failure.object[failure.start]:02X}"
                reading.fault("encoding_broken", number, byte=byte, encoding=codec.name)
                return
            if not line:
                return
            yield line
            if len(line) >= longest:
                return
    finally:
        # The file is closed by who opened it, once its digest is whole.
        if not raw.closed:
            text.detach()
            buffered.detach()
