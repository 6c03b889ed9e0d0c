"""Machine code of loops: it does what its source says, is kept, and is never taken from a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("llvmlite", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.machine import Array, Loop, kept_in


def _sum(rows: int, x: Array, factor: float, out: Array) -> int:
    """Sum some numbers."""
    out[0] = 0.0
    for i in range(rows):
        out[0] += x[i] * factor
    return rows


_KINDS = ("int64", "float64*", "float64", "float64*")


def _summed(loop: Loop) -> tuple[int, float]:
    out = np.zeros(1)
    return loop(3, np.array([1.0, 2.0, 4.0]), 0.5, out), float(out[0])


def test_a_loop_is_compiled_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second loop of the same source finds the code of the first, and both give what the source gives."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = _summed(Loop(_sum, _KINDS))
    (kept,) = (tmp_path / "dabiao").iterdir()
    monkeypatch.setattr(Loop, "_compiled", lambda *_: pytest.fail("compiled again"))

    assert (3, 3.5) == first == _summed(Loop(_sum, _KINDS))
    assert kept.suffix == ".o"


def test_damaged_code_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kept file with one byte changed is compiled anew, and replaced."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _summed(Loop(_sum, _KINDS))
    (kept,) = (tmp_path / "dabiao").iterdir()
    sound = kept.read_bytes()
    kept.write_bytes(sound[:-1] + bytes([sound[-1] ^ 1]))

    assert (3, 3.5) == _summed(Loop(_sum, _KINDS))
    assert sound != kept.read_bytes()[:-1] + bytes([sound[-1] ^ 1])


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file stands in the folder's place, the loop still runs."""
    (tmp_path / "dabiao").write_text("", encoding="ascii")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert (3, 3.5) == _summed(Loop(_sum, _KINDS))
    assert tmp_path / "dabiao" == kept_in()
