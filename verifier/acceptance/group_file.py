"""The lines of groups as a file: CSV, JSON or Parquet, by the ending of its name."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Final

from verifier.errors import UsageError
from verifier.measurement.extras import require
from verifier.plan.by_group import GroupTable
from verifier.plan.group_line import GroupLine
from verifier.plan.plan import Plan

__all__ = ["COLUMNS", "ENDINGS", "GroupFile"]

ENDINGS: Final = (".csv", ".json", ".parquet")

COLUMNS: Final = ("group", "target", "rows", "fails", "undecided", "other", "worst", "unit", "file", "line")
"""The columns of the file, in order; `worst` is the text of the value with the least margin."""

_ROW_GROUP: Final = 1 << 18
"""Lines of one row group, which is held as a whole: four times as many would take 270 MB more."""


@dataclass
class GroupFile:
    """A column that rows are grouped by, and the file that the lines of its groups are written to.

    Args:
        key: The column.
        path: The file.
    """

    key: str
    path: Path

    def open(self, plan: Plan) -> GroupTable:
        """The table to be filled, for one plan; it keeps on the disk of the file what finds no room in memory.

        Raises:
            UsageError: The file's name has no ending that is known.
            MeasurementError: The extra is missing that Parquet needs.
        """
        if self.path.suffix.lower() not in ENDINGS:
            raise UsageError("group_file_ending", file=self.path.name, endings=", ".join(ENDINGS))
        if self.path.suffix.lower() == ".parquet":
            require("pyarrow", "big", self.path.name)
        return GroupTable(plan, self.key, self.path.absolute().parent)

    def write(self, table: GroupTable) -> None:
        """Write the lines, by group and target, at once or not at all.

        Raises:
            UsageError: The disk or the folder does not take the file.
        """
        with _whole_or_not(self.path) as stream:
            match self.path.suffix.lower():
                case ".csv":
                    _write_csv(table, stream)
                case ".json":
                    _write_json(table.sorted(), stream)
                case _:
                    _write_parquet(table.tables(), stream)


@contextmanager
def _whole_or_not(path: Path) -> Iterator[IO[bytes]]:
    """A file beside its place, which it takes when all is written."""
    # A link stays what it is.
    place = path.resolve()
    unfinished = place.with_name(f".{place.name}.unfinished")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(place)
    except OSError as failure:
        why = failure.strerror or type(failure).__name__
        raise UsageError("group_file_unwritten", file=path.name, folder=path.parent, why=why) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _write_csv(table: GroupTable, stream: IO[bytes]) -> None:
    with TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True) as text:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        if table.in_columns:
            for lines in table.tables():
                stream.write(_as_csv(lines))
        else:
            writer.writerows([getattr(line, name) for name in COLUMNS] for line in table.sorted())


def _as_csv(table: Any) -> bytes:  # noqa: ANN401 -- Arrow has no types
    """Lines as Python's writer of CSV puts them, many at a time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [_quoted(column) if pa.types.is_string(column.type) else column.cast(pa.string()) for column in table]
    joined = pc.binary_join_element_wise(pc.binary_join_element_wise(*columns, ","), "", "\r\n")
    return "".join(joined.to_pylist()).encode("utf-8")


def _quoted(texts: Any) -> Any:  # noqa: ANN401 -- Arrow has no types
    """Cells of CSV, with quotes only where they are needed."""
    import pyarrow.compute as pc

    needed = pc.match_substring_regex(texts, '[",\r\n]')
    if not pc.any(needed).as_py():
        return texts
    doubled = pc.replace_substring(texts, '"', '""')
    return pc.if_else(needed, pc.binary_join_element_wise('"', doubled, '"', ""), texts)


def _write_json(lines: Iterable[GroupLine], stream: IO[bytes]) -> None:
    before = b"[\n"
    for line in lines:
        told = json.dumps({name: getattr(line, name) for name in COLUMNS}, ensure_ascii=False, indent=1)
        stream.write(before + b" " + told.replace("\n", "\n ").encode("utf-8"))
        before = b",\n"
    stream.write(b"\n]\n" if before == b",\n" else b"[]\n")


def _write_parquet(tables: Iterable[Any], stream: IO[bytes]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    counts = ("rows", "fails", "undecided", "other")
    schema = pa.schema([(name, pa.int64() if name in counts else pa.string()) for name in COLUMNS])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for group in _row_groups(tables, schema.empty_table()):
            writer.write_table(group, row_group_size=_ROW_GROUP)


def _row_groups(tables: Iterable[Any], empty: Any) -> Iterator[Any]:  # noqa: ANN401 -- Arrow has no types
    """Lines anew in pieces of one size, however they come: at least one piece."""
    import pyarrow as pa

    held, some = [empty], False
    for table in tables:
        held.append(table)
        if sum(map(len, held)) >= _ROW_GROUP:
            whole = pa.concat_tables(held)
            full = len(whole) - len(whole) % _ROW_GROUP
            for at in range(0, full, _ROW_GROUP):
                yield whole.slice(at, _ROW_GROUP).combine_chunks()
            held, some = [whole.slice(full)], True
    rest = pa.concat_tables(held).combine_chunks()
    if len(rest) or not some:
        yield rest
