"""Receive files: a draft is begun or changed, and a check of it is asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO, Final, get_args

from sqlalchemy.engine import Connection

from verifier.errors import StoreError, UsageError
from verifier.measurement.encoding import ENCODINGS
from verifier.measurement.files import Kind, kind_of
from verifier.measurement.header import Stage, read_header
from verifier.service.access import Action, find_project, find_submission
from verifier.service.running import Service
from verifier.store import jobs, submissions
from verifier.store.events import add_event
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.results import drop_result
from verifier.store.submissions import Group, Submission, SubmissionFile

__all__ = ["HEADER", "STAGES", "add_files", "ask_check", "check_file_name", "receive", "remove_file", "set_encoding"]

STAGES: Final[tuple[str, ...]] = get_args(Stage)
HEADER: Final = "submission.toml"

_LONGEST_NAME: Final = 200
_LONGEST_KEY: Final = 200
_MOST_NAME_BYTES: Final = 240
_NOT_IN_NAMES: Final = frozenset('/\\:*?"<>|')
# What stands beside tables as evidence. A page or a program from a stranger is nothing to hand on to a panel.
_EVIDENCE: Final = (
    ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt", ".md", ".doc", ".docx", ".xls", ".pptx", ".sha256",
    ".sha256sums", ".gz", ".bz2",
)  # fmt: skip
_NAMES: Final = ("sha256sums",)

Files = Iterable[tuple[str, BinaryIO]]


def receive(
    service: Service,
    person: Person,
    contract: str,
    files: Files,
    *,
    stage: str | None = None,
    encoding: str | None = None,
    as_of: date | None = None,
    request_key: str | None = None,
) -> Submission:
    """Begin a draft with files, and ask for its check.

    1. The person may, and the request is none that was answered already.
    2. Each file is on the disk, under its digest, before anything names it.
    3. Where no `submission.toml` came along, one is written from what the form and the project say.
    4. The draft, the event and the check are committed together: what is acknowledged is there after any crash.

    Args:
        service: The service.
        person: Who sends them.
        contract: The contract number.
        files: Names and contents.
        stage: Midterm review or acceptance.
        encoding: Encoding of files that declare none.
        as_of: The day whose state of affairs is judged.
        request_key: The sender's name for this request; the same one again is answered by the same draft.

    Raises:
        AccessError: The person may not upload to this project, or there is none.
        UsageError: A file's name or kind, or the form, is refused.
        StoreError: A file is too large.
    """
    _check_form(stage, encoding, request_key)
    # 1.
    with service.database.read() as connection:
        project, holders = find_project(service, connection, person, contract, Action.UPLOAD)
        known = None if request_key is None else submissions.submission_by_key(connection, person.id, request_key)
    if known is not None and known.project_id == project.id:
        return known
    # 2.
    kept = _keep(service, files, [])
    if not any(kind_of(file.name) not in {None, Kind.HEADER, Kind.MAPPING} for file in kept):
        raise UsageError("upload_empty")
    # 3.
    stated, header = _headed(service, project, kept, stage)
    group: Group = "team" if "team" in holders else "panel"
    # 4.
    with service.database.begin() as connection:
        find_project(service, connection, person, contract, Action.UPLOAD)
        draft, new = submissions.add_draft(
            connection,
            project_id=project.id,
            author_id=person.id,
            group=group,
            files=[*kept, *header],
            now=service.now(),
            stage=stated,
            encoding=encoding,
            as_of=as_of,
            request_key=request_key,
        )
        if new:
            _note(service, connection, person, (project, draft), action="upload", files=len(kept))
    service.wake.set()
    return draft


def add_files(service: Service, person: Person, submission_id: int, files: Files, *, expected: int) -> Submission:
    """Add files to a draft, and ask for its check anew.

    Raises:
        AccessError: The person may not.
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft, a name is taken, or a file is too large.
        UsageError: A file's name or kind is refused.
    """
    with service.database.read() as connection:
        draft, project, _ = find_submission(service, connection, person, submission_id, Action.CHANGE_DRAFT)
    kept = _keep(service, files, draft.files)
    if not kept:
        raise UsageError("upload_empty")
    stated, _ = _headed(service, project, kept, None)
    with service.database.begin() as connection:
        find_submission(service, connection, person, submission_id, Action.CHANGE_DRAFT)
        changed = submissions.add_files(connection, submission_id, kept, expected=expected)
        if stated is not None and stated != changed.stage:
            changed = submissions.change(connection, submission_id, expected=changed.version, stage=stated)
        _note(service, connection, person, (project, changed), action="upload", files=len(kept))
    service.wake.set()
    return changed


def remove_file(service: Service, person: Person, submission_id: int, name: str, *, expected: int) -> Submission:
    """Take a file out of a draft, and ask for its check anew.

    Raises:
        AccessError: The person may not.
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft, or has no such file.
    """
    with service.database.begin() as connection:
        _, project, _ = find_submission(service, connection, person, submission_id, Action.CHANGE_DRAFT)
        changed = submissions.remove_file(connection, submission_id, name, expected=expected)
        _note(service, connection, person, (project, changed), action="remove_file", name=name)
    service.wake.set()
    return changed


def set_encoding(
    service: Service, person: Person, submission_id: int, encoding: str | None, *, expected: int
) -> Submission:
    """Say in which encoding the files of a draft are that declare none, and ask for its check anew.

    Raises:
        AccessError: The person may not.
        StaleError: The draft is not the one that was seen.
        StoreError: It is no draft.
        UsageError: The encoding is not known.
    """
    _check_form(None, encoding, None)
    with service.database.begin() as connection:
        _, project, _ = find_submission(service, connection, person, submission_id, Action.CHANGE_DRAFT)
        changed = submissions.change(connection, submission_id, expected=expected, encoding=encoding)
        _note(service, connection, person, (project, changed), action="set_encoding", encoding=encoding or "")
    service.wake.set()
    return changed


def ask_check(service: Service, person: Person, submission_id: int) -> jobs.Job:
    """Ask for a check of a submission as it is.

    Raises:
        AccessError: The person may not.
    """
    with service.database.begin() as connection:
        submission, _, _ = find_submission(service, connection, person, submission_id, Action.CHECK)
        job = _ask(service, connection, person, submission)
    service.wake.set()
    return job


def check_file_name(name: str) -> str:
    """The name of a file as it is kept: NFC, and nothing that could be a folder, a hidden file or a trick.

    Raises:
        UsageError: It cannot be the name of a submitted file, or files of this kind are not taken.
    """
    plain = unicodedata.normalize("NFC", name) if len(name) <= _LONGEST_NAME * 2 else ""
    hidden = plain.startswith((".", "~", "-")) or plain != plain.strip() or plain.endswith(".")
    refused = hidden or not plain.isprintable() or _NOT_IN_NAMES.intersection(plain)
    # Disks count bytes, people characters.
    if not plain or len(plain) > _LONGEST_NAME or refused or len(plain.encode()) > _MOST_NAME_BYTES:
        raise UsageError("upload_name", name=name, most=_LONGEST_NAME)
    kind, lower = kind_of(plain), plain.lower()
    if kind is Kind.FINDINGS:
        raise UsageError("upload_findings", name=plain)
    if kind is None and not lower.endswith(_EVIDENCE) and lower not in _NAMES:
        raise UsageError("upload_type", name=plain)
    return plain


def _check_form(stage: str | None, encoding: str | None, request_key: str | None) -> None:
    if stage is not None and stage not in STAGES:
        raise UsageError("upload_stage", read=stage, known=", ".join(STAGES))
    if encoding is not None and encoding not in ENCODINGS:
        raise UsageError("upload_encoding", read=encoding, known=", ".join(ENCODINGS))
    if request_key is not None and not (0 < len(request_key) <= _LONGEST_KEY and request_key.isprintable()):
        raise UsageError("upload_request_key", most=_LONGEST_KEY)


def _keep(service: Service, files: Files, held: Sequence[SubmissionFile]) -> list[SubmissionFile]:
    """Put files among the blobs, within the limits of one submission."""
    limits = service.limits
    room = limits.submission_bytes - sum(file.bytes for file in held)
    count = sum(not file.generated for file in held)
    kept: list[SubmissionFile] = []
    # Some systems hold two names for one that differ in case only.
    names = {file.name.casefold() for file in held if not file.generated}
    for given, stream in files:
        count += 1
        if count > limits.files:
            raise UsageError("upload_too_many", limit=limits.files)
        name = check_file_name(given)
        if name.casefold() in names:
            raise UsageError("upload_name_twice", name=name)
        names.add(name.casefold())
        most = min(limits.file_bytes, room)
        try:
            blob = service.blobs.put(stream, most)
        except StoreError as error:
            if error.code != "blob_large":
                raise
            raise UsageError("upload_too_large", name=name, limit=most) from error
        room -= blob.bytes
        kept.append(SubmissionFile(name, blob.sha256, blob.bytes))
    return kept


def _headed(
    service: Service, project: Project, files: Sequence[SubmissionFile], stage: str | None
) -> tuple[str | None, list[SubmissionFile]]:
    """The stage that files and form state, and the header that is written where the files have none."""
    own = next((file for file in files if file.name == HEADER), None)
    if own is None:
        blob = service.blobs.put_bytes(_header_text(project, stage).encode())
        return stage, [SubmissionFile(HEADER, blob.sha256, blob.bytes, generated=True)]
    header, _ = read_header(service.blobs.read(own.sha256), HEADER)
    if header is None:
        # What is wrong in it is for the check to say, together with the rest.
        return stage, []
    for code, stated, expected in (
        ("upload_project_differs", header.project, project.code),
        ("upload_contract_differs", header.contract, project.contract),
        ("upload_stage_differs", header.stage or "", stage or header.stage or ""),
    ):
        if stated and stated != expected:
            raise UsageError(code, read=stated, expected=expected)
    return header.stage or stage, []


def _header_text(project: Project, stage: str | None) -> str:
    """A `submission.toml` from what the project and the form say."""
    stated = {"project": project.code, "contract": project.contract, "contractor": project.contractor, "stage": stage}
    # No text here holds anything but printable characters, so that its JSON is its TOML.
    lines = [f"{key} = {_quoted(text)}" for key, text in stated.items() if text]
    if project.period_start is not None and project.period_end is not None:
        lines += ["", "[period]", f"start = {project.period_start}", f"end = {project.period_end}"]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _note(
    service: Service,
    connection: Connection,
    person: Person,
    about: tuple[Project, Submission],
    *,
    action: str,
    **detail: object,
) -> None:
    """Write the event, and ask for the check of what the submission is now."""
    project, submission = about
    drop_result(connection, submission.id)
    add_event(
        connection,
        action=action,
        now=service.now(),
        person_id=person.id,
        project_id=project.id,
        object=f"{project.contract}#{submission.number}",
        **detail,
    )
    _ask(service, connection, person, submission)


def _ask(service: Service, connection: Connection, person: Person, submission: Submission) -> jobs.Job:
    return jobs.enqueue(
        connection,
        submission_id=submission.id,
        kind="check",
        asked_by=person.id,
        version=submission.version,
        now=service.now(),
    )
