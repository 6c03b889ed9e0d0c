"""The embedded engine: files of any size to tallies, in pieces, with flat memory and as fast as they can be read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from verifier.measurement.extras import require
from verifier.plan.by_group import GroupTable
from verifier.plan.plan import Plan
from verifier.plan.scan import Progress, ReadWhole, Scan, TableFile
from verifier.plan.whole import scan_whole

__all__ = ["LIBRARIES", "scan_file", "see_libraries"]

LIBRARIES: Final = ("llvmlite", "numba", "numpy", "pyarrow")
"""What the engine needs beside the base: the extra `big`."""


def see_libraries(file: str) -> None:
    """See that the engine's libraries are installed.

    Raises:
        MeasurementError: One is absent; the sentence names the extra that brings it.
    """
    for library in LIBRARIES:
        require(library, "big", file)


def scan_file(  # noqa: PLR0917 -- as the reader of rows takes them
    found: TableFile,
    plan: Plan,
    encoding: str | None = None,
    progress: Progress | None = None,
    verdicts: Path | None = None,
    groups: Sequence[GroupTable] = (),
) -> Scan:
    """Tally the rows of one file.

    A file that is not UTF-8, or lays its values side by side, or is packed by bzip2, is read row by row instead.

    Args:
        found: The file.
        plan: What its rows are sorted by.
        encoding: Encoding named by the submitter, or None.
        progress: Told how far the reading is.
        verdicts: The Parquet file that each row's verdict is written to, None for none.
        groups: Tables by wafer, lot or sample, which take its rows too.

    Raises:
        MeasurementError: An extra is missing, the file cannot be read, or more stays of it than may be held.
    """
    see_libraries(found.name)
    name, told = found.name.lower(), progress or _silent
    try:
        if name.endswith(".parquet"):
            from verifier.plan.parquet_file import scan_parquet

            return scan_parquet(found, plan, told, verdicts, groups)
        if not name.endswith(".bz2") and _is_utf8(encoding):
            from verifier.plan.text_file import TextFile

            return TextFile(found, plan, told, verdicts, groups).scan()
    except ReadWhole:
        pass
    return scan_whole(found, plan, encoding, told, verdicts, groups)


def _is_utf8(encoding: str | None) -> bool:
    return encoding is None or encoding.strip().lower().replace("-", "").replace("_", "") == "utf8"


def _silent(_done: int, _rows: int) -> None:
    return
