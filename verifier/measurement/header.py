"""The header of a submission: `submission.toml` says which project, whose, for which period and stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from verifier.errors import MeasurementError, NumberError
from verifier.measurement.dates import read_date
from verifier.measurement.limits import LIMITS, Limits
from verifier.measurement.toml_document import read_document
from verifier.quantity.number import read_number
from verifier.wording import Reason

__all__ = ["Stage", "SubmissionHeader", "read_header"]

Stage = Literal["中期检查", "验收"]

_KNOWN_KEYS = "project, contract, contractor, period.start, period.end, stage, as_of, basis, correlation"
_MOST_BASES = 1000
_SHORT_INTEGER = 10**18


@dataclass(frozen=True, slots=True)
class SubmissionHeader:
    """What a submission says of itself; "" and None where it says nothing.

    Attributes:
        project: Code of the project.
        contract: The contract's id.
        contractor: Who submits.
        period_start: First day of the execution period.
        period_end: Last day of the execution period, which belongs to it.
        stage: Midterm review or acceptance.
        as_of: The day whose state of affairs is judged.
        basis: Declared bases, as target id and text, in the order of ids.
        correlations: Correlation coefficients of inputs: target id, the two inputs, and the coefficient.
    """

    project: str = ""
    contract: str = ""
    contractor: str = ""
    period_start: date | None = None
    period_end: date | None = None
    stage: Stage | None = None
    as_of: date | None = None
    basis: tuple[tuple[str, str], ...] = ()
    correlations: tuple[tuple[str, str, str, Fraction], ...] = ()


def _civil(value: object) -> object:
    if isinstance(value, str):
        try:
            return read_date(value)
        except MeasurementError as failure:
            raise PydanticCustomError("date", "no date", {"reason": failure.reason}) from None
    if isinstance(value, datetime):
        raise PydanticCustomError("date", "no date", {"reason": Reason.of("date_form", text=value.isoformat())})
    return value


_Civil = Annotated[date, BeforeValidator(_civil)]
_Text = Annotated[str, Field(max_length=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class _Period(_Strict):
    start: _Civil
    end: _Civil


class _Correlation(_Strict):
    target: _Text
    one: _Text
    other: _Text
    coefficient: _Text


class _Header(_Strict):
    project: _Text = ""
    contract: _Text = ""
    contractor: _Text = ""
    period: _Period | None = None
    stage: Stage | None = None
    as_of: _Civil | None = None
    basis: dict[str, object] = Field(default_factory=dict)
    correlation: list[_Correlation] = Field(default_factory=list, max_length=_MOST_BASES)


def read_header(
    data: bytes, file: str, encoding: str | None = None, limits: Limits = LIMITS
) -> tuple[SubmissionHeader | None, tuple[MeasurementError, ...]]:
    """The header that a `submission.toml` states, or every mistake in it.

    Args:
        data: The file's bytes.
        file: The file's name, for faults.
        encoding: Encoding named by the submitter, or None.
        limits: Limits of size.

    Returns:
        The header and no fault, or None and the faults, each with its key.
    """
    try:
        stated = _Header.model_validate(read_document(data, file, encoding, limits))
    except ValidationError as failure:
        return None, tuple(_mistake(error, file) for error in failure.errors(include_url=False))
    except MeasurementError as failure:
        return None, (failure,)
    faults: list[MeasurementError] = []
    basis = tuple(sorted(_declared(stated.basis, file, faults)))
    correlations = tuple(_correlations(stated.correlation, file, faults))
    period = stated.period
    if period is not None and period.start > period.end:
        start, end = period.start.isoformat(), period.end.isoformat()
        faults.append(MeasurementError("header_period", file=file, line=1, column="period", start=start, end=end))
    if faults:
        return None, tuple(faults)
    return SubmissionHeader(
        stated.project,
        stated.contract,
        stated.contractor,
        period.start if period else None,
        period.end if period else None,
        stated.stage,
        stated.as_of,
        basis,
        correlations,
    ), ()


def _correlations(
    stated: list[_Correlation], file: str, faults: list[MeasurementError]
) -> Iterator[tuple[str, str, str, Fraction]]:
    """The correlation coefficients, each between -1 and 1; what is none becomes a fault."""
    for place, pair in enumerate(stated):
        try:
            coefficient = read_number(pair.coefficient).value
        except NumberError:
            coefficient = None
        if coefficient is None or abs(coefficient) > 1 or pair.one == pair.other:
            column = f"correlation.{place}.coefficient"
            faults.append(
                MeasurementError("header_correlation", file=file, line=1, column=column, read=pair.coefficient)
            )
        else:
            yield pair.target, pair.one, pair.other, coefficient


def _mistake(error: ErrorDetails, file: str) -> MeasurementError:
    key = ".".join(str(part) for part in error["loc"])
    parts: dict[str, object] = {"file": file, "line": 1, "column": key}
    kind = error["type"]
    if kind == "extra_forbidden":
        return MeasurementError("header_key_unknown", **parts, known=_KNOWN_KEYS)
    if kind == "missing":
        return MeasurementError("header_key_missing", **parts)
    if kind == "date":
        return MeasurementError("header_date", **parts, reason=error["ctx"]["reason"])
    return MeasurementError("header_value", **parts, read=_read(error["input"]), expected=Reason.of(_expected(key)))


def _read(value: object) -> str:
    """A value as it may be shown: short texts and numbers, and of all else its kind."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and abs(value) < _SHORT_INTEGER:
        return str(value)
    return str(value) if isinstance(value, float | date) else type(value).__name__


def _expected(key: str) -> str:
    if key == "stage":
        return "header_expected_stage"
    if key in {"period", "basis"}:
        return "header_expected_table"
    return "header_expected_date" if key == "as_of" or key.startswith("period.") else "header_expected_text"


def _declared(stated: dict[str, object], file: str, faults: list[MeasurementError]) -> list[tuple[str, str]]:
    """Bases by target id; an id without quotes reaches us as one table for each of its dots."""
    pending = list(stated.items())
    declared: list[tuple[str, str]] = []
    while pending:
        key, value = pending.pop()
        if len(declared) + len(pending) > _MOST_BASES:
            faults.append(MeasurementError("header_bounds", file=file, line=1, column="basis"))
            return []
        if isinstance(value, dict):
            pending.extend((f"{key}.{name}"[:200], inner) for name, inner in value.items())
        elif isinstance(value, str):
            declared.append((key, value.strip()))
        else:
            expected = Reason.of("header_expected_text")
            column = f"basis.{key}"
            faults.append(
                MeasurementError("header_value", file=file, line=1, column=column, read=_read(value), expected=expected)
            )
    return declared
