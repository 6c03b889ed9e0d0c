"""The logbook: records entered into a log, and proofs taken from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from verifier.errors import RecordError, UsageError
from verifier.record.archive import read_archive
from verifier.record.bundle import Bundle, pack_bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.durable import write_durably
from verifier.record.keys import Signer
from verifier.record.log import Log, entry_of, open_log
from verifier.record.note import Checkpoint, LogKey, read_checkpoint
from verifier.record.proof import check_consistency

__all__ = ["Entered", "check_growth", "enter", "prove_growth", "prove_record"]


@dataclass(frozen=True, slots=True)
class Entered:
    """Records that a log acknowledged.

    Args:
        log: The log with them in it.
        indexes: Where each stands.
    """

    log: Log
    indexes: tuple[int, ...]


def enter(folder: Path, paths: Sequence[Path], signer: Signer, *, attach: bool = True) -> Entered:
    """Enter records into a log, and put the log's proof into their bundles.

    A record that the log holds already keeps its index and gets a fresh proof.

    Args:
        folder: The log's folder.
        paths: The bundles.
        signer: The log's key.
        attach: Whether the bundles get the proofs.

    Raises:
        RecordError: A bundle or the log is damaged; nothing was entered.
        UsageError: There is no log, another writer holds it, or the key is not the log's.
    """
    bundles = [unpack_bundle(read_archive(path)) for path in paths]
    log, indexes = open_log(folder).add([_entry(bundle) for bundle in bundles], signer)
    if attach:
        prove = log.prover()
        for path, bundle, index in zip(paths, bundles, indexes, strict=True):
            proven = replace(bundle, proof=prove(index))
            write_durably(path, pack_bundle(proven), replace=True)
    return Entered(log, tuple(indexes))


def prove_record(folder: Path, data: bytes) -> bytes:
    """The proof that a bundle's record is in a log as it stands.

    Raises:
        RecordError: The log does not hold the record, or one of them is damaged.
    """
    log = open_log(folder)
    index = log.index_of(_entry(unpack_bundle(data)))
    if index is None:
        raise RecordError("log_lacks")
    return log.prove_inclusion(index)


def prove_growth(folder: Path, old: bytes) -> bytes:
    """The proof that a log as it stands begins with what a saved checkpoint states.

    Raises:
        RecordError: The checkpoint is not the log's, or the log does not begin with it.
    """
    log = open_log(folder)
    saved = read_checkpoint(old, log.key)
    proof = log.prove_consistency(saved.size)
    check_consistency(proof, saved, log.key)
    return proof


def check_growth(old: bytes, new: Path, key: LogKey | None) -> tuple[Checkpoint, Checkpoint]:
    """The saved and the newer checkpoint of a log that has only grown between them.

    Args:
        old: The saved checkpoint.
        new: The log's folder, or a proof that was taken from it.
        key: The log's public key; the one in the log's folder where None.

    Raises:
        RecordError: A checkpoint is not the log's, or the newer log does not begin with the older one.
        UsageError: A proof is checked without the log's key.
    """
    if new.is_dir():
        log = open_log(new, key)
        saved = read_checkpoint(old, log.key)
        return saved, check_consistency(log.prove_consistency(saved.size), saved, log.key)
    if key is None:
        raise UsageError("log_key_needed")
    saved = read_checkpoint(old, key)
    return saved, check_consistency(new.read_bytes(), saved, key)


def _entry(bundle: Bundle) -> bytes:
    return entry_of(bundle.record.id, sha256_hex(bundle.envelope.payload))
