"""Each request counted and written down."""

from __future__ import annotations

import json
import logging

import pytest

from tests.web.world import Site
from verifier.web.logs import JsonLines


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the server writes."""
    for name in ("dabiao", "dabiao.web"):
        logging.getLogger(name).propagate = True
    caplog.set_level(logging.INFO, "dabiao.web")
    return caplog


def _events(lines: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [json.loads(JsonLines().format(record)) for record in lines.records if record.name == "dabiao.web"]


def test_a_request_is_one_line(site: Site, lines: pytest.LogCaptureFixture) -> None:
    """A request is one line with its route, status and number; the number stands in the answer too."""
    answer = site.browser("team").get("/p/HT-1?a=b")

    (event,) = [event for event in _events(lines) if event["event"] == "request"]
    assert ("/p/{contract}", 200, answer.headers["x-request-id"]) == (event["route"], event["status"], event["id"])


def test_nothing_personal_is_written(site: Site, lines: pytest.LogCaptureFixture) -> None:
    """A line holds no name, no contract, no query, no network address and nothing of a form."""
    browser = site.browser("team")
    browser.get("/p/HT-1?who=zhangsan", headers={"User-Agent": "agent-7", "X-Forwarded-For": "192.0.2.9"})
    browser.send_form("/account/language", {"lang": "en", "note": "private"})
    site.browser().send_form("/login", {"name": "zhangsan", "password": "geheim"})

    text = "\n".join(JsonLines().format(record) for record in lines.records)
    for word in ("team", "HT-1", "zhangsan", "agent-7", "192.0.2.9", "127.0.0.1", "private", "geheim"):
        assert word not in text


def test_a_fault_has_a_number_and_no_words(
    site: Site, lines: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program is a page with a number; the log has the number and the place, not the words."""

    def fail(_: object) -> dict[str, bool]:
        msg = "secret words"
        raise RuntimeError(msg)

    monkeypatch.setattr(type(site.service), "healthy", fail)
    answer = site.browser().get("/healthz")

    assert 500 == answer.status_code
    assert answer.headers["x-request-id"] in answer.text
    assert "secret words" not in answer.text
    (fault,) = [event for event in _events(lines) if event["event"] == "fault"]
    assert (answer.headers["x-request-id"], "RuntimeError") == (fault["id"], fault["error"])
    assert "secret words" not in json.dumps(fault)


def test_an_odd_method_is_counted_as_one(site: Site) -> None:
    """Methods that nobody knows do not make as many counters."""
    for number in range(3):
        site.browser().request(f"ODD{number}", "/")

    page = site.app.state.observed.metrics.page({}).decode()
    assert "ODD" not in page
    assert 'method="-"' in page


def test_unknown_addresses_are_counted_as_one(site: Site) -> None:
    """Addresses that lead nowhere do not make as many counters."""
    for number in range(3):
        site.browser().get(f"/nosuch{number}")

    assert "nosuch" not in site.app.state.observed.metrics.page({}).decode()
