"""What `dabiao check` costs on a table of 100 rows, with the start of the process."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

_RUNS = 5
_MAIN = "from verifier.cli.main import main; main()"
_ROWS = [f"3103.diameter,{150 + n / 1000} mm" for n in range(50)] + [f"3103.ttv,{n / 10} um" for n in range(50)]


def _seconds(arguments: list[str]) -> float:
    """The least processor time of some runs of a process."""
    best = float("inf")
    for _ in range(_RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "json"])
def test_checking_100_rows(tmp_path: Path, options: list[str]) -> None:
    """Processor time is printed beside that of an empty process, as a ratio."""
    table = tmp_path / "rows.csv"
    table.write_text("\n".join(("target,value", *_ROWS)) + "\n", encoding="utf-8")

    empty = _seconds(["-c", "pass"])
    check = _seconds(["-c", _MAIN, "check", str(table), *options])
    judge = _seconds(["-c", _MAIN, "judge", "x <= 1", "1"])

    for name, seconds in (("check 100", check), ("judge one", judge)):
        sys.stdout.write(f"{name:10} {seconds:8.3f} s cpu  {seconds / empty:6.1f} x an empty process\n")
    assert empty < check
