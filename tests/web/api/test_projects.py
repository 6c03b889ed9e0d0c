"""Projects and uploads, for programs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.web.world import Browser, Site, table

_PATH = "/api/v1/projects/HT-1/submissions"


def _upload(browser: Browser, key: str | None = None, data: bytes | None = None, **form: str) -> httpx.Response:
    headers = {"X-CSRF-Token": browser.csrf or ""} | ({} if key is None else {"Idempotency-Key": key})
    files = [("files", ("data.csv", table() if data is None else data))]
    return browser.post(_PATH, headers=headers, files=files, data=form)


def test_projects_are_those_of_the_person(site: Site) -> None:
    """Somebody sees the projects in which she has a role, and which role."""
    (found,) = site.browser("auditor").get("/api/v1/projects").json()

    assert ("HT-1", "3103", ["auditor"], None) == tuple(
        found[name] for name in ("contract", "code", "roles", "summary")
    )


def test_an_upload_is_a_draft_with_a_check(site: Site) -> None:
    """An upload is acknowledged with its address, its files by their digests, and a check that is queued."""
    browser = site.browser("team")

    answer = _upload(browser, stage="验收", as_of="2026-11-01")

    document = answer.json()
    assert (201, f"/api/v1/submissions/{document['id']}") == (answer.status_code, answer.headers["location"])
    assert ("draft", "验收", "2026-11-01", "queued") == (
        document["state"],
        document["stage"],
        document["as_of"],
        document["job"]["state"],
    )
    assert "data.csv" in {file["name"] for file in document["files"]}
    assert [document["id"]] == [one["id"] for one in browser.get(_PATH).json()]


def test_a_repeated_upload_is_one(site: Site) -> None:
    """The same key gives the same submission, however often and at once it is sent."""
    browsers = [site.browser("team") for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda browser: _upload(browser, "key-1"), browsers))

    assert 1 == len({answer.json()["id"] for answer in answers})
    assert 1 == len(browsers[0].get(_PATH).json())


def test_another_key_is_another_upload(site: Site) -> None:
    """Two keys, and two people with one key, are two submissions."""
    team, panel = site.browser("team"), site.browser("panel")

    numbers = {_upload(team, "a").json()["id"], _upload(team, "b").json()["id"], _upload(panel, "a").json()["id"]}

    assert 3 == len(numbers)


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 201, "\x7f"])
def test_a_key_that_is_none_is_refused(site: Site, key: str) -> None:
    """A key that cannot be kept is refused with what it may be."""
    browser = site.browser("team")
    headers = [(b"X-CSRF-Token", (browser.csrf or "").encode()), (b"Idempotency-Key", key.encode("latin-1"))]

    answer = browser.post(_PATH, headers=headers, files=[("files", ("data.csv", table()))])

    assert (422, "web_idempotency") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("form", [{"as_of": "heute"}, {"stage": "x"}, {"encoding": "klingon"}, {"stage": "x" * 100}])
def test_a_field_that_cannot_be_read_is_said(site: Site, form: dict[str, str]) -> None:
    """A date, stage or encoding that is none is refused, and nothing is kept."""
    browser = site.browser("team")

    assert 422 == _upload(browser, None, None, **form).status_code
    assert [] == browser.get(_PATH).json()


def test_an_upload_without_files(site: Site) -> None:
    """An upload that holds nothing is refused."""
    browser = site.browser("team")

    answer = browser.post(_PATH, headers={"X-CSRF-Token": browser.csrf or ""}, data={"stage": "验收"})

    assert answer.status_code in {400, 415, 422}


def test_records_are_listed(site: Site) -> None:
    """A sealed record stands in its project's list with its digests."""
    number = site.sealed()

    (found,) = site.browser("auditor").get("/api/v1/projects/HT-1/records").json()

    assert number == found["id"]
    assert 64 == len(found["bundle_sha256"])
