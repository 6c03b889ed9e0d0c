"""The panel's work: each member's findings on what only people can judge, and the meeting that goes over them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from verifier.errors import AccessError, UsageError
from verifier.service.access import Action, find_project, find_submission
from verifier.service.running import Service
from verifier.service.submissions import read_result
from verifier.store.events import add_event
from verifier.store.findings import PanelFinding, findings_of, put_finding
from verifier.store.membership import members
from verifier.store.people import Person
from verifier.store.projects import Project
from verifier.store.results import StoredResult, latest_results, result_of
from verifier.store.submissions import Submission, project_submissions

__all__ = ["Meeting", "MeetingTarget", "findings", "meeting", "record_finding"]

_LONGEST_NOTE: Final = 2000
_EXPERT: Final = "expert"
_PANEL: Final = "panel"


@dataclass(frozen=True, slots=True)
class MeetingTarget:
    """One target as a meeting goes over it.

    Args:
        fields: The target in the result object.
        open: Whether it is for the panel to decide.
        findings: What members have found on it.
        own: What the person has found, None while nothing.
    """

    fields: dict[str, Any]
    open: bool
    findings: tuple[PanelFinding, ...]
    own: PanelFinding | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the panel on a submission.

    Args:
        project: The project.
        submission: The submission.
        targets: Its targets, in the guide's order.
        members: The members of the panel.
    """

    project: Project
    submission: Submission
    targets: tuple[MeetingTarget, ...]
    members: tuple[Person, ...]


def record_finding(
    service: Service,
    person: Person,
    submission_id: int,
    target: str,
    *,
    agree: bool,
    note: str,
    expected: int | None,
) -> PanelFinding:
    """Record what a member finds on a target that is for the panel to decide.

    Args:
        service: The service.
        person: The member.
        submission_id: What was submitted.
        target: The target's id.
        agree: Whether the member finds it met.
        note: Why.
        expected: The version of the member's finding that was seen, None where there was none.

    Raises:
        AccessError: The person is not of the panel, or the submission is not there for it.
        UsageError: The target is not for the panel to decide, or the note cannot be kept.
        StaleError: The member's finding is not the one that was seen; its parts tell what stands.
    """
    kept = _note(note)
    with service.database.read() as connection:
        find_submission(service, connection, person, submission_id, Action.RECORD_FINDING)
        stored = result_of(connection, submission_id)
    if stored is None or target not in _open_targets(service, stored):
        raise UsageError("finding_not_expert", target=target)
    with service.database.begin() as connection:
        found = find_submission(service, connection, person, submission_id, Action.RECORD_FINDING)
        submission, project, _ = found
        now = service.now()
        made = put_finding(
            connection,
            submission_id=submission_id,
            target=target,
            person_id=person.id,
            agree=agree,
            note=kept,
            expected=expected,
            now=now,
        )
        add_event(
            connection,
            action="record_finding",
            now=now,
            person_id=person.id,
            project_id=project.id,
            object=f"{project.contract}#{submission.number}",
            target=target,
            version=made.version,
        )
    return made


def findings(service: Service, person: Person, submission_id: int) -> tuple[PanelFinding, ...]:
    """What the members have found on a submission.

    Raises:
        AccessError: The person may not see findings, or there is no such submission.
    """
    with service.database.read() as connection:
        find_submission(service, connection, person, submission_id, Action.SEE_FINDINGS)
        return findings_of(connection, submission_id)


def meeting(service: Service, person: Person, contract: str, submission_id: int | None = None) -> Meeting:
    """The meeting on a submission of a project: the newest that was submitted where none is named.

    Raises:
        AccessError: The person is not of the panel, or there is no such submission.
        UsageError: Nothing was submitted yet.
    """
    with service.database.read() as connection:
        project, _ = find_project(service, connection, person, contract, Action.MEET)
        submitted = [one for one in project_submissions(connection, project.id) if one.state == "submitted"]
        results = latest_results(connection, [one.id for one in submitted])
        wanted = [one for one in submitted if one.id in results and submission_id in {None, one.id}]
        if not wanted and submission_id is not None:
            raise AccessError("access_not_found")
        if not wanted:
            raise UsageError("meeting_nothing", contract=project.contract)
        submission = wanted[0]
        found = findings_of(connection, submission.id)
        panel = [one.person for one in members(connection, project.id) if "panel" in one.roles]
    result = read_result(service, results[submission.id])
    targets = tuple(_target(fields, found, person) for fields in result["targets"])
    return Meeting(project, submission, targets, tuple(panel))


def _target(fields: dict[str, Any], found: tuple[PanelFinding, ...], person: Person) -> MeetingTarget:
    on_it = tuple(one for one in found if one.target == fields["id"])
    own = next((one for one in on_it if one.person_id == person.id), None)
    return MeetingTarget(fields, _is_open(fields), on_it, own)


def _is_open(fields: dict[str, Any]) -> bool:
    """Whether the panel decides a target, also where a record holds its decision already."""
    return bool(fields["verdict"] == _EXPERT or fields["decided_by"] == _PANEL)


def _open_targets(service: Service, stored: StoredResult) -> frozenset[str]:
    return frozenset(target["id"] for target in read_result(service, stored)["targets"] if _is_open(target))


def _note(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip() if len(text) <= _LONGEST_NOTE * 2 else text
    visible = all(mark.isprintable() or mark in "\n\t" for mark in plain[: _LONGEST_NOTE * 2])
    if len(plain) > _LONGEST_NOTE or not visible:
        raise UsageError("finding_note", most=_LONGEST_NOTE)
    return plain
