"""Mappings: which results of a tester's or a laboratory's file answer which target, as a small TOML file says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from verifier.errors import MeasurementError, VerifierError
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.toml_document import read_document
from verifier.quantity.number import read_number
from verifier.quantity.units import read_unit
from verifier.wording import Reason

__all__ = ["Entry", "Mapping", "Normaliser", "read_mapping"]

_KNOWN = "test.number, test.name, quantity.ref_type, quantity.name, quantity.id, target, unit, normaliser"
_COLUMNS = (
    "conditions", "statistic", "basis", "polarity", "quantity", "item", "date", "lab", "accreditation", "report",
    "page", "method", "instrument", "evidence", "remark",
)  # fmt: skip
_MOST = 10_000
_HIGHEST_TEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Normaliser:
    """What each result is divided by, such as the width of a transistor: an exact number and its unit, as texts."""

    number: str
    unit: str

    def per(self, unit: str) -> str:
        """The unit of a result in another unit, divided by this."""
        if not self.unit:
            return unit
        return f"{unit or '1'}/{self.unit}" if self.unit.isalpha() else f"{unit or '1'}/({self.unit})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One result that is taken.

    Attributes:
        target: Id of the target it answers.
        number: Number of the test, or None.
        name: Name of the test or quantity, or "".
        ref_type: `refType` of the quantity, or "".
        id: `id` of the quantity, or "".
        unit: Unit of the results, where the file states none or in another spelling; or "".
        normaliser: What each result is divided by, or None.
        columns: Columns that every row made of it states, as key and text.
    """

    target: str
    number: int | None = None
    name: str = ""
    ref_type: str = ""
    id: str = ""
    unit: str = ""
    normaliser: Normaliser | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is taken of a file; `file` is the mapping's own name."""

    file: str
    entries: tuple[Entry, ...]


_Text = Annotated[str, Field(max_length=1000)]
_Named = Annotated[str, Field(max_length=1000, min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class _Columns(_Strict):
    conditions: _Text = ""
    statistic: _Text = ""
    basis: _Text = ""
    polarity: _Text = ""
    quantity: _Text = ""
    item: _Text = ""
    date: _Text = ""
    lab: _Text = ""
    accreditation: _Text = ""
    report: _Text = ""
    page: _Text = ""
    method: _Text = ""
    instrument: _Text = ""
    evidence: _Text = ""
    remark: _Text = ""

    def stated(self, rest: _Columns) -> tuple[tuple[str, str], ...]:
        """What is stated here, and what only the whole file states."""
        both = ((key, getattr(self, key) or getattr(rest, key)) for key in _COLUMNS)
        return tuple((key, text) for key, text in both if text)


class _Test(_Columns):
    target: _Named
    number: Annotated[int, Field(ge=0, le=_HIGHEST_TEST)] | None = None
    name: _Text = ""
    unit: _Text = ""
    normaliser: _Text = ""


class _Quantity(_Columns):
    target: _Named
    ref_type: _Text = ""
    name: _Text = ""
    id: _Text = ""
    unit: _Text = ""
    normaliser: _Text = ""


class _Document(_Strict):
    every: _Columns = _Columns()
    test: Annotated[list[_Test], Field(max_length=_MOST)] = []
    quantity: Annotated[list[_Quantity], Field(max_length=_MOST)] = []


def read_mapping(data: bytes, file: str, encoding: str | None = None, limits: Limits = LIMITS) -> Mapping:
    """The mapping that a TOML file states.

    Args:
        data: The file's bytes.
        file: The file's name, for errors.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Raises:
        MeasurementError: The file is no mapping; the first mistake is told.
    """
    try:
        stated = _Document.model_validate(read_document(data, file, encoding, limits))
    except ValidationError as failure:
        raise _mistake(failure.errors(include_url=False)[0], file) from None
    entries = [
        Entry(
            test.target, test.number, test.name, unit=test.unit, columns=test.stated(stated.every),
            normaliser=_normaliser(test.normaliser, f"test.{at}.normaliser", file),
        )
        for at, test in enumerate(stated.test)
    ] + [
        Entry(
            one.target, None, one.name, one.ref_type, one.id, one.unit, columns=one.stated(stated.every),
            normaliser=_normaliser(one.normaliser, f"quantity.{at}.normaliser", file),
        )
        for at, one in enumerate(stated.quantity)
    ]  # fmt: skip
    for entry in entries:
        if entry.number is None and not (entry.name or entry.ref_type or entry.id):
            raise MeasurementError("mapping_unnamed", file=file, line=1, column="target", target=entry.target)
    if not entries:
        raise MeasurementError("mapping_empty", file=file, line=1, column="")
    return Mapping(file, tuple(entries))


def _normaliser(text: str, column: str, file: str) -> Normaliser | None:
    if not text:
        return None
    number, _, unit = text.partition(" ")
    try:
        value = read_number(number).value
        read_unit(unit)
    except VerifierError as failure:
        raise MeasurementError(
            "mapping_normaliser", file=file, line=1, column=column, read=text, reason=failure.reason
        ) from None
    if not value:
        reason = Reason.of("mapping_zero")
        raise MeasurementError("mapping_normaliser", file=file, line=1, column=column, read=text, reason=reason)
    return Normaliser(number, unit.strip())


def _mistake(error: ErrorDetails, file: str) -> MeasurementError:
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        known = f"{_KNOWN}, {', '.join(_COLUMNS)}"
        return MeasurementError("header_key_unknown", file=file, line=1, column=key, known=known)
    if error["type"] == "missing":
        return MeasurementError("mapping_key_missing", file=file, line=1, column=key)
    read = error["input"] if isinstance(error["input"], str) else type(error["input"]).__name__
    code = "mapping_expected_number" if key.endswith(".number") else "mapping_expected_text"
    return MeasurementError("header_value", file=file, line=1, column=key, read=read, expected=Reason.of(code))
