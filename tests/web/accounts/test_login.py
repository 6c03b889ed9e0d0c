"""Signing in and out."""

from __future__ import annotations

import pytest

from tests.web.world import Browser, Clock, Site
from verifier.service.passwords import hash_password
from verifier.service.sessions import find_session
from verifier.store.people import set_enabled, set_password_hash
from verifier.web.cookies import SESSION_COOKIE

_PASSWORD = "密码 with blanks "  # noqa: S105 -- of a test's person


@pytest.fixture
def known(site: Site) -> Site:
    """A site where the team's person has a password."""
    made = hash_password(site.service, _PASSWORD)
    with site.service.database.begin() as connection:
        set_password_hash(connection, site.people["team"].id, made)
    return site


def _login(browser: Browser, name: str = "team", password: str = _PASSWORD, onward: str = "/") -> int:
    return browser.send_form("/login", {"name": name, "password": password, "next": onward}).status_code


def test_name_and_password_open_a_session(known: Site) -> None:
    """Who knows the password is signed in, and goes on to where she was going."""
    browser = known.browser()

    answer = browser.send_form("/login", {"name": "team", "password": _PASSWORD, "next": "/p/HT-1"})

    assert (303, "/p/HT-1") == (answer.status_code, answer.headers["location"])
    assert 200 == browser.get("/p/HT-1").status_code


def test_wrong_name_and_wrong_password_look_alike(known: Site) -> None:
    """The answer does not tell whether a name exists."""
    pages = []
    for name, password in (("team", "wrong password"), ("nosuch", "wrong password")):
        browser = known.browser()
        answer = browser.send_form("/login", {"name": name, "password": password})
        pages.append((answer.status_code, answer.text.replace(name, "").replace(browser.csrf or "-", "")))

    assert 401 == pages[0][0]
    assert pages[0] == pages[1]


def test_the_name_of_the_form_is_shown_as_text(known: Site) -> None:
    """A name that is a script comes back as text, and the password not at all."""
    answer = known.browser().send_form("/login", {"name": '"><script>alert(1)</script>', "password": "tEst-secret-9"})

    assert "<script>alert" not in answer.text
    assert "tEst-secret-9" not in answer.text


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_login_leads_to_no_other_site(known: Site, onward: str) -> None:
    """An address of another site is not where people are sent after the login."""
    answer = known.browser().send_form("/login", {"name": "team", "password": _PASSWORD, "next": onward})

    assert "/" == answer.headers["location"]


def test_a_planted_session_is_worth_nothing(known: Site) -> None:
    """A token that somebody planted before the login is not the session after it (no fixation)."""
    planted = "p" * 43
    browser = Browser(known.app, planted, None)

    assert 303 == _login(browser)

    fresh = browser.cookies.get(SESSION_COOKIE)
    assert fresh not in {None, planted}
    assert find_session(known.service, planted) is None


def test_an_earlier_session_ends_at_the_login(known: Site) -> None:
    """The session that a browser had before is over when it gets a new one."""
    browser = known.browser("team")
    before = browser.cookies.get(SESSION_COOKIE)

    assert 303 == _login(browser)

    assert before is not None
    assert find_session(known.service, before) is None


def test_the_session_s_cookie_is_guarded(known: Site) -> None:
    """The cookie of a session is unseen by scripts and not sent along with other sites' forms."""
    answer = known.browser().send_form("/login", {"name": "team", "password": _PASSWORD})

    (cookie,) = [line for line in answer.headers.get_list("set-cookie") if f'{SESSION_COOKIE}=""' not in line
                 and line.startswith(SESSION_COOKIE)]  # fmt: skip
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_signing_out_ends_the_session_on_the_server(known: Site) -> None:
    """Whoever copied the cookie before cannot use it afterwards."""
    browser = known.browser("team")
    copied = Browser(known.app, browser.cookies.get(SESSION_COOKIE), None)

    browser.send_form("/logout")

    assert 303 == copied.get("/account").status_code


def test_a_session_that_nobody_uses_ends(known: Site, clock: Clock) -> None:
    """A session ends after eight hours without a request."""
    browser = known.browser("team")
    clock.pass_by(hours=8, seconds=1)

    assert 303 == browser.get("/account").status_code


def test_a_session_in_use_ends_too(known: Site, clock: Clock) -> None:
    """A session that is used all the time ends after a week."""
    browser = known.browser("team")
    statuses = []
    for _ in range(25):
        clock.pass_by(hours=7)
        statuses.append(browser.get("/account").status_code)

    assert 200 == statuses[0]
    assert 303 == statuses[-1]


def test_a_disabled_person_is_out_at_once(known: Site) -> None:
    """Whoever is disabled loses the session that is open, and gets no other."""
    browser = known.browser("team")
    with known.service.database.begin() as connection:
        set_enabled(connection, known.people["team"].id, enabled=False)

    assert 303 == browser.get("/account").status_code
    assert 401 == _login(known.browser())


def test_guessing_is_slowed_down(known: Site, clock: Clock) -> None:
    """After many wrong passwords the name is blocked, also for the right one, and free again later."""
    browser = known.browser()
    statuses = [_login(browser, password=f"wrong {number}") for number in range(12)]

    assert 429 in statuses
    assert 429 == _login(browser)
    clock.pass_by(minutes=16)
    assert 303 == _login(browser)


def test_guessing_many_names_is_slowed_down(known: Site) -> None:
    """After many wrong names from one address, that address is blocked."""
    browser = known.browser()
    statuses = [_login(browser, name=f"name{number}", password="x" * number) for number in range(52)]

    assert 429 == statuses[-1]


@pytest.mark.parametrize("password", ["", "\0", "x" * 5_000, "\ud800", "é" * 1000])
def test_odd_passwords_are_refused(known: Site, password: str) -> None:
    """A password of any form is compared or refused, and never fails the program."""
    answer = known.browser().send_form(
        "/login", {"name": "team", "password": password.encode("utf-8", "surrogatepass")}
    )

    assert answer.status_code in {401, 422}


def test_whoever_is_signed_in_needs_no_login(known: Site) -> None:
    """The login page sends on whoever is signed in; in the local mode, everybody."""
    assert "/audit" == known.browser("team").get("/login?next=/audit").headers["location"]
