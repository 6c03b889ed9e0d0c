"""For those who operate the server."""

from __future__ import annotations

from pathlib import Path

from tests.web.world import Site, open_site


def test_a_server_that_works_says_so(site: Site) -> None:
    """Database and disk answer: 200."""
    answer = site.browser().get("/healthz")

    assert (200, "ok", "ok") == (answer.status_code, answer.json()["database"], answer.json()["disk"])


def test_a_database_that_is_gone_is_said(site: Site) -> None:
    """Where the database does not answer the server says so with 503, and which part it is."""
    site.service.database._engine.dispose()
    for path in Path(site.settings.data).glob("dabiao.sqlite3*"):
        path.unlink()
    (Path(site.settings.data) / "dabiao.sqlite3").mkdir()

    answer = site.browser().get("/healthz")

    assert (503, "no") == (answer.status_code, answer.json()["database"])


def test_counters_need_their_token(tmp_path: Path) -> None:
    """Where people sign in, counters are for whoever shows the token; others find no such page."""
    with open_site(tmp_path / "data", metrics_token="collector") as site:  # noqa: S106 -- a test's token
        browser = site.browser("root")

        assert 404 == browser.get("/metrics").status_code
        assert 404 == browser.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code
        answer = browser.get("/metrics", headers={"Authorization": "Bearer collector"})
        assert 200 == answer.status_code
        assert "dabiao_requests_total" in answer.text


def test_counters_without_a_token(site: Site, local_site: Site) -> None:
    """Without a token the counters are shown in the local mode alone."""
    assert 404 == site.browser("root").get("/metrics").status_code
    assert 200 == local_site.browser().get("/metrics").status_code
