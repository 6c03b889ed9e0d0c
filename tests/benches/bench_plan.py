"""The plan beside hand-written peers and the bare scan, interleaved, with the wrong verdicts of each.

`DABIAO_PEERS` names the Python of an environment that holds the peers (duckdb, pandas, polars, pyarrow); without it
only the bare Arrow scan and dabiao run. No clock fails a test.
`DABIAO_BENCH_ROWS` says how many rows (1,000,000 unless given).
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_ROWS = int(os.environ.get("DABIAO_BENCH_ROWS", "1000000"))
_RUNS = int(os.environ.get("DABIAO_BENCH_RUNS", "3"))
_UNITS = (
    {"um": "1", "mm": "1000", "nm": "0.001"},
    {"V": "1", "mV": "0.001", "kV": "1000"},
    {"L/min": "1", "m^3/h": "50/3", "mL/min": "0.001"},
    {"A/cm^2": "1", "mA/mm^2": "0.1", "A/m^2": "0.0001"},
)
_TOPS = ("0.1", "0.24", "1.5", "3", "15", "240")
_OURS = ("Arrow reads the three columns", "dabiao, exact summary", "dabiao, exact row verdicts in order")
_THEIRS = (
    "DuckDB reads the three columns",
    "DuckDB, float by hand",
    "Polars, float by hand",
    "pandas, float by hand",
)
_TARGET = (
    '[[target]]\nid = "{id}"\nname = {{ zh = "x", en = "x" }}\nfigure = "x"\nclause = 1\nkind = "measured"\n'
    'predicate = "x <= {top} {unit}"\nstatistic = "every"\nevidence = {{ zh = "x", en = "x" }}\n'
    'issuer = {{ zh = "x", en = "x" }}\n'
)


def _made(folder: Path) -> tuple[Path, Path, dict[str, int]]:
    """The data, the limits, and the fails of each target by Fractions; 2 % of the rows lie on their limit."""
    rng = random.Random(1)  # noqa: S311 -- test data
    limits = {f"3100.t{n}": (rng.choice(_TOPS), _UNITS[n % 4]) for n in range(60)}
    head = '[project]\ncode = "3100"\nname = { zh = "x", en = "x" }\n'
    parts = [_TARGET.format(id=name, top=top, unit=next(iter(units))) for name, (top, units) in limits.items()]
    (folder / "3100.toml").write_text(head + "".join(parts), encoding="utf-8")
    exact: dict[str, int] = dict.fromkeys(limits, 0)
    names = list(limits)
    in_unit = {(n, u): Fraction(limits[n][0]) / Fraction(f) for n in names for u, f in limits[n][1].items()}
    with (folder / "data.csv").open("w", encoding="utf-8") as stream:
        stream.write("target,value,unit\n")
        for _ in range(_ROWS):
            name = rng.choice(names)
            unit = rng.choice(list(limits[name][1]))
            limit = in_unit[name, unit]
            draw = float(limit) * rng.gauss(0.8, 0.15)
            text = f"{float(limit):.15g}" if rng.random() < 0.02 else f"{draw:.6g}"
            exact[name] += Fraction(text) > limit
            stream.write(f"{name},{text},{unit}\n")
    told = {n: [top, {u: float(Fraction(f)) for u, f in units.items()}] for n, (top, units) in limits.items()}
    (folder / "limits.json").write_text(json.dumps(told), encoding="utf-8")
    return folder / "data.csv", folder / "limits.json", exact


def _run(python: str, name: str, data: Path, limits: Path) -> dict[str, Any]:
    command = [python, str(_HERE / "contender.py"), name, str(data), str(limits)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def bench_the_plan_beside_its_peers(tmp_path: Path) -> None:
    """Every contender's CPU time, memory and wrong verdicts; ours has none wrong, whatever the time."""
    data, limits, exact = _made(tmp_path)
    peers = os.environ.get("DABIAO_PEERS")
    contenders = [(sys.executable, name) for name in _OURS] + ([(peers, name) for name in _THEIRS] if peers else [])
    _run(sys.executable, _OURS[1], data, limits)  # compiles, once
    runs: dict[str, list[dict[str, Any]]] = {name: [] for _, name in contenders}
    for _ in range(_RUNS):
        for python, name in contenders:
            runs[name].append(_run(python, name, data, limits))
    table = _table(runs, exact)
    sys.stdout.write("\n" + table)
    (_ROOT / "docs" / "benchmarks.md").write_text(_page(table), encoding="utf-8")

    for name in _OURS[1:]:
        assert exact == runs[name][0]["fails"]


def _table(runs: dict[str, list[dict[str, Any]]], exact: dict[str, int]) -> str:
    base = statistics.median(run["cpu"] for run in runs[_OURS[0]])
    head = "| method | CPU, bare Arrow scan = 1 | CPU s | wall s | peak MB | wrong verdicts |"
    lines = [head, "|---|---|---|---|---|---|"]
    for name, found in runs.items():
        cpu, wall = (statistics.median(run[key] for run in found) for key in ("cpu", "wall"))
        fails = found[0]["fails"]
        wrong = "-" if "rows" in fails else f"{sum(abs(fails.get(key, 0) - exact[key]) for key in exact):,}"
        peak = max(run["peak"] for run in found)
        lines.append(f"| {name} | {cpu / base:.2f} | {cpu:.2f} | {wall:.2f} | {peak} | {wrong} |")
    return "\n".join(lines) + "\n"


def _page(table: str) -> str:
    today = datetime.now(UTC).date().isoformat()
    return (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {today}: {_ROWS:,} rows of CSV, 60 targets in 3 units each, 2 % of the rows on "
        f"their limit, {os.cpu_count()} cores, median of {_RUNS} interleaved runs.\n"
        "Every method is a process of its own: CPU and memory include its start, its imports and, for dabiao, the "
        "digest of the file.\nA wrong verdict is told from fails by target against Fractions; "
        "wrong ones that cancel out in one target are not seen.\n\n" + table
    )
