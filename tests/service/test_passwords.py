"""Passwords: hashed slowly, two at a time, and never kept."""

from __future__ import annotations

import threading
import time

import pytest

from tests.service.world import World
from verifier.errors import UsageError
from verifier.service import passwords
from verifier.service.passwords import check_password, hash_password, matches, needs_new_hash

_PASSWORD = "一个很长的密码 with words"  # noqa: S105 -- of a test


def test_a_password_matches_its_hash_and_no_other(world: World) -> None:
    """The hash tells the right password from a wrong one, and holds neither."""
    made = hash_password(world.service, _PASSWORD)

    assert matches(world.service, _PASSWORD, made)
    assert not matches(world.service, _PASSWORD[:-1], made)
    assert not matches(world.service, _PASSWORD, None)
    assert not matches(world.service, _PASSWORD, "no hash")
    assert made.startswith("$argon2id$")
    assert not needs_new_hash(made)
    assert needs_new_hash(made.replace("t=3", "t=1"))


def test_another_keyboard_s_form_is_the_same_password(world: World) -> None:
    """A password typed in full-width letters, or with a combining accent, is the same password."""
    made = hash_password(world.service, "Ren\u00e9 1234567")

    assert matches(world.service, "Rene\u0301 １２３４５６７", made)


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaa", "x1" * 501, "ab" * 10_000_000])
def test_a_weak_or_endless_password_is_refused_at_once(world: World, password: str) -> None:
    """Nothing short, repetitive or endless is hashed."""
    begun = time.perf_counter()
    with pytest.raises(UsageError) as caught:
        check_password(password)

    assert "password_form" == caught.value.code
    assert password == "" or password not in str(caught.value)
    assert time.perf_counter() - begun < 0.5
    assert len(password) <= 1000 or not matches(world.service, password, "$argon2id$")


def test_two_are_hashed_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight who sign in at once never have three hashes under way."""
    under_way, most, lock = [0], [0], threading.Lock()

    class Slow:
        def hash(self, _: bytes) -> str:
            with lock:
                under_way[0] += 1
                most[0] = max(most[0], under_way[0])
            time.sleep(0.02)
            with lock:
                under_way[0] -= 1
            return "hash"

    monkeypatch.setattr(passwords, "_hasher", Slow)
    threads = [threading.Thread(target=hash_password, args=(world.service, _PASSWORD)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 2 == most[0]
