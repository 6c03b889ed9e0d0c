"""Limits of size: what a submission may hold before it is refused unread."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMITS", "Limits"]


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
        stream_bytes: Bytes of a file that is read record by record and never held as a whole.
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
    stream_bytes: int = 4 * 1024 * 1024 * 1024


LIMITS = Limits()
