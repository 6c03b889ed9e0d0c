"""People: signing in, and who has which part."""

from __future__ import annotations

import pytest

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, StoreError, UsageError
from verifier.service import people, sessions
from verifier.service.passwords import hash_password
from verifier.store.people import Person, set_password_hash

_PASSWORD = "correct horse battery"  # noqa: S105 -- of a test


def _with_password(world: World, person: Person) -> None:
    made = hash_password(world.service, _PASSWORD)
    with world.service.database.begin() as connection:
        set_password_hash(connection, person.id, made)


def _refused(world: World, name: str, password: str, address: str = "a") -> str:
    with pytest.raises(AccessError) as caught:
        people.check_login(world.service, name, password, address)
    return caught.value.code


def test_name_and_password_sign_in(either_world: World) -> None:
    """The right password signs in; a wrong one, a name of nobody and one without a password are one refusal."""
    world = either_world
    _with_password(world, world.panel)

    assert world.panel == people.check_login(world.service, "panel", _PASSWORD, "a")
    assert {"login_refused"} == {
        _refused(world, name, password)
        for name, password in (("panel", "wrong"), ("nobody", _PASSWORD), ("team", _PASSWORD), ("\0", "\ud800"))
    }


def test_guessing_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten wrong guesses even the right password waits a quarter of an hour, and no hash is reckoned."""
    _with_password(world, world.panel)
    with monkeypatch.context() as patched:
        patched.setattr(people, "matches", lambda *_: False)
        codes = [_refused(world, "panel", "guess") for _ in range(11)]

    assert [*["login_refused"] * 10, "login_blocked"] == codes
    assert "login_blocked" == _refused(world, "panel", _PASSWORD, "elsewhere")
    world.clock.pass_by(minutes=15)
    assert world.panel == people.check_login(world.service, "panel", _PASSWORD, "a")


def test_a_closed_account_signs_in_no_more(world: World) -> None:
    """Who is disabled is refused at login, and his sessions end; nobody closes his own account."""
    _with_password(world, world.panel)
    _, token = sessions.start_session(world.service, world.panel)
    people.set_enabled(world.service, world.site, world.panel.id, enabled=False)

    assert "login_refused" == _refused(world, "panel", _PASSWORD)
    assert sessions.find_session(world.service, token) is None
    people.set_enabled(world.service, world.site, world.panel.id, enabled=True)
    assert world.panel == people.check_login(world.service, "panel", _PASSWORD, "a")
    with pytest.raises(UsageError):
        people.set_enabled(world.service, world.site, world.site.id, enabled=False)
    for number in (999, 2**70):
        with pytest.raises(AccessError):
            people.set_enabled(world.service, world.site, number, enabled=False)


def test_a_new_password_ends_all_sessions(world: World) -> None:
    """The old password is asked for; afterwards it is worth nothing, and neither is any session."""
    _with_password(world, world.team)
    _, token = sessions.start_session(world.service, world.team)
    with pytest.raises(AccessError):
        people.change_password(world.service, world.team, "wrong", "another long one")
    with pytest.raises(UsageError):
        people.change_password(world.service, world.team, _PASSWORD, "short")
    assert sessions.find_session(world.service, token) is not None

    people.change_password(world.service, world.team, _PASSWORD, "another long one")

    assert sessions.find_session(world.service, token) is None
    assert "login_refused" == _refused(world, "team", _PASSWORD)
    assert world.team == people.check_login(world.service, "team", "another long one", "a")


def test_who_manages_gives_and_takes_parts(world: World) -> None:
    """Site and project administrators manage members; panel and team stay apart in one project."""
    people.give_role(world.service, world.administrator, CONTRACT, "stranger", "auditor")
    roles = {one.person.name: one.roles for one in people.members(world.service, world.site, CONTRACT)}
    assert {"auditor"} == roles["stranger"]
    people.take_role(world.service, world.site, CONTRACT, "stranger", "auditor")
    for name, role, error in (
        ("team", "panel", UsageError),
        ("panel", "team", UsageError),
        ("panel", "emperor", UsageError),
        ("nobody", "panel", StoreError),
    ):
        with pytest.raises(error):
            people.give_role(world.service, world.site, CONTRACT, name, role)  # type: ignore[arg-type]

    assert "stranger" not in [one.person.name for one in people.members(world.service, world.auditor, CONTRACT)]
    for person in (world.team, world.panel, world.auditor, world.stranger):
        with pytest.raises(AccessError):
            people.give_role(world.service, person, CONTRACT, "stranger", "panel")
    for person in (world.team, world.stranger):
        with pytest.raises(AccessError):
            people.members(world.service, person, CONTRACT)


def test_only_the_site_sees_everybody(world: World) -> None:
    """The list of people is the administrator's; a language is each one's own."""
    people.set_language(world.service, world.team, "en")

    assert ("en", 7) == (
        next(one.language for one in people.people(world.service, world.site) if one.name == "team"),
        len(people.people(world.service, world.site)),
    )
    with pytest.raises(UsageError):
        people.set_language(world.service, world.team, "fr")  # type: ignore[arg-type]
    for person in (world.administrator, world.panel):
        with pytest.raises(AccessError):
            people.people(world.service, person)
