"""What the reading of one large file takes and leaves behind, whichever way it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from verifier.errors import MeasurementError
from verifier.measurement.grid import Reading
from verifier.measurement.headings import Shape
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.submission import Source
from verifier.plan.plan import Plan
from verifier.plan.tally import Tally
from verifier.wording import Reason

if TYPE_CHECKING:
    from verifier.plan.row_verdicts import RowVerdicts

__all__ = ["BY_COLUMNS", "Progress", "ReadWhole", "Scan", "TableFile", "columns_kept", "in_row_order", "verdict_writer"]

BY_COLUMNS: Final = frozenset({Shape.LONG, Shape.BY_TARGET})
"""Shapes of tables that go by columns; any other is for the reader of rows."""

Progress = Callable[[int, int], None]
"""Told after each piece: raw bytes read of the file, and rows counted so far."""


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file with a table: where it lies, its name in the submission, and how large it may be."""

    path: Path
    name: str
    limits: Limits = LIMITS


@dataclass
class Scan:
    """What one file left behind.

    Attributes:
        source: The file, with its digest.
        tally: Its rows.
        ignored: What was left out of it, and columns that are not known.
        faults: What refuses it.
        whole: Whether only the reader of rows could read it, one row after the other.
        pieces: How many pieces of it only the reader of rows could read.
    """

    source: Source
    tally: Tally
    ignored: tuple[Reason, ...] = ()
    faults: list[MeasurementError] = field(default_factory=list)
    whole: bool = False
    pieces: int = 0


class ReadWhole(Exception):  # noqa: N818 -- no error: a way out
    """The file is of a kind that only the reader of rows tells apart."""


def verdict_writer(plan: Plan, path: Path | None) -> RowVerdicts | None:
    """What writes each row's verdict to a Parquet file; None for none."""
    if path is None:
        return None
    from verifier.plan.row_verdicts import RowVerdicts

    return RowVerdicts(plan, path)


def columns_kept(found: TableFile, headers: Iterable[str]) -> tuple[Reason, ...]:
    """A remark on each column that is kept without a part in any verdict."""
    return tuple(Reason.of("table_column_kept", file=found.name, column=header) for header in headers)


def in_row_order(reading: Reading, known: int, line: int) -> bool:
    """Bring the faults of a piece in row order, each once; whether as many as are listed, so that reading stops.

    A row may have been looked at more than once: by the tally, and for its verdict or its group.

    Args:
        reading: What is known of the table; its last fault then says that there are too many.
        known: How many faults there were before the piece.
        line: The line behind the piece.
    """
    faults, most = reading.faults, reading.limits.faults
    faults[known:] = sorted({fault.reason: fault for fault in faults[known:]}.values(), key=_line_of)
    if len(faults) < most:
        return False
    last = _line_of(faults[most - 1])
    if last + 1 >= line:
        # The next piece has the record that is not read.
        return False
    faults[:] = [fault for fault in faults if _line_of(fault) <= last]
    reading.fault("table_faults_many", last + 1, limit=most)
    return True


def _line_of(fault: MeasurementError) -> int:
    return int(str(fault.reason["line"]))
