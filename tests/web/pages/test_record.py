"""The page of a sealed record."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.world import Site


@pytest.fixture
def record(site: Site) -> int:
    """A sealed record's number."""
    return site.sealed()


@pytest.mark.parametrize("role", ["panel", "team", "auditor"])
def test_a_record_is_shown_with_its_signature(site: Site, record: int, role: str) -> None:
    """Whoever takes part sees that the signature holds, the digests, the inputs and how to judge again."""
    page = site.browser(role).get(f"/r/{record}").text

    assert "签名有效" in page
    assert "data.csv" in page
    assert "dabiao rerun HT-1_1.1.zip" in page
    assert f"/r/{record}/verify" in page


def test_a_damaged_record_is_shown_below_a_red_banner(site: Site, record: int) -> None:
    """A bundle that was changed on disk is told at the top, and the page is still there."""
    from verifier.service.records import record_file

    _, path = record_file(site.service, site.people["panel"], record)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(bytes(data))

    answer = site.browser("auditor").get(f"/r/{record}")

    assert 200 == answer.status_code
    assert "签名无效" in answer.text
    assert "签名有效" not in answer.text


@pytest.mark.parametrize("ending", ["html", "json", "md", "xml"])
def test_the_sealed_result_is_a_report(site: Site, record: int, ending: str) -> None:
    """The sealed result comes as each kind of report."""
    answer = site.browser("team").get(f"/r/{record}/download.{ending}")

    assert 200 == answer.status_code
    assert "attachment" in answer.headers["content-disposition"]


def test_the_bundle_is_the_sealed_one(site: Site, record: int) -> None:
    """The ZIP is the bundle with statement and inputs."""
    answer = site.browser("team").get(f"/r/{record}/download.zip")

    assert any(name.endswith("data.csv") for name in zipfile.ZipFile(io.BytesIO(answer.content)).namelist())


def test_unknown_endings_and_records_are_not_found(site: Site, record: int) -> None:
    """An ending that is not written, a record that is not there, and another project's are all not found."""
    assert 404 == site.browser("team").get(f"/r/{record}/download.exe").status_code
    assert 404 == site.browser("team").get("/r/9999").status_code
    assert 404 == site.browser("stranger").get(f"/r/{record}").status_code


def test_sealing_needs_the_tick(site: Site) -> None:
    """Without the confirmation nothing is sealed; with it the panel's request waits for the worker."""
    submission, panel = site.submitted(), site.browser("panel")

    without = panel.send_form(f"/s/{submission.id}/seal")
    given = panel.send_form(f"/s/{submission.id}/seal", {"sure": "yes"})

    assert 400 <= without.status_code < 500
    assert 303 == given.status_code
    assert "正在封存" in panel.get(f"/s/{submission.id}").text
