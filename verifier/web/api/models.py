"""What the API says, as documents with a schema: its OpenAPI description comes from here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "API",
    "PROBLEMS",
    "DifferenceDocument",
    "EventDocument",
    "Fault",
    "FileDocument",
    "FindingDocument",
    "FindingRequest",
    "JobDocument",
    "LogDocument",
    "Problem",
    "ProjectDocument",
    "RecordDocument",
    "RerunDocument",
    "RowErrorDocument",
    "SubmissionDocument",
    "VersionRequest",
]

API: Final = "/api/v1"
"""Where the API stands. A later one that is not compatible stands beside it."""


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Fault(_Document):
    """One sentence of a refusal, in both languages."""

    code: str
    zh: str
    en: str


class Problem(Fault):
    """A refusal (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    faults: list[Fault] = []


class ProjectDocument(_Document):
    """A project by its contract's number."""

    contract: str
    code: str
    guide: str
    title: str
    contractor: str
    period_start: date | None
    period_end: date | None
    archived: bool
    roles: list[str]
    summary: dict[str, int] | None


class FileDocument(_Document):
    """One file of a submission."""

    name: str
    sha256: str
    bytes: int


class JobDocument(_Document):
    """A check or a sealing, on its way or at its end."""

    kind: str
    state: Literal["queued", "running", "done", "failed"]
    done: int
    total: int
    rows: int
    faults: list[Fault]


class SubmissionDocument(_Document):
    """A submission: its state, its files, and how far its check has come."""

    id: int
    contract: str
    number: int
    state: Literal["draft", "submitted", "withdrawn"]
    stage: str | None
    version: int
    created: datetime
    submitted_at: datetime | None
    as_of: date | None
    encoding: str | None
    files: list[FileDocument]
    job: JobDocument | None
    result_digest: str | None
    summary: dict[str, int] | None
    log_index: int | None


class RowErrorDocument(_Document):
    """Why one row, or one file, could not be judged."""

    file: str
    line: str
    column: str
    target: str
    read: str
    code: str
    zh: str
    en: str


class RecordDocument(_Document):
    """A sealed record."""

    id: int
    name: str
    contract: str
    submission: int
    payload_sha256: str
    bundle_sha256: str
    result_digest: str
    summary: dict[str, int]
    log_index: int | None
    sealed_at: datetime


class FindingDocument(_Document):
    """What one member of the panel finds on one target."""

    target: str
    person: str
    agree: bool
    note: str
    version: int
    at: datetime


class FindingRequest(_Request):
    """A finding to be recorded: `version` is that of the finding it replaces, null for the first."""

    agree: bool
    note: Annotated[str, Field(max_length=10_000)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class VersionRequest(_Request):
    """A change made from one version of a submission."""

    version: Annotated[int, Field(ge=0, le=2**31 - 1)]


class DifferenceDocument(_Document):
    """The first place where a re-run differs from its record."""

    target: str
    step: str
    sealed: str
    present: str


class RerunDocument(_Document):
    """What a re-run found: the same bytes, or where they first differ and which verdicts are others now."""

    same: bool
    same_program: bool
    result_digest: str
    difference: DifferenceDocument | None
    changed: list[str]


class LogDocument(_Document):
    """The log as its newest checkpoint states it."""

    origin: str
    size: int
    root: str
    key: str


class EventDocument(_Document):
    """One line of the audit log."""

    sequence: int
    at: datetime
    person: str
    action: str
    object: str
    detail: dict[str, str]


_PROBLEM: Final[dict[str, Any]] = {
    "model": Problem,
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    400: {**_PROBLEM, "description": "The request cannot be read."},
    401: {**_PROBLEM, "description": "Nobody is signed in, or the token is unknown or void."},
    403: {**_PROBLEM, "description": "The person or the token may not do this."},
    404: {**_PROBLEM, "description": "It does not exist, or the person may not know that it does."},
    409: {**_PROBLEM, "description": "It has changed meanwhile, or is in another state."},
    413: {**_PROBLEM, "description": "It is larger than may be sent."},
    415: {**_PROBLEM, "description": "It is of a type that is not read here."},
    422: {**_PROBLEM, "description": "It was read and is refused, with every fault."},
    429: {**_PROBLEM, "description": "Too many attempts."},
    503: {**_PROBLEM, "description": "It took too long."},
}
"""How every operation may refuse."""
