"""Machine code of loops: it does what its source says, is kept, and is never taken from a damaged file."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("llvmlite", reason="the extra big is not installed")
pytest.importorskip("numba", reason="the extra big is not installed")

import numpy as np

from verifier.plan.machine import Array, Loop, Rooms, kept_in


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


def _half(x: float) -> float:
    """Half a number."""
    return x / 2


def _quarter(x: float) -> float:
    """A quarter of it, by way of its half."""
    return _half(_half(x))


def _quarters(rows: int, x: Array, out: Array) -> int:
    """The quarter of each number."""
    for i in range(rows):
        out[i] = _quarter(x[i])
    return rows


def test_what_a_loop_calls_may_call_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that a loop calls calls another one, which stands in front of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    out = np.zeros(2)
    Loop(_quarters, ("int64", "float64*", "float64*"), (_half, _quarter))(2, np.array([4.0, 8.0]), out)

    assert [1.0, 2.0] == out.tolist()


def test_a_room_is_used_again() -> None:
    """Under one name, a smaller array lies where the larger one lay; another name is another array."""
    rooms = Rooms()
    large, small, other = rooms.of("a", 9, np.int32), rooms.of("a", 3, np.int32), rooms.of("b", 3, np.int64)

    assert np.shares_memory(large, small)
    assert not np.shares_memory(small, other)
    assert [9, 3, 3] == [large.size, small.size, other.size]
