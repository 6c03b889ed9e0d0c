"""Uploading a submission."""

from __future__ import annotations

import re

import pytest

from tests.web.world import CONTRACT, Browser, Site, table

_PATH = f"/p/{CONTRACT}/upload"


def _files(name: str = "data.csv", data: bytes | None = None) -> dict[str, tuple[str, bytes]]:
    return {"files": (name, table() if data is None else data)}


@pytest.fixture
def team(site: Site) -> Browser:
    """The team's browser."""
    return site.browser("team")


def test_an_upload_becomes_a_draft(site: Site, team: Browser) -> None:
    """The files go in and the browser is led to the draft's page."""
    answer = team.send_form(_PATH, {"stage": "验收"}, files=_files())

    assert 303 == answer.status_code
    number = int(answer.headers["location"].rpartition("/")[2])
    assert ("draft", "验收") == (site.submission(number).state, site.submission(number).stage)


def test_a_form_sent_twice_is_one_draft(team: Browser) -> None:
    """The key that the form bears keeps a second press of the button from making a second draft."""
    found = re.search(r'name="request_key" value="([^"]+)"', team.get(_PATH).text)
    assert found is not None
    form = {"request_key": found[1]}

    first, second = (team.send_form(_PATH, form, files=_files()).headers["location"] for _ in range(2))

    assert first == second


def test_each_form_has_a_key_of_its_own(team: Browser) -> None:
    """Two uploads on purpose are two drafts."""
    keys = {re.findall(r'name="request_key" value="([^"]+)"', team.get(_PATH).text)[0] for _ in range(2)}

    assert 2 == len(keys)


@pytest.mark.parametrize(
    ("name", "status"),
    [("program.exe", 415), (".hidden.csv", 422), ("a" * 300 + ".csv", 422)],
)
def test_what_is_refused_is_said_at_the_top(site: Site, team: Browser, name: str, status: int) -> None:
    """A refused file leaves nothing behind; the summary stands above the form and leads to the file field."""
    answer = team.send_form(_PATH, files=_files(name))

    assert status == answer.status_code
    assert answer.text.index('class="summary-of-errors"') < answer.text.index('<form method="post" action="/p/')
    assert 'href="#files"' in answer.text
    assert "还没有提交" in site.browser("team").get("/").text


def test_no_file_is_refused(team: Browser) -> None:
    """A form without a file is shown again with the reason, and keeps what was chosen."""
    answer = team.send_form(_PATH, {"encoding": "gbk"})

    assert 422 == answer.status_code
    assert '<option value="gbk" selected>' in answer.text


def test_the_auditor_may_not_upload(site: Site) -> None:
    """Whoever may see the project and not upload is told so."""
    assert 403 == site.browser("auditor").get(_PATH).status_code
    assert 404 == site.browser("stranger").get(_PATH).status_code
