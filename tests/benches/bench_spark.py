"""CPU of a standalone cluster beside the embedded engine: driver, master, workers, executors and Python, all counted.

Each engine judges two sizes, so that the rate of further rows is known apart from starts. What a run costs from a cold
start is measured at the cluster's master, the rate behind Spark Connect, whose Java machines stay warm: their starts
and compilers take more than millions of rows. No clock fails a test.
`DABIAO_BENCH_SPARK_ROWS` says how many rows the larger one has (5,000,000 unless given).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from tests.benches.data_of_plan import Made, made
from tests.plan.standalone import Standalone, waited

_ROWS = int(os.environ.get("DABIAO_BENCH_SPARK_ROWS", "5000000"))
_RUNS = int(os.environ.get("DABIAO_BENCH_RUNS", "3"))
_BLOCK = 128 * 1024 * 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_GUIDE = 'id = "own"\nname = { zh = "x", en = "x" }\ndocument = { zh = "x", en = "x" }\nprojects = ["3100"]\n'


class _Meter:
    """CPU seconds of some processes and of all that they start, by command, looked at ten times a second."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._known = set(pids)
        self._used: dict[tuple[int, str], tuple[str, int]] = {}
        self._look()
        self._before = dict(self._used)
        self._asked = set(self._known)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def watch(self, pid: int) -> None:
        """Count one more process."""
        self._asked.add(pid)
        self._known.add(pid)

    def is_alone(self) -> bool:
        """Whether all that the processes started has ended."""
        return not any(Path(f"/proc/{pid}").exists() for pid in self._known - self._asked)

    def used(self) -> dict[str, float]:
        """Seconds since the meter was made."""
        found: dict[str, float] = {}
        for key, (name, ticks) in self._used.items():
            since = ticks - self._before.get(key, ("", 0))[1]
            found[name] = found.get(name, 0) + since / _TICKS
        return found

    def _go_on(self) -> None:
        while not self._over.wait(0.1):
            self._look()

    def _look(self) -> None:
        processes = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, _, rest = path.read_text(encoding="utf-8", errors="replace").partition(" (")[2].rpartition(") ")
            except OSError:
                continue
            processes[int(path.parent.name)] = (name, rest.split())
        while more := {pid for pid, (_, told) in processes.items() if int(told[1]) in self._known} - self._known:
            self._known |= more
        for pid in self._known & processes.keys():
            name, told = processes[pid]
            self._used[pid, told[19]] = "java" if name == "java" else "python", int(told[11]) + int(told[12])


def _judged(
    data: Made, guides: Path, cluster: Standalone | None = None, address: str = ""
) -> tuple[dict[str, float], Any]:
    engine = ["--engine", "local"] if cluster is None else ["--engine", "spark", "--master", address or cluster.address]
    asked = ["check", str(data.data), "--project", "3100", "--guide", "own", "--guide-path", str(guides), "--json"]
    command = [sys.executable, "-c", "from verifier.cli.main import main; main()", *asked, *engine]
    environment = dict(os.environ) if cluster is None else cluster.environment
    pids = [] if cluster is None else cluster.pids
    with (
        _Meter(pids) as meter,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, encoding="utf-8"
        ) as run,
    ):
        meter.watch(run.pid)
        told, _ = run.communicate()
        if not address:
            waited(meter.is_alone, "executors go on")
    result = json.loads(told)
    del result["plan"]["engine"]
    return meter.used(), result


def bench_a_cluster_beside_the_embedded_engine(tmp_path: Path) -> None:
    """Both give one result; what each takes for further rows is printed."""
    if shutil.which("java") is None:
        pytest.skip("Java is not installed")
    sizes = _ROWS // 5, _ROWS
    data = {rows: made(tmp_path / str(rows), rows) for rows in sizes}
    own = tmp_path / "guides" / "own"
    own.mkdir(parents=True)
    (own / "guide.toml").write_text(_GUIDE, encoding="utf-8")
    shutil.copy(tmp_path / str(_ROWS) / "3100.toml", own)
    runs: dict[tuple[str, int], list[dict[str, float]]] = {}
    with Standalone(tmp_path / "cluster", _BLOCK, "-XX:+UseSerialGC") as cluster:
        cold, _ = _judged(data[sizes[0]], own.parent, cluster)
        _, address = cluster.start_connect()
        for _ in range(2):
            _judged(data[_ROWS], own.parent, cluster, address)
        for _ in range(_RUNS):
            for rows in sizes:
                here, expected = _judged(data[rows], own.parent)
                there, found = _judged(data[rows], own.parent, cluster, address)
                runs.setdefault(("local", rows), []).append(here)
                runs.setdefault(("spark", rows), []).append(there)
                assert expected == found
    sys.stdout.write(f"\nspark, cold, {sizes[0]:,} rows: {cold}")
    for engine in ("local", "spark"):
        for part in ("java", "python"):
            small, large = (statistics.median(one.get(part, 0) for one in runs[engine, rows]) for rows in sizes)
            rate = (large - small) / (sizes[1] - sizes[0]) * 1e6
            sys.stdout.write(f"\n{engine} {part}: {small:.2f} and {large:.2f} CPU s, {rate:.2f} a further million rows")
    sys.stdout.write(f"\n{sizes} rows, {_RUNS} runs: {runs}\n")
