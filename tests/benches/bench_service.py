"""The service under load: 200 people at a time read pages and upload, on SQLite and on PostgreSQL.

Nothing leaves this machine. Latencies are told as ratios to an empty route of the same framework, asked by the same
people in the same way. The page docs/service-load.md is written from the output.
"""

from __future__ import annotations

import asyncio
import platform
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.postgres import new_database
from tests.web.running import running
from verifier.service.people import give_role
from verifier.service.projects import create_project
from verifier.service.running import open_service
from verifier.service.sessions import start_session
from verifier.store.people import add_person
from verifier.web.cookies import SESSION_COOKIE

_PEOPLE = 200
_PROJECTS = 20
_ROUNDS = 3
_PAGE = Path(__file__).parents[2] / "docs" / "service-load.md"
_EMPTY = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()

@app.get("/")
async def empty():
    return {}

settings = {"http": "h11", "log_level": "critical", "access_log": False, "timeout_keep_alive": 75}
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), **settings)
"""
_TABLE = "指标编号,实测值,单位,测试条件\n3103.ttv,0.{number},um,wafer_class = 6英寸\n"


@dataclass
class _Person:
    """One of the people: her session, her contract, and what was acknowledged to her."""

    number: int
    contract: str
    token: str
    csrf: str
    uploads: list[int] = field(default_factory=list)


@dataclass
class _Seen:
    """What the people saw: seconds by kind of request, and statuses."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, kind: str, started: float, status: int) -> None:
        """Keep one answer."""
        self.seconds.setdefault(kind, []).append(time.perf_counter() - started)
        self.statuses[status] += 1


def _settle(data: Path, url: str | None) -> list[_Person]:
    """Two hundred people of twenty projects, each signed in."""
    service = open_service(data, url)
    try:
        with service.database.begin() as connection:
            root = add_person(connection, name="root", shown_name="root", now=service.now(), administrator=True)
            added = [
                add_person(connection, name=f"p{number}", shown_name=f"p{number}", now=service.now())
                for number in range(_PEOPLE)
            ]
        contracts = [f"HT-{number}" for number in range(_PROJECTS)]
        for contract in contracts:
            create_project(service, root, contract=contract, code="3103")
        people = []
        for number, person in enumerate(added):
            contract = contracts[number % _PROJECTS]
            give_role(service, root, contract, person.name, "team")
            session, token = start_session(service, person)
            people.append(_Person(number, contract, token, session.csrf))
        return people
    finally:
        service.close()


async def _use(client: httpx.AsyncClient, person: _Person, seen: _Seen) -> None:
    """One person's visit: the first page, the project, an upload that is sent twice, its state, a page again."""
    cookie = {"Cookie": f"{SESSION_COOKIE}={person.token}"}
    for turn in range(_ROUNDS):
        for path in ("/", f"/p/{person.contract}"):
            started = time.perf_counter()
            answer = await client.get(path, headers=cookie)
            seen.note("page", started, answer.status_code)
        headers = {**cookie, "X-CSRF-Token": person.csrf, "Idempotency-Key": f"{person.number}-{turn}"}
        for _ in range(2):
            started = time.perf_counter()
            body = _TABLE.format(number=turn + 1).encode()
            path = f"/api/v1/projects/{person.contract}/submissions"
            answer = await client.post(path, headers=headers, files=[("files", (f"{turn}.csv", body))])
            seen.note("upload", started, answer.status_code)
            person.uploads.append(answer.json()["id"])
        started = time.perf_counter()
        answer = await client.get(f"/api/v1/submissions/{person.uploads[-1]}", headers=cookie)
        seen.note("state", started, answer.status_code)


async def _all(address: str, people: list[_Person]) -> _Seen:
    seen = _Seen()
    limits = httpx.Limits(max_connections=_PEOPLE, max_keepalive_connections=_PEOPLE)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=300) as client:
        await asyncio.gather(*(_use(client, person, seen) for person in people))
    return seen


async def _ask_empty(address: str) -> list[float]:
    """The same people, the same number of times, on a route that does nothing."""
    seconds: list[float] = []
    limits = httpx.Limits(max_connections=_PEOPLE, max_keepalive_connections=_PEOPLE)

    async def visit(client: httpx.AsyncClient) -> None:
        for _ in range(_ROUNDS * 5):
            started = time.perf_counter()
            await client.get("/")
            seconds.append(time.perf_counter() - started)

    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=300) as client:
        await asyncio.gather(*(visit(client) for _ in range(_PEOPLE)))
    return seconds


@contextmanager
def _empty_server() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, "-c", _EMPTY, str(port)]) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    httpx.get(address)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address
        finally:
            process.kill()


def _share(seconds: list[float], percent: int) -> float:
    return sorted(seconds)[(len(seconds) - 1) * percent // 100]


def _kept(address: str, people: list[_Person]) -> dict[str, list[int]]:
    """The submissions of each project as the server lists them."""
    found = {}
    for person in people[:_PROJECTS]:
        cookie = {"Cookie": f"{SESSION_COOKIE}={person.token}"}
        answer = httpx.get(f"{address}/api/v1/projects/{person.contract}/submissions", headers=cookie, timeout=300)
        found[person.contract] = [one["id"] for one in answer.json()]
    return found


def bench_two_hundred_people(tmp_path: Path) -> None:
    """Nothing is lost, nothing is there twice, nothing fails; how long it took is told as a ratio."""
    with _empty_server() as address:
        empty = asyncio.run(_ask_empty(address))
    lines = []
    for name, url in (("SQLite", None), ("PostgreSQL", new_database())):
        data = tmp_path / name
        people = _settle(data, url)
        environment = {} if url is None else {"DABIAO_DATABASE_URL": url}
        with running(data, "--login", lines=1, environment=environment) as server:
            server.answers()
            started = time.perf_counter()
            seen = asyncio.run(_all(server.address, people))
            seconds = time.perf_counter() - started
            kept = _kept(server.address, people)
        assert {200, 201} == set(seen.statuses), seen.statuses
        acknowledged = {number for person in people for number in person.uploads}
        listed = [number for numbers in kept.values() for number in numbers]
        assert acknowledged == set(listed)
        assert _PEOPLE * _ROUNDS == len(listed)
        for kind, times in seen.seconds.items():
            ratios = [_share(times, percent) / _share(empty, percent) for percent in (50, 95)]
            lines.append(f"| {name} | {kind} | {len(times)} | {ratios[0]:.1f} | {ratios[1]:.1f} |")
        requests = sum(len(times) for times in seen.seconds.values())
        rate = requests / seconds / (len(empty) / sum(empty) * _PEOPLE)
        lines.append(f"| {name} | all: answers a second, share of the empty route's | {requests} | {rate:.3f} | |")
    text = _HEAD.format(people=_PEOPLE, rounds=_ROUNDS, python=platform.python_version()) + "\n".join(lines) + "\n"
    print(text)  # noqa: T201 -- a benchmark prints
    _PAGE.write_text(text + _TAIL.format(uploads=_PEOPLE * _ROUNDS), encoding="utf-8")


_HEAD = """# Load

Written by `tests/benches/bench_service.py` from its own output (`make bench`).

{people} people who are signed in use one server at the same time, as fast as it answers: {rounds} rounds each of the
first page, the project's page, an upload of a table that is sent twice with one Idempotency-Key, and its state.
Meanwhile one worker judges what was uploaded. Server, database and people share one machine, CPython {python}.

Times are ratios to an empty FastAPI route that answers the same people in the same way, at the median and at 95 %.

| database | requests | number | median, times | 95 %, times |
|---|---|---|---|---|
"""
_TAIL = """
Each run ends only if every answer was 200 or 201, every acknowledged upload is listed, and none is listed twice:
{uploads} submissions in each database.

The program that plays the people takes a good part of the machine's two cores, on the empty route too, and other work
ran beside it: the ratios tell what the people saw under that load, not the server's work alone, which is more.
"""
