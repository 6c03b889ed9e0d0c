"""The log that can only grow, and the audit log, for programs."""

from __future__ import annotations

import pytest

from tests.web.world import Site


def test_a_checkpoint_and_its_growth(site: Site) -> None:
    """The checkpoint has the log's size; that it has only grown since is proved for every size that it had."""
    site.sealed()
    browser = site.browser("auditor")

    state = browser.get("/api/v1/log").json()
    checkpoint = browser.get("/api/v1/log/checkpoint").text

    assert [state["origin"], str(state["size"])] == checkpoint.splitlines()[:2]
    assert state["size"] == 2
    assert 200 == browser.get("/api/v1/log/consistency?from=1").status_code


@pytest.mark.parametrize("size", ["0", "-1", "99", "x", "", str(2**70)])
def test_a_size_that_the_log_never_had(site: Site, size: str) -> None:
    """A size that proves nothing is refused."""
    assert site.browser("auditor").get(f"/api/v1/log/consistency?from={size}").status_code in {400, 422}


def test_who_did_what(site: Site) -> None:
    """The audit log says who did what, newest first, and page by page."""
    site.submitted()
    browser = site.browser("auditor")

    events = browser.get("/api/v1/audit/events?contract=HT-1").json()
    older = browser.get(f"/api/v1/audit/events?contract=HT-1&before={events[0]['sequence']}").json()

    assert "submit" in {event["action"] for event in events}
    assert events[1:] == older
    numbers = [event["sequence"] for event in events]
    assert sorted(numbers, reverse=True) == numbers


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "before=0", "before=x", "contract=" + "x" * 100])
def test_a_question_that_cannot_be_answered(site: Site, query: str) -> None:
    """A question out of bounds is refused by the name of its part."""
    answer = site.browser("auditor").get(f"/api/v1/audit/events?{query}")

    assert (422, "web_fields_odd") == (answer.status_code, answer.json()["code"])


def test_an_auditor_sees_her_projects_alone(site: Site) -> None:
    """Events of other projects are not shown to an auditor of one."""
    site.draft("stranger", "HT-2")

    events = site.browser("auditor").get("/api/v1/audit/events?limit=500").json()

    assert not [event for event in events if "HT-2" in event["object"]]
    assert 404 == site.browser("auditor").get("/api/v1/audit/events?contract=HT-2").status_code
