"""Invitations: how somebody comes in."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.service.world import CONTRACT, World
from verifier.errors import AccessError, StoreError, UsageError
from verifier.service import joining, people
from verifier.service.running import open_service
from verifier.store.membership import roles_in
from verifier.store.people import Person

_PASSWORD = "correct horse battery"  # noqa: S105 -- of a test


def _roles(world: World, person_id: int) -> frozenset[str]:
    with world.service.database.read() as connection:
        return roles_in(connection, world.project.id, person_id)


def test_the_first_administrator_comes_by_invitation(tmp_path: Path) -> None:
    """An empty service gives an invitation that makes an administrator, and none when there is one."""
    service = open_service(tmp_path / "data")
    secret = joining.first_invitation(service)
    assert secret is not None
    made = joining.join(service, secret, name="root", shown_name="管理员", password=_PASSWORD)

    assert made.administrator
    assert joining.first_invitation(service) is None
    assert made == people.check_login(service, "root", _PASSWORD, "a")
    service.close()


def test_an_invitation_brings_one_person_into_its_part(either_world: World) -> None:
    """The link of a project's administrator makes one panel member, once."""
    world = either_world
    secret = joining.invite(world.service, world.administrator, contract=CONTRACT, role="panel", note="王专家")
    found, project = joining.invitation(world.service, secret)
    assert ("panel", CONTRACT) == (found.role, project and project.contract)
    made = joining.join(world.service, secret, name="wang", shown_name="王", password=_PASSWORD)

    assert {"panel"} == _roles(world, made.id)
    assert not made.administrator
    for again in (
        lambda: joining.invitation(world.service, secret),
        lambda: joining.join(world.service, secret, name="li", shown_name="", password=_PASSWORD),
        lambda: joining.join_as(world.service, secret, world.stranger),
    ):
        with pytest.raises(AccessError) as caught:
            again()
        assert "invitation_void" == caught.value.code


def test_of_two_who_use_one_link_at_once_one_comes_in(world: World) -> None:
    """A link that was forwarded lets in the first."""
    secret = joining.invite(world.service, world.site, contract=CONTRACT, role="auditor")
    told: list[str] = []

    def use(name: str) -> None:
        try:
            joining.join(world.service, secret, name=name, shown_name="", password=_PASSWORD)
            told.append("in")
        except AccessError as error:
            told.append(error.code)

    threads = [threading.Thread(target=use, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["in", "invitation_void"] == sorted(told)


def test_a_refused_name_leaves_the_invitation_open(world: World) -> None:
    """Who takes a name that is taken, or a weak password, may try again."""
    secret = joining.invite(world.service, world.site, contract=CONTRACT, role="team")
    with pytest.raises(StoreError):
        joining.join(world.service, secret, name="panel", shown_name="", password=_PASSWORD)
    with pytest.raises(UsageError):
        joining.join(world.service, secret, name="new", shown_name="", password="short")  # noqa: S106 -- of a test

    assert "new" == joining.join(world.service, secret, name="new", shown_name="", password=_PASSWORD).name


def test_who_is_known_joins_as_himself(world: World) -> None:
    """A person with an account gets the part; one whose part does not go with it is refused; it ends in time."""
    secret = joining.invite(world.service, world.site, contract=CONTRACT, role="panel")
    with pytest.raises(UsageError):
        joining.join_as(world.service, secret, world.team)
    joining.join_as(world.service, secret, world.stranger)
    chief = joining.invite(world.service, world.site, administrator=True, hours=1)
    assert joining.join_as(world.service, chief, world.stranger).administrator
    late = joining.invite(world.service, world.site, administrator=True, hours=1)
    world.clock.pass_by(hours=1)

    assert {"panel"} == _roles(world, world.stranger.id)
    with pytest.raises(AccessError):
        joining.join_as(world.service, late, world.stranger)
    assert () == joining.invitations(world.service, world.site)


def test_nobody_invites_beyond_his_own(world: World) -> None:
    """A project's administrator makes no administrator of the site; panel and team invite nobody."""
    beyond: list[tuple[Person, dict[str, Any]]] = [
        (world.administrator, {"administrator": True}),
        (world.administrator, {"contract": CONTRACT, "role": "panel", "administrator": True}),
        (world.administrator, {}),
        (world.panel, {"contract": CONTRACT, "role": "panel"}),
        (world.team, {"contract": CONTRACT, "role": "team"}),
        (world.stranger, {"contract": CONTRACT, "role": "team"}),
        (world.site, {"contract": "none", "role": "team"}),
    ]
    for person, terms in beyond:
        with pytest.raises(AccessError):
            joining.invite(world.service, person, **terms)
    wrong: list[dict[str, Any]] = [
        {"role": "panel"}, {"contract": CONTRACT}, {"hours": 0}, {"hours": 10**9}, {"note": "a\0"},
    ]  # fmt: skip
    for terms in wrong:
        with pytest.raises(UsageError):
            joining.invite(world.service, world.site, **terms)


def test_an_account_elsewhere_is_one_person(world: World) -> None:
    """The same subject is the same person; its name gets a number where it is taken; a closed one stays out."""
    assert not joining.knows_oidc(world.service, "https://idp|1")
    one = joining.oidc_person(world.service, "https://idp|1", name="panel", shown_name="张")
    other = joining.oidc_person(world.service, "https://idp|2", name="panel", shown_name="李")

    assert joining.knows_oidc(world.service, "https://idp|1")
    assert one == joining.oidc_person(world.service, "https://idp|1", name="renamed", shown_name="张")
    assert ("panel-2", "panel-3") == (one.name, other.name)
    assert frozenset() == _roles(world, one.id)
    people.set_enabled(world.service, world.site, one.id, enabled=False)
    with pytest.raises(AccessError):
        joining.oidc_person(world.service, "https://idp|1", name="panel", shown_name="张")
