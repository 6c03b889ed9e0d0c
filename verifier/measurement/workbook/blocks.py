"""Tables within a sheet: where their headers stand, with headers over several rows and cells that are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifier.measurement.columns import COLUMNS, key_of
from verifier.measurement.headings import Heading, Shape, read_heading, shape_of
from verifier.measurement.limits import Limits

__all__ = ["Block", "Range", "blocks_of", "fill_merged"]

_REQUIRED = ("target", "value")

Range = tuple[int, int, int, int]
"""A merged range: top, left, bottom and right, the last two included."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a sheet.

    Attributes:
        top: First row of its header.
        bottom: Last row of its header.
        end: The row behind its last.
        columns: Its columns, in order.
        headings: The heading of each.
        shape: How its values are laid out.
    """

    top: int
    bottom: int
    end: int
    columns: tuple[int, ...]
    headings: tuple[str, ...]
    shape: Shape


def blocks_of(rows: Sequence[Sequence[str]], merged: Sequence[Range], limits: Limits) -> list[Block]:
    """The tables of a sheet, each from its header to the next one's.

    A header is a row that holds the required headings. Where cells of it are merged with the rows below, these belong
    to it, and the lowest text of a column is its heading, with what stands above where that names the column.

    Args:
        rows: The cells, as text.
        merged: The merged ranges.
        limits: Limits of size.
    """
    heads = _heads(rows, merged, limits, frozenset({Shape.LONG, Shape.BY_SAMPLE})) or _heads(
        # A title may name a target: a table of one column a target is looked for only where there is no other.
        rows, merged, limits, frozenset({Shape.BY_TARGET})
    )  # fmt: skip
    ends = [*(head[0] for head in heads[1:]), len(rows)][: len(heads)]
    return [
        Block(top, bottom, end, tuple(headings), tuple(headings.values()), shape)
        for (top, bottom, headings, shape), end in zip(heads, ends, strict=True)
    ]


def _heads(
    rows: Sequence[Sequence[str]], merged: Sequence[Range], limits: Limits, shapes: frozenset[Shape]
) -> list[tuple[int, int, dict[int, str], Shape]]:
    """First row, last row, headings and shape of every header of these shapes."""
    heads: list[tuple[int, int, dict[int, str], Shape]] = []
    row, looked = 0, 0
    while row < len(rows) and (heads or looked <= limits.header_lines):
        looked += any(rows[row])
        # Below a table, only a row that names the column of targets again can head another one.
        worth = any(rows[row]) if not heads else any(map(_names_target, rows[row]))
        found = _header(rows, merged, row) if worth else None
        if found is not None and found[2] in shapes:
            heads.append((row, *found))
            row = found[0]
        row += 1
    return heads


@lru_cache(maxsize=4096)
def _names_target(text: str) -> bool:
    return not text[:1].isdigit() and key_of(text) == "target"


def fill_merged(rows: list[list[str]], merged: Sequence[Range], block: Block) -> int:
    """Let each row of a table read what a merged cell says; returns how many cells were filled.

    A merged value is one measured value and stays in its first row.
    """
    shared = {
        column for column, text in zip(block.columns, block.headings, strict=True) if not _is_value(text, block.shape)
    }
    filled = 0
    for top, left, bottom, _ in merged:
        if left not in shared or top <= block.bottom or top >= block.end:
            continue
        text = rows[top][left] if left < len(rows[top]) else ""
        for row in range(top + 1, min(bottom + 1, block.end)):
            if text and left < len(rows[row]) and not rows[row][left] and any(rows[row]):
                rows[row][left] = text
                filled += 1
    return filled


def _is_value(text: str, shape: Shape) -> bool:
    heading = read_heading(text, COLUMNS)
    if shape is Shape.LONG:
        return heading.key in {"value", "uncertainty", "u", "item", "evidence"}
    return bool(heading.target or heading.sample or heading.wafer)


def _header(
    rows: Sequence[Sequence[str]], merged: Sequence[Range], row: int
) -> tuple[int, dict[int, str], Shape] | None:
    """Last row, headings by column and shape of the header that begins in a row, or None."""
    plain = {column: " ".join(text.split()) for column, text in enumerate(rows[row])}
    if not any(read_heading(text, COLUMNS) != Heading(text) for text in plain.values() if text):
        return None
    bottom = max((low for top, _, low, _ in merged if top == row), default=row)
    bottom = min(bottom, row + 9, len(rows) - 1)
    joined = {column: _joined(rows, merged, row, bottom, column) for column in plain} if bottom > row else plain
    for headings in (joined, plain):
        kept = _trimmed(headings)
        shape = shape_of([read_heading(text, COLUMNS) for text in kept.values()], _REQUIRED)
        if shape is not None:
            return (bottom if headings is joined else row), kept, shape
    return None


def _joined(rows: Sequence[Sequence[str]], merged: Sequence[Range], top: int, bottom: int, column: int) -> str:
    """The heading of a column from a header over several rows."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        at = next(
            ((first, left) for first, left, last, right in merged if first <= row <= last and left <= column <= right),
            (row, column),
        )
        text = " ".join(rows[at[0]][at[1]].split()) if at[0] < len(rows) and at[1] < len(rows[at[0]]) else ""
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    if not texts or len(texts) == 1:
        return "".join(texts)
    above, last = texts[-2:]
    if read_heading(last, COLUMNS) != Heading(last):
        return last
    together = f"{above} ({last.strip('()（）[]')})"
    return together if read_heading(together, COLUMNS) != Heading(together) else " ".join(texts)


def _trimmed(headings: dict[int, str]) -> dict[int, str]:
    """The columns from the first that has a heading to the last."""
    used = [column for column, text in headings.items() if text]
    return {c: text for c, text in headings.items() if used and used[0] <= c <= used[-1]}
