"""Submissions as somebody sees them."""

from __future__ import annotations

import json

import pytest

from tests.service.world import CONTRACT, TABLE, World, sent
from verifier.errors import AccessError, StoreError
from verifier.service.access import Action
from verifier.service.submissions import file_path, job_state, result_bytes, submission_view
from verifier.service.upload import receive


def test_a_view_has_all_that_a_page_shows(world: World) -> None:
    """Author, files, check, result, and what the person may do."""
    draft = world.upload()

    view = submission_view(world.service, world.team, draft.id)

    assert ("team君", CONTRACT) == (view.author, view.project.contract)
    assert view.job is not None
    assert ("done", None) == (view.job.state, view.seal_job)
    assert view.result is not None
    assert view.stored is not None
    assert view.result["summary"] == view.stored.summary
    assert Action.SUBMIT in view.allowed
    assert json.loads(result_bytes(world.service, world.team, draft.id)) == view.result
    job = job_state(world.service, world.team, draft.id)
    assert view.job == job


def test_before_the_check_there_is_no_result(world: World) -> None:
    """A draft that waits has a job and no result."""
    draft = receive(world.service, world.team, CONTRACT, sent(("a.csv", TABLE)))
    view = submission_view(world.service, world.team, draft.id)

    assert (None, None) == (view.result, view.stored)
    with pytest.raises(StoreError) as caught:
        result_bytes(world.service, world.team, draft.id)
    assert "store_no_result" == caught.value.code


def test_files_are_handed_out_to_who_may_see_them(world: World) -> None:
    """The bytes as they were sent; a name that is no file of it, and a path, are nothing."""
    draft = world.upload()
    file, place = file_path(world.service, world.team, draft.id, "数据.csv")

    assert TABLE == place.read_bytes()
    assert len(TABLE) == file.bytes
    for name in ("other.csv", "../../keys/service.key", ""):
        with pytest.raises(StoreError):
            file_path(world.service, world.team, draft.id, name)


@pytest.mark.parametrize("part", ["panel", "auditor", "site", "administrator", "stranger"])
def test_nobody_else_finds_a_draft(world: World, part: str) -> None:
    """By its number nobody reaches a draft of the team: no view, no file, no result, no state."""
    draft = world.upload()
    person = world.everybody[part]
    for look in (
        lambda: submission_view(world.service, person, draft.id),
        lambda: file_path(world.service, person, draft.id, "数据.csv"),
        lambda: result_bytes(world.service, person, draft.id),
        lambda: job_state(world.service, person, draft.id),
    ):
        with pytest.raises(AccessError) as caught:
            look()
        assert "access_not_found" == caught.value.code
