"""Judging a record again."""

from __future__ import annotations

import pytest

from tests.web.world import Site


@pytest.fixture
def record(site: Site) -> int:
    """A sealed record's number."""
    return site.sealed()


def test_a_re_run_comes_to_the_same_bytes(site: Site, record: int) -> None:
    """The record on the server is judged again, and the page says that nothing differs."""
    auditor = site.browser("auditor")

    offered, answer = auditor.get(f"/r/{record}/verify"), auditor.send_form(f"/r/{record}/verify")

    assert "逐字节相同" not in offered.text
    assert "结果逐字节相同" in answer.text


def test_a_copy_is_verified(site: Site, record: int) -> None:
    """A bundle that was downloaded is genuine, the same record, and comes to the same bytes."""
    auditor = site.browser("auditor")
    data = auditor.get(f"/r/{record}/download.zip").content

    answer = auditor.send_form(f"/r/{record}/verify", files={"bundle": ("copy.zip", data)})

    assert "签名有效" in answer.text
    assert "与服务器上的这份记录相同" in answer.text
    assert "结果逐字节相同" in answer.text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no bundle", b"\x00" * 1000])
def test_what_is_no_bundle_is_refused(site: Site, data: bytes) -> None:
    """Anything else is refused with a reason, on the same page."""
    answer = site.browser("auditor").send_form("/verify", files={"bundle": ("copy.zip", data)})

    assert 400 <= answer.status_code < 500
    assert "复验未通过" in answer.text


def test_no_file_is_said(site: Site) -> None:
    """A form without a bundle says what is missing."""
    assert "没有选择文件" in site.browser("auditor").send_form("/verify").text


def test_another_projects_record_is_not_there(site: Site, record: int) -> None:
    """Who has no part in the project cannot have its record judged."""
    assert 404 == site.browser("stranger").send_form(f"/r/{record}/verify").status_code
