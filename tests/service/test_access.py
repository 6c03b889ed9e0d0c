"""Access: every action, every part, every state of a submission."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from tests.service.world import CONTRACT, World
from verifier.acceptance.refused import Refused
from verifier.errors import AccessError, MeasurementError, RecordError, StaleError, StoreError, UsageError
from verifier.service import access
from verifier.service.access import MATRIX, Action, may
from verifier.service.projects import change_project
from verifier.service.submissions import submission_view
from verifier.store.submissions import State, Submission

_PARTS = ("site", "panel", "team", "auditor", "administrator", "stranger")
_STATES: tuple[State, ...] = get_args(State)
_YES = {
    # What each part may do with what the team submitted.
    "submitted": {
        "panel": {"see_submission", "check", "see_findings", "record_finding", "seal", "see_record", "rerun"},
        "team": {"see_submission", "see_record", "rerun"},
        "auditor": {"see_submission", "see_findings", "see_record", "rerun"},
    },
    # And with the team's draft, which is the team's alone.
    "draft": {"team": {"see_submission", "change_draft", "submit", "withdraw", "check", "see_record", "rerun"}},
    "withdrawn": {"team": {"see_submission", "see_record", "rerun"}},
}
_ON_SUBMISSIONS = (
    "see_submission", "change_draft", "submit", "withdraw", "check", "see_findings", "record_finding", "seal",
    "see_record", "rerun",
)  # fmt: skip
_ON_PROJECTS = {
    "site": {
        "see_project", "see_members", "manage_members", "change_project", "read_audit", "create_project",
        "manage_people",
    },
    "panel": {
        "see_project", "upload", "see_submission", "change_draft", "submit", "withdraw", "check", "see_findings",
        "record_finding", "seal", "meet", "see_record", "rerun", "see_members",
    },
    "team": {
        "see_project", "upload", "see_submission", "change_draft", "submit", "withdraw", "check", "see_record",
        "rerun",
    },
    "auditor": {
        "see_project", "see_submission", "see_findings", "see_record", "rerun", "see_members", "read_audit",
    },
    "administrator": {"see_project", "see_members", "manage_members", "change_project"},
    "stranger": set(),
}  # fmt: skip


@pytest.mark.parametrize(("part", "state"), list(product(_PARTS, _STATES)))
def test_every_action_on_a_submission(world: World, part: str, state: State) -> None:
    """The table of who may do what with the team's draft, submission and withdrawn draft, action by action."""
    submission = replace(world.upload(), state=state)
    with world.service.database.read() as connection:
        holders = access.holders_of(world.service, connection, world.everybody[part], world.project.id)

    found = {str(action) for action in Action if str(action) in _ON_SUBMISSIONS and may(holders, action, submission)}

    assert _YES[state].get(part, set()) == found


@pytest.mark.parametrize("part", _PARTS)
def test_every_action_in_a_project(world: World, part: str) -> None:
    """The table of who may do what in a project, action by action; a stranger does not even find it."""
    if part == "stranger":
        with pytest.raises(AccessError) as caught:
            access.allowed(world.service, world.stranger, CONTRACT)
        assert "access_not_found" == caught.value.code
        return

    assert _ON_PROJECTS[part] == {
        str(action) for action in access.allowed(world.service, world.everybody[part], CONTRACT)
    }


def test_the_panel_s_own_drafts_are_the_panel_s(world: World) -> None:
    """What the panel uploads, neither team nor auditor sees before it is submitted."""
    draft = world.upload(world.panel)

    for person in (world.team, world.auditor, world.site, world.administrator, world.stranger):
        with pytest.raises(AccessError) as caught:
            submission_view(world.service, person, draft.id)
        assert "access_not_found" == caught.value.code
    assert Action.SUBMIT in submission_view(world.service, world.member, draft.id).allowed


def test_what_may_not_be_known_is_as_what_is_not_there(world: World) -> None:
    """A draft of the team and a number that nobody has are the same answer to the panel."""
    draft = world.upload()
    answers = []
    for number in (draft.id, draft.id + 1, 0, -1, 2**80):
        with pytest.raises(AccessError) as caught:
            submission_view(world.service, world.panel, number)
        answers.append(str(caught.value))

    assert 1 == len(set(answers))


def test_what_is_known_and_not_allowed_is_forbidden(world: World) -> None:
    """An auditor sees the project, and may not upload to it."""
    with world.service.database.read() as connection, pytest.raises(AccessError) as caught:
        access.find_project(world.service, connection, world.auditor, CONTRACT, Action.UPLOAD)

    assert "access_forbidden" == caught.value.code


def test_who_is_disabled_may_nothing(world: World) -> None:
    """A closed account finds nothing at all."""
    closed = replace(world.panel, enabled=False)
    with pytest.raises(AccessError) as caught:
        access.allowed(world.service, closed, CONTRACT)

    assert "login_needed" == caught.value.code
    assert frozenset() == access.parts_anywhere(world.service, closed)


@pytest.mark.parametrize("part", ["site", "panel", "team", "auditor", "administrator"])
def test_a_part_in_one_project_is_a_part_somewhere(world: World, part: str) -> None:
    """Whoever has a part in any project has it for what belongs to none; whoever has none is only signed in."""
    assert {part, "person"} == access.parts_anywhere(world.service, world.everybody[part])
    assert {"person"} == access.parts_anywhere(world.service, world.stranger)


def test_an_archived_project_takes_no_change(world: World) -> None:
    """In an archived project everything is read and nothing is uploaded, sealed or found."""
    submission = world.submitted()
    change_project(world.service, world.site, CONTRACT, archived=True)

    left = {str(action) for action in submission_view(world.service, world.panel, submission.id).allowed}
    with world.service.database.read() as connection, pytest.raises(StoreError) as caught:
        access.find_submission(world.service, connection, world.panel, submission.id, Action.SEAL)

    assert {"see_project", "see_submission", "see_findings", "meet", "see_record", "rerun", "see_members"} == left
    assert "project_archived" == caught.value.code


def test_every_action_has_its_line() -> None:
    """No action is left out of the table."""
    assert set(Action) == set(MATRIX)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AccessError("access_not_found"), 404),
        (AccessError("access_forbidden"), 403),
        (AccessError("login_needed"), 401),
        (AccessError("login_blocked", minutes=1), 429),
        (StaleError("stale_submission", number=1, expected=1, version=2), 409),
        (UsageError("upload_type", name="a.exe"), 415),
        (UsageError("upload_too_large", name="a.csv", limit=1), 413),
        (UsageError("upload_empty"), 422),
        (RecordError("proof_form"), 422),
        (StoreError("blob_absent", digest="x"), 500),
        (Refused([MeasurementError("file_empty", file="a", line=1, column="")]), 422),
    ],
)
def test_each_error_has_its_status(error: AccessError | Refused, status: int) -> None:
    """Pages and API answer with the status that the error means."""
    assert status == access.status_of(error)


def test_the_table_is_what_decides(world: World) -> None:
    """Where the table names none of a person's parts, no state of any submission allows it."""
    submission: Submission = world.upload()
    for action, state in product(Action, _STATES):
        others = frozenset(_PARTS) - MATRIX[action]

        assert not may(others, action, replace(submission, state=state))
