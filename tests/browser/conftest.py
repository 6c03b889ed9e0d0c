"""What the browser tier needs: a server with the worked submissions on loopback, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from verifier.service.demo import DemoPerson, fill_demo
from verifier.service.running import Service, open_service
from verifier.service.worker import Workers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, StorageState

WIDTHS = {"wide": 1440, "narrow": 390}
_PATIENCE = 30


def _absent(what: str) -> NoReturn:
    if os.environ.get("DABIAO_REQUIRE") == "all":
        pytest.fail(f"{what} is required and absent", pytrace=False)
    pytest.skip(f"{what} is absent")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's command."""
    return shutil.which("chromium") or _absent("Chromium (chromium)")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests; each test has a context of its own."""
    if os.environ.get("DABIAO_REQUIRE") != "all":
        pytest.importorskip("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs, and the people of its demonstration by their part."""

    url: str
    service: Service
    people: dict[str, DemoPerson]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on loopback where people sign in, filled with the worked submissions."""
    with _running(tmp_path_factory.mktemp("site"), login=True) as running:
        yield running


class _running:  # noqa: N801 -- it reads as a verb
    """A server in a thread, from the time it answers until it is left."""

    def __init__(self, data: Path, *, login: bool) -> None:
        self.data = data
        self.login = login
        self.left = ExitStack()

    def __enter__(self) -> Site:
        import uvicorn

        from verifier.web.app import create_app
        from verifier.web.settings import Settings

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        service = open_service(self.data, local=not self.login)
        self.left.callback(service.close)
        people: dict[str, DemoPerson] = {role: person for person in fill_demo(service) for role in person.roles}
        workers = Workers(service)
        workers.start()
        self.left.callback(workers.stop)
        settings = Settings(data=self.data, port=port, login=self.login)
        server = uvicorn.Server(
            uvicorn.Config(create_app(service, settings, workers), port=port, log_level="error", access_log=False)
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        self.left.callback(thread.join)
        self.left.callback(server.handle_exit, signal.SIGTERM, None)
        deadline = time.monotonic() + _PATIENCE
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        return Site(f"http://127.0.0.1:{port}", service, people)

    def __exit__(self, *_: object) -> None:
        self.left.close()


Opened = Callable[..., "Page"]


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable[[str], StorageState]:
    """The cookies of somebody who signed in by the form, once for all tests."""

    @cache
    def of(role: str) -> StorageState:
        context = browser.new_context(base_url=site.url)
        sign_in(context.new_page(), site.people[role])
        state = context.storage_state()
        context.close()
        return state

    return of


@pytest.fixture
def opened(browser: Browser, site: Site, signed_in: Callable[[str], StorageState]) -> Iterator[Opened]:
    """Opens a page as somebody; at the end, nothing broke the policy and nothing was asked of another host."""
    left = ExitStack()
    complaints: list[str] = []

    def open_as(role: str = "", *, lang: str = "zh", width: int = WIDTHS["wide"], scripts: bool = True) -> Page:
        context = browser.new_context(
            storage_state=signed_in(role) if role else None,
            base_url=site.url,
            locale="zh-CN" if lang == "zh" else "en-GB",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
        )
        left.callback(context.close)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if _breaks_policy(said.text) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if _is_elsewhere(asked.url, site.url) else None)
        if lang == "en":
            page.goto("/help?lang=en")
        return page

    yield open_as
    left.close()
    assert [] == complaints


def sign_in(page: Page, person: DemoPerson) -> None:
    """Sign in by the form, as a person does."""
    page.goto("/login")
    page.fill("input[name=name]", person.name)
    page.fill("input[name=password]", person.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")


def _is_elsewhere(address: str, url: str) -> bool:
    return not address.startswith((url, "data:", "blob:"))


def _breaks_policy(text: str) -> bool:
    return "Content Security Policy" in text or "Refused to" in text
