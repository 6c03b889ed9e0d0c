"""The log on disk: grown under a lock, checked to the last tile, and damaged by nothing unnoticed."""

from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path

import pytest

from verifier.errors import RecordError, TrustError, UsageError
from verifier.record import log as log_module
from verifier.record.durable import write_durably
from verifier.record.keys import Ed25519Signer
from verifier.record.log import Log, entry_of, found_log, open_log
from verifier.record.note import read_checkpoint
from verifier.record.proof import check_consistency, check_inclusion

_SIGNER = Ed25519Signer(bytes(32))


def _entries(first: int, last: int) -> list[bytes]:
    return [entry_of(f"r{n}", f"{n:064x}") for n in range(first, last)]


def _log(folder: Path, size: int = 0) -> Log:
    log = found_log(folder, "example.org/log", _SIGNER)
    return log.add(_entries(0, size), _SIGNER)[0] if size else log


def test_a_log_grows_and_proves(tmp_path: Path) -> None:
    """After each step every entry so far is proven, and so is the growth from every earlier checkpoint."""
    log = _log(tmp_path / "log")
    saved = []
    size = 0

    for step in (1, 2, 250, 5, 300):
        log, indexes = log.add(_entries(size, size + step), _SIGNER)
        assert list(range(size, size + step)) == indexes
        size += step
        saved.append(log.checkpoint)
        log.check()

    for index in (0, 1, 255, 256, size - 1):
        assert index == check_inclusion(log.prove_inclusion(index), _entries(index, index + 1)[0], log.key)[0]
    for old in saved:
        assert log.checkpoint == check_consistency(log.prove_consistency(old.size), old, log.key)


def test_an_entry_keeps_its_index(tmp_path: Path) -> None:
    """An entry that is added again, in the same call or a later one, keeps its place and does not grow the log."""
    log, first = _log(tmp_path / "log").add([*_entries(0, 2), *_entries(0, 1)], _SIGNER)
    again, second = log.add(_entries(1, 2), _SIGNER)

    assert ([0, 1, 0], [1], 2) == (first, second, again.checkpoint.size)
    assert 1 == again.index_of(_entries(1, 2)[0])
    assert again.index_of(b"other") is None


def test_partial_tiles_make_way_for_full_ones(tmp_path: Path) -> None:
    """Once a full tile is published its partial ones are gone, and older proofs can still be made."""
    log = _log(tmp_path / "log", 200)
    log, _ = log.add(_entries(200, 300), _SIGNER)

    assert not (tmp_path / "log" / "tile" / "0" / "000.p").exists()
    assert (tmp_path / "log" / "tile" / "0" / "000").is_file()
    assert log.prove_consistency(200)


def test_growth_from_nothing_is_not_proven(tmp_path: Path) -> None:
    """A proof from size 0, or from beyond the log, is refused."""
    log = _log(tmp_path / "log", 3)

    for size in (0, 4):
        with pytest.raises(RecordError) as refusal:
            log.prove_consistency(size)
        assert "log_old_size" == refusal.value.code


def test_any_damaged_byte_is_noticed(tmp_path: Path) -> None:
    """A changed byte in any tile, entry or checkpoint is found by a check of the log."""
    log = _log(tmp_path / "log", 5)
    files = [path for path in log.folder.rglob("*") if path.is_file() and path.name not in {"vkey", "lock"}]

    for path in files:
        data = path.read_bytes()
        for place in {0, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            with pytest.raises(RecordError):
                open_log(log.folder).check()
        path.write_bytes(data)
    assert 3 == len(files)
    open_log(log.folder).check()


def test_a_rewritten_log_does_not_grow(tmp_path: Path) -> None:
    """A log whose tiles are not those of its checkpoint refuses further entries, and publishes nothing."""
    log = _log(tmp_path / "log", 3)
    other = _log(tmp_path / "other")
    other.add(_entries(10, 13), _SIGNER)
    shutil.rmtree(log.folder / "tile")
    shutil.copytree(tmp_path / "other" / "tile", log.folder / "tile")

    with pytest.raises(RecordError) as refusal:
        log.add(_entries(3, 4), _SIGNER)

    assert "log_root" == refusal.value.code
    assert log.signed == (log.folder / "checkpoint").read_bytes()


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_failed_write_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int) -> None:
    """A disk that fails before the checkpoint leaves the log as it was, and other entries can follow."""
    log = _log(tmp_path / "log", 3)
    calls = []

    def fail(path: Path, data: bytes, *, replace: bool) -> None:
        calls.append(path)
        if len(calls) == fails_at:
            raise OSError(28, "No space left on device")
        write_durably(path, data, replace=replace)

    with monkeypatch.context() as patched:
        patched.setattr(log_module, "write_durably", fail)
        with pytest.raises(OSError, match="No space"):
            log.add(_entries(3, 5), _SIGNER)

    open_log(log.folder).check()
    assert log.signed == (log.folder / "checkpoint").read_bytes()
    grown, indexes = open_log(log.folder).add(_entries(7, 9), _SIGNER)
    grown.check()
    assert [3, 4] == indexes
    assert log.checkpoint.size < grown.checkpoint.size == 5


def _add_many(folder: Path, first: int) -> None:
    for n in range(first, first + 10):
        while True:
            try:
                open_log(folder).add(_entries(n, n + 1), _SIGNER)
                break
            except UsageError as busy:
                assert "log_busy" == busy.code  # noqa: PT017 -- in another process


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Two processes that add at the same time both have all their entries in the log."""
    log = _log(tmp_path / "log")
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add_many, args=(log.folder, first)) for first in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    found = open_log(log.folder)
    found.check()

    assert [0, 0] == [writer.exitcode for writer in writers]
    assert {*_entries(0, 10), *_entries(100, 110)} == set(found.tiles.entries(0))


def test_a_log_needs_its_own_key(tmp_path: Path) -> None:
    """Another key cannot add, and cannot pass for the log's."""
    log = _log(tmp_path / "log", 1)
    other = Ed25519Signer(b"\x01" * 32)

    with pytest.raises(UsageError) as refusal:
        log.add(_entries(1, 2), other)
    with pytest.raises(RecordError):
        open_log(log.folder, type(log.key)(log.key.name, other.public))

    assert "log_key_other" == refusal.value.code
    assert log.checkpoint == read_checkpoint(log.signed, log.key)


def test_where_a_log_begins(tmp_path: Path) -> None:
    """A log begins in a new folder, under a name that can stand in a note; elsewhere there is none."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_bytes(b"")

    with pytest.raises(UsageError) as exists:
        found_log(tmp_path / "full", "example.org/log", _SIGNER)
    with pytest.raises(TrustError):
        found_log(tmp_path / "new", "with blanks", _SIGNER)
    with pytest.raises(UsageError) as absent:
        open_log(tmp_path / "full")

    assert ("log_exists", "log_absent") == (exists.value.code, absent.value.code)


def test_an_entry_holds_no_content() -> None:
    """What is logged is an id and a digest."""
    assert b'{"id":"r","payload":{"sha256":"00"},"schema":"dabiao/log-entry/v1"}' == entry_of("r", "00")
