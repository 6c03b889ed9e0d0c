"""A server in a process of its own, as people start it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

__all__ = ["Running", "running"]

_ROOT = Path(__file__).parents[2]
_SECONDS = 90.0


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, its address, and what it said first."""

    process: subprocess.Popen[str]
    address: str
    said: tuple[str, ...]

    def answers(self) -> httpx.Response:
        """Its answer about its health, as soon as it gives one."""
        until = time.monotonic() + _SECONDS
        while True:
            try:
                return httpx.get(f"{self.address}/healthz", timeout=30)
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)


@contextmanager
def running(
    folder: Path, *options: str, lines: int = 2, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start a server on a free port and wait until it has said so many lines; at the end it is killed."""
    program = [sys.executable, "-c", "from verifier.cli.main import main; main()", "serve", "--lang", "en"]
    command = [*program, "--port", "0", "--data", str(folder), *options]
    own = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONUNBUFFERED": "1", **(environment or {})}
    with (folder.parent / f"{folder.name}.log").open("a") as log:
        process = subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=log, text=True)
    with process:
        assert process.stdout is not None
        said = tuple(process.stdout.readline() for _ in range(lines))
        address = re.search(r"http://[^ ]+", said[0])
        try:
            assert address is not None, said
            yield Running(process, address[0], said)
        finally:
            process.kill()
