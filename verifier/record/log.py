"""The log on disk: tiles, entries and a signed checkpoint in one folder, with one writer at a time.

The log holds the digest of a statement and the record's id, never its content.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from verifier.errors import RecordError, UsageError
from verifier.record.canonical import canonical
from verifier.record.durable import sync_folder, write_durably
from verifier.record.keys import Signer
from verifier.record.note import Checkpoint, LogKey, check_origin, read_checkpoint, read_log_key, write_checkpoint
from verifier.record.proof import write_consistency, write_inclusion
from verifier.record.tiles import WIDTH, Tiles, grown_tiles
from verifier.record.tree import EMPTY_ROOT, consistency_path, inclusion_path, leaf_hash, root_of, verify_consistency

__all__ = ["Log", "entry_of", "found_log", "open_log"]

_CHECKPOINT: Final = "checkpoint"
_KEY: Final = "vkey"
_LOCK: Final = "lock"
_PART: Final = re.compile(r"\..*\.part")


def entry_of(record_id: str, payload_digest: str) -> bytes:
    """What a log holds of a record.

    Args:
        record_id: The record's id.
        payload_digest: SHA-256 of the statement's bytes, in hexadecimal.
    """
    return canonical({"schema": "dabiao/log-entry/v1", "id": record_id, "payload": {"sha256": payload_digest}})


@dataclass(frozen=True, slots=True)
class Log:
    """A log as its signed checkpoint states it; what the folder holds beyond that does not exist.

    Args:
        folder: Where it lies.
        key: Its public key.
        checkpoint: Its state.
        signed: The checkpoint as it was signed.
    """

    folder: Path
    key: LogKey
    checkpoint: Checkpoint
    signed: bytes

    @property
    def tiles(self) -> Tiles:
        """Its tiles."""
        return Tiles(self.folder, self.checkpoint.size)

    def index_of(self, entry: bytes) -> int | None:
        """Where an entry stands, None where it does not."""
        wanted = leaf_hash(entry)
        return next((index for index, leaf in enumerate(self.tiles.leaves()) if leaf == wanted), None)

    def prove_inclusion(self, index: int) -> bytes:
        """The proof that the entry at an index is in the log as it stands."""
        return self.prover()(index)

    def prover(self) -> Callable[[int], bytes]:
        """What proves one entry after another, reading each tile once."""
        tiles = self.tiles
        subtree = cache(tiles.subtree)
        return lambda index: write_inclusion(index, inclusion_path(subtree, index, tiles.size), self.signed)

    def prove_consistency(self, old_size: int) -> bytes:
        """The proof that the log as it stands begins with what it was at an older size.

        Raises:
            RecordError: The older size is 0, which says nothing, or above the log's.
        """
        tiles = self.tiles
        if not 0 < old_size <= tiles.size:
            raise RecordError("log_old_size", old=old_size, new=tiles.size)
        return write_consistency(old_size, consistency_path(tiles.subtree, old_size, tiles.size), self.signed)

    def check(self) -> None:
        """Check every tile and entry against the checkpoint.

        Raises:
            RecordError: A tile is absent or damaged, or an entry is not the one that was logged.
        """
        tiles = self.tiles
        leaves = []
        for index in range(-(-tiles.size // WIDTH)):
            leaves += [leaf_hash(entry) for entry in tiles.entries(index)]
        if leaves != list(tiles.leaves()):
            raise RecordError("log_entries")
        if root_of(tiles.subtree, tiles.size) != self.checkpoint.root:
            raise RecordError("log_root", size=tiles.size)
        rebuilt = grown_tiles(Tiles(self.folder, 0), [], leaves)
        for path, content in rebuilt.items():
            level, _, rest = path.removeprefix("tile/").partition("/")
            if level != "entries" and not _holds(self.folder, path, rest, content):
                raise RecordError("log_tile", file=path)

    def add(self, entries: Sequence[bytes], signer: Signer) -> tuple[Log, list[int]]:
        """Add entries, and publish a checkpoint that holds them.

        1. One writer at a time; the state is read again under the lock.
        2. The tree on disk has the root of the last checkpoint.
        3. An entry that the log holds already keeps its index.
        4. Tiles and entries are written and synced before the checkpoint.
        5. The new tree, read back from the disk, is consistent with the last checkpoint.
        6. The checkpoint replaces the last one; only then are the entries acknowledged.

        Args:
            entries: The entries.
            signer: The log's key.

        Returns:
            The log as it is now, and the index of each entry.

        Raises:
            RecordError: The log is damaged or inconsistent; nothing was published.
            UsageError: Another writer holds the log, or the key is not the log's.
        """
        if signer.public != self.key.key:
            raise UsageError("log_key_other", name=self.key.name)
        # 1.
        with _locked(self.folder):
            for left in self.folder.glob(".*.part"):
                left.unlink()
            return open_log(self.folder)._add(entries, signer)  # noqa: SLF001 -- its own class

    def _add(self, entries: Sequence[bytes], signer: Signer) -> tuple[Log, list[int]]:
        tiles = self.tiles
        # 2.
        if root_of(tiles.subtree, tiles.size) != self.checkpoint.root:
            raise RecordError("log_root", size=tiles.size)
        # 3.
        wanted = {leaf_hash(entry) for entry in entries}
        at = {leaf: index for index, leaf in enumerate(tiles.leaves()) if leaf in wanted}
        new: dict[bytes, bytes] = {}
        for entry in entries:
            leaf = leaf_hash(entry)
            if leaf not in at:
                at[leaf] = tiles.size + len(new)
                new[leaf] = entry
        indexes = [at[leaf_hash(entry)] for entry in entries]
        if not new:
            return self, indexes
        # 4.
        grown = grown_tiles(tiles, list(new.values()), list(new))
        _write_tiles(self.folder, grown)
        # 5.
        size = tiles.size + len(new)
        after = Tiles(self.folder, size)
        root = root_of(after.subtree, size)
        if tiles.size:
            path = consistency_path(after.subtree, tiles.size, size)
            if not verify_consistency(tiles.size, size, path, self.checkpoint.root, root):
                raise RecordError("log_root", size=size)
        # 6.
        checkpoint = Checkpoint(self.key.name, size, root)
        signed = write_checkpoint(checkpoint, signer)
        write_durably(self.folder / _CHECKPOINT, signed, replace=True)
        _drop_partial_tiles(self.folder, grown)
        return Log(self.folder, self.key, checkpoint, signed), indexes


def found_log(folder: Path, name: str, signer: Signer) -> Log:
    """Begin an empty log.

    Args:
        folder: A new or empty folder.
        name: The log's name, the origin of its checkpoints.
        signer: The log's key.

    Raises:
        UsageError: The folder holds something.
        TrustError: The name cannot stand in a checkpoint.
    """
    key = LogKey(check_origin(name), signer.public)
    folder.mkdir(parents=True, exist_ok=True)
    if any(entry.name != _LOCK for entry in folder.iterdir() if not _PART.fullmatch(entry.name)):
        raise UsageError("log_exists", folder=folder)
    checkpoint = Checkpoint(key.name, 0, EMPTY_ROOT)
    signed = write_checkpoint(checkpoint, signer)
    with _locked(folder):
        write_durably(folder / _KEY, f"{key.text}\n".encode(), replace=True)
        write_durably(folder / _CHECKPOINT, signed, replace=False)
    return Log(folder, key, checkpoint, signed)


def open_log(folder: Path, key: LogKey | None = None) -> Log:
    """The log of a folder, as its checkpoint states it.

    Args:
        folder: The log's folder.
        key: Its public key as the reader knows it; the one beside it where None, which shows damage, not fraud.

    Raises:
        RecordError: The checkpoint is not the log's.
        UsageError: The folder holds no log.
    """
    places = (folder / _KEY, folder / _CHECKPOINT)
    if not all(place.is_file() for place in places):
        raise UsageError("log_absent", folder=folder)
    stored = places[0].read_text(encoding="utf-8", errors="replace") if key is None else ""
    known = key or read_log_key(stored)
    signed = places[1].read_bytes()
    return Log(folder, known, read_checkpoint(signed, known), signed)


def _holds(folder: Path, path: str, rest: str, content: bytes) -> bool:
    """Whether a tile is on disk, or the full tile that begins with it."""
    full = folder / path.removesuffix(f".p/{rest.rpartition('/')[2]}")
    return any(place.is_file() and place.read_bytes().startswith(content) for place in (folder / path, full))


def _write_tiles(folder: Path, grown: Mapping[str, bytes]) -> None:
    made: set[Path] = set()
    for path, content in grown.items():
        place = folder / path
        missing = []
        parent = place.parent
        while not parent.is_dir():
            missing.append(parent)
            parent = parent.parent
        place.parent.mkdir(parents=True, exist_ok=True)
        made |= {one.parent for one in missing}
        write_durably(place, content, replace=True)
    for one in made:
        sync_folder(one)


def _drop_partial_tiles(folder: Path, grown: Mapping[str, bytes]) -> None:
    """Remove partial tiles whose full tile is now published, as the specification allows."""
    for path in grown:
        partial = folder / f"{path}.p"
        if ".p/" not in path and partial.is_dir():
            for entry in partial.iterdir():
                entry.unlink()
            partial.rmdir()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the log alone; the system lets go when the process ends, however it ends."""
    with (folder / _LOCK).open("ab") as stream:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError("log_busy", folder=folder) from error
        yield
