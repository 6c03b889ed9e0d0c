"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone with the tests."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import pytest

_PLACES = ("/usr/lib/postgresql/*/bin",)
_NUMBERS = itertools.count(1)
_SECONDS = 30


def new_database() -> str:
    """The URL of a new, empty database; the test is skipped where there is no PostgreSQL, save in the server's tier."""
    folder = _server()
    if folder is None:
        # The other tiers run on a bare machine.
        if os.environ.get("DABIAO_REQUIRE") == "all" and os.environ.get("DABIAO_TIER") == "test-server":
            pytest.fail("PostgreSQL (initdb, postgres) is required and not installed")
        pytest.skip("PostgreSQL (initdb, postgres) is not installed")
    import psycopg

    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(host=str(folder), user="dabiao", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"postgresql://dabiao@/{name}?host={folder}"


@cache
def _server() -> Path | None:
    """The folder of the server's socket; the server starts at the first call."""
    programs = _programs()
    if programs is None:
        return None
    # A Unix socket's path has room for a hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="dabiao-pg-", dir="/tmp"))
    # PostgreSQL does not run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    options = ("-U", "dabiao", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    initdb: list[str | Path] = [programs / "initdb", "-D", data, *options]
    subprocess.run(initdb, check=True, user=user, cwd=folder, capture_output=True)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "max_connections=200"]
    stated = [part for setting in settings for part in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *stated], user=user, cwd=folder, stdout=log, stderr=log
        )
    atexit.register(_stop, process, folder)
    _wait(folder)
    return folder


def _programs() -> Path | None:
    found = [Path(place) for place in (shutil.which("initdb"),) if place]
    folders = [path.resolve().parent for path in found]
    folders += [path for pattern in _PLACES for path in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)]
    return next((path for path in folders if (path / "postgres").is_file() and (path / "initdb").is_file()), None)


def _wait(folder: Path) -> None:
    import psycopg

    until = time.monotonic() + _SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), user="dabiao", dbname="postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def _stop(process: subprocess.Popen[bytes], folder: Path) -> None:
    # A terminated server waits for its clients; an interrupted one sends them away.
    process.send_signal(signal.SIGINT)
    process.wait(_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
