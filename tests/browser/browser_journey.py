"""From an upload to a signed record in a real browser: each role, both languages, two widths, keyboard, no scripts."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from verifier.catalogue.shelf import measurements_root
from verifier.service.people import give_role
from verifier.service.projects import create_project
from verifier.service.running import Service
from verifier.store.people import Person, person_by_name
from verifier.store.projects import projects

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Locator, Page

    from tests.browser.conftest import Site

_CASE = measurements_root() / "1002-ecmo-acceptance"
_FILES = [_CASE / "实测数据.csv", _CASE / "submission.toml"]
_NUMBERS = itertools.count(1)
_MOST_TABS = 400
_PATIENCE = 60

WAYS = [
    pytest.param("zh", 1440, True, id="zh-wide"),
    pytest.param("en", 1440, True, id="en-wide"),
    pytest.param("zh", 390, True, id="zh-narrow"),
    pytest.param("en", 390, False, id="en-narrow-no-scripts"),
    pytest.param("zh", 1440, False, id="zh-wide-no-scripts"),
]

Opened = Callable[..., "Page"]
Press = Callable[["Locator"], None]


@pytest.fixture
def contract(site: Site) -> str:
    """A project of its own, in which the demonstration's people have their parts."""
    administrator = _person(site.service, site.people["administrator"].name)
    number = f"旅程-{next(_NUMBERS)}"
    create_project(site.service, administrator, contract=number, code="1002", title="体外膜肺氧合")
    for role in ("team", "panel", "auditor"):
        give_role(site.service, administrator, number, site.people[role].name, role)
    return number


def _person(service: Service, name: str) -> Person:
    with service.database.read() as connection:
        found = person_by_name(connection, name)
    assert found is not None
    return found


@pytest.mark.parametrize(("lang", "width", "scripts"), WAYS)
def test_from_upload_to_record(
    lang: str,
    width: int,
    scripts: bool,  # noqa: FBT001 -- a parameter of the test
    opened: Opened,
    contract: str,
) -> None:
    """The team uploads and submits, the panel records findings and seals, the auditor comes to the same bytes."""
    _journey(opened, contract, lang, width, scripts=scripts, press=lambda target: target.click())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_by_keyboard_alone(lang: str, opened: Opened, contract: str) -> None:
    """The whole way can be gone with Tab, Space and Enter."""
    _journey(opened, contract, lang, 1440, scripts=True, press=_by_key)


def test_a_running_check_shows_its_end(opened: Opened, contract: str) -> None:
    """With scripts the page of an upload shows the result by itself, without being loaded again by anybody."""
    team = opened("team")
    team.goto(f"/p/{_quoted(contract)}/upload")
    team.locator("#files").set_input_files(_FILES)
    team.locator("form[enctype] button").click()
    team.wait_for_url("**/s/*")

    team.locator(".gate").wait_for(timeout=_PATIENCE * 1000)

    assert 0 == team.locator("#progress progress").count()


def test_arrow_keys_turn_the_pages_of_a_meeting(opened: Opened, site: Site) -> None:
    """The right arrow leads to the next target and the left one back; while somebody writes they move the cursor."""
    panel = opened("panel")
    panel.goto(f"/p/{_meeting_of(site)}/meeting?t=1002.system_innovation")
    first = panel.locator("h1").inner_text()

    panel.keyboard.press("ArrowRight")
    panel.wait_for_url("**t=1002.core_parts_own")
    second = panel.locator("h1").inner_text()
    panel.locator("#note").focus()
    panel.keyboard.press("ArrowLeft")
    panel.wait_for_timeout(300)
    still = panel.locator("h1").inner_text()
    panel.locator("h1").click()
    panel.keyboard.press("ArrowLeft")
    panel.wait_for_url("**t=1002.system_innovation")

    assert first != second == still
    assert first == panel.locator("h1").inner_text()


def test_an_unsaved_note_is_asked_about(opened: Opened, site: Site) -> None:
    """Whoever leaves a note unsaved is asked first; whoever typed nothing is not."""
    panel = opened("panel")
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    panel.on("dialog", leave)
    panel.goto(f"/p/{_meeting_of(site)}/meeting?t=1002.system_innovation")
    panel.goto(f"/p/{_meeting_of(site)}/meeting?t=1002.core_parts_own")
    untouched = list(asked)

    panel.locator("#note").click()
    panel.keyboard.type("尚未保存")
    panel.goto("/")

    assert [] == untouched
    assert ["beforeunload"] == asked


def _meeting_of(site: Site) -> str:
    """The demonstration's project whose targets people decide."""
    with site.service.database.read() as connection:
        found = next(project for project in projects(connection, None) if project.code == "1002")
    return _quoted(found.contract)


def _journey(opened: Opened, contract: str, lang: str, width: int, *, scripts: bool, press: Press) -> None:
    team = opened("team", lang=lang, width=width, scripts=scripts)
    team.goto("/")
    press(team.locator(f"main a[href='/p/{_quoted(contract)}']"))
    team.wait_for_url("**/p/*")
    press(team.locator("a[href$='/upload']"))
    team.wait_for_url("**/upload")
    team.locator("#files").set_input_files(_FILES)
    press(team.locator("#stage-2"))
    press(team.locator("form[enctype] button"))
    team.wait_for_url("**/s/*")
    _until_idle(team)
    assert 1 == team.locator(".preview td", has_text="1002.pump_flow_max").count()
    press(team.locator("#sure"))
    press(team.locator("form[action$='/submit'] button"))
    team.wait_for_url("**/s/*said*")
    assert 1 == team.locator(".state.submitted").count()
    submission = team.url.partition("?")[0].rpartition("/")[2]

    panel = opened("panel", lang=lang, width=width, scripts=scripts)
    panel.goto(f"/p/{_quoted(contract)}/meeting")
    waiting = _open_targets(panel)
    assert waiting
    for address in waiting:
        panel.goto(address)
        press(panel.locator("#agree-yes"))
        panel.locator("#note").focus()
        panel.keyboard.type("材料齐全")
        press(panel.locator("form[data-unsaved] button"))
        panel.wait_for_url("**/meeting*said*")
        assert 1 == panel.locator("#findings-table").count()
    panel.goto(f"/s/{submission}")
    press(panel.locator("#seal-sure"))
    press(panel.locator("form[action$='/seal'] button"))
    panel.wait_for_url("**/s/*said*")
    _until_idle(panel)
    press(panel.locator("section:has(> #sealed) a").first)
    panel.wait_for_url("**/r/*")
    assert 1 == panel.locator(".notice.good h2").count()
    assert 0 == panel.locator(".notice.bad").count()
    assert "0" == panel.locator(".gate .counts li", has=panel.locator(".verdict.expert")).locator("b").inner_text()
    record = panel.url.rpartition("/")[2]

    auditor = opened("auditor", lang=lang, width=width, scripts=scripts)
    auditor.goto(f"/r/{record}/verify")
    press(auditor.locator("section:has(> #now) button"))
    auditor.wait_for_selector(".notice", timeout=_PATIENCE * 1000)
    assert 0 == auditor.locator(".notice.bad").count()
    assert "dabiao" in auditor.locator(".notice.good").inner_text()


def _until_idle(page: Page) -> None:
    """Wait until no job is under way; without scripts by loading the page again."""
    for _ in range(_PATIENCE * 4):
        if page.locator("#progress progress").count() == 0:
            return
        page.wait_for_timeout(250)
        page.goto(page.url)
    pytest.fail("the job does not end")


def _open_targets(page: Page) -> list[str]:
    """The addresses of the targets that wait for the panel's finding."""
    page.locator("details summary").last.click()
    links = [link.get_attribute("href") or "" for link in page.locator("details ol a").all()]
    found = []
    for address in [page.url, *links]:
        page.goto(address)
        if page.locator("form[data-unsaved]").count():
            found.append(address)
    return found


def _by_key(target: Locator) -> None:
    """Go to an element with the Tab key and press it; among choices that exclude each other the arrows go on."""
    page, kind = target.page, target.get_attribute("type")
    handle = target.element_handle()
    there = (
        "one => document.activeElement === one || (one.type === 'radio' && document.activeElement.name === one.name)"
    )
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(there, handle):
            break
    else:
        pytest.fail(f"the Tab key never reaches {target}")
    while kind == "radio" and not page.evaluate("one => document.activeElement === one", handle):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space" if kind in {"radio", "checkbox"} else "Enter")


def _quoted(contract: str) -> str:
    return quote(contract, safe="")
