"""The plan beside libraries that validate tables, each in an environment of its own, with the wrong verdicts of each.

Every peer runs on two sizes, so that its rate is known apart from its start; what would take minutes at full size is
measured at 10,000 rows and told from its rate. No clock fails a test. The environments are made under out/peers once;
a peer that cannot be installed is left out, and the page says so.
`DABIAO_BENCH_PEER_ROWS` says how many rows the fast ones read (1,000,000 unless given).
"""

from __future__ import annotations

import hashlib
import json
import os
import statistics
import subprocess
import sys
import venv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from tests.benches.data_of_plan import Made, made
from tests.benches.peer import PEERS

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_PLACE = _ROOT / "out" / "peers"
_ROWS = int(os.environ.get("DABIAO_BENCH_PEER_ROWS", "1000000"))
_SLOW_ROWS = 10_000
_RUNS = int(os.environ.get("DABIAO_BENCH_RUNS", "3"))
_OURS = "dabiao, exact summary"
_SLOW = frozenset({"pint loop"})
_GOALS = {
    "dataframely": 1.3,
    "pandera on Polars": 3.5,
    "pandera on pandas": 3.5,
    "Great Expectations": 35.0,
    "pint loop": 600.0,
}


@dataclass(frozen=True)
class _Measured:
    """One contender: CPU of the smaller and the larger run, the larger one's memory and wrong verdicts."""

    name: str
    rows: tuple[int, int]
    cpu: tuple[float, float]
    peak: int
    wrong: int

    @property
    def rate(self) -> float:
        """CPU seconds of each further million rows."""
        return (self.cpu[1] - self.cpu[0]) / (self.rows[1] - self.rows[0]) * 1e6

    @property
    def whole(self) -> float:
        """CPU seconds of a process that reads all rows; told from the rate where it read fewer."""
        return self.cpu[1] + self.rate * (_ROWS - self.rows[1]) / 1e6


def _python_of(name: str) -> str | None:
    """The Python of a peer's environment, made once; None where its libraries cannot be installed."""
    needs = PEERS[name][1]
    folder = _PLACE / hashlib.sha256(" ".join(needs).encode()).hexdigest()[:12]
    python = folder / "bin" / "python"
    if not (folder / "done").is_file():
        venv.create(folder, with_pip=bool(needs), clear=True)
        if needs:
            install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *needs]
            if subprocess.run(install, check=False, capture_output=True).returncode:
                return None
        (folder / "done").touch()
    return str(python)


def _run(python: str, script: str, name: str, data: Made) -> dict[str, Any]:
    command = [python, str(_HERE / script), name, str(data.data), str(data.limits)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT) if python == sys.executable else ""}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def bench_the_plan_beside_libraries(tmp_path: Path) -> None:
    """The CPU of each peer as a multiple of ours, and its wrong verdicts; ours has none wrong, whatever the time."""
    sizes = sorted({_SLOW_ROWS // 5, _SLOW_ROWS, _ROWS // 5, _ROWS})
    data = {rows: made(tmp_path / str(rows), rows) for rows in sizes}
    pythons = {name: _python_of(name) for name in PEERS}
    contenders = [(sys.executable, "contender.py", _OURS)]
    contenders += [(python, "peer.py", name) for name, python in pythons.items() if python]
    _run(*contenders[0], data[_ROWS // 5])  # compiles, once
    runs: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for _ in range(_RUNS):
        for python, script, name in contenders:
            for rows in _sizes(name):
                runs.setdefault((name, rows), []).append(_run(python, script, name, data[rows]))
    measured = [_measured(name, runs, data) for _, _, name in contenders]
    page = _page(measured, [name for name, python in pythons.items() if not python])
    sys.stdout.write("\n" + page)
    (_ROOT / "docs" / "benchmarks-peers.md").write_text(page, encoding="utf-8")

    assert 0 == measured[0].wrong


def _sizes(name: str) -> tuple[int, int]:
    rows = _SLOW_ROWS if name in _SLOW else _ROWS
    return rows // 5, rows


def _measured(name: str, runs: dict[tuple[str, int], list[dict[str, Any]]], data: dict[int, Made]) -> _Measured:
    small, large = _sizes(name)
    cpu = [statistics.median(run["cpu"] for run in runs[name, rows]) for rows in (small, large)]
    found = runs[name, large]
    exact = data[large].exact
    wrong = sum(abs(found[0]["fails"].get(key, 0) - exact[key]) for key in exact)
    return _Measured(name, (small, large), (cpu[0], cpu[1]), max(run["peak"] for run in found), wrong)


def _met(ratio: float, goal: float) -> str:
    return "met" if ratio >= goal else "not met"


def _page(measured: list[_Measured], absent: list[str]) -> str:
    ours = measured[0]
    today = datetime.now(UTC).date().isoformat()
    head = (
        "method", "CPU s", "times dabiao", "CPU s a further million rows", "times dabiao", "goal: whole, further rows",
        "peak MB",
        "wrong verdicts",
    )  # fmt: skip
    text = f"""# Benchmarks beside libraries that validate tables

Written by `make bench` on {today}: {_ROWS:,} rows of CSV, 60 targets in 3 units each, 2 % of the rows on their limit, \
{os.cpu_count()} cores, median of {_RUNS} interleaved runs.
Every contender is a process in an environment of its own and is used as its users use it, in floats but for the \
Fraction loop; CPU includes its start and imports and, for dabiao, the digest of the file.
The rate is that of the rows beyond a fifth of them, so that the start is left out of it.
Starts vary by a tenth of a second: rates below 0.3 s, and ratios to them, are no more than an order.
Rows marked * were measured at {_SLOW_ROWS:,} rows, and their CPU is told from that rate.
"""
    lines = [text, f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for one in measured:
        mark = "" if one.rows[1] == _ROWS else " *"
        goal = _GOALS.get(one.name)
        ratio, further = one.whole / ours.whole, one.rate / ours.rate
        met = "-" if goal is None else f"{goal:g}: {_met(ratio, goal)}, {_met(further, goal)}"
        lines.append(
            f"| {one.name}{mark} | {one.whole:.2f} | {ratio:.2f} | {one.rate:.2f} | {further:.2f} "
            f"| {met} | {one.peak} | {one.wrong:,} of {one.rows[1]:,} |"
        )
    lines += ["", f"Not installed here and left out: {', '.join(absent)}."] if absent else []
    return "\n".join([*lines, ""])
