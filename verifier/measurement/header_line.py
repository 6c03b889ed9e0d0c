"""The line of a delimited text that heads its table, and the delimiter that parts it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from verifier.measurement.columns import Column
from verifier.measurement.delimited import records
from verifier.measurement.headings import Heading, Shape, read_heading, shape_of
from verifier.measurement.limits import Limits
from verifier.wording import Reason

__all__ = ["HeaderLine", "find_header"]

_DELIMITERS = (",", "\t", ";", "|")
_NOTHING = " \t\r\n,;|\u00a0\u3000\ufeff"
# What a line must hold to be worth parting: headings are short, and so is a line of them.
_LONGEST_HEADER = 64 * 1024
# Headings that are looked at before the search is given up, whatever the lines hold.
_MOST_HEADINGS = 20_000


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """Where the header of a table stands.

    Attributes:
        offset: Position of its first character.
        line: Its physical line.
        delimiter: What parts its headings.
        shape: How the table lays out its values, None where the required columns are not there.
        headings: How many headings were looked at to find out.
        partial: Whether it holds some of the required columns, but not all.
    """

    offset: int
    line: int
    delimiter: str
    shape: Shape | None
    headings: int = 0
    partial: bool = False


def find_header(
    text: str, file: str, columns: tuple[Column, ...], required: tuple[str, ...], limits: Limits
) -> tuple[HeaderLine | None, list[Reason]]:
    """The first line that holds the required headings, else the first that is neither blank nor a comment.

    Nothing below the header is looked at: the delimiter is the one under which the header line holds the most known
    names, whatever the data look like. A table of one value a row is looked for before one that lays values side by
    side, because a title may name a target.

    Args:
        text: The text of the table, or as much of its beginning as the header can stand in.
        file: The file's name, for what is passed over.
        columns: The columns that are known.
        required: Keys without which the table says nothing.
        limits: Limits of size.

    Returns:
        Where the header stands, and the lines above it.
    """
    above: list[tuple[int, str]] = []
    first: HeaderLine | None = None
    wide: HeaderLine | None = None
    partial: HeaderLine | None = None
    offset, looked = 0, 0
    for line, physical in enumerate(io.StringIO(text, newline=""), 1):
        if line > limits.rows or len(above) >= limits.header_lines or looked > _MOST_HEADINGS:
            break
        bare = physical[:_LONGEST_HEADER].strip(_NOTHING)
        if bare:
            start = text[offset : offset + _LONGEST_HEADER]
            candidate = _header(start, (offset, line), columns, required, limits)
            looked += candidate.headings
            if not bare.startswith("#") or _is_numbered(physical, candidate):
                if candidate.shape is Shape.LONG:
                    return candidate, _passed(above, file)
                first = first or candidate
                partial = partial or (candidate if candidate.partial else None)
                # Below a header that lacks a column, a row of data may look like a table laid out side by side.
                wide = wide or (candidate if candidate.shape and partial is None else None)
            above.append((line, bare))
        offset += len(physical)
    found = wide or partial or first
    return found, _passed([entry for entry in above if found is None or entry[0] < found.line], file)


def _header(
    start: str, place: tuple[int, int], columns: tuple[Column, ...], required: tuple[str, ...], limits: Limits
) -> HeaderLine:
    """The header that a line would be, under the delimiter that fits best."""
    looked, best, partial = 0, (False, -1), False
    chosen: tuple[str, Shape | None] = (_DELIMITERS[0], None)
    for delimiter in _DELIMITERS:
        headings = [read_heading(cell, columns) for cell in next(records(start, delimiter, limits)).cells]
        looked += len(headings)
        shape = shape_of(headings, required)
        fits = (shape is not None, sum(map(_known, headings)))
        if fits > best:
            best, chosen = fits, (delimiter, shape)
            partial = shape is None and any(heading.key in required for heading in headings)
    return HeaderLine(*place, *chosen, looked, partial)


def _known(heading: Heading) -> bool:
    return heading.key is not None or bool(heading.target or heading.sample or heading.wafer)


def _is_numbered(physical: str, candidate: HeaderLine) -> bool:
    """Whether a line that begins with # is a header whose first column is called #."""
    return candidate.shape is not None and physical.partition(candidate.delimiter)[0].strip() == "#"


def _passed(above: list[tuple[int, str]], file: str) -> list[Reason]:
    """What stands above a header, as it is told."""
    return [
        Reason.of("table_comment" if bare.startswith("#") else "table_title", file=file, line=line, text=bare)
        for line, bare in above
    ]
