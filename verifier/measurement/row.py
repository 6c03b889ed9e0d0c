"""One row of a submission: one measured value with all that was stated beside it, as text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a submission table; every cell is the submitted text, and "" where nothing was stated.

    Attributes:
        file: Name of the file, NFC and `/`-separated, relative to the submission.
        line: Physical line of the record's first byte; in a workbook, sheet and cell.
        target: The target's id; the further names are the columns of the submission table.
        extra: Cells of columns that are not known, as header and text; blank cells are left out.
        stem: The id of the range clause that this row was expanded from, or "".
        shown15: The value at 15 significant digits, where the file holds a binary number that needs more, or "".
        barred: Why the value can never be a pass, as a reason code, or ""; `value` is then no number.
        reading: The number that a barred row was read with, or "".
    """

    file: str
    line: int | str
    target: str
    value: str = ""
    unit: str = ""
    uncertainty: str = ""
    k: str = ""
    u: str = ""
    uncertainty_unit: str = ""
    dof: str = ""
    coverage: str = ""
    lod: str = ""
    conditions: str = ""
    statistic: str = ""
    n: str = ""
    sample: str = ""
    lot: str = ""
    wafer: str = ""
    x: str = ""
    y: str = ""
    weight: str = ""
    item: str = ""
    quantity: str = ""
    basis: str = ""
    polarity: str = ""
    date: str = ""
    lab: str = ""
    accreditation: str = ""
    report: str = ""
    page: str = ""
    method: str = ""
    instrument: str = ""
    calibrated_until: str = ""
    evidence: str = ""
    exclude: str = ""
    remark: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    stem: str = ""
    shown15: str = ""
    barred: str = ""
    reading: str = ""
