"""Parts: the tally of one file as a document that can be kept, sent, and added to others later."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from dataclasses import asdict, fields
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.decision.sample_size import Detail, Lot
from verifier.errors import MeasurementError
from verifier.measurement.header import Stage
from verifier.measurement.row import Row
from verifier.measurement.submission import Source
from verifier.plan.group import Counted, Group, Seen, unweighed
from verifier.plan.plan import Plan
from verifier.plan.scan import Scan
from verifier.plan.tally import Tally
from verifier.quantity.number import read_number
from verifier.wording import Reason, messages

__all__ = ["SCHEMA", "Head", "read_head", "read_part", "write_part"]

SCHEMA: Final = "dabiao/part/v6"
_LARGEST: Final = 1024 * 1024 * 1024
_ROW_FIELDS: Final = tuple(field.name for field in fields(Row))


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", defer_build=True)


_Count = Annotated[int, Field(ge=0)]
_Seen = tuple[_Count, _Count, dict[str, Any]]
_Reason = tuple[str, dict[str, str | int]]


class Head(_Strict):
    """What a part was tallied for: parts of different questions are never added.

    Attributes:
        guide: The guide's id.
        digest: The guide's digest.
        project: The project's code.
        rule: The decision rule as a command takes it, "" for the default.
        period: First and last day of the execution period, None where none is stated.
        bases: Declared bases, as target id and text.
        correlations: Correlation coefficients of inputs, as target id, two inputs and the exact coefficient.
        contract: The contract's id, "" for none.
        contractor: Who submits.
        stage: Stage of the review.
        as_of: The day whose state of affairs is judged, "" where nothing states it.
        targets: Digest of the targets as they are judged.
        contract_digest: Digest of the contract whose terms they are, "" where none was given.
    """

    guide: str
    digest: str
    project: str
    rule: str
    period: tuple[str, str] | None
    bases: list[tuple[str, str]]
    correlations: list[tuple[str, str, str, str]]
    contract: str
    contractor: str
    stage: Stage | None
    as_of: str
    targets: str
    contract_digest: str = ""


class _Zone(_Strict):
    zone: _Count
    count: _Count
    first: _Seen
    low: tuple[str, _Count, _Count, dict[str, Any]]
    high: tuple[str, _Count, _Count, dict[str, Any]]
    listed: list[_Seen]


class _Group(_Strict):
    zones: list[_Zone]
    values: dict[str, _Count]
    expanded: dict[str, _Count]
    others: list[tuple[str, str, _Count, _Seen]]
    rows: list[_Seen]


class _Lot(_Strict):
    # Lists of pairs and no objects: names of parts are anything, and a key would take them for a member.
    lot: str
    unnamed: _Count
    parts: list[tuple[str, _Count]]


class _Size(_Strict):
    target: str
    detail: Annotated[int, Field(ge=0, le=2)]
    lots: list[_Lot]


class _Source(_Strict):
    path: str
    sha256: str
    bytes: _Count
    encoding: str
    assumed: bool


class _Part(_Strict):
    schema_: Annotated[Literal["dabiao/part/v6"], Field(alias="schema")]
    head: Head
    source: _Source
    counted: _Count
    exact: _Count
    whole: bool
    pieces: _Count
    ignored: list[_Reason]
    evidence: list[_Seen]
    groups: list[_Group]
    sizes: list[_Size]


def write_part(scan: Scan, head: Head, path: Path) -> None:
    """Write the tally of one file, at once or not at all."""
    tally = scan.tally
    document = {
        "schema": SCHEMA,
        "head": head.model_dump(),
        "source": asdict(scan.source),
        "counted": tally.counted,
        "exact": tally.exact,
        "whole": scan.whole,
        "pieces": scan.pieces,
        "ignored": [[reason.code, {name: _plain(part) for name, part in reason.parts}] for reason in scan.ignored],
        "evidence": [_seen(seen) for seen in tally.evidence.values()],
        "groups": [
            {
                "zones": [
                    {
                        "zone": number,
                        "count": zone.count,
                        "first": _seen(zone.first),
                        "low": [str(zone.low[0]), *_seen(zone.low[1])],
                        "high": [str(zone.high[0]), *_seen(zone.high[1])],
                        "listed": [_seen(seen) for seen in zone.listed],
                    }
                    for number, zone in sorted(group.found.items())
                ],
                "values": dict(group.values),
                "expanded": dict(group.expanded),
                "others": [
                    [text, shown, counted.count, _seen(counted.first)]
                    for (text, shown, *_), counted in group.others.items()
                ],
                "rows": [_seen(seen) for seen in group.rows],
            }
            for group in tally.groups.values()
            if group.found or group.others or group.rows
        ],
        "sizes": [
            {
                "target": target,
                "detail": int(size.detail),
                "lots": [
                    {"lot": name, "unnamed": lot.unnamed, "parts": [[part, sites] for part, sites in lot.sites.items()]}
                    for name, lot in size.lots.items()
                ],
            }
            for target, size in tally.sizes.known.items()
            if size.lots
        ],
    }
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(gzip.compress(text.encode("ascii"), 3, mtime=0))
    unfinished.replace(path)


def _plain(part: object) -> str | int:
    return part if isinstance(part, int) else str(part)


def _seen(seen: Seen) -> list[Any]:
    stated = {name: value for name in _ROW_FIELDS if (value := getattr(seen.row, name)) not in {"", ()}}
    return [*seen.place, stated]


def read_head(path: Path) -> Head:
    """What a part was tallied for.

    Raises:
        MeasurementError: The file is no part, or damaged.
    """
    return _document(path).head


def read_part(path: Path, plan: Plan) -> Scan:
    """The tally of a part, under the plan of the same question.

    Raises:
        MeasurementError: The file is no part, or damaged.
    """
    document = _document(path)
    tally = Tally(plan, files=1)
    try:
        for group in document.groups:
            _fill(tally, group)
        for stored in document.evidence:
            seen = _row(stored)
            tally.evidence[seen.row.evidence] = seen
        for stored_size in document.sizes:
            _fill_size(tally, stored_size)
    except (TypeError, ValueError, KeyError, ZeroDivisionError, IndexError) as failure:
        raise _broken(path, type(failure).__name__) from None
    tally.counted, tally.exact = document.counted, document.exact
    ignored = tuple(Reason(code, tuple(parts.items())) for code, parts in document.ignored if code in messages())
    source = Source(**document.source.model_dump())
    return Scan(source, tally, ignored, [], document.whole, document.pieces)


def _document(path: Path) -> _Part:
    try:
        with gzip.open(path, "rb") as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise _broken(path, "size")
        return _Part.model_validate_json(data)
    except (ValidationError, EOFError, gzip.BadGzipFile, zlib.error, RecursionError) as failure:
        raise _broken(path, type(failure).__name__) from None


def _broken(path: Path, cause: str) -> MeasurementError:
    return MeasurementError("part_broken", file=path.name, line=1, column="", cause=cause)


def _fill(tally: Tally, stored: _Group) -> None:
    anyone = [
        *(zone.first for zone in stored.zones), *(other[3] for other in stored.others), *stored.rows
    ]  # fmt: skip
    row = _row(anyone[0]).row
    group = tally.group(row)
    for zone in stored.zones:
        if zone.zone >= len(group.zones) or zone.count < 1:
            message = "a zone that the plan does not have"
            raise ValueError(message)
        low = (Fraction(zone.low[0]), _row(zone.low[1:]))
        high = (Fraction(zone.high[0]), _row(zone.high[1:]))
        tally.add_to_zone(group, zone.zone, zone.count, low, high, _row(zone.first))
        tally.list_rows(group, zone.zone, [_row(seen) for seen in zone.listed])
    for text, weight in map(unweighed, stored.values):
        read_number(text)
        _check_weight(group, weight)
    tally.add_values(group, row, Counter(stored.values))
    for text, weight in map(unweighed, stored.expanded):
        if Fraction(text) <= 0:
            message = "a U that is no positive number"
            raise ValueError(message)
        _check_weight(group, weight)
    tally.add_expanded(group, row, Counter(stored.expanded))
    for text, shown, count, first in stored.others:
        counted = Counted(count, _row(first))
        _, _, beside, weight = group.text_of(counted.first.row)
        tally.count_other(group, (text, shown, beside, weight), counted)
    tally.collect(group, [_row(seen) for seen in stored.rows])


def _check_weight(group: Group, weight: str) -> None:
    if bool(weight) != group.weighs or (weight and read_number(weight).value < 0):
        message = "a weight that the rows cannot have"
        raise ValueError(message)


def _fill_size(tally: Tally, stored: _Size) -> None:
    size = tally.sizes.of(stored.target)
    if size is None:
        raise KeyError(stored.target)
    size.take_in(Detail(stored.detail), {one.lot: Lot(dict(one.parts), one.unnamed) for one in stored.lots})


def _row(stored: tuple[int, int, dict[str, Any]]) -> Seen:
    file, number, stated = stored
    if not set(stated).issubset(_ROW_FIELDS):
        message = "a column that rows do not have"
        raise KeyError(message)
    cells = dict(stated)
    cells["extra"] = tuple((str(header), str(cell)) for header, cell in cells.get("extra", ()))
    for name, cell in cells.items():
        if name not in {"extra", "line"} and not isinstance(cell, str):
            raise TypeError(name)
    return Seen((file, number), Row(**cells))
