"""Limits of size: what a submission may hold before it is refused unread."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from verifier.errors import UsageError

__all__ = ["LIMITS", "Limits", "read_limits"]

_STATED = re.compile(r"\s*([a-z_]{1,40})\s*=\s*([1-9][0-9]{0,17})\s*(KiB|MiB|GiB)?\s*", re.ASCII)
_SCALE = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a submission is read before it is refused, so that no upload can exhaust a machine.

    Attributes:
        bytes: Bytes of one file.
        rows: Records of one table, blank ones counted, and rows made of them.
        columns: Columns of one table.
        cell: Characters of one cell.
        faults: Structural faults listed for one table; reading stops behind the last.
        files: Files of one folder.
        header_bytes: Bytes of `submission.toml`.
        header_dots: Dots in one line of `submission.toml`: a dotted key takes the square of its parts to read.
        header_lines: Lines that are searched for the header of a table.
        unpacked_bytes: Bytes that one packed file may hold unpacked, all members together.
        unpacked_ratio: How many times its size a packed file may hold.
        unpacked_depth: Packings within packings.
        members: Members of one archive.
        sheets: Sheets of one workbook.
        xml_nodes: Elements of one certificate.
        xml_depth: Elements within elements of one certificate.
        evidence_bytes: Bytes of one evidence file.
        stream_bytes: Bytes of a file that is read record by record and never held as a whole, unpacked.
    """

    bytes: int = 64 * 1024 * 1024
    rows: int = 1_000_000
    columns: int = 256
    cell: int = 100_000
    faults: int = 10_000
    files: int = 10_000
    header_bytes: int = 64 * 1024
    header_dots: int = 200
    header_lines: int = 200
    unpacked_bytes: int = 256 * 1024 * 1024
    unpacked_ratio: int = 200
    unpacked_depth: int = 2
    members: int = 1_000
    sheets: int = 100
    xml_nodes: int = 200_000
    xml_depth: int = 100
    evidence_bytes: int = 1024 * 1024 * 1024
    stream_bytes: int = 16 * 1024 * 1024 * 1024


LIMITS = Limits()


def read_limits(stated: Iterable[str]) -> Limits:
    """The usual limits but for those that are stated.

    >>> read_limits(["rows=5000000", "bytes=256MiB"]).bytes
    268435456

    Args:
        stated: Each a name and a positive integer; what counts bytes may have KiB, MiB or GiB behind it.

    Raises:
        UsageError: One is of another form, or of no limit.
    """
    known = [one.name for one in fields(Limits)]
    found: dict[str, int] = {}
    for text in stated:
        match = _STATED.fullmatch(text)
        name, digits, unit = match.groups() if match else ("", "", None)
        if not name or (unit and not name.endswith("bytes")):
            raise UsageError("limit_form", text=text[:_SHOWN])
        if name not in known:
            raise UsageError("limit_unknown", name=name, known=", ".join(known))
        found[name] = int(digits) * _SCALE.get(unit or "", 1)
    return replace(LIMITS, **found)
