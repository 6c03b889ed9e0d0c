"""Lines of groups in any number: whatever goes to the disk meanwhile, they are the same lines."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Any

import pytest

pytest.importorskip("pyarrow", reason="the extra big is not installed")

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import UsageError
from verifier.plan import group_runs
from verifier.plan.group_runs import SCHEMA, GroupRuns

_GROUPS = st.sampled_from(["", "a", "b", "ab", "a,", 'a"', "é", "\uffee", "\U0001f600", "a\n", "z" * 300])
_LINE = st.tuples(_GROUPS, st.integers(0, 2), st.sampled_from([float("-inf"), -1.5, -0.0, 0.0, 2.0, float("inf")]))
_ADDED = st.lists(st.lists(_LINE, max_size=9), max_size=12)


def _tables(added: list[list[tuple[str, int, float]]]) -> list[Any]:
    """Tables of lines with an order of their own, each named by its worst text."""
    order = 0
    tables = []
    for lines in added:
        made = []
        for group, target, margin in lines:
            counts = {"rows": 1 + order, "fails": order % 2, "undecided": order % 3, "other": 0}
            place = {"margin": margin, "order": order, "worst": f"v{order}", "unit": 0, "file": 0, "line": order}
            made.append({"group": group, "target": target, **counts, **place})
            order += 1
        tables.append(pa.Table.from_pylist(made, schema=SCHEMA))
    return tables


def _expected(tables: list[Any]) -> list[dict[str, Any]]:
    """What the lines are, added one by one."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for line in (line for table in tables for line in table.to_pylist()):
        known = found.setdefault((line["group"], line["target"]), line)
        if known is line:
            continue
        if line["margin"] < known["margin"]:
            known |= {name: line[name] for name in ("margin", "order", "worst", "line")}
        for name in ("rows", "fails", "undecided"):
            known[name] += line[name]
    return [found[key] for key in sorted(found)]


@given(_ADDED, st.integers(0, 12), st.integers(1, 4), st.integers(2, 3))
def test_runs_tell_what_memory_tells(
    added: list[list[tuple[str, int, float]]], split: int, held: int, at_once: int
) -> None:
    """Sums, and of equal margins the first, in order, for any cut into runs, and for lines taken over from another."""
    tables = _tables(added)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("_HELD", held), ("_TABLES", 2), ("_AT_ONCE", at_once), ("_PIECE", 2)):
            patch.setattr(group_runs, name, value)
        runs, other = GroupRuns(), GroupRuns()
        for table in tables[:split]:
            runs.add(table)
        for table in tables[split:]:
            other.add(table)
        runs.take(other)
        merged = list(runs.merged())
        runs.close()

    assert _expected(tables) == [line for table in merged for line in table.to_pylist()]


def test_pieces_of_runs_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts make pieces of few lines: what is held while runs are merged has a bound in bytes."""
    monkeypatch.setattr(group_runs, "_PIECE_BYTES", 10_000)
    monkeypatch.setattr(group_runs, "_HELD", 20)
    runs = GroupRuns()
    runs.add(_tables([[(f"{at:03d}" + "x" * 3000, 0, 0.0) for at in range(30)]])[0])

    assert 3 >= max(len(table) for table in runs.merged())
    runs.close()


def test_what_is_kept_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left in the folder, whatever ends the process; the folder is made where there is none."""
    monkeypatch.setattr(group_runs, "_HELD", 1)
    runs = GroupRuns(tmp_path / "new")
    for table in _tables([[("a", 0, 1.0), ("b", 0, 1.0)], [("c", 0, 1.0), ("a", 0, 0.0)]]):
        runs.add(table)

    assert [] == list((tmp_path / "new").iterdir())
    assert ["a", "b", "c"] == [name for table in runs.merged() for name in table["group"].to_pylist()]
    runs.close()


def _full() -> IO[bytes]:
    """A file that takes nothing."""
    return Path("/dev/full").open("r+b")


@pytest.mark.parametrize("full", [False, True])
def test_a_disk_that_takes_nothing_is_told(full: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """The sentence names the folder and the reason: a full disk, or a folder that cannot be made."""
    folder = tmp_path / "file"
    if full:
        if not Path("/dev/full").exists():
            pytest.skip("the system has no device that is always full")
        folder = tmp_path
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: _full())
    else:
        folder.write_bytes(b"")
    monkeypatch.setattr(group_runs, "_HELD", 1)
    runs = GroupRuns(folder)

    with pytest.raises(UsageError) as refused:
        runs.add(_tables([[("a", 0, 1.0), ("b", 0, 1.0)]])[0])

    assert "group_runs_kept" == refused.value.code
    assert str(folder) in str(refused.value)
    assert ("No space" if full else "exists") in str(refused.value)
