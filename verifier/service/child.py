"""The process that judges: started once, one task at a time, killed when it takes too long.

Judging takes the processor for seconds; in the process that answers browsers it would hold up every page. And a
submission that is made to exhaust a machine takes this process down, not the service.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from verifier.errors import UsageError
from verifier.service.judge import carry_out
from verifier.service.task import Answer, Step, Task

__all__ = ["Broken", "Child", "SharedChild", "TooLong", "serve"]

_OOM: Final = Path("/proc/self/oom_score_adj")
_POLL: Final = 0.2
_EVERY: Final = 0.25


class TooLong(Exception):  # noqa: N818 -- what happened, not what is wrong
    """A task took longer than it may; its process was killed."""


class Broken(Exception):  # noqa: N818 -- what happened, not what is wrong
    """The process ended in the middle of a task."""


class Child:
    """A process that judges; it is started with the first task, and again after it was killed."""

    __slots__ = ("_pipe", "_process")

    def __init__(self) -> None:
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None

    def run(self, task: Task, seconds: float, step: Callable[[Step | None], bool]) -> Answer | None:
        """Have a task carried out.

        Args:
            task: The task.
            seconds: How long it may take.
            step: Told how far it is, and several times a second that it runs; False has it broken off.

        Returns:
            What it came to, None where it was broken off.

        Raises:
            TooLong: It took longer.
            Broken: The process ended.
        """
        pipe = self._started()
        until = time.monotonic() + seconds
        try:
            pipe.send(task)
            while True:
                if time.monotonic() > until:
                    self.kill()
                    raise TooLong
                told = pipe.recv() if pipe.poll(_POLL) else None
                if isinstance(told, Answer):
                    return told
                if not step(told):
                    self.kill()
                    return None
        except (EOFError, OSError) as error:
            self.kill()
            raise Broken from error

    def warm(self) -> None:
        """Start the process before its first task, so that this one need not wait for it."""
        self._started()

    def kill(self) -> None:
        """End the process, whatever it does."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _started(self) -> Connection:
        if self._process is not None and self._pipe is not None and self._process.is_alive():
            return self._pipe
        self.kill()
        # A fork of a process with threads may hold their locks for ever.
        context = multiprocessing.get_context("spawn")
        own, other = context.Pipe()
        process = context.Process(target=serve, args=(other,), name="dabiao-judge", daemon=True)
        process.start()
        other.close()
        self._process, self._pipe = process, own
        return own


class SharedChild:
    """A process that judges for whoever waits for the answer, one at a time.

    Args:
        patience: How long somebody waits for the turn, in seconds.
    """

    __slots__ = ("_child", "_patience", "_turn")

    def __init__(self, patience: float = 30.0) -> None:
        self._child = Child()
        self._patience = patience
        self._turn = threading.Lock()

    def run(self, task: Task, seconds: float) -> Answer:
        """Have a task carried out, and wait for it.

        Raises:
            UsageError: Others came first, or it took too long, or the process ended.
        """
        if not self._turn.acquire(timeout=self._patience):
            raise UsageError("service_busy")
        try:
            answer = self._child.run(task, seconds, lambda _: True)
        except TooLong as error:
            raise UsageError("service_too_long", seconds=int(seconds)) from error
        except Broken as error:
            raise UsageError("job_broken") from error
        finally:
            self._turn.release()
        return answer or Answer()

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._child.kill()


def serve(pipe: Connection) -> None:
    """Answer tasks until the other end is closed."""
    # The terminal sends its interrupt to every process; this one ends when its owner says so.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Where memory runs out, Linux is to end this process and not the service.
    with contextlib.suppress(OSError):
        _OOM.write_text("1000", encoding="ascii")
    last = 0.0

    def step(told: Step) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _EVERY:
            last = now
            pipe.send(told)

    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        answer = carry_out(task, step)
        try:
            pipe.send(answer)
        except OSError:
            return
