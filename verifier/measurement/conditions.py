"""The conditions stated beside a value: `key = value unit` separated by `;` or `；`."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.errors import MeasurementError
from verifier.quantity.stated import say_the_same, split_list

__all__ = ["Stated", "read_conditions"]

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated condition: its key and the text of its value."""

    key: str
    value: str


def read_conditions(text: str) -> tuple[Stated, ...]:
    """The conditions of one cell, in order; a key whose value is still blank, as templates have it, is not stated.

    Inside braces `;` separates the members of a set. A key that is given twice keeps its first text where both state
    the same: `J = 200 A/cm²; J = 2 A/mm²` is no contradiction.

    Raises:
        MeasurementError: A part is no `key = value`, one key has two different values, or the cell is too long.

    >>> read_conditions("J = 200 A/cm^2；Tj＝25 degC")[1]
    Stated(key='Tj', value='25 degC')
    """
    if not text:
        return ()
    if len(text) > _LONGEST:
        raise MeasurementError("conditions_too_long", length=len(text), longest=_LONGEST)
    found: dict[str, str] = {}
    for part in split_list(text.replace("；", ";").replace("＝", "=")):
        if not part.strip():
            continue
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if key and equals and not value:
            continue
        if not (key and equals):
            raise MeasurementError("condition_syntax", read=part.strip())
        if not say_the_same(found.setdefault(key, value), value):
            raise MeasurementError("condition_twice", key=key, one=found[key], two=value)
    return tuple(Stated(key, value) for key, value in found.items())
