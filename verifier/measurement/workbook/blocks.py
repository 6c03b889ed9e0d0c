"""Tables within a sheet: where their headers stand, with headers over several rows and cells that are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from verifier.measurement.columns import COLUMNS, key_of
from verifier.measurement.headings import Heading, Shape, read_heading, shape_of
from verifier.measurement.limits import Limits
from verifier.measurement.workbook.merged import Merged

__all__ = ["Block", "blocks_of", "fill_merged"]

_REQUIRED = ("target", "value")
_MOST_HEADER_ROWS = 10


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


def blocks_of(rows: Sequence[Sequence[str]], merged: Merged, limits: Limits) -> list[Block]:
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
    rows: Sequence[Sequence[str]], merged: Merged, limits: Limits, shapes: frozenset[Shape]
) -> list[tuple[int, int, dict[int, str], Shape]]:
    """First row, last row, headings and shape of every header of these shapes."""
    heads: list[tuple[int, int, dict[int, str], Shape]] = []
    row, looked = 0, 0
    while row < len(rows) and (heads or looked <= limits.header_lines):
        looked += any(rows[row])
        # Below a table, only a row that names the column of targets again can head another one.
        worth = any(rows[row]) if not heads else any(map(_names_target, rows[row]))
        found = _header(rows, merged, row, limits) if worth else None
        if found is not None and found[2] in shapes:
            heads.append((row, *found))
            row = found[0]
        row += 1
    return heads


@lru_cache(maxsize=4096)
def _names_target(text: str) -> bool:
    return not text[:1].isdigit() and key_of(text) == "target"


def fill_merged(rows: list[list[str]], merged: Merged, block: Block) -> int:
    """Let each row of a table read what a merged cell says; returns how many cells were filled.

    A merged value is one measured value and stays in its first row.
    """
    shared = {
        column for column, text in zip(block.columns, block.headings, strict=True) if not _is_value(text, block.shape)
    }
    filled = 0
    for column in shared:
        for top, _, bottom, _ in merged.beginning(column, block.bottom + 1, block.end):
            text = rows[top][column]
            for row in range(top + 1, min(bottom + 1, block.end)) if text else ():
                if not rows[row][column] and any(rows[row]):
                    rows[row][column] = text
                    filled += 1
    return filled


@lru_cache(maxsize=4096)
def _heading(text: str) -> Heading:
    return read_heading(text, COLUMNS)


def _is_known(text: str) -> bool:
    return _heading(text) != Heading(text)


def _is_value(text: str, shape: Shape) -> bool:
    heading = _heading(text)
    if shape is Shape.LONG:
        return heading.key in {"value", "uncertainty", "u", "item", "evidence"}
    return bool(heading.target or heading.sample or heading.wafer)


def _header(
    rows: Sequence[Sequence[str]], merged: Merged, row: int, limits: Limits
) -> tuple[int, dict[int, str], Shape] | None:
    """Last row, headings by column and shape of the header that begins in a row, or None."""
    first = next(column for column, text in enumerate(rows[row]) if text)
    # One column more than a table may have shows that it has too many; a sheet may be wider by far.
    texts = rows[row][first : first + limits.columns + 1]
    plain = {column: " ".join(text.split()) for column, text in enumerate(texts, first)}
    if not any(_is_known(text) for text in plain.values() if text):
        return None
    bottom = min(merged.lowest(row), row + _MOST_HEADER_ROWS - 1, len(rows) - 1)
    joined = {column: _joined(rows, merged, row, bottom, column) for column in plain} if bottom > row else plain
    for headings in (joined, plain):
        kept = _trimmed(headings)
        shape = shape_of([_heading(text) for text in kept.values()], _REQUIRED)
        if shape is not None:
            return (bottom if headings is joined else row), kept, shape
    return None


def _joined(rows: Sequence[Sequence[str]], merged: Merged, top: int, bottom: int, column: int) -> str:
    """The heading of a column from a header over several rows."""
    texts: list[str] = []
    for row in range(top, bottom + 1):
        shown, at = merged.shown_at(row, column)
        text = " ".join(rows[shown][at].split())
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    if not texts or len(texts) == 1:
        return "".join(texts)
    above, last = texts[-2:]
    if _is_known(last):
        return last
    together = f"{above} ({last.strip('()（）[]')})"
    return together if _is_known(together) else " ".join(texts)


def _trimmed(headings: dict[int, str]) -> dict[int, str]:
    """The columns from the first that has a heading to the last."""
    used = [column for column, text in headings.items() if text]
    return {c: text for c, text in headings.items() if used and used[0] <= c <= used[-1]}
