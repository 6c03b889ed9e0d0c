"""Submissions: the files that somebody handed in for a project, from draft to submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from verifier.errors import StaleError, StoreError
from verifier.store.projects import lock_project
from verifier.store.tables import LARGEST_ID, log_entry, submission_file
from verifier.store.tables import submission as table

__all__ = [
    "Group",
    "State",
    "Submission",
    "SubmissionFile",
    "add_draft",
    "add_files",
    "change",
    "fix_day",
    "project_submissions",
    "remove_file",
    "submission_by_id",
    "submission_by_key",
    "submit",
    "withdraw",
]

State = Literal["draft", "submitted", "withdrawn"]
Group = Literal["team", "panel"]

_DRAFT: Final = "draft"
_CHANGEABLE: Final = frozenset({"encoding", "as_of", "stage"})


@dataclass(frozen=True, slots=True)
class SubmissionFile:
    """A file of a submission.

    Args:
        name: Its name: NFC, without folders.
        sha256: Digest of its bytes, by which they are kept.
        bytes: Its size.
        generated: Whether the service wrote it from what the form said.
    """

    name: str
    sha256: str
    bytes: int
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission.

    Args:
        id: The store's own number.
        project_id: The project.
        number: Its number in the project, from 1.
        state: Whether it is a draft, was submitted, or was withdrawn as a draft.
        stage: Midterm review or acceptance, None where nobody said.
        group: Whose draft it is: the team's or the panel's.
        author_id: Who began it.
        created: When it was begun.
        submitted_at: When it was submitted, None before that.
        encoding: Encoding of files that declare none, None to find it.
        as_of: The day whose state of affairs is judged, None to take it from the files or the day of the check.
        version: Goes up by one with every change, so that nobody changes what he has not seen.
        files: Its files, by name.
        manifest: Digest of the list of files that went into the log, None before it was submitted.
        log_index: Where the log holds it, None while it does not.
    """

    id: int
    project_id: int
    number: int
    state: State
    stage: str | None
    group: Group
    author_id: int
    created: datetime
    submitted_at: datetime | None
    encoding: str | None
    as_of: date | None
    version: int
    files: tuple[SubmissionFile, ...]
    manifest: str | None
    log_index: int | None


def add_draft(
    connection: Connection,
    *,
    project_id: int,
    author_id: int,
    group: Group,
    files: Sequence[SubmissionFile],
    now: datetime,
    stage: str | None = None,
    encoding: str | None = None,
    as_of: date | None = None,
    request_key: str | None = None,
) -> tuple[Submission, bool]:
    """Begin a draft; a request that was sent twice begins one.

    Args:
        connection: An open transaction.
        project_id: The project.
        author_id: Who begins it.
        group: Whose draft it is.
        files: Its files.
        now: The time.
        stage: Midterm review or acceptance.
        encoding: Encoding of files that declare none.
        as_of: The day whose state of affairs is judged.
        request_key: What the sender calls this request; the same key of the same person is the same request.

    Returns:
        The draft, and whether it is new.
    """
    if request_key is not None:
        known = submission_by_key(connection, author_id, request_key)
        if known is not None:
            return known, False
    lock_project(connection, project_id)
    last = connection.execute(select(func.max(table.c.number)).where(table.c.project_id == project_id)).scalar()
    values = {
        "project_id": project_id,
        "number": (last or 0) + 1,
        "state": _DRAFT,
        "stage": stage,
        "author_group": group,
        "author_id": author_id,
        "request_key": request_key,
        "created": now,
        "encoding": encoding,
        "as_of": as_of,
        "version": 1,
    }
    try:
        with connection.begin_nested():
            made: int = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    except IntegrityError:
        # On PostgreSQL the same request may have arrived on another connection meanwhile.
        known = None if request_key is None else submission_by_key(connection, author_id, request_key)
        if known is None:
            raise
        return known, False
    _insert_files(connection, made, files)
    return _present(connection, made), True


def submission_by_id(connection: Connection, submission_id: int) -> Submission | None:
    """The submission of a number, or None."""
    if not 0 < submission_id <= LARGEST_ID:
        return None
    return next(iter(_read(connection, table.c.id == submission_id)), None)


def submission_by_key(connection: Connection, author_id: int, request_key: str) -> Submission | None:
    """The submission that a request began, or None."""
    mine = and_(table.c.author_id == author_id, table.c.request_key == request_key)
    return next(iter(_read(connection, mine)), None)


def project_submissions(connection: Connection, project_id: int) -> tuple[Submission, ...]:
    """The submissions of a project, newest first."""
    return _read(connection, table.c.project_id == project_id)


def add_files(
    connection: Connection, submission_id: int, files: Sequence[SubmissionFile], *, expected: int
) -> Submission:
    """Add files to a draft; one that the service generated gives way to one of the same name.

    Raises:
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft, or holds a file of that name.
    """
    _step(connection, submission_id, expected)
    held = {file.name: file for file in _present(connection, submission_id).files}
    for file in files:
        other = held.get(file.name)
        if other is not None and not other.generated:
            raise StoreError("submission_file_twice", name=file.name)
        if other is not None:
            _delete_file(connection, submission_id, file.name)
    _insert_files(connection, submission_id, files)
    return _present(connection, submission_id)


def remove_file(connection: Connection, submission_id: int, name: str, *, expected: int) -> Submission:
    """Take a file out of a draft.

    Raises:
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft, or holds no such file.
    """
    _step(connection, submission_id, expected)
    if not _delete_file(connection, submission_id, name):
        raise StoreError("submission_file_absent", name=name)
    return _present(connection, submission_id)


def change(connection: Connection, submission_id: int, *, expected: int, **values: object) -> Submission:
    """Change the encoding, the stage or the as-of day of a draft.

    Raises:
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
    """
    if not values.keys() <= _CHANGEABLE:
        msg = f"not to be changed: {values.keys() - _CHANGEABLE}"
        raise ValueError(msg)
    _step(connection, submission_id, expected, **values)
    return _present(connection, submission_id)


def submit(
    connection: Connection, submission_id: int, *, expected: int, manifest: str, log_entry_id: int, now: datetime
) -> Submission:
    """Submit a draft: from here on nobody changes it.

    Raises:
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
    """
    _step(
        connection,
        submission_id,
        expected,
        state="submitted",
        submitted_at=now,
        manifest=manifest,
        log_entry_id=log_entry_id,
    )
    return _present(connection, submission_id)


def fix_day(connection: Connection, submission_id: int, day: date) -> None:
    """Keep the day that was judged, of a draft that is being submitted and named none."""
    connection.execute(update(table).where(table.c.id == submission_id).values(as_of=day))


def withdraw(connection: Connection, submission_id: int, *, expected: int) -> Submission:
    """Withdraw a draft.

    Raises:
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
    """
    _step(connection, submission_id, expected, state="withdrawn")
    return _present(connection, submission_id)


def _step(connection: Connection, submission_id: int, expected: int, **values: object) -> None:
    """Change a draft of the version that was seen, and no other."""
    seen = and_(table.c.id == submission_id, table.c.version == expected, table.c.state == _DRAFT)
    if connection.execute(update(table).where(seen).values(version=expected + 1, **values)).rowcount == 1:
        return
    present = _present(connection, submission_id)
    if present.state != _DRAFT:
        raise StoreError("submission_not_draft", number=present.number, state=present.state)
    raise StaleError("stale_submission", number=present.number, expected=expected, version=present.version)


def _present(connection: Connection, submission_id: int) -> Submission:
    found = submission_by_id(connection, submission_id)
    if found is None:
        raise StoreError("store_not_found", what=submission_id)
    return found


def _insert_files(connection: Connection, submission_id: int, files: Sequence[SubmissionFile]) -> None:
    rows = [
        {
            "submission_id": submission_id,
            "name": file.name,
            "sha256": file.sha256,
            "bytes": file.bytes,
            "generated": file.generated,
        }
        for file in files
    ]
    if rows:
        connection.execute(insert(submission_file), rows)


def _delete_file(connection: Connection, submission_id: int, name: str) -> bool:
    held = and_(submission_file.c.submission_id == submission_id, submission_file.c.name == name)
    return connection.execute(delete(submission_file).where(held)).rowcount > 0


def _read(connection: Connection, condition: ColumnElement[bool]) -> tuple[Submission, ...]:
    wanted = (
        select(table, log_entry.c.log_index)
        .join(log_entry, log_entry.c.id == table.c.log_entry_id, isouter=True)
        .where(condition)
        .order_by(table.c.id.desc())
    )
    rows = connection.execute(wanted).all()
    files: dict[int, list[SubmissionFile]] = {row.id: [] for row in rows}
    held = select(submission_file).join(table, table.c.id == submission_file.c.submission_id).where(condition)
    for row in connection.execute(held.order_by(submission_file.c.name)) if rows else ():
        if row.submission_id in files:
            files[row.submission_id].append(SubmissionFile(row.name, row.sha256, row.bytes, row.generated))
    return tuple(_submission(row, tuple(files[row.id])) for row in rows)


def _submission(row: Any, files: tuple[SubmissionFile, ...]) -> Submission:  # noqa: ANN401 -- a row of the library
    return Submission(
        row.id,
        row.project_id,
        row.number,
        row.state,
        row.stage,
        row.author_group,
        row.author_id,
        row.created,
        row.submitted_at,
        row.encoding,
        row.as_of,
        row.version,
        tuple(sorted(files, key=lambda file: file.name)),
        row.manifest,
        row.log_index,
    )
