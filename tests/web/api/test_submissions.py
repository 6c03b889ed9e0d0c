"""One submission, for programs."""

from __future__ import annotations

import hashlib
import json

import httpx
import pytest

from tests.web.world import Browser, Site, table
from verifier.service.worker import run_pending


def _change(browser: Browser, path: str, body: dict[str, object] | None = None, method: str = "POST") -> httpx.Response:
    return browser.request(method, path, headers={"X-CSRF-Token": browser.csrf or ""}, json=body)


def test_a_result_has_its_digest(site: Site) -> None:
    """The result is the canonical bytes whose digest the submission names."""
    draft = site.draft()
    browser = site.browser("team")

    document = browser.get(f"/api/v1/submissions/{draft.id}").json()
    result = browser.get(f"/api/v1/submissions/{draft.id}/result").content

    assert document["result_digest"] == "sha256:" + hashlib.sha256(result).hexdigest()
    assert "dabiao/result/v1" == json.loads(result)["schema"]
    assert document["summary"] == json.loads(result)["summary"]


def test_a_file_comes_back_as_it_was(site: Site) -> None:
    """A file is handed out with the bytes that were handed in, to be saved and not shown."""
    draft = site.draft(data=table("0.8"))

    answer = site.browser("team").get(f"/api/v1/submissions/{draft.id}/files/data.csv")

    assert table("0.8") == answer.content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert 404 == site.browser("team").get(f"/api/v1/submissions/{draft.id}/files/..%2Fx").status_code


def test_errors_name_their_place(site: Site) -> None:
    """A row that cannot be judged is listed with file, line, and both languages."""
    draft = site.draft(data=table("zwölf"))

    errors = site.browser("team").get(f"/api/v1/submissions/{draft.id}/errors").json()

    assert any(error["file"] == "data.csv" and error["line"] == "2" and error["zh"] and error["en"] for error in errors)


def test_a_table_that_is_none_is_a_failed_check(site: Site) -> None:
    """A file that is refused as a whole is a check that failed, with its faults in both languages."""
    draft = site.draft(data=b"\x00\x01\x02")

    job = site.browser("team").get(f"/api/v1/submissions/{draft.id}").json()["job"]

    assert "failed" == job["state"]
    assert all(fault["zh"] and fault["en"] for fault in job["faults"])


def test_a_draft_is_submitted_once(site: Site) -> None:
    """A draft is submitted from the version that was seen; a second time it is no draft any more."""
    draft = site.draft()
    browser = site.browser("team")
    path = f"/api/v1/submissions/{draft.id}/submit"

    assert 409 == _change(browser, path, {"version": draft.version + 1}).status_code
    answer = _change(browser, path, {"version": draft.version})
    assert ("submitted", 0) == (answer.json()["state"], answer.json()["log_index"])
    assert _change(browser, path, {"version": answer.json()["version"]}).status_code in {403, 409}
    assert 200 == browser.get(f"/api/v1/submissions/{draft.id}/proof").status_code


def test_a_draft_is_withdrawn(site: Site) -> None:
    """A draft is withdrawn, and is not submitted afterwards."""
    draft = site.draft()
    browser = site.browser("team")

    answer = _change(browser, f"/api/v1/submissions/{draft.id}/withdraw", {"version": draft.version})

    assert "withdrawn" == answer.json()["state"]


def test_findings_do_not_overwrite_each_other(site: Site) -> None:
    """A finding that was written from an older one is refused with 409, and the newer one stays."""
    submitted = site.submitted()
    panel = site.browser("panel")
    result = json.loads(panel.get(f"/api/v1/submissions/{submitted.id}/result").content)
    experts = [target["id"] for target in result["targets"] if target["verdict"] == "expert"]
    target = experts[0] if experts else "3103.ttv"
    path = f"/api/v1/submissions/{submitted.id}/findings/{target}"

    first = _change(panel, path, {"agree": True, "note": "甲"}, "PUT")
    if not experts:
        assert first.status_code in {409, 422}
        return
    assert 200 == first.status_code
    assert 409 == _change(panel, path, {"agree": False, "note": "乙", "version": None}, "PUT").status_code
    assert ["甲"] == [one["note"] for one in panel.get(f"/api/v1/submissions/{submitted.id}/findings").json()]


def test_a_submission_is_sealed(site: Site) -> None:
    """The panel asks for a seal; when the job is done there is a record."""
    submitted = site.submitted()
    panel = site.browser("panel")

    asked = _change(panel, f"/api/v1/submissions/{submitted.id}/seal")
    run_pending(site.service)

    assert (202, "seal") == (asked.status_code, asked.json()["kind"])
    (record,) = panel.get("/api/v1/projects/HT-1/records").json()
    assert submitted.id == record["submission"]


@pytest.mark.parametrize("verb", ["submit", "withdraw"])
def test_nobody_moves_another_s_draft(site: Site, verb: str) -> None:
    """A draft of the team is not there for the panel."""
    draft = site.draft()

    answer = _change(site.browser("panel"), f"/api/v1/submissions/{draft.id}/{verb}", {"version": draft.version})

    assert 404 == answer.status_code
