"""Workbooks that are laid out in a process of their own first."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

pytest.importorskip("python_calamine", reason="the extra office is not installed")

from tests.measurement.samples import workbook
from verifier.measurement.files import Kind
from verifier.measurement.formats import read_any
from verifier.measurement.limits import LIMITS
from verifier.measurement.table import Table
from verifier.measurement.workbook import apart

_SOUND = workbook({"S": [["target", "value"], ["3103.ttv", 1.5]]})


def _table(data: bytes) -> Table:
    table = read_any(data, "a.xlsx", Kind.WORKBOOK, None, LIMITS, encoding=None, named=True)
    assert isinstance(table, Table)
    return table


def test_what_the_library_reads_or_refuses_in_order_ends_well() -> None:
    """A sound workbook and bytes that are none leave the other process alive."""
    assert apart.ends_well(_SOUND)
    assert apart.ends_well(b"no workbook")


def _script(body: str, folder: Path) -> str:
    path = folder / "apart.py"
    path.write_text(f"import os, signal, sys, time\nsys.stdin.buffer.read()\n{body}\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "body",
    [
        f"os.kill(os.getpid(), {int(signal.SIGABRT)})",
        "raise MemoryError",
        "time.sleep(60)",
    ],
)
def test_what_ends_the_other_process_refuses_the_workbook(
    body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is aborted, out of memory or out of time is a damaged workbook, and this one goes on."""
    monkeypatch.setattr(apart, "__file__", _script(body, tmp_path))
    monkeypatch.setattr(apart, "_SECONDS", 2)

    table = _table(_SOUND)

    assert ["workbook_broken"] == [fault.code for fault in table.faults]
    assert () == table.rows


def test_a_sound_workbook_has_its_rows() -> None:
    """The other process tells nothing but that it stood: the rows are read here."""
    table = _table(_SOUND)

    assert ((), ["1.5"]) == (table.faults, [row.value for row in table.rows])
