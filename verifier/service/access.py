"""Who may do what: one table for pages, API and use cases.

A person has parts (roles) in projects. What a person may not know of is not found; what is known and not allowed is
forbidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sqlalchemy.engine import Connection

from verifier.acceptance.refused import Refused
from verifier.errors import AccessError, StaleError, StoreError, VerifierError
from verifier.service.running import Service
from verifier.store.membership import ROLES, roles_in, roles_of
from verifier.store.people import Person
from verifier.store.projects import Project, project_by_id, project_of
from verifier.store.records import SealedRecord, record_by_id
from verifier.store.submissions import Submission, submission_by_id

__all__ = [
    "ANYONE",
    "MATRIX",
    "SITE",
    "Action",
    "actions_in",
    "allowed",
    "find_project",
    "find_record",
    "find_submission",
    "holders_of",
    "may",
    "parts_anywhere",
    "require",
    "status_of",
]

SITE: Final = "site"
"""Who manages people and projects of the whole service."""

ANYONE: Final = "person"
"""Whoever is signed in."""


class Action(StrEnum):
    """What can be asked of the service."""

    SEE_PROJECT = "see_project"
    UPLOAD = "upload"
    SEE_SUBMISSION = "see_submission"
    CHANGE_DRAFT = "change_draft"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    CHECK = "check"
    SEE_FINDINGS = "see_findings"
    RECORD_FINDING = "record_finding"
    SEAL = "seal"
    MEET = "meet"
    SEE_RECORD = "see_record"
    RERUN = "rerun"
    SEE_MEMBERS = "see_members"
    MANAGE_MEMBERS = "manage_members"
    CHANGE_PROJECT = "change_project"
    READ_AUDIT = "read_audit"
    CREATE_PROJECT = "create_project"
    MANAGE_PEOPLE = "manage_people"


_REVIEW: Final = frozenset({"panel", "team", "auditor"})
_MANAGE: Final = frozenset({"administrator", SITE})
_HAND_IN: Final = frozenset({"panel", "team"})
_PANEL: Final = frozenset({"panel"})

MATRIX: Final[Mapping[Action, frozenset[str]]] = MappingProxyType(
    {
        Action.SEE_PROJECT: _REVIEW | _MANAGE,
        Action.UPLOAD: _HAND_IN,
        Action.SEE_SUBMISSION: _REVIEW,
        Action.CHANGE_DRAFT: _HAND_IN,
        Action.SUBMIT: _HAND_IN,
        Action.WITHDRAW: _HAND_IN,
        Action.CHECK: _HAND_IN,
        Action.SEE_FINDINGS: frozenset({"panel", "auditor"}),
        Action.RECORD_FINDING: _PANEL,
        Action.SEAL: _PANEL,
        Action.MEET: _PANEL,
        Action.SEE_RECORD: _REVIEW,
        Action.RERUN: _REVIEW,
        # Who sits on a panel is not for the team to see.
        Action.SEE_MEMBERS: _MANAGE | {"panel", "auditor"},
        Action.MANAGE_MEMBERS: _MANAGE,
        Action.CHANGE_PROJECT: _MANAGE,
        Action.READ_AUDIT: frozenset({"auditor", SITE}),
        Action.CREATE_PROJECT: frozenset({SITE}),
        Action.MANAGE_PEOPLE: frozenset({SITE}),
    }
)
"""Who may do what, before the state of a submission is looked at."""

# What changes something in a project; in one that is archived nobody does.
_CHANGES: Final = frozenset(
    {
        Action.UPLOAD,
        Action.CHANGE_DRAFT,
        Action.SUBMIT,
        Action.WITHDRAW,
        Action.CHECK,
        Action.RECORD_FINDING,
        Action.SEAL,
    }
)
_ON_DRAFTS: Final = frozenset({Action.CHANGE_DRAFT, Action.SUBMIT, Action.WITHDRAW})
_ON_SUBMITTED: Final = frozenset({Action.SEE_FINDINGS, Action.RECORD_FINDING, Action.SEAL})

_STATUS: Final = MappingProxyType(
    {
        "access_not_found": 404,
        "access_forbidden": 403,
        "login_needed": 401,
        "login_refused": 401,
        "login_blocked": 429,
        "invitation_void": 404,
        "store_not_found": 404,
        "submission_file_absent": 404,
        "log_old_size": 400,
        "project_unknown": 404,
        "upload_too_large": 413,
        "upload_too_many": 413,
        "blob_large": 413,
        "file_large": 413,
        "upload_type": 415,
        "store_unreachable": 503,
        "store_busy": 503,
        "blob_absent": 500,
        "blob_damaged": 500,
        "service_busy": 503,
        "service_too_long": 503,
        "log_busy": 503,
        "submit_not_checked": 409,
        "submit_refused": 409,
        "seal_unchecked": 409,
        "project_archived": 409,
        "submission_not_draft": 409,
        "submission_file_twice": 409,
        "person_name_taken": 409,
        "project_contract_taken": 409,
        "archive_form": 422,
    }
)


def status_of(error: VerifierError | Refused) -> int:
    """The HTTP status that an error means, one table for pages and API."""
    if isinstance(error, Refused):
        return 422
    if error.code in _STATUS:
        return _STATUS[error.code]
    if isinstance(error, StaleError):
        return 409
    return 403 if isinstance(error, AccessError) else 422


def may(holders: frozenset[str], action: Action, submission: Submission | None = None) -> bool:
    """Whether somebody with these parts may do something.

    1. The table names one of the parts.
    2. A draft, and one that was withdrawn, is for those of its author's part alone.
    3. Drafts are changed, submitted and withdrawn; findings and seals are for what was submitted; only the panel has
       what was submitted checked again.

    Args:
        holders: The person's parts in the project, with `site` and `person` where they apply.
        action: What is asked.
        submission: The submission that it is asked of, None where it is asked of a project or of the service.
    """
    # 1.
    if not holders & MATRIX[action]:
        return False
    if submission is None:
        return True
    # 2.
    own = submission.group in holders
    if submission.state != "submitted" and not own:
        return False
    # 3.
    if action in _ON_DRAFTS:
        return own and submission.state == "draft"
    if action in _ON_SUBMITTED:
        return submission.state == "submitted"
    if action is Action.CHECK:
        return submission.state == "draft" or (submission.state == "submitted" and "panel" in holders)
    return True


def holders_of(
    service: Service, connection: Connection, person: Person, project_id: int | None = None
) -> frozenset[str]:
    """The parts of a person: those in a project, with `site` and `person` where they apply."""
    if service.local:
        return frozenset({*ROLES, SITE, ANYONE})
    if not person.enabled:
        return frozenset()
    parts: set[str] = {ANYONE}
    if person.administrator:
        parts.add(SITE)
    if project_id is not None:
        parts |= roles_in(connection, project_id, person.id)
    return frozenset(parts)


def parts_anywhere(service: Service, person: Person) -> frozenset[str]:
    """The parts of a person in all projects together, with `site` and `person` where they apply."""
    with service.database.read() as connection:
        own = holders_of(service, connection, person)
        # Whoever is shut out has no part, whatever the projects still say.
        return own.union(*roles_of(connection, person.id).values()) if own else own


def require(
    service: Service,
    connection: Connection,
    person: Person,
    action: Action,
    project: Project | None = None,
    *,
    submission: Submission | None = None,
) -> frozenset[str]:
    """See that a person may do something; returns the person's parts.

    Raises:
        AccessError: The person may not; `access_not_found` where the person may not even know that it is there.
        StoreError: The project is archived and takes no changes.
    """
    holders = holders_of(service, connection, person, None if project is None else project.id)
    if not holders:
        raise AccessError("login_needed")
    if project is not None and not may(holders, Action.SEE_PROJECT):
        raise AccessError("access_not_found")
    if submission is not None and not may(holders, Action.SEE_SUBMISSION, submission):
        raise AccessError("access_not_found")
    if not may(holders, action, submission):
        raise AccessError("access_forbidden")
    if project is not None and project.archived and action in _CHANGES:
        raise StoreError("project_archived", contract=project.contract)
    return holders


def find_project(
    service: Service, connection: Connection, person: Person, contract: str, action: Action
) -> tuple[Project, frozenset[str]]:
    """The project of a contract number, for a person who may do something in it, and the person's parts.

    Raises:
        AccessError: There is none, or the person may not.
    """
    project = project_of(connection, contract)
    if project is None:
        raise AccessError("access_not_found")
    return project, require(service, connection, person, action, project)


def find_submission(
    service: Service, connection: Connection, person: Person, submission_id: int, action: Action
) -> tuple[Submission, Project, frozenset[str]]:
    """The submission of a number, for a person who may do something with it; its project, and the person's parts.

    Raises:
        AccessError: There is none, or the person may not.
    """
    submission = submission_by_id(connection, submission_id)
    project = None if submission is None else project_by_id(connection, submission.project_id)
    if submission is None or project is None:
        raise AccessError("access_not_found")
    return submission, project, require(service, connection, person, action, project, submission=submission)


def find_record(
    service: Service, connection: Connection, person: Person, record_id: int, action: Action
) -> tuple[SealedRecord, Project, frozenset[str]]:
    """The record of a number, for a person who may do something with it; its project, and the person's parts.

    Raises:
        AccessError: There is none, or the person may not.
    """
    record = record_by_id(connection, record_id)
    project = None if record is None else project_by_id(connection, record.project_id)
    if record is None or project is None:
        raise AccessError("access_not_found")
    holders = require(service, connection, person, Action.SEE_PROJECT, project)
    if not may(holders, Action.SEE_RECORD):
        raise AccessError("access_not_found")
    if not may(holders, action):
        raise AccessError("access_forbidden")
    return record, project, holders


def allowed(service: Service, person: Person, contract: str) -> frozenset[Action]:
    """What a person may do in a project: which buttons a page shows.

    Raises:
        AccessError: The person may not see the project.
    """
    with service.database.read() as connection:
        project, holders = find_project(service, connection, person, contract, Action.SEE_PROJECT)
    return actions_in(holders, project)


def actions_in(holders: frozenset[str], project: Project, submission: Submission | None = None) -> frozenset[Action]:
    """What somebody with these parts may do in a project, or with a submission of it."""
    closed = _CHANGES if project.archived else frozenset()
    return frozenset(action for action in Action if action not in closed and may(holders, action, submission))
