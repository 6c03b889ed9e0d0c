"""A server that is killed while people upload: what it acknowledged is there when it starts again."""

from __future__ import annotations

import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.postgres import new_database
from tests.web.running import Running, running
from verifier.service.projects import create_project
from verifier.service.running import local_person, open_service
from verifier.store.blobs import Blobs

_KILLS = 4
_THREADS = 4
_HEADERS = {"Authorization": "Bearer local"}


class _Uploader(threading.Thread):
    """Uploads one draft after the other until the server is gone, and keeps what was acknowledged."""

    def __init__(self, server: Running, name: str) -> None:
        super().__init__(name=name)
        self.url = f"{server.address}/api/v1/projects/HT-1/submissions"
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.sent: list[str] = []

    def run(self) -> None:
        """Upload until there is no answer."""
        with httpx.Client(headers=_HEADERS, timeout=30) as client:
            while True:
                key = f"{self.name}-{len(self.sent)}"
                self.sent.append(key)
                body = f"指标编号,实测值,单位\n3103.ttv,0.{len(self.sent)},um\n".encode()
                files = [("files", (f"{key}.csv", body))]
                try:
                    answer = client.post(self.url, headers={"Idempotency-Key": key}, files=files)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201, answer.text
                self.acknowledged[key] = answer.json()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_acknowledged_is_there(tmp_path: Path, kind: str) -> None:
    """After kill -9 at random moments every acknowledged upload is there with its bytes, and none is there twice."""
    data, chance = tmp_path / "data", random.Random(7)  # noqa: S311 -- no secret
    url = new_database() if kind == "postgresql" else None
    environment = {} if url is None else {"DABIAO_DATABASE_URL": url}
    service = open_service(data, url, local=True)
    create_project(service, local_person(service), contract="HT-1", code="3103")
    service.close()
    acknowledged: dict[str, dict[str, Any]] = {}
    sent: list[str] = []

    for turn in range(_KILLS):
        with running(data, environment=environment) as server:
            server.answers()
            uploaders = [_Uploader(server, f"k{turn}-{number}") for number in range(_THREADS)]
            for uploader in uploaders:
                uploader.start()
            time.sleep(chance.uniform(0.3, 2.0))
            server.process.send_signal(signal.SIGKILL)
            for uploader in uploaders:
                uploader.join()
                acknowledged |= uploader.acknowledged
                sent += uploader.sent

    with running(data, environment=environment) as server:
        server.answers()
        found = httpx.get(f"{server.address}/api/v1/projects/HT-1/submissions", headers=_HEADERS, timeout=120).json()
        names = [file["name"] for one in found for file in one["files"] if file["name"].endswith(".csv")]
        by_number = {one["id"]: one for one in found}
        blobs = Blobs(data / "blobs")
        for one in acknowledged.values():
            assert one["files"] == by_number[one["id"]]["files"]
            assert all(len(blobs.read(file["sha256"])) == file["bytes"] for file in one["files"])
    assert len(acknowledged) > _KILLS
    assert len(names) == len(set(names))
    assert set(names) <= {f"{key}.csv" for key in sent}
    assert sorted(range(1, len(found) + 1)) == sorted(one["number"] for one in found)
