"""Waivers and deviations: a person's decision beside a verdict, which stays what it is."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from verifier.errors import UsageError

__all__ = ["Waiver", "WaiverState", "read_waivers", "state_of", "waiver_fields"]

_LARGEST = 1_000_000
_DEEPEST_LINE = 200


class WaiverState(StrEnum):
    """Whether a waiver applies on the as-of date."""

    APPLIES = "applies"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver of a target, or a deviation from it that was approved.

    Args:
        target: The target's id.
        kind: Waiver or deviation.
        justification: Why, in the approver's words.
        approver: Who approved it.
        start: The first day on which it applies.
        until: The last day on which it applies.
    """

    target: str
    kind: Literal["waiver", "deviation"]
    justification: str
    approver: str
    start: date | None
    until: date | None


def state_of(waiver: Waiver, as_of: date) -> WaiverState:
    """Whether a waiver applies: both ends are civil dates and belong to it; without both, it never does.

    >>> state_of(Waiver("X.a", "waiver", "", "", date(2026, 1, 1), date(2026, 6, 30)), date(2026, 6, 30)).value
    'applies'
    """
    if waiver.start is None or waiver.until is None:
        return WaiverState.UNDATED
    if as_of < waiver.start:
        return WaiverState.NOT_YET
    return WaiverState.EXPIRED if as_of > waiver.until else WaiverState.APPLIES


def waiver_fields(waiver: Waiver, as_of: date) -> dict[str, Any]:
    """A waiver as it stands in a record, with its state on the as-of date."""
    return {
        "target": waiver.target,
        "kind": waiver.kind,
        "justification": waiver.justification,
        "approver": waiver.approver,
        "from": None if waiver.start is None else waiver.start.isoformat(),
        "until": None if waiver.until is None else waiver.until.isoformat(),
        "state": state_of(waiver, as_of).value,
    }


def _civil(value: object) -> object:
    # TOML's date-times are dates to Python; a waiver has days.
    return str(value) if isinstance(value, datetime) else value


_Words = Annotated[str, Field(min_length=1, max_length=10_000)]
_Day = Annotated[date, BeforeValidator(_civil)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True, defer_build=True)


class _Waiver(_Strict):
    target: _Words
    kind: Literal["waiver", "deviation"] = "waiver"
    justification: _Words
    approver: _Words
    from_: Annotated[_Day | None, Field(alias="from")] = None
    until: _Day | None = None


class _Waivers(_Strict):
    waiver: Annotated[list[_Waiver], Field(max_length=1000)] = []


def read_waivers(data: bytes, file: str, targets: Collection[str]) -> tuple[Waiver, ...]:
    """The waivers of a TOML file: ``[[waiver]]`` with target, justification, approver, from and until.

    Args:
        data: The file's bytes, UTF-8.
        file: Its name, for refusals.
        targets: Ids of the targets that were judged.

    Raises:
        UsageError: The file is no such TOML, names a target that was not judged, or ends before it begins.
    """
    if len(data) > _LARGEST or any(line.count(b".") > _DEEPEST_LINE for line in data.split(b"\n")):
        raise UsageError("waivers_large", file=file, limit=_LARGEST)
    try:
        found = _Waivers.model_validate(tomllib.loads(unicodedata.normalize("NFC", data.decode("utf-8")))).waiver
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError("waivers_syntax", file=file) from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise UsageError("waivers_form", file=file, where=where) from error
    for waiver in found:
        if waiver.target not in targets:
            raise UsageError("waivers_target", file=file, target=waiver.target)
        if waiver.from_ is not None and waiver.until is not None and waiver.until < waiver.from_:
            raise UsageError("waivers_order", file=file, target=waiver.target)
    return tuple(Waiver(w.target, w.kind, w.justification, w.approver, w.from_, w.until) for w in found)
