"""Workers: threads that take jobs from the database, each with a process that judges."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

from verifier.errors import UsageError, VerifierError
from verifier.service.child import Child
from verifier.service.judge import fault_of
from verifier.service.logbook import enter_waiting
from verifier.service.running import Service
from verifier.service.working import claim_job, run_here, work_on
from verifier.store import jobs, sessions

__all__ = ["Workers", "run_pending"]

_IDLE: Final = 0.5
_REQUEUE: Final = 5.0
_SWEEP: Final = 300.0


class Workers:
    """The workers of a service.

    Args:
        service: The service.
        count: How many.
    """

    __slots__ = ("_count", "_service", "_stopping", "_threads")

    def __init__(self, service: Service, count: int = 1) -> None:
        self._service = service
        self._count = count
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to take jobs."""
        self._stopping.clear()
        for number in range(self._count):
            thread = threading.Thread(target=self._work, args=(number,), name=f"dabiao-worker-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self, seconds: float = 10.0) -> None:
        """Take no more jobs; one that runs is put back for whoever starts next."""
        self._stopping.set()
        self._service.wake.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        self._threads.clear()

    def alive(self) -> bool:
        """Whether every worker works."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def queue(self) -> dict[str, int]:
        """How many jobs are in each state."""
        with self._service.database.read() as connection:
            return jobs.counts(connection)

    def _work(self, number: int) -> None:
        name = f"{os.getpid()}-{number}-{time.time_ns()}"
        child = Child()
        looked = swept = -_SWEEP
        try:
            child.warm()
            while not self._stopping.is_set():
                try:
                    if time.monotonic() - looked > _REQUEUE:
                        looked = time.monotonic()
                        _look_after(self._service)
                    if time.monotonic() - swept > _SWEEP:
                        swept = time.monotonic()
                        _sweep(self._service)
                    job = claim_job(self._service, name)
                    if job is not None:
                        work_on(self._service, job, child, self._stopping.is_set)
                        continue
                except (VerifierError, OSError):
                    # The database or the disk is away for a moment: that must not end the worker. A job that it had
                    # is silent from here on, and is put back.
                    pass
                self._service.wake.wait(_IDLE)
                self._service.wake.clear()
        finally:
            child.kill()


def run_pending(service: Service) -> int:
    """Work off every job that waits, in this process; returns how many came to an end."""
    ended = 0
    _look_after(service)
    while (job := claim_job(service, f"{os.getpid()}-here")) is not None:
        ended += run_here(service, job)
    return ended


def _look_after(service: Service) -> None:
    """Put back the jobs of workers that died, and enter into the log what still waits for it."""
    with service.database.begin() as connection:
        jobs.requeue_stale(connection, service.now(), fault_of(UsageError("job_broken")))
    enter_waiting(service)


def _sweep(service: Service) -> None:
    with service.database.begin() as connection:
        sessions.sweep(connection, service.now(), service.limits.session_idle)
