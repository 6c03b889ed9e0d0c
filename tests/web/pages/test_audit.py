"""The audit log and the transparency log."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.world import CONTRACT, OTHER, Site


def test_the_auditor_reads_what_was_done(site: Site) -> None:
    """Uploads and submissions of the auditor's projects are listed with who did them."""
    site.submitted()

    page = site.browser("auditor").get("/audit").text

    assert "submit" in page
    assert "team 某" in page
    assert OTHER not in page


@pytest.mark.parametrize("role", ["team", "panel", "nobody"])
def test_the_log_is_not_for_others(site: Site, role: str) -> None:
    """Team and panel do not read the audit log."""
    assert 403 == site.browser(role).get("/audit").status_code


def test_filters_narrow_the_list(site: Site) -> None:
    """Only events of the chosen action are listed; an action that is none is left out of the question."""
    site.submitted()
    auditor = site.browser("auditor")

    some, odd = auditor.get("/audit?action=submit").text, auditor.get("/audit?action=nonsense").text

    assert "<code>submit</code>" in some
    assert "<code>upload</code>" not in some
    assert "<code>upload</code>" in odd


def test_the_log_is_exported(site: Site) -> None:
    """The CSV has a header and a row an event."""
    site.submitted()

    data = site.browser("auditor").get(f"/audit/export.csv?contract={CONTRACT}").content

    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert "submit" in {row[3] for row in rows[1:]}
    assert {CONTRACT} == {row[4] for row in rows[1:]}


def test_the_whole_log_is_checked(site: Site) -> None:
    """The log of the service agrees with its checkpoint."""
    site.submitted()

    assert "日志完整" in site.browser("auditor").send_form("/audit/check").text


def test_a_kept_checkpoint_proves_growth(site: Site) -> None:
    """A checkpoint that was kept is a beginning of the log as it stands later."""
    auditor = site.browser("auditor")
    site.submitted()
    kept = auditor.get("/log/checkpoint").content
    site.submitted()

    answer = auditor.send_form("/audit/consistency", files={"checkpoint": ("kept.txt", kept)})

    assert "日志只增不减" in answer.text


@pytest.mark.parametrize("note", [b"", b"no note", b"\x00\xff" * 100])
def test_a_false_checkpoint_is_refused(site: Site, note: bytes) -> None:
    """What is no checkpoint of this log is refused with a reason, on the same page."""
    answer = site.browser("auditor").send_form("/audit/consistency", files={"checkpoint": ("kept.txt", note)})

    assert 400 <= answer.status_code < 500
    assert "核对未通过" in answer.text


def test_growth_is_proved_from_a_size(site: Site) -> None:
    """The proof of growth is a file; a size that the log never had is refused."""
    site.submitted()
    auditor = site.browser("auditor")

    assert 200 == auditor.get("/log/consistency/1").status_code
    assert 400 <= auditor.get("/log/consistency/99999").status_code < 500
