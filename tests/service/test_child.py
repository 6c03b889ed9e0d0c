"""The process that judges: killed when it takes too long, started again when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.service.world import World
from verifier.errors import UsageError
from verifier.service.child import Broken, Child, SharedChild, TooLong
from verifier.service.task import Answer, Task, submission_task


@pytest.fixture
def task(world: World) -> Task:
    """The check of a small submission."""
    return submission_task(world.service, "check", world.upload(), world.project)


def _pid(child: Child) -> int:
    process = child._process
    assert process is not None
    assert process.pid is not None
    return process.pid


def test_one_process_answers_one_task_after_another(task: Task) -> None:
    """The second task finds the process of the first."""
    child = Child()
    one = child.run(task, 60, lambda _: True)
    pid = _pid(child)
    two = child.run(task, 60, lambda _: True)

    assert isinstance(one, Answer)
    assert one == two
    assert {"pass": 1, "expert": 1, "missing": 7} == {verdict: n for verdict, n in one.summary.items() if n}
    assert pid == _pid(child)
    child.kill()


def test_what_takes_too_long_is_killed(task: Task) -> None:
    """A task past its time ends the process, and the next task gets another one."""
    child = Child()
    with pytest.raises(TooLong):
        child.run(task, 0, lambda _: True)

    assert child._process is None
    assert isinstance(child.run(task, 60, lambda _: True), Answer)
    child.kill()


def test_what_is_broken_off_gives_nothing(task: Task) -> None:
    """Whoever is told may break a task off."""
    child = Child()

    assert child.run(task, 60, lambda _: False) is None
    assert child._process is None


def test_a_process_that_dies_is_noticed(task: Task) -> None:
    """A process that is killed from outside in the middle of a task is an error at once, not a wait."""
    child = Child()
    killed: list[int] = []

    def kill(_: object) -> bool:
        if not killed:
            killed.append(_pid(child))
            os.kill(killed[0], signal.SIGKILL)
        return True

    begun = time.monotonic()
    with pytest.raises(Broken):
        child.run(task, 60, kill)

    assert killed
    assert time.monotonic() - begun < 30


def test_when_memory_runs_out_the_process_is_what_ends(task: Task) -> None:
    """Linux is told to end the process that judges before the service; it is there before its first task."""
    child = Child()
    child.warm()
    score = Path(f"/proc/{_pid(child)}/oom_score_adj")
    if not score.exists():
        pytest.skip("no /proc of Linux here")
    child.run(task, 60, lambda _: True)

    assert "1000" == score.read_text(encoding="ascii").strip()
    child.kill()


def test_a_shared_process_takes_turns(task: Task) -> None:
    """Two who ask at once are answered both; who waits too long is told that the server is busy."""
    shared = SharedChild(patience=60)
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(shared.run(task, 60))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with pytest.raises(UsageError) as long:
        shared.run(task, 0)
    shared.close()
    hurried = SharedChild(patience=0)
    with hurried._turn, pytest.raises(UsageError) as busy:
        hurried.run(task, 60)

    assert answers[0] == answers[1]
    assert ("service_too_long", "service_busy") == (long.value.code, busy.value.code)
