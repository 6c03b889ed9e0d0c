"""Submitting: after the check, once, with a list that anybody can check against the log."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.service.world import BROKEN, CONTRACT, TABLE, World, sent
from verifier.errors import AccessError, StaleError, StoreError, UsageError
from verifier.record.canonical import sha256_hex
from verifier.record.log import entry_of
from verifier.record.proof import check_inclusion
from verifier.service.records import inclusion_of_submission
from verifier.service.submit import submit, withdraw
from verifier.service.upload import receive
from verifier.service.worker import run_pending


def test_what_was_submitted_is_in_the_log(either_world: World) -> None:
    """The digest of the list of files is in the log under contract and number, and the list names every file."""
    world = either_world
    submitted = world.submitted()

    assert ("submitted", 0) == (submitted.state, submitted.log_index)
    assert submitted.manifest is not None
    manifest = world.service.blobs.read(submitted.manifest)
    stated = json.loads(manifest)
    assert [{"name": f.name, "sha256": f.sha256, "bytes": f.bytes} for f in submitted.files] == stated["files"]
    proof = inclusion_of_submission(world.service, world.auditor, submitted.id)
    entry = entry_of(f"{CONTRACT}#{submitted.number}", sha256_hex(manifest))
    assert 0 == check_inclusion(proof, entry, world.service.log_key)[0]


def test_the_day_that_was_judged_is_fixed(world: World) -> None:
    """A draft without an as-of day is judged later as of the day of its check."""
    draft = world.upload()
    world.clock.pass_by(days=10)

    submitted = submit(world.service, world.team, draft.id, expected=draft.version)

    assert draft.as_of is None
    assert date(2026, 11, 22) == submitted.as_of


def test_only_what_was_checked_is_submitted(world: World) -> None:
    """While the check runs, and where it refused the files, nothing is submitted."""
    waiting = receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)))
    with pytest.raises(UsageError) as early:
        submit(world.service, world.team, waiting.id, expected=1)
    run_pending(world.service)
    broken = world.upload(table=BROKEN)
    with pytest.raises(UsageError) as refused:
        submit(world.service, world.team, broken.id, expected=1)

    assert ("submit_not_checked", "submit_refused") == (early.value.code, refused.value.code)
    assert "submitted" == submit(world.service, world.team, waiting.id, expected=1).state


def test_only_what_was_seen_is_submitted_by_who_may(world: World) -> None:
    """An older version, the panel, the auditor, and a second click are refused."""
    draft = world.upload()
    with pytest.raises(StaleError):
        submit(world.service, world.team, draft.id, expected=7)
    for person in (world.panel, world.auditor, world.site):
        with pytest.raises(AccessError):
            submit(world.service, person, draft.id, expected=1)
    submit(world.service, world.team, draft.id, expected=1)
    for act in (submit, withdraw):
        with pytest.raises((AccessError, StoreError)):
            act(world.service, world.team, draft.id, expected=2)

    assert 1 == world.service.log().checkpoint.size


def test_a_withdrawn_draft_stays_its_author_s(world: World) -> None:
    """What was withdrawn is never submitted, and the panel never learns of it."""
    draft = world.upload()
    withdrawn = withdraw(world.service, world.team, draft.id, expected=1)

    assert "withdrawn" == withdrawn.state
    with pytest.raises(AccessError):
        submit(world.service, world.team, draft.id, expected=withdrawn.version)
    with pytest.raises(AccessError):
        inclusion_of_submission(world.service, world.panel, draft.id)
