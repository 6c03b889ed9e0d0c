"""Rows of an STDF file: the results that its mapping takes, each with its part, wafer and lot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any, BinaryIO

from verifier.errors import MeasurementError, NumberError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.mapping import Entry, Mapping
from verifier.measurement.row import Row
from verifier.measurement.stdf.results import Lot, Part, Result, TestFlag, read_results
from verifier.measurement.table import Table
from verifier.quantity.number import format_exact, read_number
from verifier.wording import Reason

__all__ = ["read_stdf"]

# The civil dates of a submission are those of Asia/Shanghai, which has kept this offset since 1991.
_CIVIL = timezone(timedelta(hours=8))
_SHOWN = 8
_BARRED = (
    (TestFlag.ALARM, "alarm"),
    (TestFlag.NOT_EXECUTED, "not-executed"),
    (TestFlag.NOT_VALID, "not-valid"),
    (TestFlag.UNRELIABLE, "unreliable"),
    (TestFlag.TIMEOUT, "timeout"),
    (TestFlag.ABORTED, "aborted"),
    (TestFlag.FAILED, "failed"),
)


def read_stdf(data: bytes | BinaryIO, file: str, mapping: Mapping, limits: Limits = LIMITS) -> Table:
    """The rows that a tester's file states under a mapping.

    1. Results are taken by number or name of their test; all others are counted and told.
    2. Flags come before values: what the tester flags is no number a verdict could pass; the number is kept beside it.
    3. A normaliser divides exactly. 4. Where a part was tested again, its earlier rows are marked as excluded.

    Args:
        data: The file, unpacked.
        file: The file's name.
        mapping: Which tests answer which target.
        limits: Limits of size.

    Returns:
        The table; what refuses it stands in its faults, and nothing is raised.
    """
    gathering = _Gathering(file, mapping, limits)
    rows: list[tuple[int, Row]] = []
    try:
        rows.extend(gathering.rows(BytesIO(data) if isinstance(data, bytes) else data))
    except MeasurementError as failure:
        gathering.faults.append(failure)
    settled = tuple(gathering.settled(rows))
    return Table(file, "STDF V4", settled, tuple(gathering.faults), (), ignored=tuple(gathering.told()))


class _Gathering:
    """What is known of a tester's file while it is read."""

    def __init__(self, file: str, mapping: Mapping, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.mapping = mapping
        self.entries = mapping.entries
        self.by_number = {entry.number: at for at, entry in enumerate(self.entries) if entry.number is not None}
        self.by_name = {e.name: at for at, e in enumerate(self.entries) if e.number is None and e.name}
        self.faults: list[MeasurementError] = []
        self.other: dict[int, str] = {}
        self.others = 0
        # The unit of each test's results under its entry, once it was settled.
        self.units: dict[tuple[int, str], str | None] = {}
        self.again: dict[tuple[str, ...], int] = {}
        self.incomplete = 0

    def rows(self, stream: BinaryIO) -> Iterator[tuple[int, Row]]:
        """The rows, each with the record that closes its part."""
        made = 0
        for lot, part in read_results(stream, self.file, self.limits):
            shared = self.shared(lot, part)
            for flag, key in _identities(shared):
                if part.flags & flag:
                    self.again[key] = part.record
            self.incomplete += not part.complete
            for result in part.results:
                at = self.entry(result)
                if at is None:
                    self.others += 1
                    if len(self.other) < self.limits.columns:
                        self.other.setdefault(result.test, result.name)
                    continue
                unit = self.unit(at, result)
                if unit is None:
                    continue
                made += 1
                if made > self.limits.rows:
                    raise MeasurementError(
                        "table_rows_many", file=self.file, line=result.record, column="", limit=self.limits.rows
                    )
                yield part.record, self.row(self.entries[at], result, unit, shared)

    def entry(self, result: Result) -> int | None:
        """The entry that takes a result: by number, and by name where that is given too; else by name alone."""
        at = self.by_number.get(result.test)
        if at is not None and self.entries[at].name in {"", result.name}:
            return at
        return self.by_name.get(result.name)

    def unit(self, at: int, result: Result) -> str | None:
        """The unit of a result, None where the mapping's is another than the file's: that is told once."""
        key = (at, result.unit)
        if key not in self.units:
            stated = self.entries[at].unit
            # Testers write V as v: case alone is a spelling here, because the mapping says what is meant.
            same = not stated or not result.unit or stated.casefold() == result.unit.casefold()
            self.units[key] = (stated or result.unit) if same else None
            if not same:
                fault = MeasurementError(
                    "stdf_unit_differs", file=self.file, line=result.record, column="UNITS", test=result.test,
                    read=result.unit, mapping=self.mapping.file, stated=stated,
                )  # fmt: skip
                self.faults.append(fault)
        return self.units[key]

    def shared(self, lot: Lot, part: Part) -> Row:
        """What all rows of a part state."""
        day = datetime.fromtimestamp(lot.started, _CIVIL).date().isoformat() if lot.started else ""
        return Row(
            self.file, part.record, "", lot=lot.lot, wafer=part.wafer, sample=part.part, x=part.x, y=part.y, date=day,
            instrument=" ".join(text for text in (lot.tester, lot.node) if text), method=lot.job,
        )  # fmt: skip

    def row(self, entry: Entry, result: Result, unit: str, shared: Row) -> Row:
        barred = next((word for flag, word in _BARRED if result.flags & flag), "")
        value, unit, divided = _normalised(result, unit, entry)
        name = (("test name", result.name),) if result.name else ()
        made = replace(
            shared, line=result.record, target=entry.target, unit=unit,
            value=f"#{barred.upper()} {value}" if barred else value,
            barred=f"stdf_{barred.replace('-', '_')}" if barred else "", reading=value if barred else "",
            extra=(("test", str(result.test)), *name, *_limits(result), *divided),
        )  # fmt: skip
        stated: dict[str, Any] = dict(entry.columns)
        return replace(made, **stated) if stated else made

    def settled(self, rows: list[tuple[int, Row]]) -> Iterator[Row]:
        """The rows, with those of parts that were tested again marked as excluded."""
        for closed, row in rows:
            later = max((self.again.get(key, 0) for _, key in _identities(row)), default=0) if self.again else 0
            yield replace(row, exclude=f"superseded by record {later}") if later > closed else row

    def told(self) -> Iterator[Reason]:
        """What was assumed, and what was left out."""
        yield Reason.of("stdf_singles", file=self.file)
        if self.others:
            names = ", ".join(f"{test} {name}".strip() for test, name in list(self.other.items())[:_SHOWN])
            yield Reason.of("stdf_not_mapped", file=self.file, count=self.others, tests=len(self.other), names=names)
        taken = {at for at, _ in self.units}
        for at, entry in enumerate(self.entries):
            if at not in taken:
                name = entry.number if entry.number is not None else entry.name or entry.ref_type or entry.id
                yield Reason.of(
                    "mapping_unused", file=self.file, mapping=self.mapping.file, name=name, target=entry.target
                )
        if self.incomplete:
            yield Reason.of("stdf_incomplete", file=self.file, count=self.incomplete)


def _identities(row: Row) -> Iterator[tuple[int, tuple[str, ...]]]:
    """What a part may be known by, with the flag of PART_FLG that says it was tested again under it."""
    if row.sample:
        yield 1, ("part", row.lot, row.wafer, row.sample)
    if row.x and row.y:
        yield 2, ("place", row.lot, row.wafer, row.x, row.y)


def _limits(result: Result) -> tuple[tuple[str, str], ...]:
    named = (("test low", result.low), ("test high", result.high), ("test unit", result.unit))
    return tuple((key, text) for key, text in named if text)


def _normalised(result: Result, unit: str, entry: Entry) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Value and unit of a result divided by its normaliser, and the raw value beside it."""
    by = entry.normaliser
    if by is None:
        return result.value, unit, ()
    try:
        value = read_number(result.value).value / read_number(by.number).value
    except NumberError:
        # What is no number stays what it is, and is told where it is judged.
        return result.value, unit, ()
    per = by.per(unit)
    return format_exact(value), per, (("test value", result.value), ("divided by", f"{by.number} {by.unit}".strip()))
