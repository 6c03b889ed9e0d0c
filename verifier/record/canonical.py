"""Canonical JSON: one sequence of bytes for one value, and a reader that accepts no other sequence.

A record holds strings, integers, booleans, null, lists and objects. A number with a fraction is a string in it,
since RFC 8785 would print 0.0850 as 0.085.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import rfc8785

from verifier.errors import RecordError

__all__ = ["DEEPEST", "LARGEST_INTEGER", "canonical", "read_canonical", "read_json", "sha256_hex"]

DEEPEST: Final = 64
LARGEST_INTEGER: Final = 2**53 - 1
_LARGEST: Final = 256 * 1024 * 1024
_LONGEST_INTEGER: Final = 17
_ABOVE_BMP: Final = "\U00010000"


def canonical(value: object) -> bytes:
    """The canonical bytes of a JSON value without fractions.

    Args:
        value: Strings, integers, booleans, null, lists and objects.

    Raises:
        RecordError: The value holds a float, an integer of 2**53 or more, a lone surrogate, another type, or is
            nested deeper than 64.

    Source:
        RFC 8785 (2020), 3.2.

    >>> canonical({"b": "0.0850", "a": [1, None]})
    b'{"a":[1,null],"b":"0.0850"}'
    """
    plain = _checked(value, DEEPEST)
    # RFC 8785 3.2.3 sorts by UTF-16 code units; Python sorts by code points, which is the same below U+10000.
    try:
        if plain:
            text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
            return text.encode("utf-8")
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (UnicodeEncodeError, rfc8785.CanonicalizationError) as error:
        raise RecordError("json_surrogate") from error


def read_json(data: bytes, what: str) -> Any:  # noqa: ANN401 -- any JSON value
    """The value of a JSON text, read strictly.

    Args:
        data: UTF-8 bytes without a byte order mark.
        what: What the text is, for the refusal.

    Raises:
        RecordError: It is no JSON in UTF-8, names a member twice, or holds a number that is no short integer.
    """
    if len(data) > _LARGEST:
        raise RecordError("json_large", what=what, size=len(data), limit=_LARGEST)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError("json_encoding", what=what, place=error.start) from error
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RecordError("json_syntax", what=what, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise RecordError("json_depth", limit=DEEPEST) from error


def read_canonical(data: bytes, what: str) -> Any:  # noqa: ANN401 -- any JSON value
    """The value of a text that must be the canonical bytes of that value.

    Raises:
        RecordError: The text cannot be read strictly, or is another spelling of its value.
    """
    value = read_json(data, what)
    if canonical(value) != data:
        raise RecordError("json_not_canonical", what=what)
    return value


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of bytes in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _checked(value: object, depth: int) -> bool:
    """Whether all member names lie below U+10000, after the value was found fit to be sealed."""
    if value is None or isinstance(value, str | bool):
        return True
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise RecordError("json_integer", limit=LARGEST_INTEGER)
        return True
    if isinstance(value, Mapping):
        _deeper(depth)
        plain = True
        for name, member in value.items():
            if not isinstance(name, str):
                raise RecordError("json_type", kind=type(name).__name__)
            plain &= _checked(member, depth - 1) and (name.isascii() or max(name) < _ABOVE_BMP)
        return plain
    if isinstance(value, list | tuple):
        _deeper(depth)
        plain = True
        for member in value:
            plain &= _checked(member, depth - 1)
        return plain
    raise RecordError("json_type", kind=type(value).__name__)


def _deeper(depth: int) -> None:
    if depth <= 0:
        raise RecordError("json_depth", limit=DEEPEST)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise RecordError("json_member_twice", name=next(name for name in names if names.count(name) > 1))
    return members


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER or abs(number := int(text)) > LARGEST_INTEGER:
        raise RecordError("json_integer", limit=LARGEST_INTEGER)
    return number


def _fraction(text: str) -> NoReturn:
    raise RecordError("json_fraction", read=text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_integer, parse_float=_fraction, parse_constant=_fraction
)
