"""Questions as JSON lines: one object a line in, one a line out, in order, ids echoed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from verifier.acceptance.calculator import Asked, convert_value, judge_value
from verifier.errors import UsageError, VerifierError
from verifier.measurement.conditions import read_conditions

__all__ = ["answer_lines", "bounded_lines"]

_LONGEST: Final = 1_000_000
_KEYS: Final = {
    "judge": frozenset({"id", "predicate", "value", "unit", "uncertainty", "k", "conditions", "rule", "reading"}),
    "convert": frozenset({"id", "value", "from", "to"}),
}
_NEEDED: Final = {"judge": ("predicate", "value"), "convert": ("value", "to")}


class _FloatText(str):
    """A JSON float as its source text: it never passes through binary."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _NoNumber:
    """`NaN` or `Infinity`, which JSON does not have: refused where its field is read, so that the id is known."""

    text: str


class _Object(dict[str, Any]):
    """A JSON object that remembers a key that stood twice."""

    __slots__ = ("twice",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice: str | None = None
        for name, _ in pairs if len(self) != len(pairs) else ():
            if name in seen:
                self.twice = name
                break
            seen.add(name)


def bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long its beginning, enough to be refused.

    Args:
        stream: Where the lines come from; nothing is read ahead of what is answered.
    """
    while line := stream.readline(_LONGEST + 1):
        rest = line
        while len(rest) > _LONGEST and not rest.endswith(b"\n"):
            rest = stream.readline(_LONGEST + 1)
        yield line


def answer_lines(lines: Iterable[bytes], kind: str) -> Iterator[tuple[bytes, bool]]:
    """Answer each line.

    Args:
        lines: UTF-8 lines, each one JSON object; blank lines are passed over.
        kind: `judge` or `convert`.

    Yields:
        The answer as one UTF-8 line, and whether it is an error.
    """
    for line in lines:
        if line.strip():
            yield _answer(line, kind)


def _answer(line: bytes, kind: str) -> tuple[bytes, bool]:
    identity: object = None
    try:
        question = _question(line)
        identity = _identity(question)
        _check_keys(question, kind)
        answer = _judged(question) if kind == "judge" else _converted(question)
    except VerifierError as error:
        reason = error.reason
        sentences = {"code": reason.code, "zh": reason.text("zh"), "en": reason.text("en")}
        return _line(identity, {"error": sentences}), True
    return _line(identity, answer), False


def _line(identity: object, answer: dict[str, Any]) -> bytes:
    """One answer; an id that was a JSON float is echoed as it was written."""
    shown = str(identity) if isinstance(identity, _FloatText) else json.dumps(identity, ensure_ascii=False)
    text = _ENCODER.encode(answer)
    # A lone surrogate becomes the JSON escape that it came as.
    return f'{{"id":{shown},{text[1:]}\n'.encode("utf-8", "backslashreplace")


def _question(line: bytes) -> _Object:
    if len(line) > _LONGEST:
        raise UsageError("line_too_long", length=len(line), longest=_LONGEST)
    try:
        question = _DECODER.decode(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError("line_no_json", why=str(error)) from error
    if not isinstance(question, _Object):
        raise UsageError("line_no_object")
    return question


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER: Final = json.JSONDecoder(parse_float=_FloatText, parse_constant=_NoNumber, object_pairs_hook=_Object)


def _identity(question: _Object) -> object:
    identity = question.get("id")
    if identity is not None and (isinstance(identity, bool) or not isinstance(identity, str | int)):
        raise UsageError("line_value_type", key="id")
    return identity


def _check_keys(question: _Object, kind: str) -> None:
    stated = question.get("conditions")
    twice = question.twice if question.twice is not None else stated.twice if isinstance(stated, _Object) else None
    if twice is not None:
        raise UsageError("line_key_twice", key=twice)
    if not question.keys() <= _KEYS[kind]:
        unknown = next(key for key in question if key not in _KEYS[kind])
        raise UsageError("line_key_unknown", key=unknown, known=", ".join(sorted(_KEYS[kind])))
    lacking = [key for key in _NEEDED[kind] if question.get(key) is None]
    if lacking:
        raise UsageError("line_key_missing", key=lacking[0])
    if kind == "judge" and (reading := _text(question, "reading")) not in {"", "as-stated"}:
        raise UsageError("reading_without_catalogue", reading=reading)


def _text(question: dict[str, Any], key: str) -> str:
    """A field as text: a string, an integer, or a float's source text."""
    value = question.get(key)
    if value is None:
        return ""
    if isinstance(value, _NoNumber):
        raise UsageError("line_constant", read=value.text)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise UsageError("line_value_type", key=key)
    return str(value)


def _judged(question: dict[str, Any]) -> dict[str, Any]:
    return judge_value(
        Asked(
            _text(question, "predicate"),
            _text(question, "value"),
            _text(question, "unit"),
            _conditions(question),
            _text(question, "rule"),
            _text(question, "uncertainty"),
            _text(question, "k"),
        )
    )


def _conditions(question: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    stated = question.get("conditions")
    if isinstance(stated, dict):
        return tuple((key, _text(stated, key)) for key in stated)
    return tuple((one.key, one.value) for one in read_conditions(_text(question, "conditions")))


def _converted(question: dict[str, Any]) -> dict[str, Any]:
    answer = convert_value(_text(question, "value"), _text(question, "to"), _text(question, "from"))
    return {"value": answer["value"], "exact": answer["exact"]}
