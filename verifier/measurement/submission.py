"""Submissions: files and folders to the rows, header and panel findings that they state."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from verifier.errors import MeasurementError
from verifier.measurement.encoding import decode
from verifier.measurement.evidence import Evidence, Pinned, find_evidence, names_in, pinned_of, sums_told
from verifier.measurement.files import Found, Kind, kind_of, list_files, read_bytes
from verifier.measurement.findings import Finding, read_findings
from verifier.measurement.header import SubmissionHeader, read_header
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.row import Row
from verifier.measurement.table import read_table
from verifier.measurement.unpack import is_packed, unpack
from verifier.wording import Reason

if TYPE_CHECKING:
    from verifier.measurement.mapping import Mapping

__all__ = ["Source", "Submission", "read_submission"]


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was read.

    Attributes:
        path: Its name in the submission: NFC, `/`-separated.
        sha256: Digest of its raw bytes, hexadecimal.
        bytes: Its size.
        encoding: Encoding or binary format that it was read in, "" where it could not be decoded.
        assumed: Whether the encoding is a guess, or numbers were taken from binary.
    """

    path: str
    sha256: str
    bytes: int
    encoding: str
    assumed: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """All that was submitted, as text; nothing is judged yet.

    Attributes:
        rows: The rows of all tables, in the order of files and lines.
        faults: Structural faults, in the same order; one is enough to refuse the submission.
        sources: The files that were read.
        ignored: What was left out: files, lines above a header, columns that are not known; and what was assumed.
        header: What `submission.toml` states, or None where there is none.
        findings: The panel's findings.
        evidence: The evidence files that rows refer to.
        unfilled: Targets named by rows that state nothing: an untouched template says which project it is of.
    """

    rows: tuple[Row, ...] = ()
    faults: tuple[MeasurementError, ...] = ()
    sources: tuple[Source, ...] = ()
    ignored: tuple[Reason, ...] = ()
    header: SubmissionHeader | None = None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unfilled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """One file to be read, packed or not: its name, what it is, its bytes, and the file that it came in."""

    name: str
    kind: Kind
    data: bytes
    found: Found


@dataclass(slots=True)
class _Gathering:
    limits: Limits
    encoding: str | None
    rows: list[Row] = field(default_factory=list)
    faults: list[MeasurementError] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    ignored: list[Reason] = field(default_factory=list)
    headers: list[tuple[str, SubmissionHeader | None]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    mappings: dict[str, Mapping] = field(default_factory=dict)
    roots: dict[str, Path] = field(default_factory=dict)
    unfilled: list[str] = field(default_factory=list)
    packed: dict[str, Pinned] = field(default_factory=dict)

    def source(self, name: str, data: bytes, encoding: str, *, assumed: bool) -> None:
        digest = hashlib.sha256(data).hexdigest()
        self.sources.append(Source(name, digest, len(data), encoding, assumed))


def read_submission(paths: Sequence[Path], *, encoding: str | None = None, limits: Limits = LIMITS) -> Submission:
    """The submission that files and folders hold.

    1. The files are listed, in byte order of names within a folder. A file is called by its path relative to the folder
    given, or by its own name. 2. Packed files are opened. 3. Mappings are read before what they map. 4. Each file is
    read by its format; what a row names as its evidence is no table. 5. Evidence is pinned.
    Nothing is raised for what is wrong in a submission: the faults list all of it.

    Args:
        paths: Files and folders.
        encoding: Encoding of the files that do not declare theirs, or None.
        limits: Limits of size.
    """
    listing = list_files(paths, limits)  # 1
    gathered = _Gathering(limits, encoding, faults=listing.faults, ignored=listing.ignored)
    pieces = [piece for found in listing.found for piece in _pieces(found, gathered)]  # 2
    for piece in pieces:
        gathered.roots[piece.name] = piece.found.root
        if piece.kind is Kind.MAPPING:
            _add_mapping(piece, gathered)  # 3
    evidence = _named_as_evidence(pieces, gathered)
    for piece in pieces:  # 4
        if piece.kind is Kind.FINDINGS:
            _add_findings(piece, gathered)
        elif piece.kind is Kind.HEADER:
            _add_header(piece, gathered)
        elif piece.name in evidence and not piece.found.named:
            gathered.ignored.append(Reason.of("file_evidence", file=piece.name))
        elif piece.kind is not Kind.MAPPING:
            _add_table(piece, gathered)
    files, told = find_evidence(gathered.rows, gathered.roots, limits, gathered.packed)  # 5
    gathered.ignored.extend(told)
    return Submission(
        tuple(gathered.rows),
        tuple(gathered.faults),
        tuple(gathered.sources),
        tuple(gathered.ignored),
        gathered.headers[0][1] if gathered.headers else None,
        tuple(gathered.findings),
        files,
        tuple(gathered.unfilled),
    )


def _pieces(found: Found, gathered: _Gathering) -> Iterator[_Piece]:
    """A file, or what is packed in it."""
    try:
        data = read_bytes(found, gathered.limits)
    except MeasurementError as failure:
        gathered.faults.append(failure)
        return
    altered = sums_told(found.name, found.path, hashlib.sha256(data).hexdigest(), found.root)
    if altered is not None:
        gathered.ignored.append(altered)
    if not is_packed(found.name):
        yield _Piece(found.name, found.kind, data, found)
        return
    gathered.source(found.name, data, found.path.suffix.lstrip(".").lower(), assumed=False)
    unpacked = unpack(data, found.name, gathered.limits)
    gathered.faults.extend(unpacked.faults)
    gathered.ignored.extend(unpacked.ignored)
    for member in unpacked.members:
        gathered.packed[unicodedata.normalize("NFC", member.name)] = pinned_of(member.data, member.name)
        base = member.name.rpartition("/")[2]
        kind = kind_of(base)
        if kind is None or base.startswith("."):
            gathered.ignored.append(Reason.of("file_evidence", file=member.name))
        else:
            yield _Piece(member.name, kind, member.data, found)


def _named_as_evidence(pieces: Sequence[_Piece], gathered: _Gathering) -> frozenset[str]:
    """Files of other formats than CSV that a row of a CSV table names as its evidence."""
    others = {piece.name for piece in pieces if piece.kind not in {Kind.TABLE, Kind.HEADER, Kind.FINDINGS}}
    named: set[str] = set()
    for piece in pieces if others else ():
        if piece.kind is Kind.TABLE:
            folder = piece.name.rpartition("/")[0]
            for row in read_table(piece.data, piece.name, gathered.encoding, gathered.limits).rows:
                for name in (*names_in(row.evidence), *names_in(row.report, report=True)):
                    named.update({name, f"{folder}/{name}"})
    return frozenset(named & others)


def _add_table(piece: _Piece, gathered: _Gathering) -> None:
    from verifier.measurement.formats import mapping_for, read_any

    mapping = mapping_for(piece.name, piece.kind, gathered.mappings)
    table = read_any(
        piece.data, piece.name, piece.kind, mapping, gathered.limits,
        encoding=gathered.encoding, named=piece.found.named,
    )  # fmt: skip
    if isinstance(table, Reason):
        gathered.ignored.append(table)
        return
    gathered.source(piece.name, piece.data, table.encoding, assumed=table.assumed)
    gathered.rows.extend(table.rows)
    gathered.unfilled.extend(table.unfilled)
    gathered.faults.extend(table.faults)
    gathered.ignored.extend(table.ignored)
    gathered.ignored.extend(
        Reason.of("table_column_kept", file=piece.name, column=header) for header in table.ignored_columns
    )


def _add_mapping(piece: _Piece, gathered: _Gathering) -> None:
    from verifier.measurement.mapping import read_mapping

    try:
        gathered.mappings[piece.name] = read_mapping(piece.data, piece.name, gathered.encoding, gathered.limits)
    except MeasurementError as failure:
        gathered.faults.append(failure)
    gathered.source(piece.name, piece.data, "utf-8", assumed=False)


def _add_findings(piece: _Piece, gathered: _Gathering) -> None:
    findings, grid = read_findings(piece.data, piece.name, gathered.encoding, gathered.limits)
    gathered.source(piece.name, piece.data, grid.encoding, assumed=grid.assumed)
    gathered.findings.extend(findings)
    gathered.faults.extend(grid.faults)
    gathered.ignored.extend(grid.ignored)
    gathered.ignored.extend(
        Reason.of("table_column_kept", file=piece.name, column=header)
        for header, key in zip(grid.headers, grid.keys, strict=False)
        if key is None and header
    )


def _add_header(piece: _Piece, gathered: _Gathering) -> None:
    header, faults = read_header(piece.data, piece.name, gathered.encoding, gathered.limits)
    try:
        decoded = decode(piece.data, piece.name, gathered.encoding)
    except MeasurementError:
        gathered.source(piece.name, piece.data, "", assumed=False)
    else:
        gathered.source(piece.name, piece.data, decoded.encoding, assumed=decoded.assumed)
    gathered.faults.extend(faults)
    if gathered.headers:
        first = gathered.headers[0][0]
        gathered.faults.append(MeasurementError("header_twice", file=piece.name, line=1, column="", first=first))
    gathered.headers.append((piece.name, header))
