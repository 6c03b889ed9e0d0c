"""A standalone cluster of Spark for tests: a master and workers, each a process of its own, bound to the loopback."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self, TypeVar

__all__ = ["BRIEF", "HOST", "Standalone", "Worker", "waited"]

HOST: Final = "127.0.0.1"
_MASTER: Final = "org.apache.spark.deploy.master.Master"
_WORKER: Final = "org.apache.spark.deploy.worker.Worker"
_SUBMIT: Final = "org.apache.spark.deploy.SparkSubmit"
_CONNECT: Final = "org.apache.spark.sql.connect.service.SparkConnectServer"
_SECONDS: Final = 120
# Short lives on few cores: the first compiler and one collector of rubbish cost least.
BRIEF: Final = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
_SETTINGS: Final = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    # A job waits for both executors, so that neither takes all before the other is there.
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.scheduler.maxRegisteredResourcesWaitingTime": f"{_SECONDS}s",
    "spark.sql.files.openCostInBytes": "1",
    "spark.eventLog.enabled": "true",
    "spark.eventLog.rolling.enabled": "false",
    "spark.eventLog.compress": "false",
}


def waited(found: Callable[[], Any], what: str) -> Any:  # noqa: ANN401 -- what is found, whatever it is
    """What is found once it is there; a failed test after a while."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if result := found():
            return result
        time.sleep(0.05)
    raise AssertionError(what)


class _Process:
    """A class of Spark as a process that leads a group of its own, with what it writes in a file."""

    def __init__(self, folder: Path, environment: dict[str, str], arguments: tuple[str, ...]) -> None:
        folder.mkdir()
        self.log = folder / "log"
        spark = importlib.util.find_spec("pyspark")
        assert spark is not None
        assert spark.origin is not None
        home = Path(spark.origin).parent
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(home / "bin" / "spark-class"), *arguments],
                env={**environment, "SPARK_HOME": str(home)}, cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip

    def told(self, pattern: str) -> re.Match[str]:
        """The first line of its log that fits, once it stands there."""

        def found() -> re.Match[str] | None:
            text = self.log.read_text(encoding="utf-8", errors="replace")
            assert self._process.poll() is None, text
            return re.search(pattern, text)

        match: re.Match[str] = waited(found, f"{self.log} never says {pattern}")
        return match

    @property
    def pid(self) -> int:
        """Its number, which is that of its group too."""
        return self._process.pid

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it and all that it started."""
        if self._process.poll() is None:
            os.killpg(self.pid, how)
        try:
            self._process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self._process.wait(_SECONDS)


_P = TypeVar("_P", bound="_Process")


class Worker(_Process):
    """A worker with one core; its executor is in its group, and dies with it."""

    def said(self) -> str:
        """What its executors have said so far."""
        logs = sorted(self.log.parent.glob("work/app-*/*/stderr"))
        return "".join(log.read_text(encoding="utf-8", errors="replace") for log in logs)


class Standalone:
    """A master and two workers of one core and 512 MB each, and what runs on them wrote down.

    Args:
        folder: Where logs, work and events lie.
        block: The bytes of a block.
        java: Options of every Java machine.
    """

    def __init__(self, folder: Path, block: int, java: str = BRIEF) -> None:
        self._folder = folder
        self._processes: list[_Process] = []
        settings = folder / "settings"
        self.events = folder / "events"
        for made in (settings, self.events):
            made.mkdir(parents=True)
        stated = {
            **_SETTINGS,
            "spark.eventLog.dir": f"file:{self.events}",
            "spark.executor.extraJavaOptions": java,
            "spark.sql.files.maxPartitionBytes": str(block),
        }
        text = "".join(f"{name} {value}\n" for name, value in stated.items())
        (settings / "spark-defaults.conf").write_text(text, encoding="utf-8")
        self.environment = {
            **os.environ,
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_CONF_DIR": str(settings),
            "SPARK_DAEMON_JAVA_OPTS": java,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_LOCAL_IP": HOST,
            "SPARK_SUBMIT_OPTS": java,
        }
        self.address = ""
        self.workers: list[Worker] = []

    def __enter__(self) -> Self:
        """Start all of it and wait until the master knows both workers."""
        try:
            master = self._started(_Process, _MASTER, "--host", HOST, "--port", "0", "--webui-port", "0")
            self.address = master.told(r"Starting Spark master at (spark://\S+)")[1]
            self.workers += [self.start_worker(), self.start_worker()]
            for worker in self.workers:
                worker.told("Successfully registered with master")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End every process, the youngest first."""
        while self._processes:
            self._processes.pop().stop()

    def start_worker(self) -> Worker:
        """One more worker."""
        size = ("--cores", "1", "--memory", "512m", "--work-dir", "work")
        return self._started(Worker, _WORKER, "--host", HOST, "--webui-port", "0", *size, self.address)

    def start_connect(self) -> tuple[_Process, str]:
        """A server of Spark Connect that judges on this cluster, and its address."""
        stated = {"address": HOST, "port": "0"}
        options = [
            part for name, value in stated.items() for part in ("--conf", f"spark.connect.grpc.binding.{name}={value}")
        ]
        options += ["--conf", "spark.ui.enabled=false", "--master", self.address]
        # Its memory is that of a daemon, and must hold a driver.
        self.environment["SPARK_DAEMON_MEMORY"] = "512m"
        server = self._started(_Process, _SUBMIT, *options, "--class", _CONNECT, "spark-internal")
        return server, "sc://" + server.told(r"Spark Connect server started at: \S*?([\d.]+:\d+)")[1]

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes, without those that they started."""
        return [process.pid for process in self._processes]

    def last_run(self) -> list[dict[str, Any]]:
        """The events of the application that began last, once it has ended."""
        path: Path = max(self.events.iterdir(), key=lambda one: one.name.removesuffix(".inprogress"))
        ended = path.with_name(path.name.removesuffix(".inprogress"))
        waited(ended.is_file, f"{path} goes on")
        return [json.loads(line) for line in ended.read_text(encoding="utf-8").splitlines()]

    def _started(self, kind: type[_P], *arguments: str) -> _P:
        process = kind(
            self._folder / f"process-{len(list(self._folder.glob('process-*')))}", self.environment, arguments
        )
        self._processes.append(process)
        return process
