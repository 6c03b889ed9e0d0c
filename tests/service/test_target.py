"""One target: its terms, its steps, its history."""

from __future__ import annotations

import pytest

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, CatalogueError, UsageError
from verifier.service import target
from verifier.service.findings import record_finding
from verifier.service.seal import seal_now
from verifier.service.target import target_page


def test_a_target_shows_how_its_verdict_came_about(world: World) -> None:
    """The figure, the result, the steps, and the records it stood in."""
    submission = world.submitted()
    seal_now(world.service, world.panel, submission.id)

    page = target_page(world.service, world.auditor, CONTRACT, "3103.diameter")

    assert page.fields is not None
    assert page.target is not None
    assert "pass" == page.fields["verdict"]
    assert {"explain_target", "explain_limit", "explain_verdict"} <= {step.reason.code for step in page.steps}
    assert [("pass", "150", "mm")] == [(one.verdict, one.value, one.unit) for one in page.history]
    assert page.steps_fault is None


def test_findings_are_for_panel_and_auditor(world: World) -> None:
    """The team sees a target without what single members found on it."""
    submission = world.submitted()
    name = "3103.industrialised"
    record_finding(world.service, world.panel, submission.id, name, agree=True, note="", expected=None)

    seen = {
        part: len(target_page(world.service, world.everybody[part], CONTRACT, name).findings)
        for part in ("panel", "auditor", "team")
    }

    assert {"panel": 1, "auditor": 1, "team": 0} == seen


def test_without_a_submission_the_terms_are_shown(world: World) -> None:
    """A target can be read before anything was handed in; one that is not there is said to be unknown."""
    page = target_page(world.service, world.panel, CONTRACT, "3103.diameter")

    assert (None, None, (), ()) == (page.submission, page.fields, page.steps, page.history)
    with pytest.raises(CatalogueError):
        target_page(world.service, world.panel, CONTRACT, "3103.nothing")
    with pytest.raises(AccessError):
        target_page(world.service, world.stranger, CONTRACT, "3103.diameter")


def test_large_submissions_show_no_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits on a page for a million rows: it says what to use instead."""
    monkeypatch.setattr(target, "_MOST_BYTES", 10)
    world.submitted()

    page = target_page(world.service, world.panel, CONTRACT, "3103.diameter")

    assert () == page.steps
    assert isinstance(page.steps_fault, UsageError)
    assert page.fields is not None
