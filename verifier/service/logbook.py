"""The service's transparency log: what was committed to the outbox goes in, once, whatever happens in between."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from verifier.errors import UsageError
from verifier.record.bundle import pack_bundle, unpack_bundle
from verifier.record.log import Log, entry_of
from verifier.store import outbox
from verifier.store.records import SealedRecord, unproven_records, with_proof

if TYPE_CHECKING:
    from verifier.service.running import Service

__all__ = ["enter_waiting", "heal", "log_now"]

_PATIENCE: Final = 30.0
_PAUSE: Final = 0.05


def enter_waiting(service: Service) -> int:
    """Enter into the log what waits in the outbox, and put the log's proofs into records.

    1. One thread at a time; the log's own lock keeps other processes out.
    2. The entries go into the log. One that it holds already, since a crash came after that, keeps its index.
    3. Records that had no proof get theirs: the bundle with the proof is durable before the database names it.
    4. The indexes are committed.

    Returns:
        How many entries were waiting.

    Raises:
        RecordError: The log is damaged; nothing was entered.
        UsageError: Another process holds the log for too long.
    """
    # 1.
    with service.logging:
        with service.database.read() as connection:
            entries = outbox.waiting(connection)
            records = unproven_records(connection)
        if not entries:
            return 0
        # 2.
        log, indexes = _add(service, [entry.entry for entry in entries])
        # 3.
        placed = {entry.entry: index for entry, index in zip(entries, indexes, strict=True)}
        proven = [(record.id, _proven(service, log, record, placed)) for record in records]
        # 4.
        with service.database.begin() as connection:
            for entry, index in zip(entries, indexes, strict=True):
                outbox.place(connection, entry.id, index)
            for record_id, blob in proven:
                if blob is not None:
                    with_proof(connection, record_id, blob)
        return len(entries)


def heal(service: Service) -> int:
    """Enter what a crash kept from the log; returns how many entries that were."""
    return enter_waiting(service)


def log_now(service: Service) -> bool:
    """Enter what waits, after a commit that must stand whatever the log does; False where it cannot be written now.

    What cannot be entered now stays in the outbox, and goes in with the next entry or at the next start.
    """
    try:
        enter_waiting(service)
    except UsageError as error:
        if error.code != "log_busy":
            raise
        return False
    except OSError:
        return False
    return True


def _add(service: Service, entries: list[bytes]) -> tuple[Log, list[int]]:
    given_up = time.monotonic() + _PATIENCE
    while True:
        try:
            return service.log().add(entries, service.key)
        except UsageError as error:
            if error.code != "log_busy" or time.monotonic() > given_up:
                raise
            time.sleep(_PAUSE)


def _proven(service: Service, log: Log, record: SealedRecord, placed: dict[bytes, int]) -> str | None:
    """The blob of a record's bundle with the log's proof in it, None where its entry came after the others."""
    index = placed.get(entry_of(record.name, record.payload))
    if index is None:
        return None
    bundle = unpack_bundle(service.blobs.read(record.blob))
    proven = replace(bundle, proof=log.prove_inclusion(index))
    return service.blobs.put_bytes(pack_bundle(proven)).sha256
