"""Lines of groups as columns: the last in memory, the rest on disk as sorted runs, merged in order at the end."""

from __future__ import annotations

import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from verifier.errors import UsageError

__all__ = ["COUNTS", "SCHEMA", "GroupRuns"]

COUNTS: Final = ("rows", "fails", "undecided", "other")
"""The columns that are added up."""

SCHEMA: Final = pa.schema(
    [
        ("group", pa.string()), ("target", pa.int32()), *((name, pa.int64()) for name in COUNTS),
        ("margin", pa.float64()), ("order", pa.int64()), ("worst", pa.string()), ("unit", pa.int32()),
        ("file", pa.int32()), ("line", pa.int64()),
    ]
)  # fmt: skip
"""One line: `target` is its place among all in order, `unit` and `file` are numbers of words, and `line` below zero
is that of a cell's name. `order` is the place of the worst row among all rows: of equal margins the least counts."""

_KEY: Final = [("group", "ascending"), ("target", "ascending")]
_HELD: Final = 1 << 18
_HELD_BYTES: Final = 1 << 26
_TABLES: Final = 64
"""So many tables are looked through for lines of one group, however short they are."""
_AT_ONCE: Final = 64
"""So many runs are merged at once: each takes an open file, and a piece of it in memory."""
_PIECE: Final = 1 << 13
_PIECE_BYTES: Final = 1 << 20
_PACKED: Final = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass
class GroupRuns:
    """Lines of groups, in any number.

    Args:
        folder: Where runs are kept, None for the system's folder of temporary files; no name of theirs is seen there.
    """

    folder: Path | None = None
    _tables: list[Any] = field(default_factory=list)
    _levels: list[list[IO[bytes]]] = field(default_factory=list)

    def add(self, table: Any) -> None:  # noqa: ANN401 -- Arrow has no types
        """Add lines, in any order.

        Raises:
            UsageError: They go to the disk, which does not take them.
        """
        if not len(table):
            return
        self._tables.append(table)
        held, size = sum(map(len, self._tables)), sum(one.nbytes for one in self._tables)
        if held <= _HELD and size <= _HELD_BYTES and len(self._tables) <= _TABLES:
            return
        whole = _combined(self._tables)
        self._tables = [whole]
        # Half of what may be held: else every further table would be looked through with all the rest.
        if len(whole) > _HELD // 2 or whole.nbytes > _HELD_BYTES // 2:
            self._keep(self._run([whole]), 0)
            self._tables = []

    def take(self, other: GroupRuns) -> None:
        """Take over the lines of another, which has none afterwards."""
        for level, runs in enumerate(other._levels):
            for run in runs:
                self._keep(run, level)
        tables, other._tables, other._levels = other._tables, [], []
        for table in tables:
            self.add(table)

    def merged(self) -> Iterator[Any]:
        """The lines by group and target, one for each, in tables of some thousand; to be asked for once.

        Raises:
            UsageError: The disk does not give them back.
        """
        runs = [self._pieces(run) for level in self._levels for run in level]
        if self._tables:
            runs.append(iter([_combined(self._tables)]))
            self._tables = []
        yield from _merged(runs)

    def close(self) -> None:
        """Drop all lines, and give the disk back what they took of it."""
        self._tables = []
        for level in self._levels:
            for run in level:
                run.close()
        self._levels = []

    # ---- runs ----

    def _keep(self, run: IO[bytes], level: int) -> None:
        """Keep a run; when there are as many of one length as are merged at once, one long run takes their place."""
        while len(self._levels) <= level:
            self._levels.append([])
        self._levels[level].append(run)
        if len(self._levels[level]) < _AT_ONCE:
            return
        longer = self._run(_merged([self._pieces(one) for one in self._levels[level]]))
        for one in self._levels[level]:
            one.close()
        self._levels[level] = []
        self._keep(longer, level + 1)

    def _run(self, tables: Iterable[Any]) -> IO[bytes]:
        """Write sorted lines to a file without a name, which is gone with the process, whatever ends it."""
        with self._on_disk():
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
            run = tempfile.TemporaryFile(prefix=".dabiao-", dir=self.folder)  # noqa: SIM115 -- it outlives this
        try:
            with self._on_disk(), pa.ipc.new_stream(run, SCHEMA, options=_PACKED) as writer:
                for table in tables:
                    fits = _PIECE_BYTES * len(table) // max(table.nbytes, 1)
                    writer.write_table(table, max_chunksize=max(1, min(_PIECE, fits)))
            with self._on_disk():
                run.seek(0)
        except BaseException:
            # What is still to be written finds no room on a full disk.
            with suppress(OSError):
                run.close()
            raise
        return run

    def _pieces(self, run: IO[bytes]) -> Iterator[Any]:
        """The lines of a run, piece by piece."""
        with self._on_disk():
            pieces = iter(pa.ipc.open_stream(run))
        while True:
            with self._on_disk():
                piece = next(pieces, None)
            if piece is None:
                return
            yield pa.Table.from_batches([piece])

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as failure:
            folder = self.folder or tempfile.gettempdir()
            why = failure.strerror or type(failure).__name__
            raise UsageError("group_runs_kept", folder=folder, why=why) from None


def _merged(runs: list[Iterator[Any]]) -> Iterator[Any]:
    """Sorted runs as one.

    1. The first piece of each run is laid open.
    2. Lines up to the least end of a piece that lies open are all seen: what is not, comes later.
    3. They are put together, and pieces that are used up make room for the next.
    """
    opened = [(piece, run) for run in runs for piece in [next(run, None)] if piece is not None]  # 1
    while opened:
        end = min(_key(piece, len(piece) - 1) for piece, _ in opened)  # 2
        seen, left = [], []
        for piece, run in opened:
            cut = _lines_to(piece, end)
            seen.append(piece.slice(0, cut))
            rest = piece.slice(cut) if cut < len(piece) else next(run, None)  # 3
            if rest is not None:
                left.append((rest, run))
        opened = left
        yield _combined(seen)


def _key(table: Any, line: int) -> tuple[str, int]:  # noqa: ANN401 -- Arrow has no types
    return table["group"][line].as_py(), table["target"][line].as_py()


def _lines_to(table: Any, end: tuple[str, int]) -> int:  # noqa: ANN401 -- Arrow has no types
    """How many lines of a sorted table come before an end, it included."""
    if _key(table, 0) > end:
        return 0
    return bisect_right(range(len(table)), end, key=lambda line: _key(table, line))


def _combined(tables: list[Any]) -> Any:  # noqa: ANN401 -- Arrow has no types
    """The lines of some tables in order, those of one group and target as one: their sums, and the worst of all."""
    table = pa.concat_tables(tables).combine_chunks()
    table = table.take(pc.sort_indices(table, _KEY))
    group, target = table["group"].combine_chunks(), np.asarray(table["target"])
    first = np.ones(len(table), np.bool_)
    first[1:] = np.asarray(pc.not_equal(group[1:], group[:-1])) | (target[1:] != target[:-1])
    starts = np.flatnonzero(first)
    if starts.size == len(table):
        return table
    line_of = np.cumsum(first) - 1
    margin, order = np.asarray(table["margin"]), np.asarray(table["order"])
    worst = margin == np.minimum.reduceat(margin, starts)[line_of]
    # No row stands in two lines, so no order does.
    worst &= order == np.minimum.reduceat(np.where(worst, order, np.iinfo(np.int64).max), starts)[line_of]
    made = table.filter(pa.array(worst))
    for name in COUNTS:
        sums = np.add.reduceat(np.asarray(table[name]), starts)
        made = made.set_column(made.column_names.index(name), name, pa.array(sums))
    return made
