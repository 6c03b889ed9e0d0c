"""The plan beside hand-written peers and the bare scan, interleaved, with the wrong verdicts of each.

Every contender runs on two sizes, so that a further million rows is known apart from the start. The peers' environment
(duckdb, pandas, polars, pyarrow) is made under out/peers once, or `DABIAO_PEERS` names the Python of one; where it
cannot be made, only the bare Arrow scan and dabiao run. No clock fails a test.
`DABIAO_BENCH_ROWS` says how many rows (10,000,000 unless given), `DABIAO_BENCH_RUNS` how many runs (3);
`DABIAO_BENCH_BIG=1` runs the memory test at 100,000,000 rows instead.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("numba", reason="the extra big is not installed")

from tests.benches.data_of_plan import Made, made, made_with_u, write_parquet

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_PAGE = _ROOT / "docs" / "benchmarks.md"
_ROWS = int(os.environ.get("DABIAO_BENCH_ROWS", "10000000"))
_RUNS = int(os.environ.get("DABIAO_BENCH_RUNS", "3"))
_BIG = os.environ.get("DABIAO_BENCH_BIG") == "1"
_BIG_ROWS = 100_000_000
_PEERS = ("duckdb", "pandas", "polars", "pyarrow")
_SCAN, _OUR_SCAN = "Arrow reads the three columns", "dabiao's reader reads the three columns"
_OUR_FLOAT = "dabiao's reader, float comparison"
_SUMMARY, _VERDICTS = "dabiao, exact summary", "dabiao, exact row verdicts in order"
_OURS = (_SCAN, _OUR_SCAN, _OUR_FLOAT, _SUMMARY, _VERDICTS)
_ROWS_BY_HAND = ("DuckDB, float rows in order", "Polars, float rows in order")
_FLOAT_BY_HAND = ("DuckDB, float by hand", "Polars, float by hand")
_THEIRS = ("DuckDB reads the three columns", "Polars reads the three columns", *_FLOAT_BY_HAND, *_ROWS_BY_HAND)
_PANDAS = "pandas, float by hand"
_GUARD, _FLOAT_GUARD = "dabiao, exact guard bands", "DuckDB, guard bands in float"
_U_MARK, _MARK = "## Rows with a U of their own", "## 100,000,000 rows"


@dataclass(frozen=True)
class _Measured:
    """One contender on one form of the data, at a tenth of the rows and at all of them."""

    small: float
    cpu: float
    wall: float
    peak: int
    wrong: int | None

    @property
    def rate(self) -> float:
        """CPU seconds of each further million rows."""
        return (self.cpu - self.small) / (_ROWS * 0.9) * 1e6


def _peers() -> str | None:
    """The Python of the peers' environment; None where it cannot be made."""
    named = os.environ.get("DABIAO_PEERS")
    if named:
        return named
    folder = _ROOT / "out" / "peers" / "plan"
    python = folder / "bin" / "python"
    if not (folder / "done").is_file():
        venv.create(folder, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *_PEERS]
        if subprocess.run(install, check=False, capture_output=True).returncode:
            return None
        (folder / "done").touch()
    return str(python)


def _run(python: str, name: str, data: Path, limits: Path) -> dict[str, Any]:
    command = [python, str(_HERE / "contender.py"), name, str(data), str(limits)]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONPYCACHEPREFIX": str(_ROOT / "out" / "pyc")}
    # As for a user: modules are compiled once.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(_BIG, reason="only the memory at 100,000,000 rows was asked for")
def bench_the_plan_beside_its_peers(tmp_path: Path) -> None:
    """Every contender's CPU time, memory and wrong verdicts; ours has none wrong, whatever the time."""
    large, small = made(tmp_path / "large", _ROWS), made(tmp_path / "small", _ROWS // 10)
    forms = {"CSV": (small.data, large.data)}
    texts, doubles = (write_parquet(one.data) for one in (small, large))
    forms["Parquet, values as text"] = (texts[0], doubles[0])
    forms["Parquet, values as doubles"] = (texts[1], doubles[1])
    python = _peers()
    ours, theirs = [(sys.executable, name) for name in _OURS], [(python, name) for name in _THEIRS if python]
    measured: dict[str, dict[str, _Measured]] = {}
    for form, files in forms.items():
        contenders = [*ours, *theirs, *([(python, _PANDAS)] if python and form == "CSV" else [])]
        measured[form] = _measured([(str(p), n) for p, n in contenders], files, (small, large))
    page = _page(measured)
    sys.stdout.write("\n" + page)
    before = _PAGE.read_text(encoding="utf-8") if _PAGE.is_file() else ""
    begins = [at for mark in (_U_MARK, _MARK) if (at := before.find(mark)) >= 0]
    kept = before[min(begins) :] if begins else ""
    _PAGE.write_text(page + ("\n" + kept if kept else ""), encoding="utf-8")

    for found in measured.values():
        assert [0, 0] == [found[name].wrong for name in (_SUMMARY, _VERDICTS)]


def _measured(
    contenders: list[tuple[str, str]], files: tuple[Path, Path], sizes: tuple[Made, Made]
) -> dict[str, _Measured]:
    """Each contender on the small and the large file, in turn; the first run compiles and is left out."""
    runs: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {name: [] for _, name in contenders}
    for number in range(_RUNS + 1):
        for python, name in contenders:
            small, large = (
                _run(python, name, file, size.limits) if number or file is files[0] else {}
                for file, size in zip(files, sizes, strict=True)
            )
            if number:
                runs[name].append((small, large))
    exact = sizes[1].exact
    return {
        name: _Measured(
            statistics.median(small["cpu"] for small, _ in found),
            statistics.median(large["cpu"] for _, large in found),
            statistics.median(large["wall"] for _, large in found),
            max(large["peak"] for _, large in found),
            _wrong(found[0][1]["fails"], exact),
        )
        for name, found in runs.items()
    }


def _wrong(fails: dict[str, int], exact: dict[str, int]) -> int | None:
    """How many verdicts are wrong, told from the fails of each target; None for a bare scan."""
    return None if "rows" in fails else sum(abs(int(fails.get(key, 0)) - exact[key]) for key in exact)


def _page(measured: dict[str, dict[str, _Measured]]) -> str:
    today = datetime.now(UTC).date().isoformat()
    head = (
        "# Benchmarks\n\n"
        f"Written by `make bench` on {today}: {_ROWS:,} rows, 60 targets in 3 units each, 2 % of the rows on "
        f"their limit, {os.cpu_count()} cores, load of the machine {os.getloadavg()[1]:.1f}, median of {_RUNS} "
        "interleaved runs.\n"
        "Every method is a process of its own: CPU and memory include its start, its imports and, for dabiao and its "
        "reader, the digest of the file.\nThe rate is the CPU of each further million rows, from a second run with a "
        "tenth of them.\nA wrong verdict is told from fails by target against Fractions; wrong ones that cancel out in "
        "one target are not seen.\nPeers that validate tables stand in [their own page](benchmarks-peers.md).\n"
    )
    parts = [head, _goals(measured)]
    for form, found in measured.items():
        base = found[_SCAN]
        lines = [
            f"## {form}\n",
            "| method | CPU s | / Arrow's scan | CPU s, a million more | / Arrow's | wall s | MB | wrong verdicts |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for name, one in found.items():
            wrong = "-" if one.wrong is None else f"{one.wrong:,}"
            lines.append(
                f"| {name} | {one.cpu:.2f} | {one.cpu / base.cpu:.2f} | {one.rate:.3f} | {one.rate / base.rate:.2f} "
                f"| {one.wall:.2f} | {one.peak} | {wrong} |"
            )
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _goals(measured: dict[str, dict[str, _Measured]]) -> str:
    lines = [
        "## Goals\n",
        "Each as the whole process, and as the rate of further rows.\n",
        "| what | form | goal | whole | rate | met |",
        "|---|---|---|---|---|---|",
    ]
    for form, found in measured.items():
        most = 1.0 if form.endswith("doubles") else 1.05
        asked = [
            ("exact summary / Arrow reads the same columns", _SUMMARY, _SCAN, 1.45),
            ("exact summary / the same reader alone", _SUMMARY, _OUR_SCAN, 1.45),
            ("exact summary / the same shape in float", _SUMMARY, _OUR_FLOAT, most),
            *((f"exact summary / {name}", _SUMMARY, name, most) for name in _FLOAT_BY_HAND),
            *((f"exact row verdicts in order / {name}", _VERDICTS, name, 0.8) for name in _ROWS_BY_HAND),
        ]
        for what, ours, other, goal in asked:
            if other not in found:
                continue
            whole, rate = found[ours].cpu / found[other].cpu, found[ours].rate / found[other].rate
            met = {(True, True): "yes", (True, False): "whole only", (False, True): "rate only"}
            lines.append(
                f"| {what} | {form} | <= {goal} | {whole:.2f} | {rate:.2f} | "
                f"{met.get((whole <= goal, rate <= goal), 'no')} |"
            )
    return "\n".join(lines) + "\n"


@pytest.mark.skipif(_BIG, reason="only the memory at 100,000,000 rows was asked for")
def bench_rows_with_a_u_of_their_own(tmp_path: Path) -> None:
    """Guard bands from each row's own U: nothing wrong, beside a comparison in float."""
    sizes = made_with_u(tmp_path / "small", _ROWS // 10), made_with_u(tmp_path / "large", _ROWS)
    python = _peers()
    contenders = [(sys.executable, _GUARD), *([(python, _FLOAT_GUARD)] if python else [])]
    found = _measured(contenders, (sizes[0].data, sizes[1].data), sizes)
    lines = [
        _U_MARK + "\n",
        f"{_ROWS:,} rows of CSV, w = U, 2 % of the values at an end of their guard band.",
        "Wrong ones are told from passes and fails by target.\n",
        "| method | CPU s | CPU s, a million more | wall s | MB | wrong verdicts |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in found.items():
        lines.append(f"| {name} | {one.cpu:.2f} | {one.rate:.3f} | {one.wall:.2f} | {one.peak} | {one.wrong or 0:,} |")
    _put(_U_MARK, "\n".join(lines) + "\n")

    assert 0 == found[_GUARD].wrong


def _put(mark: str, section: str) -> None:
    """Put a section into the page, in place of the one with its heading."""
    sys.stdout.write("\n" + section)
    before = _PAGE.read_text(encoding="utf-8") if _PAGE.is_file() else "# Benchmarks\n\n"
    begin = before.find(mark)
    end = before.find("\n## ", begin + 1)
    kept, behind = (before, "") if begin < 0 else (before[:begin], "" if end < 0 else before[end:])
    _PAGE.write_text(kept.rstrip() + "\n\n" + section + behind, encoding="utf-8")


@pytest.mark.skipif(not _BIG, reason="DABIAO_BENCH_BIG=1 asks for it: it takes minutes and 5 GB of disk")
def bench_memory_stays_flat(tmp_path: Path) -> None:
    """A hundred million rows: no verdict wrong, a summary below 600 MB, row verdicts below 1 GB."""
    big = made(tmp_path, _BIG_ROWS)
    texts, doubles = write_parquet(big.data)
    lines = [_MARK + "\n", f"Written by `make bench-big` on {datetime.now(UTC).date().isoformat()}.\n"]
    lines += ["| form | method | CPU s | wall s | peak MB | wrong verdicts |", "|---|---|---|---|---|---|"]
    peaks: dict[str, list[int]] = {_SCAN: [], _SUMMARY: [], _VERDICTS: []}
    for form, data in (("CSV", big.data), ("Parquet, text", texts), ("Parquet, doubles", doubles)):
        for name, told in peaks.items():
            started = time.monotonic()
            found = _run(sys.executable, name, data, big.limits)
            wrong, wall = _wrong(found["fails"], big.exact), time.monotonic() - started
            told_wrong = "-" if wrong is None else wrong
            lines.append(f"| {form} | {name} | {found['cpu']:.1f} | {wall:.1f} | {found['peak']} | {told_wrong} |")
            told.append(found["peak"])
            assert not wrong
    shutil.rmtree(tmp_path)
    _put(_MARK, "\n".join(lines) + "\n")

    assert max(peaks[_SUMMARY]) < 600
    assert max(peaks[_VERDICTS]) < 1000
