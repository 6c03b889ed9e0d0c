"""The service as it runs: begun once, found again."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from verifier.errors import UsageError
from verifier.service.running import local_person, open_service


def test_a_second_start_finds_the_first_one_s_key_and_log(tmp_path: Path) -> None:
    """Key, log and database are made once, and only their owner reads the key."""
    first = open_service(tmp_path / "data")
    state, key = first.log().signed, first.key.public
    first.close()
    second = open_service(tmp_path / "data")
    second.close()

    place = tmp_path / "data" / "keys" / "service.key"
    assert (key, state) == (second.key.public, second.log().signed)
    assert 0o600 == place.stat().st_mode & 0o777
    assert 0o700 == (tmp_path / "data").stat().st_mode & 0o777
    assert second.log().key == second.log_key


def test_a_log_of_another_key_is_refused(tmp_path: Path) -> None:
    """A data folder whose key was exchanged does not go on writing a log of another key."""
    open_service(tmp_path / "a").close()
    open_service(tmp_path / "b").close()
    stolen = (tmp_path / "b" / "keys" / "service.key").read_bytes()
    (tmp_path / "a" / "keys" / "service.key").write_bytes(stolen)

    with pytest.raises(UsageError) as caught:
        open_service(tmp_path / "a")

    assert "log_key_other" == caught.value.code


def test_the_local_person_is_one(tmp_path: Path) -> None:
    """In local mode there is one person, added once; a service for several has none."""
    service = open_service(tmp_path / "data", local=True)
    one, again = local_person(service), local_person(service)
    service.close()
    several = open_service(tmp_path / "data")

    assert one == again
    with pytest.raises(UsageError):
        local_person(several)
    several.close()


def test_what_a_killed_process_left_is_removed_a_day_later(tmp_path: Path) -> None:
    """Folders of jobs and half blobs that are older than a day are gone after a start; younger ones may be in use."""
    open_service(tmp_path / "data").close()
    old, young = tmp_path / "data" / "work" / "job-old", tmp_path / "data" / "work" / "job-young"
    part = tmp_path / "data" / "blobs" / ".x.part"
    for folder in (old, young, part.parent):
        folder.mkdir(parents=True, exist_ok=True)
    part.write_bytes(b"half")
    (old / "a.csv").write_bytes(b"x")
    for place in (old, part):
        os.utime(place, (1, 1))

    open_service(tmp_path / "data").close()

    assert [False, True, False] == [place.exists() for place in (old, young, part)]


def test_the_day_is_that_of_shanghai(tmp_path: Path) -> None:
    """At 17:00 UTC it is the next day already."""
    service = open_service(tmp_path / "data", clock=lambda: datetime(2026, 11, 22, 17, tzinfo=UTC))

    assert date(2026, 11, 23) == service.today()
    assert {"database": True, "disk": True} == service.healthy()
    service.close()
