"""The audit: who did what, and what the log proves."""

from __future__ import annotations

import pytest

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, RecordError
from verifier.record.note import read_log_key
from verifier.record.proof import check_consistency
from verifier.service import audit
from verifier.service.projects import create_project
from verifier.service.seal import seal_now
from verifier.service.upload import remove_file


def test_an_auditor_reads_his_projects_and_an_administrator_all(world: World) -> None:
    """Events of another project are not an auditor's; the site's administrator reads them too."""
    create_project(world.service, world.site, contract="HT-2", code="3104")
    world.submitted()

    own = audit.events(world.service, world.auditor)
    everything = audit.events(world.service, world.site)

    assert ["submit", "upload", "create_project"] == [one.action for one in own]
    assert "HT-2" in [one.object for one in everything]
    assert ["submit"] == [one.action for one in audit.events(world.service, world.auditor, action="submit")]
    assert own == audit.events(world.service, world.auditor, contract=CONTRACT)
    assert own[1:2] == audit.events(world.service, world.auditor, before=own[0].sequence, limit=1)


def test_a_draft_is_not_audited_before_it_is_submitted(world: World) -> None:
    """What the team does to a draft, the auditor reads once it was submitted, and never of one that was withdrawn."""
    draft = world.upload()

    assert f"{CONTRACT}#{draft.number}" not in [one.object for one in audit.events(world.service, world.auditor)]
    assert f"{CONTRACT}#{draft.number}" in [one.object for one in audit.events(world.service, world.site)]


def test_nobody_else_reads_events(world: World) -> None:
    """Panel, team and strangers read no events, and check no log."""
    for person in (world.panel, world.team, world.administrator, world.stranger):
        with pytest.raises(AccessError):
            audit.events(world.service, person)
        with pytest.raises(AccessError):
            audit.check_log(world.service, person)
    with pytest.raises(AccessError):
        audit.events(world.service, world.panel, contract=CONTRACT)
    with pytest.raises(AccessError):
        audit.events(world.service, world.auditor, contract="none")


def test_events_hold_no_content(world: World) -> None:
    """Nothing of a file, no address and no secret stands in an event."""
    draft = world.upload()
    remove_file(world.service, world.team, draft.id, "submission.toml", expected=1)

    found = audit.events(world.service, world.site)

    assert {"files": "1"} == next(one.detail for one in found if one.action == "upload")
    assert {"name": "submission.toml"} == next(one.detail for one in found if one.action == "remove_file")
    assert {one.action for one in found} <= set(audit.ACTIONS)


def test_the_log_proves_its_growth(world: World) -> None:
    """A checkpoint that an auditor saved is a beginning of the log as it stands, and he needs no server to see it."""
    submission = world.submitted()
    saved = audit.checkpoint(world.service)
    seal_now(world.service, world.panel, submission.id)

    state = audit.check_log(world.service, world.auditor)
    old, new = audit.check_saved(world.service, saved)
    key = read_log_key(audit.log_state(world.service).key)

    assert (1, 2, 2) == (old.size, new.size, state.size)
    assert new == check_consistency(audit.consistency(world.service, 1), old, key)
    assert state == audit.log_state(world.service)
    for size in (0, 3, -1):
        with pytest.raises(RecordError):
            audit.consistency(world.service, size)
    with pytest.raises(RecordError):
        audit.check_saved(world.service, saved.replace(b"\n1\n", b"\n2\n"))


def test_a_changed_log_is_noticed(world: World) -> None:
    """An entry that somebody changed on the disk does not pass."""
    world.submitted()
    place = next(path for path in (world.service.log_folder / "tile" / "entries").rglob("*") if path.is_file())
    place.write_bytes(place.read_bytes().replace(b"HT-2026-1", b"HT-2026-2"))

    with pytest.raises(RecordError):
        audit.check_log(world.service, world.auditor)
