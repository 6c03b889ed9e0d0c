"""The panel's work: findings on what only people can judge."""

from __future__ import annotations

import threading

import pytest

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, StaleError, UsageError
from verifier.service.findings import findings, meeting, record_finding

_TARGET = "3103.industrialised"


def test_members_find_and_all_see_it(world: World) -> None:
    """Each member's finding is seen by panel and auditor, and not by the team."""
    submission = world.submitted()
    record_finding(world.service, world.panel, submission.id, _TARGET, agree=True, note=" 好 ", expected=None)
    record_finding(world.service, world.member, submission.id, _TARGET, agree=False, note="", expected=None)

    for person in (world.panel, world.auditor):
        assert [("panel君", True, "好"), ("member君", False, "")] == [
            (one.person_name, one.agree, one.note) for one in findings(world.service, person, submission.id)
        ]
    with pytest.raises(AccessError):
        findings(world.service, world.team, submission.id)


def test_two_windows_of_one_member_lose_nothing(either_world: World) -> None:
    """Of two windows that write at once one is kept and the other is told what stands; the other member's stays."""
    world = either_world
    submission = world.submitted()
    record_finding(world.service, world.member, submission.id, _TARGET, agree=True, note="other", expected=None)
    told: list[object] = []

    def write(note: str) -> None:
        try:
            record_finding(world.service, world.panel, submission.id, _TARGET, agree=True, note=note, expected=None)
            told.append("kept " + note)
        except StaleError as error:
            told.append(error)

    threads = [threading.Thread(target=write, args=(note,)) for note in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stale = [error for error in told if isinstance(error, StaleError)]
    kept = [str(one) for one in told if not isinstance(one, StaleError)]
    assert 1 == len(stale) == len(kept)
    assert f"kept {stale[0].reason['note']}" == kept[0]
    notes = {one.person_name: one.note for one in findings(world.service, world.panel, submission.id)}
    assert {"member君": "other", "panel君": stale[0].reason["note"]} == notes


def test_only_the_panel_finds_and_only_on_what_is_for_it(world: World) -> None:
    """Nobody overrides what the program judged; nobody else speaks; a draft has no findings."""
    submission, draft = world.submitted(), world.upload(world.panel)
    for target in ("3103.diameter", "3103.tsd", "nothing", "\0"):
        with pytest.raises(UsageError) as caught:
            record_finding(world.service, world.panel, submission.id, target, agree=True, note="", expected=None)
        assert "finding_not_expert" == caught.value.code
    for person in (world.team, world.auditor, world.site, world.administrator, world.stranger):
        with pytest.raises(AccessError):
            record_finding(world.service, person, submission.id, _TARGET, agree=True, note="", expected=None)
    with pytest.raises(AccessError):
        record_finding(world.service, world.panel, draft.id, _TARGET, agree=True, note="", expected=None)


@pytest.mark.parametrize("note", ["x" * 2001, "x" * 10**7, "a\0b", "\ud800", "\u202e"])
def test_a_note_that_cannot_be_read_is_refused(world: World, note: str) -> None:
    """A note is text that a panel can read."""
    submission = world.submitted()
    with pytest.raises(UsageError) as caught:
        record_finding(world.service, world.panel, submission.id, _TARGET, agree=True, note=note, expected=None)

    assert "finding_note" == caught.value.code


def test_a_meeting_goes_over_every_target(world: World) -> None:
    """The newest submission, its targets in the guide's order, who sits there, and what each has found."""
    with pytest.raises(UsageError):
        meeting(world.service, world.panel, CONTRACT)
    submission = world.submitted()
    record_finding(world.service, world.member, submission.id, _TARGET, agree=True, note="", expected=None)

    held = meeting(world.service, world.panel, CONTRACT)

    assert 9 == len(held.targets)
    assert ["member", "panel"] == [person.name for person in held.members]
    assert [_TARGET] == [target.fields["id"] for target in held.targets if target.open]
    opened = next(target for target in held.targets if target.open)
    assert opened.own is None
    assert ["member君"] == [one.person_name for one in opened.findings]
    for person in (world.team, world.auditor):
        with pytest.raises(AccessError):
            meeting(world.service, person, CONTRACT)
    with pytest.raises(AccessError):
        meeting(world.service, world.panel, CONTRACT, 999)
