"""Where the last whole record of some bytes ends: a line feed within quotes belongs to its cell."""

from __future__ import annotations

from typing import Final

from verifier.plan.machine import Array, Loop

__all__ = ["TOO_LONG", "record_end"]

TOO_LONG: Final = -1
_QUOTE: Final = ord('"')
_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")


def _record_end(data: Array, size: int, begin: int, delimiter: int, longest: int) -> int:
    """Where the last whole record ends.

    As the reader of records has it: a quote opens a cell at its beginning and stands for itself elsewhere, two of them
    within are one, and behind a closing quote out of place the reading goes on with the next line. A count of quotes
    does not tell: a length in inches has one.

    Args:
        data: (size,) bytes.
        size: How many.
        begin: Where the first record begins.
        delimiter: The byte between cells.
        longest: How many bytes of a quoted cell are looked at.

    Returns:
        The place behind the last line feed outside quotes, `begin` where there is none; `TOO_LONG` where a quoted cell
        is longer than that.
    """
    at, end = begin, begin
    while at < size:
        if data[at] == _FEED:
            end = at + 1
        elif data[at] == _QUOTE and (
            at == begin or data[at - 1] == delimiter or data[at - 1] == _FEED or data[at - 1] == _RETURN
        ):
            start = at
            at += 1
            while at < size and (data[at] != _QUOTE or (at + 1 < size and data[at + 1] == _QUOTE)):
                at += 2 if data[at] == _QUOTE else 1
            if at - start > longest:
                return TOO_LONG
            # What follows out of place belongs to the record up to its line's end.
            if at + 1 < size and data[at + 1] != delimiter:
                while at + 1 < size and data[at + 1] != _FEED and data[at + 1] != _RETURN:
                    at += 1
        at += 1
    return end


record_end = Loop(_record_end, ("uint8*", "int64", "int64", "int64", "int64"))
