"""A block of rows with what the loop made of it: kinds, zones, and what it set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from verifier.measurement.binary_float import shortest_double, shortest_single
from verifier.measurement.row import Row
from verifier.plan.group import Group, Seen, weighed
from verifier.plan.kinds import KindTable
from verifier.plan.machine import Array
from verifier.plan.threshold import Width

if TYPE_CHECKING:
    from verifier.plan.beside import Beside
    from verifier.plan.block import Block
    from verifier.plan.text_block import TextBlock

    AnyBlock = Block | TextBlock

__all__ = ["Same", "SortedBlock"]

_MANY: Final = 2000
"""For more rows Arrow is worth its start: a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Same:
    """Rows of one kind with one text.

    Args:
        kind: The number of the kind.
        text: The text as it stands.
        rows: The rows in order.
        beside: The U that they state, where rows of the kind differ in it.
    """

    kind: int
    text: str
    rows: Sequence[int]
    beside: str = ""


@dataclass
class SortedBlock:
    """A block, sorted.

    Attributes:
        block: The rows.
        table: Kinds of rows, with their groups and cuts.
        kinds: (n,) number of each row's kind.
        file: The number of the file.
        before: How many rows of the file came before.
        count: (zones,) rows of each zone.
        low: (zones,) least double of each.
        high: (zones,) greatest.
        at_low: (zones,) first row that has the least.
        at_high: (zones,) first row that has the greatest.
        at_first: (zones,) first row.
        is_long: (zones,) whether some text has more than 15 digits.
        listed: Rows to be listed.
        aside: Rows for the exact reader, in order.
        slot_of: (n,) zone of each row, -1 for those set aside.
        beside: The U of the rows, None where the table has none.
    """

    block: AnyBlock
    table: KindTable
    kinds: Array
    file: int
    before: int
    count: Array
    low: Array
    high: Array
    at_low: Array
    at_high: Array
    at_first: Array
    is_long: Array
    listed: Array
    aside: Array
    slot_of: Array
    beside: Beside | None = None

    @cached_property
    def found(self) -> list[int]:
        """The zones that have rows."""
        return list(np.flatnonzero(self.count).tolist())

    @cached_property
    def same(self) -> list[Same]:
        """The rows set aside, by kind and text."""
        return self.grouped(self.block.stated(self.aside))

    @cached_property
    def blank(self) -> Array:
        """The rows that state nothing in a value column of a table that has several."""
        return np.setdiff1d(self.aside, self.block.stated(self.aside), assume_unique=True)

    def grouped(self, rows: Array) -> list[Same]:
        """Some rows by kind and text, in order of their first row."""
        if rows.size > _MANY:
            return self._grouped_by_arrow(rows)
        found: dict[tuple[int, str, str], list[int]] = {}
        for row, kind in zip(rows.tolist(), self.kinds[rows].tolist(), strict=True):
            beside = self.beside.text(row) if self.beside is not None and self.table.is_beside(kind) else ""
            found.setdefault((kind, self.value_text(self.block.text(row)), beside), []).append(row)
        return [Same(kind, text, numbers, beside) for (kind, text, beside), numbers in found.items()]

    def _grouped_by_arrow(self, rows: Array) -> list[Same]:
        import pyarrow as pa

        kinds = self.kinds[rows]
        beside = np.array([self.table.is_beside(kind) for kind in range(len(self.table.flags))])[kinds]
        cells = pa.repeat("", len(rows))
        if self.beside is not None and beside.any():
            cells = pa.compute.if_else(pa.array(beside), self.beside.texts(rows), cells)
        columns = {"kind": pa.array(kinds), "text": self.block.texts(rows), "beside": cells, "row": pa.array(rows)}
        found = (
            pa.table(columns)
            .group_by(["kind", "text", "beside"], use_threads=False)
            .aggregate([("row", "list")])
            .to_pydict()
        )
        told = zip(*(found[key] for key in ("kind", "text", "row_list", "beside")), strict=True)
        return [Same(kind, self.value_text(text), numbers, cell) for kind, text, numbers, cell in told]

    def counted(
        self, wanted: Sequence[bool], cells: Callable[[Array], Any], text_of: Callable[[Any], str]
    ) -> Iterator[tuple[Group, Row, Counter[str]]]:
        """How many rows that were not set aside have each text, of some groups, each with one of its rows.

        A text has its weight beside it, where the rows of the group differ in that.

        Args:
            wanted: Of which kinds.
            cells: Gives the cells of some rows as an Arrow array.
            text_of: Gives the text of a cell.
        """
        if not any(wanted):
            return
        chosen = np.array(wanted, np.bool_)[self.kinds]
        chosen[self.aside] = False
        rows = np.flatnonzero(chosen)
        if not rows.size:
            return
        import pyarrow as pa

        grouped = pa.table({"kind": pa.array(self.kinds[rows]), "text": cells(rows)})
        counts: dict[int, Counter[str]] = {}
        for one in grouped.group_by(["kind", "text"]).aggregate([([], "count_all")]).to_pylist():
            counts.setdefault(one["kind"], Counter())[text_of(one["text"])] += one["count_all"]
        for kind, texts in counts.items():
            group = self.table.groups[kind]
            row = None if group is None else group.any_row()
            if group is not None and row is not None:
                weight = self.table.weight_of(kind)
                told = Counter({weighed(text, weight): count for text, count in texts.items()}) if weight else texts
                yield group, row, told

    def value_text(self, value: Any) -> str:  # noqa: ANN401 -- a text, or a number of a binary column
        """A value as text: that of a binary number is its shortest decimal."""
        if value is None:
            return ""
        if self.block.width is None:
            return str(value).strip()
        if self.block.width is Width.DOUBLE:
            return shortest_double(value)
        return shortest_single(int(np.float32(value).view(np.uint32)))

    def cells(self, key: str) -> Any:  # noqa: ANN401 -- Arrow has no types
        """The cells of a column as an Arrow array; "" where the table has none."""
        import pyarrow as pa

        if key in self.table.columns:
            return pa.array(np.array(self.table.words(key), dtype=object)[self.kinds], pa.string())
        found = self.block.cells(key)
        return pa.repeat("", len(self.block)) if found is None else found

    def seen(self, number: int) -> Seen:
        """One row with its place."""
        row = self.block.row(number)
        if row is None:
            message = f"row {number} of a zone states nothing"
            raise LookupError(message)
        return self.placed(number, row)

    def placed(self, number: int, row: Row) -> Seen:
        """A row of this block with its place."""
        return Seen(self.place(number), row)

    def place(self, number: int) -> tuple[int, int]:
        """The number of the file, and that of a row in it."""
        return self.file, self.before + number

    def all_seen(self, numbers: Sequence[int]) -> list[Seen]:
        """Several rows with their places."""
        made = self.block.rows(numbers)
        return [self.placed(number, row) for number, row in zip(numbers, made, strict=True)]
