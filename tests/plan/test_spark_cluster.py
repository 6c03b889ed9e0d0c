"""A cluster of processes: one machine's result from two workers, behind Spark Connect, and when workers are killed."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")
pytest.importorskip("grpc", reason="the extra spark is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

from pyarrow import csv, parquet

from tests.plan.standalone import Standalone, waited
from tests.plan.submissions import LIMITS, PROJECT, submission
from tests.plan.test_rulings import write

_SECONDS: Final = 240
_BLOCK: Final = 20_000
_GUIDE: Final = (
    'id = "own"\nname = { zh = "示例", en = "Example" }\ndocument = { zh = "无", en = "none" }\nprojects = ["9999"]\n'
)
_SENT: Final = "data sent to Python workers"
_LATER_BLOCK: Final = re.compile(r"Finished task [1-9]\d*\.\d+ in stage")
_Rows = list[tuple[str, int, str, str]]


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A master and two workers."""
    if shutil.which("java") is None:
        if os.environ.get("DABIAO_REQUIRE") == "all":
            pytest.fail("Java is not installed")
        pytest.skip("Java is not installed")
    with Standalone(tmp_path_factory.mktemp("machines") / "cluster", _BLOCK) as found:
        yield found


@pytest.fixture(scope="module")
def guides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the guide of the plan's tests."""
    own = tmp_path_factory.mktemp("guides") / "own"
    own.mkdir()
    (own / "guide.toml").write_text(_GUIDE, encoding="utf-8")
    (own / "9999.toml").write_text(PROJECT, encoding="utf-8")
    return own.parent


def _table(path: Path, seed: int, rows: int) -> Path:
    made = submission(random.Random(seed), rows, tuple(LIMITS), plain=0.8)  # noqa: S311 -- test data
    for row in made:
        row["evidence"] = ""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write(path, made)


def _folder(folder: Path) -> Path:
    """Two tables of several blocks, a packed one, one of Parquet, and one that only the driver can read."""
    for seed in range(2):
        _table(folder / f"{seed}" / "批.csv", seed, 700)
    packed = _table(folder / "packed.csv", 2, 300)
    (folder / "packed.csv.gz").write_bytes(gzip.compress(packed.read_bytes()))
    packed.unlink()
    texts = _table(folder / "texts.csv", 3, 300)
    parquet.write_table(csv.read_csv(texts), folder / "texts.parquet", row_group_size=100)
    texts.unlink()
    (folder / "国标.csv").write_bytes("target,value,unit,remark\n9999.upper,1.6,um,批\n".encode("gb18030"))
    (folder / "submission.toml").write_text('project = "9999"\n', encoding="utf-8")
    return folder


def _command(data: Path, guides: Path, *more: str | Path) -> list[str]:
    asked = ["check", str(data), "--project", "9999", "--guide", "own", "--guide-path", str(guides), "--lang", "en"]
    return [sys.executable, "-c", "from verifier.cli.main import main; main()", *asked, "--json", *map(str, more)]


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False
    )


def _result(told: str) -> dict[str, Any]:
    """A result but for the engine's name."""
    result: dict[str, Any] = json.loads(told)
    del result["plan"]["engine"]
    return result


def _here(data: Path, guides: Path, told: Path) -> tuple[dict[str, Any], _Rows]:
    """The result of the embedded engine, and the verdict of every row."""
    done = _run(_command(data, guides, "--engine", "local", "--verdicts", told), dict(os.environ))
    assert 1 == done.returncode, done.stderr
    rows: _Rows = []
    for path in told.rglob("*.verdicts.parquet"):
        name = path.relative_to(told).as_posix().removesuffix(".verdicts.parquet")
        rows += [(name, r["line"], r["target"], r["verdict"]) for r in parquet.read_table(path).to_pylist()]
    return _result(done.stdout), sorted(rows)


def _written(told: Path) -> _Rows:
    """The verdict of every row as Spark wrote it."""
    return sorted((r["file"], r["line"], r["target"], r["verdict"]) for r in parquet.read_table(told).to_pylist())


def _executors(events: list[dict[str, Any]]) -> list[str]:
    """Who finished each task that ran Python, in order."""
    ended = [one for one in events if one["Event"] == "SparkListenerTaskEnd"]
    sound = [one["Task Info"] for one in ended if one["Task End Reason"]["Reason"] == "Success"]
    return [one["Executor ID"] for one in sound if _SENT in {seen["Name"] for seen in one["Accumulables"]}]


@pytest.mark.parametrize("door", ["master", "connect"])
def test_two_workers_give_the_result_of_one_machine(
    door: str, machines: Standalone, guides: Path, tmp_path: Path
) -> None:
    """CSV, gzip and Parquet on two executors: result and row verdicts of the embedded engine, at either address."""
    data, told = _folder(tmp_path / "data"), tmp_path / "told"
    expected, rows = _here(data, guides, tmp_path / "here")
    server, address = machines.start_connect() if door == "connect" else (None, machines.address)
    done = _run(
        _command(data, guides, "--engine", "spark", "--master", address, "--verdicts", told), machines.environment
    )
    if server is not None:
        server.stop()

    assert done.stdout, done.stderr
    assert expected == _result(done.stdout)
    assert rows == _written(told)
    assert 2 == len(set(_executors(machines.last_run())))


def test_killed_workers_change_no_result(machines: Standalone, guides: Path, tmp_path: Path) -> None:
    """One worker is killed with its executor amid the tally, the other amid the writing: a third gives the same."""
    data, told = _table(tmp_path / "a.csv", 5, 5000), tmp_path / "told"
    expected, rows = _here(data, guides, tmp_path / "here")
    first, second = machines.workers
    before = len(first.said())
    command = _command(data, guides, "--engine", "spark", "--master", machines.address, "--verdicts", told)
    with subprocess.Popen(
        command, env=machines.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as run:
        waited(lambda: _LATER_BLOCK.search(first.said()[before:]) or run.poll() is not None, "no block is tallied")
        first.stop(signal.SIGKILL)
        third = machines.start_worker()
        waited(lambda: list(told.glob("_temporary/0/task_*")) or run.poll() is not None, "no block is written")
        second.stop(signal.SIGKILL)
        out, errors = run.communicate(timeout=_SECONDS)
    machines.workers[:] = [third, machines.start_worker()]
    events = machines.last_run()
    removed = [
        (n, one["Executor ID"]) for n, one in enumerate(events) if one["Event"] == "SparkListenerExecutorRemoved"
    ]

    assert out, errors
    assert expected == _result(out)
    assert rows == _written(told)
    assert 2 == len(removed)
    for at, executor in removed:
        assert executor in _executors(events[:at])
        assert set(_executors(events[at:])) - {executor}


def test_a_worker_without_the_program_is_said(machines: Standalone, guides: Path, tmp_path: Path) -> None:
    """Workers whose Python lacks dabiao end the run in a sentence that says what to install where."""
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    data = _table(tmp_path / "a.csv", 6, 50)
    environment = {**machines.environment, "PYSPARK_PYTHON": str(bare / "bin" / "python")}
    done = _run(_command(data, guides, "--engine", "spark", "--master", machines.address), environment)

    assert 2 == done.returncode
    assert "The workers of the cluster lack the Python library verifier. Install dabiao[big]" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
