"""Binary floating-point numbers to decimal text: the shortest decimal that reads back as the same number."""

from __future__ import annotations

import struct
from decimal import Decimal
from functools import lru_cache

__all__ = ["fifteen_digits", "shortest_double", "shortest_single"]

_MANTISSA, _EXPONENT = 0x7FFFFF, 0x7F800000
# Six digits always survive in a single; nine always tell two singles apart (IEEE 754-2019, 5.12.2).
# Below the normal numbers fewer may do.
_DIGITS = (6, 7, 8, 9)


def shortest_double(value: float) -> str:
    """The shortest decimal that rounds to this double; a whole number has no decimal point.

    Source:
        IEEE 754-2019, 5.12.2: conversion that recovers the number.

    >>> shortest_double(0.1 + 0.2), shortest_double(12.0)
    ('0.30000000000000004', '12')
    """
    return repr(value).removesuffix(".0")


def fifteen_digits(value: float) -> str:
    """The double at 15 significant digits, as a spreadsheet shows it, where that is another number; else "".

    >>> fifteen_digits(0.1 + 0.2), fifteen_digits(0.3)
    ('0.3', '')
    """
    if not -float("inf") < value < float("inf"):
        return ""
    shown = format(value, ".15g")
    return "" if float(shown) == value else shown


@lru_cache(maxsize=1 << 16)
def shortest_single(bits: int) -> str:
    """The shortest decimal that rounds to the single with these 32 bits.

    Args:
        bits: The number as it is stored, as an unsigned integer.

    >>> shortest_single(0x3DCCCCCD)
    '0.1'
    """
    (value,) = struct.unpack(">f", bits.to_bytes(4))
    if not -float("inf") < value < float("inf"):
        return repr(value)
    text = ""
    for digits in _DIGITS if bits & _EXPONENT else range(1, _DIGITS[-1] + 1):
        text = format(value, f".{digits}g")
        if _bits(text) == bits:
            break
        if bits & _MANTISSA == 0:
            # Below a power of two the numbers lie twice as dense: a decimal above it may be farther, and still recover.
            farther = _farther(value, digits)
            if _bits(farther) == bits:
                text = farther
                break
    return text


def _bits(text: str) -> int:
    try:
        return int.from_bytes(struct.pack(">f", float(text)))
    except OverflowError:
        return -1


def _farther(value: float, digits: int) -> str:
    """The decimal of so many digits next to the number on the side away from zero."""
    exact = Decimal(value)
    step = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    whole = int(exact / step)
    return format((whole + (1 if value > 0 else -1)) * step, "g")
