"""Results of a tester: each value with its limits, its flags and the part that it was measured on."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntFlag
from typing import BinaryIO, NamedTuple

from verifier.errors import MeasurementError
from verifier.measurement.binary_float import shortest_single
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.stdf.fields import (
    FUNCTIONAL_HEAD,
    MULTIPLE_HEAD,
    PARAMETRIC_HEAD,
    PART_HEAD,
    Tail,
    functional_tail,
    multiple_body,
    parametric_tail,
    text_at,
)
from verifier.measurement.stdf.records import FTR, MIR, MPR, PIR, PRR, PTR, WIR, WRR, Record, read_frames

__all__ = ["Lot", "Part", "Result", "TestFlag", "read_results"]

_NO_COORDINATE = -32768
_MIR_TEXTS_AT = 15
_LEAST_MIR = 8
_WAFER_ID_AT = 6


class TestFlag(IntFlag):
    """TEST_FLG: what the tester says of a result.

    Source:
        STDF V4, PTR, field TEST_FLG.
    """

    __test__ = False

    ALARM = 1
    NOT_VALID = 2
    UNRELIABLE = 4
    TIMEOUT = 8
    NOT_EXECUTED = 16
    ABORTED = 32
    NO_VERDICT = 64
    FAILED = 128


_INVALID: TestFlag = (
    TestFlag.ALARM
    | TestFlag.NOT_VALID
    | TestFlag.UNRELIABLE
    | TestFlag.TIMEOUT
    | TestFlag.NOT_EXECUTED
    | TestFlag.ABORTED
)


@dataclass(frozen=True, slots=True)
class Lot:
    """What the file says of all its results: lot, part type, node, tester, job, and the time of its start."""

    lot: str = ""
    part_type: str = ""
    node: str = ""
    tester: str = ""
    job: str = ""
    started: int = 0


# A flag of a byte is looked up: to make one takes longer than to read the record.
_FLAGS = tuple(TestFlag(bits) for bits in range(256))


class Result(NamedTuple):
    """One result of one test.

    Attributes:
        record: Number of the record in the file.
        test: Number of the test.
        name: Text of the test, or "".
        value: The shortest decimal of the single; of a functional test `pass` or `fail`.
        unit: Unit as the file writes it, or "".
        low: Lower limit, or "" where there is none.
        high: Upper limit, or "" where there is none.
        flags: TEST_FLG.
        pin: Index of the result in a record of several, from 1, or 0.
    """

    record: int
    test: int
    name: str
    value: str
    unit: str
    low: str
    high: str
    flags: TestFlag
    pin: int = 0

    @property
    def invalid(self) -> bool:
        """Whether the flags say that there is no result: alarm, not valid, not executed and the like."""
        return bool(self.flags & _INVALID)

    def within(self) -> bool | None:
        """Whether the value lies within the file's own limits, which belong to it; None where it is no result.

        Flags come first: what raised an alarm lies nowhere.
        """
        if self.invalid or self.value in {"nan", "inf", "-inf"}:
            return None
        if self.value in {"pass", "fail"}:
            return self.value == "pass"
        # The shortest decimals of singles lie in the order of the singles.
        value = Decimal(self.value)
        return (not self.low or Decimal(self.low) <= value) and (not self.high or value <= Decimal(self.high))


@dataclass(frozen=True, slots=True)
class Part:
    """One part with its results.

    Attributes:
        record: Number of the part's last record.
        part: The part's id, or "".
        wafer: The wafer's id, or "".
        x: Coordinate on the wafer, or "".
        y: Coordinate on the wafer, or "".
        flags: PART_FLG.
        hard_bin: The bin that the part was put into.
        soft_bin: The bin of the program.
        results: The results, in the order of the file.
        complete: Whether the file closes the part.
    """

    record: int
    part: str
    wafer: str
    x: str
    y: str
    flags: int
    hard_bin: int
    soft_bin: int
    results: tuple[Result, ...]
    complete: bool = True


@dataclass(slots=True)
class _State:
    order: str
    heads: dict[str, struct.Struct]
    lot: Lot = field(default_factory=Lot)
    open: dict[tuple[int, int], list[Result]] = field(default_factory=dict)
    wafers: dict[int, str] = field(default_factory=dict)
    first: dict[tuple[int, int], Tail] = field(default_factory=dict)
    tails: dict[tuple[int, int, bytes], Tail] = field(default_factory=dict)
    waiting: int = 0


def read_results(stream: BinaryIO, file: str, limits: Limits = LIMITS) -> Iterator[tuple[Lot, Part]]:
    """The parts of an STDF file with their results, each when the file closes it.

    Limits, unit and text that a record leaves out are those of the first record of its test.

    Args:
        stream: The file, unpacked.
        file: The file's name, for errors.
        limits: Limits of size; `rows` is how many results may wait for the end of their parts.

    Raises:
        MeasurementError: The file is no STDF V4, or ends within a record, or closes no part for too long.
    """
    frame = read_frames(stream, file)
    order = frame.order
    heads = {
        name: struct.Struct(order + form)
        for name, form in (("p", PARAMETRIC_HEAD), ("m", MULTIPLE_HEAD), ("f", FUNCTIONAL_HEAD), ("r", PART_HEAD))
    }
    state = _State(order, heads)
    last = 0
    for record in frame.records:
        last = record.number
        kind, body = record.kind, record.body
        if kind == PTR and len(body) >= state.heads["p"].size:
            _parametric(record, state)
            if state.waiting > limits.rows:
                raise MeasurementError("table_rows_many", file=file, line=last, column="", limit=limits.rows)
        elif kind == PRR and len(body) >= state.heads["r"].size:
            yield state.lot, _part(record, state)
        elif kind == MPR and len(body) >= state.heads["m"].size:
            _multiple(record, state)
        elif kind == FTR and len(body) >= state.heads["f"].size:
            _functional(record, state)
        elif kind == PIR and len(body) > 1:
            state.waiting -= len(state.open.get((body[0], body[1]), ()))
            state.open[body[0], body[1]] = []
        elif kind == WIR and len(body) > _WAFER_ID_AT:
            state.wafers[body[0]] = text_at(body, _WAFER_ID_AT)[0]
        elif kind == WRR and body:
            state.wafers.pop(body[0], None)
        elif kind == MIR and len(body) >= _LEAST_MIR:
            state.lot = _lot(body, order)
    for (head, _), results in state.open.items():
        if results:
            yield state.lot, Part(last, "", state.wafers.get(head, ""), "", "", 0, 0, 0, tuple(results), complete=False)


def _lot(body: bytes, order: str) -> Lot:
    (started,) = struct.unpack_from(order + "I", body, 4)
    texts, at = [], _MIR_TEXTS_AT
    for _ in range(5):
        text, at = text_at(body, at)
        texts.append(text)
    lot, part_type, node, tester, job = texts
    return Lot(lot, part_type, node, tester, job, started)


def _part(record: Record, state: _State) -> Part:
    head, site, flags, _, hard, soft, x, y, _ = state.heads["r"].unpack_from(record.body)
    name, _ = text_at(record.body, state.heads["r"].size)
    results = state.open.pop((head, site), [])
    state.waiting -= len(results)
    return Part(
        record.number, name, state.wafers.get(head, ""), "" if x == _NO_COORDINATE else str(x),
        "" if y == _NO_COORDINATE else str(y), flags, hard, soft, tuple(results),
    )  # fmt: skip


def _parametric(record: Record, state: _State) -> None:
    head = state.heads["p"]
    test, station, site, flags, _, bits = head.unpack_from(record.body)
    tail = _tail(record, test, record.body[head.size :], state)
    _keep(state, station, site, _result(record, test, shortest_single(bits), tail, flags=flags))


def _multiple(record: Record, state: _State) -> None:
    head = state.heads["m"]
    test, station, site, flags, _, pins, count = head.unpack_from(record.body)
    values, rest = multiple_body(record.body, head.size, pins, count, state.order)
    tail = _tail(record, test, rest, state)
    for pin, bits in enumerate(values, 1):
        _keep(state, station, site, _result(record, test, shortest_single(bits), tail, flags=flags, pin=pin))


def _functional(record: Record, state: _State) -> None:
    test, station, site, flags, _ = state.heads["f"].unpack_from(record.body)
    first = state.first.get((FTR, test))
    tail = functional_tail(record.body, state.order)
    if first is None:
        state.first[FTR, test] = tail
    elif not tail.name:
        tail = first
    _keep(state, station, site, _result(record, test, "fail" if flags & TestFlag.FAILED else "pass", tail, flags=flags))


def _tail(record: Record, test: int, rest: bytes, state: _State) -> Tail:
    """Text, unit and limits of a record; what it leaves out is taken from the first of its test."""
    key = (record.kind, test, rest)
    known = state.tails.get(key)
    if known is None:
        own = parametric_tail(rest, state.order)
        first = state.first.setdefault((record.kind, test), own)
        known = own.after(first)
        if len(state.tails) < 1 << 16:
            state.tails[key] = known
    return known


def _result(record: Record, test: int, value: str, tail: Tail, *, flags: int, pin: int = 0) -> Result:
    return Result(
        record.number, test, tail.name, value, tail.unit or "", tail.low or "", tail.high or "", _FLAGS[flags], pin
    )


def _keep(state: _State, station: int, site: int, result: Result) -> None:
    # A result without a PIR before it belongs to the part that the next PRR of its site closes.
    state.open.setdefault((station, site), []).append(result)
    state.waiting += 1
