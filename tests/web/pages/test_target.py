"""The page of one target."""

from __future__ import annotations

import pytest

from tests.web.world import CONTRACT, Site
from verifier.store.submissions import Submission

_FILED = "指标编号,实测值,佐证材料\n3103.industrialised,,销售合同\n".encode()
_GOOD = "指标编号,实测值,单位,测试条件\n3103.ttv,0.9,um,wafer_class = 6英寸\n".encode()
_PATH = f"/p/{CONTRACT}/t/3103.industrialised"


@pytest.fixture
def filed(site: Site) -> Submission:
    """A submission with documents for a target that people decide."""
    from verifier.service.submit import submit

    draft = site.draft(data=_FILED)
    return submit(site.service, site.people["team"], draft.id, expected=draft.version)


def _form(filed: Submission, **fields: str) -> dict[str, str]:
    return {"submission": str(filed.id), **fields}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_verdict_is_told_step_by_step(site: Site, lang: str) -> None:
    """The page has the guide's figure, the predicate, the value and the steps, in either language."""
    site.draft(data=_GOOD)

    page = site.browser("team").get(f"/p/{CONTRACT}/t/3103.ttv?lang={lang}").text

    assert 'class="steps-of"' in page
    assert "0.9" in page
    assert 'class="verdict pass"' in page


def test_a_target_without_a_result_is_shown(site: Site) -> None:
    """Before anything is submitted the page says what is asked."""
    page = site.browser("auditor").get(f"/p/{CONTRACT}/t/3103.ttv").text

    assert "还没有可以显示的判定" in page
    assert "指南数值" in page


def test_an_unknown_target_is_not_found(site: Site) -> None:
    """A target that the project does not have is no page."""
    assert 404 == site.browser("team").get(f"/p/{CONTRACT}/t/3103.none").status_code


def test_a_member_records_a_finding(site: Site, filed: Submission) -> None:
    """The finding is kept with its note and shown with the member's name."""
    panel = site.browser("panel")

    answer = panel.send_form(f"{_PATH}/finding", _form(filed, agree="yes", note="材料齐全"))
    page = panel.get(_PATH).text

    assert 303 == answer.status_code
    assert "材料齐全" in page
    assert "panel 某" in page
    assert "checked" in page


def test_a_finding_needs_a_side(site: Site, filed: Submission) -> None:
    """A form without 同意 or 不同意 is shown again with its note."""
    answer = site.browser("panel").send_form(f"{_PATH}/finding", _form(filed, note="待定"))

    assert 400 <= answer.status_code < 500
    assert "待定" in answer.text


def test_a_stale_finding_keeps_what_was_typed(site: Site, filed: Submission) -> None:
    """A finding that changed in another window is told, nothing is overwritten, and the form still has the text."""
    panel = site.browser("panel")
    panel.send_form(f"{_PATH}/finding", _form(filed, agree="yes", note="第一次"))

    answer = panel.send_form(f"{_PATH}/finding", _form(filed, agree="no", note="第二次"))

    assert 409 == answer.status_code
    assert "第二次</textarea>" in answer.text
    assert "意见没有保存" in answer.text
    assert "第一次" in panel.get(_PATH).text
    assert "第二次" not in panel.get(_PATH).text


@pytest.mark.parametrize("role", ["team", "auditor"])
def test_others_record_nothing(site: Site, filed: Submission, role: str) -> None:
    """Only the panel has the form, and only the panel's form is taken."""
    browser = site.browser(role)

    assert "/finding" not in browser.get(_PATH).text
    assert 403 == browser.send_form(f"{_PATH}/finding", _form(filed, agree="yes", note="")).status_code


def test_history_has_every_record(site: Site) -> None:
    """Each sealed record is a line of the target's history."""
    record = site.sealed()

    assert f'href="/r/{record}"' in site.browser("auditor").get(f"/p/{CONTRACT}/t/3103.ttv").text
