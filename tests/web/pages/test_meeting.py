"""The panel's meeting."""

from __future__ import annotations

import re

import pytest

from tests.web.world import CONTRACT, Browser, Site
from verifier.acceptance.library import open_guide
from verifier.store.submissions import Submission

_FILED = "指标编号,实测值,单位,佐证材料\n3103.ttv,0.9,um,\n3103.industrialised,,,销售合同\n".encode()
_PATH = f"/p/{CONTRACT}/meeting"


@pytest.fixture
def filed(site: Site) -> Submission:
    """A submission with documents for a target that people decide."""
    from verifier.service.submit import submit

    draft = site.draft(data=_FILED)
    return submit(site.service, site.people["team"], draft.id, expected=draft.version)


@pytest.fixture
def panel(site: Site, filed: Submission) -> Browser:
    """The browser of a member, once something was submitted."""
    assert filed.id
    return site.browser("panel")


def test_the_first_target_for_the_panel_is_shown_first(panel: Browser) -> None:
    """The meeting begins at a target that people decide, with what was filed for it and a form."""
    page = panel.get(_PATH).text

    assert "3103.industrialised" in page.replace("<wbr>", "")
    assert "销售合同" in page
    assert 'name="agree"' in page


def test_pages_are_turned_by_links(panel: Browser) -> None:
    """From the first target the links lead through all of them, each once."""
    ids = [target.id for target in open_guide().project("3103").targets]
    seen, address = [], f"{_PATH}?t={ids[0]}"
    while address:
        page = panel.get(address).text
        found = re.search(r"<h1>(.*?)</h1>", page)
        assert found is not None
        seen.append(found[1])
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = after[1].replace("&amp;", "&") if after else ""

    assert len(ids) == len(seen) == len(set(seen))


def test_a_target_of_the_program_has_no_form(panel: Browser) -> None:
    """Where the program judges, the page says so and asks nobody."""
    page = panel.get(f"{_PATH}?t=3103.ttv").text

    assert 'name="agree"' not in page
    assert "本项由程序判定" in page


def test_who_has_recorded_is_told(filed: Submission, panel: Browser) -> None:
    """Before a finding the member is awaited; after it nobody is."""
    before = panel.get(_PATH).text
    panel.send_form(
        _PATH, {"submission": str(filed.id), "target": "3103.industrialised", "agree": "no", "note": "缺出货记录"}
    )
    after = panel.get(_PATH).text

    assert "0/1 位已记录" in before
    assert "1/1 位已记录" in after
    assert "缺出货记录" in after


def test_the_sheet_has_every_finding_and_room_to_sign(filed: Submission, panel: Browser) -> None:
    """The sheet lists the findings by member, and has lines for signatures."""
    panel.send_form(_PATH, {"submission": str(filed.id), "target": "3103.industrialised", "agree": "yes", "note": "可"})

    page = panel.get(f"{_PATH}/sheet").text

    assert "✓ 同意" in page
    assert "panel 某" in page
    assert 'class="signatures"' in page


def test_nothing_submitted_is_said(site: Site) -> None:
    """Without a submission there is no meeting, and the page says why."""
    site.draft()

    answer = site.browser("panel").get(_PATH)

    assert 400 <= answer.status_code < 500
    assert "<h1>" in answer.text


def test_an_unknown_target_is_not_found(panel: Browser) -> None:
    """A target that the submission does not have is no page."""
    assert 404 == panel.get(f"{_PATH}?t=3103.none").status_code


@pytest.mark.parametrize("role", ["team", "auditor"])
def test_the_meeting_is_the_panels(site: Site, filed: Submission, role: str) -> None:
    """Team and auditor are not in the meeting."""
    assert filed.id
    assert 403 == site.browser(role).get(_PATH).status_code
