"""Fields of STDF records: texts, numbers, and the optional data at a record's end."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from verifier.measurement.binary_float import shortest_single

__all__ = [
    "FUNCTIONAL_HEAD",
    "MULTIPLE_HEAD",
    "PARAMETRIC_HEAD",
    "PART_HEAD",
    "Tail",
    "functional_tail",
    "multiple_body",
    "parametric_tail",
    "text_at",
]

# TEST_NUM HEAD_NUM SITE_NUM TEST_FLG PARM_FLG RESULT, the last as its bits.
PARAMETRIC_HEAD = "IBBBBI"
# TEST_NUM HEAD_NUM SITE_NUM TEST_FLG PARM_FLG RTN_ICNT RSLT_CNT
MULTIPLE_HEAD = "IBBBBHH"
# TEST_NUM HEAD_NUM SITE_NUM TEST_FLG OPT_FLAG
FUNCTIONAL_HEAD = "IBBBB"
# HEAD_NUM SITE_NUM PART_FLG NUM_TEST HARD_BIN SOFT_BIN X_COORD Y_COORD TEST_T
PART_HEAD = "BBBHHHhhI"

# CYCL_CNT to VECT_OFF of a functional record, then its two counts of pins.
_FUNCTIONAL_COUNTS_AT = 34
# OPT_FLAG and three exponents for display, which change no value.
_OPTIONS = 4
_LOW_FROM_FIRST, _HIGH_FROM_FIRST, _NO_LOW, _NO_HIGH = 0x10, 0x20, 0x40, 0x80


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind a result: None where the record leaves it to the first of its test.

    Attributes:
        name: Text of the test.
        low: Lower limit, "" where there is none.
        high: Upper limit, "" where there is none.
        unit: Unit of result and limits.
    """

    name: str = ""
    low: str | None = None
    high: str | None = None
    unit: str | None = None

    def after(self, first: Tail) -> Tail:
        """This tail with what it leaves out taken from the first of its test."""
        return Tail(
            self.name or first.name,
            first.low if self.low is None else self.low,
            first.high if self.high is None else self.high,
            first.unit if not self.unit else self.unit,
        )


def text_at(body: bytes, at: int) -> tuple[str, int]:
    """The text whose length stands in one byte, and the position behind it; "" past the end of the record."""
    if at >= len(body):
        return "", at + 1
    end = at + 1 + body[at]
    raw = body[at + 1 : end]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", "replace")
    # Testers fill fields up with NUL; other control characters are no text either.
    return "".join(c if c.isprintable() else " " for c in text.replace("\0", "")).strip(), end


def parametric_tail(rest: bytes, order: str) -> Tail:
    """Text, limits and unit behind the result of a parametric record, or of one of several results.

    Args:
        rest: The bytes from TEST_TXT on.
        order: Byte order.

    Source:
        STDF V4, PTR: OPT_FLAG says which fields are valid; scales are for display, results are in UNITS unscaled.
    """
    name, at = text_at(rest, 0)
    _, at = text_at(rest, at)
    if at >= len(rest):
        return Tail(name)
    options = rest[at]
    at += _OPTIONS
    low = _limit(rest, at, order, options & _LOW_FROM_FIRST, options & _NO_LOW)
    high = _limit(rest, at + 4, order, options & _HIGH_FROM_FIRST, options & _NO_HIGH)
    unit = text_at(rest, at + 8)[0] if at + 8 < len(rest) else None
    return Tail(name, low, high, unit)


def multiple_body(body: bytes, at: int, pins: int, count: int, order: str) -> tuple[tuple[int, ...], bytes]:
    """The results of a record of several, as bits, and the rest laid out like that of a parametric record.

    Args:
        body: The record.
        at: Where the states of the pins begin.
        pins: RTN_ICNT.
        count: RSLT_CNT.
        order: Byte order.
    """
    at = min(at + (pins + 1) // 2, len(body))
    count = min(count, max(0, len(body) - at) // 4)
    values = struct.unpack_from(f"{order}{count}I", body, at)
    rest = body[at + 4 * count :]
    _, after = text_at(rest, 0)
    _, after = text_at(rest, after)
    limits_end = after + _OPTIONS + 8
    # START_IN, INCR_IN and the indices of the pins stand between the limits and the unit.
    return values, rest[:limits_end] + rest[limits_end + 8 + 2 * pins :]


def functional_tail(body: bytes, order: str) -> Tail:
    """The text of a functional test."""
    at = _FUNCTIONAL_COUNTS_AT
    if len(body) < at + 4:
        return Tail()
    returned, programmed = struct.unpack_from(order + "HH", body, at)
    at += 4 + 2 * returned + (returned + 1) // 2 + 2 * programmed + (programmed + 1) // 2
    if len(body) < at + 2:
        return Tail()
    (bits,) = struct.unpack_from(order + "H", body, at)
    at += 2 + (bits + 7) // 8
    for _ in range(3):
        _, at = text_at(body, at)
    return Tail(text_at(body, at)[0])


def _limit(rest: bytes, at: int, order: str, from_first: int, none: int) -> str | None:
    if none:
        return ""
    if from_first or at + 4 > len(rest):
        return None
    (bits,) = struct.unpack_from(order + "I", rest, at)
    return shortest_single(bits)
