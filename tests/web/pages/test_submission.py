"""The page of a submission."""

from __future__ import annotations

import pytest

from tests.web.world import Site, table

_BAD = "指标编号,实测值,单位\n3103.ttv,约 0.9,um\n".encode()


def test_what_was_read_is_shown(site: Site) -> None:
    """Every file is shown with its encoding, its columns as they were understood, and its first rows."""
    page = site.browser("team").get(f"/s/{site.draft().id}").text

    assert "data.csv" in page
    assert "utf-8" in page
    assert "读作 value 实测值" in page
    assert "3103.ttv" in page


def test_a_row_that_cannot_be_judged_is_listed(site: Site) -> None:
    """The summary leads to the row, the row says where and why, and a table of errors is offered."""
    draft = site.draft(data=_BAD)

    page = site.browser("team").get(f"/s/{draft.id}").text

    assert 'href="#e-1"' in page
    assert 'id="e-1"' in page
    assert "data.csv 第 2 行" in page
    assert f"/s/{draft.id}/errors.csv" in page


def test_a_structural_fault_is_told_and_nothing_can_be_submitted(site: Site) -> None:
    """A file without its columns fails the check: the fault is listed and there is no button to submit."""
    draft = site.draft(data=b"a,b\n1,2\n")

    page = site.browser("team").get(f"/s/{draft.id}").text

    assert "检查未能完成" in page
    assert "summary-of-errors" in page
    assert "/submit" not in page


def test_submitting_needs_the_tick(site: Site) -> None:
    """Without the confirmation nothing is submitted; with it the draft is."""
    draft, team = site.draft(), site.browser("team")
    path = f"/s/{draft.id}/submit"

    without = team.send_form(path, {"version": str(draft.version)})
    given = team.send_form(path, {"version": str(draft.version), "sure": "yes"})

    assert [422, 303] == [without.status_code, given.status_code]
    assert "submitted" == site.submission(draft.id).state


def test_a_stale_form_changes_nothing(site: Site) -> None:
    """A draft that somebody changed meanwhile is not submitted from the older page."""
    draft, team = site.draft(), site.browser("team")

    answer = team.send_form(f"/s/{draft.id}/submit", {"version": str(draft.version + 1), "sure": "yes"})

    assert 409 == answer.status_code
    assert "draft" == site.submission(draft.id).state


def test_a_file_can_be_added_and_removed(site: Site) -> None:
    """A draft takes another file, and gives it up again."""
    draft, team = site.draft(), site.browser("team")
    sent = {"files": ("more.csv", table("0.8"))}

    team.send_form(f"/s/{draft.id}/files", {"version": str(draft.version)}, files=sent)
    added = site.submission(draft.id)
    team.send_form(f"/s/{draft.id}/remove", {"version": str(added.version), "name": "more.csv"})

    assert {"data.csv", "more.csv"} <= {file.name for file in added.files}
    assert "more.csv" not in {file.name for file in site.submission(draft.id).files}


def test_the_encoding_can_be_changed(site: Site) -> None:
    """The chosen encoding is kept, and the files are read anew."""
    draft = site.draft()

    site.browser("team").send_form(f"/s/{draft.id}/encoding", {"version": str(draft.version), "encoding": "gb18030"})

    assert "gb18030" == site.submission(draft.id).encoding


def test_a_draft_can_be_withdrawn(site: Site) -> None:
    """A withdrawn draft says so and offers nothing more."""
    draft, team = site.draft(), site.browser("team")

    team.send_form(f"/s/{draft.id}/withdraw", {"version": str(draft.version)})

    assert "withdrawn" == site.submission(draft.id).state
    assert "/withdraw" not in team.get(f"/s/{draft.id}").text


def test_progress_is_asked_for_again_while_a_check_waits(site: Site) -> None:
    """While a job is open the page asks for its progress each second; once none is, it is loaded anew."""
    draft, team = site.draft(), site.browser("team")
    team.send_form(f"/s/{draft.id}/check")

    waiting = team.get(f"/s/{draft.id}/progress")
    from verifier.service.worker import run_pending

    run_pending(site.service)
    ended = team.get(f"/s/{draft.id}/progress")

    assert 'hx-trigger="every 1s"' in waiting.text
    assert "HX-Refresh" not in waiting.headers
    assert "hx-trigger" not in ended.text
    assert "true" == ended.headers["HX-Refresh"]


@pytest.mark.parametrize("role", ["panel", "auditor", "stranger", "nobody"])
def test_a_draft_is_not_there_for_others(site: Site, role: str) -> None:
    """Whoever is not of the author's part learns nothing of a draft."""
    assert 404 == site.browser(role).get(f"/s/{site.draft().id}").status_code


def test_text_of_a_file_stays_text(site: Site) -> None:
    """A script in a cell or a file's name is shown, never run."""
    data = "指标编号,实测值,备注\n3103.ttv,0.9 um,<script>alert(1)</script>\n".encode()
    draft = site.draft(data=data)

    page = site.browser("team").get(f"/s/{draft.id}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
