"""Commands that are killed at random moments, some of them just when a file is being written."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def killed_command() -> Callable[..., int]:
    """Run a command of the program in a folder, kill it at a random moment, and give its exit status.

    Every other time the moment lies behind the first sign of a file being written.
    """
    if os.name != "posix":
        pytest.skip("SIGKILL is POSIX")
    return _run


def _run(folder: Path, chance: random.Random, *arguments: str) -> int:
    before = set(folder.rglob(".*.part"))
    command = [sys.executable, "-c", "from verifier.cli.main import main; main()", *arguments]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + chance.uniform(0.1, 1.5)
    watches = chance.random() < 0.7
    while process.poll() is None and time.monotonic() < end:
        if watches and set(folder.rglob(".*.part")) - before:
            time.sleep(chance.uniform(0, 0.01))
            break
        time.sleep(0.0005)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    return process.wait()
