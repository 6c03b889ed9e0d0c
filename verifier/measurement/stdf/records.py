"""Records of an STDF file: framing and byte order, read as a stream."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from verifier.errors import MeasurementError

__all__ = ["FAR", "FTR", "MIR", "MPR", "PIR", "PRR", "PTR", "WIR", "WRR", "Frame", "Record", "read_frames"]

# Kind of a record: its type times 256, plus its subtype.
FAR, MIR, WIR, WRR, PIR, PRR = 0x000A, 0x010A, 0x020A, 0x0214, 0x050A, 0x0514
PTR, MPR, FTR = 0x0F0A, 0x0F0F, 0x0F14

_CHUNK = 1 << 20
_FAR_BYTES = 6
_VERSION = 4
# CPU_TYPE: 1 is Sun's order, 2 the PC's; 0 is the VAX, whose floating-point numbers are of another form.
_ORDERS = {1: ">", 2: "<"}


class Record(NamedTuple):
    """One record: its number in the file, from 1, its kind and its bytes behind the head."""

    number: int
    kind: int
    body: bytes


class Frame(NamedTuple):
    """An STDF file that is open: its byte order as `struct` writes it, and its records."""

    order: str
    records: Iterator[Record]


def read_frames(stream: BinaryIO, file: str) -> Frame:
    """The records of an STDF file, read a chunk at a time.

    Args:
        stream: The file, unpacked.
        file: The file's name, for errors.

    Raises:
        MeasurementError: The file does not begin as STDF V4 in a byte order that is read; while the records are
            taken, that the file ends within one or cannot be unpacked.

    Source:
        Standard Test Data Format, specification version 4 (Teradyne, 2007), FAR.
    """
    head = _read(stream, _FAR_BYTES, file, 1)
    if len(head) < _FAR_BYTES or (head[2], head[3]) != (0, 10):
        raise MeasurementError("stdf_not", file=file, line=1, column="")
    order = _ORDERS.get(head[4])
    if order is None:
        raise MeasurementError("stdf_cpu", file=file, line=1, column="", read=head[4])
    if head[5] != _VERSION:
        raise MeasurementError("stdf_version", file=file, line=1, column="", read=head[5])
    (length,) = struct.unpack(order + "H", head[:2])
    return Frame(order, _records(stream, file, order, head[4:], length))


def _records(stream: BinaryIO, file: str, order: str, buffer: bytes, length: int) -> Iterator[Record]:
    head = struct.Struct(order + "HBB")
    # What lies before the first record's body is passed over: two bytes of the head are still to be taken as read.
    number, kind, position = 1, FAR, 0
    while True:
        while len(buffer) - position < length:
            chunk = _read(stream, _CHUNK, file, number)
            if not chunk:
                raise MeasurementError("stdf_truncated", file=file, line=number, column="")
            buffer, position = buffer[position:] + chunk, 0
        yield Record(number, kind, buffer[position : position + length])
        position += length
        number += 1
        if len(buffer) - position < head.size:
            buffer, position = buffer[position:] + _read(stream, _CHUNK, file, number), 0
            if not buffer:
                return
            if len(buffer) < head.size:
                raise MeasurementError("stdf_truncated", file=file, line=number, column="")
        length, major, minor = head.unpack_from(buffer, position)
        kind = major << 8 | minor
        position += head.size


def _read(stream: BinaryIO, size: int, file: str, number: int) -> bytes:
    try:
        return stream.read(size)
    except (OSError, EOFError, zlib.error):
        raise MeasurementError("packed_broken", file=file, line=number, column="") from None
