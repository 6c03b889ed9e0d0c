"""Findings of the panel: what each member said of a target that only people can judge."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from verifier.errors import MeasurementError
from verifier.measurement.columns import FINDING_COLUMNS
from verifier.measurement.grid import Grid, read_grid
from verifier.measurement.limits import LIMITS, Limits

__all__ = ["Finding", "read_findings"]

_REQUIRED = ("target", "member", "finding")
_AGREES = {"同意": True, "agree": True, "不同意": False, "disagree": False}
_LONGEST_ANSWER = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """What one member of the panel found on one target.

    Attributes:
        target: The target's id.
        member: The member's name.
        agree: Whether the member agrees that the target is met.
        note: The member's note, or "".
        file: Name of the file.
        line: Physical line of the record's first byte.
    """

    target: str
    member: str
    agree: bool
    note: str
    file: str
    line: int | str


def read_findings(
    data: bytes, file: str, encoding: str | None = None, limits: Limits = LIMITS
) -> tuple[tuple[Finding, ...], Grid]:
    """The findings of a panel's table, and the table they stand in with its faults.

    Args:
        data: The file's bytes.
        file: The file's name.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Returns:
        The findings, in row order, and the table; the faults of both stand in the table's.
    """
    grid = read_grid(data, file, encoding, columns=FINDING_COLUMNS, required=_REQUIRED, limits=limits)
    if not set(_REQUIRED) <= set(grid.keys):
        return (), grid
    at = {key: place for place, key in enumerate(grid.keys) if key is not None}
    findings: list[Finding] = []
    faults = list(grid.faults)
    for record in grid.records:
        cells = {key: record.cells[place] for key, place in at.items()}
        blank = next((key for key in ("target", "member") if not cells[key]), None)
        agree = _agrees(cells["finding"])
        if blank is not None or agree is None:
            place = at[blank or "finding"]
            faults.append(
                MeasurementError(
                    "finding_unclear" if blank is None else "finding_blank",
                    file=file,
                    line=record.line,
                    column=f"{place + 1} ({grid.headers[place]})",
                    read=record.cells[place],
                )
            )
            continue
        findings.append(Finding(cells["target"], cells["member"], agree, cells.get("note", ""), file, record.line))
    faults.sort(key=_line)
    return tuple(findings), Grid(
        grid.file,
        grid.encoding,
        grid.assumed,
        grid.headers,
        grid.keys,
        grid.records,
        tuple(faults),
        grid.ignored,
        grid.headings,
        grid.shape,
    )


def _agrees(answer: str) -> bool | None:
    if len(answer) > _LONGEST_ANSWER:
        return None
    return _AGREES.get(unicodedata.normalize("NFKC", answer).strip().lower())


def _line(fault: MeasurementError) -> int:
    line = fault.reason["line"]
    return line if isinstance(line, int) else 0
