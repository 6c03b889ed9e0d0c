"""Large delimited tables, read record by record: the file is never held as a whole."""

from __future__ import annotations

import codecs
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from verifier.errors import MeasurementError
from verifier.measurement.columns import COLUMNS
from verifier.measurement.delimited import records_of
from verifier.measurement.encoding import decode
from verifier.measurement.grid import Reading, lay_out
from verifier.measurement.header_line import find_header
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.measurement.table import rows_of, unknown_headers
from verifier.wording import Reason

__all__ = ["RowStream", "iter_rows"]

_CHUNK = 1 << 20
_REQUIRED = ("target", "value")
_HIGH_SURROGATES = range(0xD8, 0xDC)


@dataclass(slots=True)
class RowStream:
    """The rows of a large table, to be taken once; what is known of it is whole when the last row was taken.

    Attributes:
        rows: The rows, each made when it is asked for.
        reading: What is known of the table; its faults grow while rows are taken.
        sha256: Digest of the file's bytes, hexadecimal.
        bytes: Its size.
        encoding: Encoding that it is read in.
        assumed: Whether the encoding is a guess.
        ignored: What stands above the header.
    """

    rows: Iterator[Row]
    reading: Reading
    sha256: str
    bytes: int
    encoding: str
    assumed: bool
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


def iter_rows(path: Path, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> RowStream:
    """The rows of a delimited table that is larger than memory should hold.

    1. The bytes are walked through once: digest, size, and the first encoding of the usual order that reads them all.
    2. The header is found in the first part. 3. The bytes are walked through again, record by record.

    Args:
        path: Where the file lies.
        file: Its name in the submission.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size; `stream_bytes` is the one of the file, and the number of rows is not limited.

    Raises:
        MeasurementError: The file is too large or no text in any encoding that is read.
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
        codec, assumed, mark = _codec(head, stream, file, encoding, limits)  # 1
        stream.seek(0)
        digest, size = _walk(stream, codec, mark, file, limits)
    reading = Reading(file, limits)
    head_text = codecs.getincrementaldecoder(codec)("strict").decode(head[mark:])
    header, passed = find_header(head_text, file, COLUMNS, _REQUIRED, limits)  # 2
    if header is None:
        reading.no_header()
        return RowStream(iter(()), reading, digest, size, codec, assumed, passed)
    lines = _lines(path, codec, mark, limits, reading)  # 3
    above = header.line - 1
    deliver = records_of(islice(lines, above, None), header.delimiter, limits, line=header.line)
    body = lay_out(next(deliver), deliver, reading, rows=False)
    return RowStream(rows_of(body, reading), reading, digest, size, codec, assumed, passed)


def _codec(head: bytes, stream: BinaryIO, file: str, encoding: str | None, limits: Limits) -> tuple[str, bool, int]:
    """Codec, whether it is a guess, and bytes of the mark: by the beginning, and for a guess by all of the file."""
    decoded = decode(_beginning(head), file, encoding)
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    mark = marks.get(decoded.encoding, b"")
    length = len(mark) if mark and head.startswith(mark) else 0
    if decoded.encoding != "utf-8" or length or encoding is not None:
        return decoded.encoding, decoded.assumed, length
    stream.seek(0)
    try:
        _walk(stream, "utf-8", 0, file, limits)
    except MeasurementError as failure:
        if failure.code != "encoding_broken":
            raise
        return "gb18030", True, 0
    return "utf-8", False, 0


def _beginning(head: bytes) -> bytes:
    """The first part of a file, cut so that no character is."""
    if len(head) < _CHUNK:
        return head
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # The last unit may be the first half of a pair.
        high = head[-1] if head.startswith(codecs.BOM_UTF16_LE) else head[-2]
        return head[:-2] if high in _HIGH_SURROGATES else head
    # A line's end is part of no character of UTF-8, GB18030 or Big5.
    return head[: head.rfind(b"\n") + 1] or head


def _walk(stream: BinaryIO, codec: str, mark: int, file: str, limits: Limits) -> tuple[str, int]:
    """Digest and size of a file whose every byte is text in a codec."""
    digest, size, line = hashlib.sha256(), 0, 1
    decoder = codecs.getincrementaldecoder(codec)("strict")
    while True:
        chunk = stream.read(_CHUNK)
        digest.update(chunk)
        skip = mark if not size else 0
        size += len(chunk)
        if size > limits.stream_bytes:
            raise MeasurementError("file_large", file=file, line=1, column="", size=size, limit=limits.stream_bytes)
        try:
            text = decoder.decode(chunk[skip:], final=not chunk)
        except UnicodeDecodeError as failure:
            byte = f"0x{failure.object[failure.start]:02X}"
            raise MeasurementError(
                "encoding_broken", file=file, line=line, byte=byte, encoding=codec, column=""
            ) from None
        if "\0" in text:
            raise MeasurementError("text_nul", file=file, line=line, column="")
        line += text.count("\n")
        if not chunk:
            return digest.hexdigest(), size


def _lines(path: Path, codec: str, mark: int, limits: Limits, reading: Reading) -> Iterator[str]:
    """The physical lines of a file, none longer than the cells of one record may be."""
    longest = limits.cell * 4
    with path.open("rb") as stream:
        stream.seek(mark)
        text = io.TextIOWrapper(stream, encoding=codec, errors="strict", newline="")
        number = 0
        while line := text.readline(longest):
            number += 1
            if len(line) >= longest and not line.endswith(("\n", "\r")):
                reading.fault("table_cell_long", number, "1", read=line[:60], limit=longest)
                return
            yield line
