"""How fast records are sealed, logged and verified, beside a loop that only signs and hashes the same bytes."""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import replace
from pathlib import Path

from verifier.acceptance.verify import Known, verify
from verifier.record.bundle import Bundle, pack_bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.envelope import PAYLOAD_TYPE, Envelope, pae, sign
from verifier.record.keys import Ed25519Signer
from verifier.record.log import entry_of, found_log
from verifier.record.statement import write_statement
from verifier.record.trust import Trust, Trusted

_BUNDLE = unpack_bundle((Path(__file__).parents[1] / "vectors" / "records" / "v1" / "smallest.zip").read_bytes())
_RECORDS = 10_000
_BATCH = 256
_SIGNER, _LOG_SIGNER = Ed25519Signer(bytes(32)), Ed25519Signer(b"\x01" * 32)


def _sealed(number: int) -> Bundle:
    record = replace(_BUNDLE.record, id=f"bench-{number}")
    return replace(_BUNDLE, record=record, envelope=sign(Envelope(write_statement(record)), _SIGNER), proof=None)


def test_sealed_logged_and_verified(tmp_path: Path) -> None:
    """Ten thousand records are sealed, entered in batches, and each verified with its proof; the ratio is printed."""
    log = found_log(tmp_path / "log", "example.org/bench", _LOG_SIGNER)
    known = Known(Trust((Trusted("bench", "signer", _SIGNER.public),)), log_key=log.key)
    seconds = {}

    started = time.perf_counter()
    bundles = [_sealed(number) for number in range(_RECORDS)]
    seconds["sealed"] = time.perf_counter() - started

    started = time.perf_counter()
    indexes: list[int] = []
    for first in range(0, _RECORDS, _BATCH):
        part = bundles[first : first + _BATCH]
        entries = [entry_of(bundle.record.id, sha256_hex(bundle.envelope.payload)) for bundle in part]
        log, found = log.add(entries, _LOG_SIGNER)
        indexes += found
    seconds["logged"] = time.perf_counter() - started

    started = time.perf_counter()
    prove = log.prover()
    packed = [pack_bundle(replace(b, proof=prove(i))) for b, i in zip(bundles, indexes, strict=True)]
    seconds["proven and packed"] = time.perf_counter() - started
    payloads = [bundle.envelope.payload for bundle in bundles]
    del bundles

    started = time.perf_counter()
    verified = sum(verify(data, known).logged is not None for data in packed)
    seconds["verified"] = time.perf_counter() - started

    started = time.perf_counter()
    for payload, data in zip(payloads, packed, strict=True):
        _SIGNER.sign(pae(PAYLOAD_TYPE, payload))
        hashlib.sha256(data).digest()
    bare = time.perf_counter() - started

    whole = sum(seconds.values())
    size = sum(map(len, packed)) / _RECORDS
    sys.stdout.write(f"\n{_RECORDS} records of {size:.0f} bytes: {_RECORDS / whole:.0f} records/s in all\n")
    for step, took in seconds.items():
        sys.stdout.write(f"  {step}: {took:.2f} s, {_RECORDS / took:.0f} records/s\n")
    sys.stdout.write(
        f"  signing and hashing alone: {bare:.2f} s, {_RECORDS / bare:.0f} records/s; ratio {whole / bare:.1f}\n"
    )
    assert _RECORDS == verified == len(set(indexes))
