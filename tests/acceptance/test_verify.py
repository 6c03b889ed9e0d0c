"""Verification of bundles: the committed records verify for ever, and nothing that was changed does."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.acceptance.verify import Known, verify
from verifier.errors import RecordError
from verifier.record.archive import pack, unpack
from verifier.record.bundle import pack_bundle, unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.note import read_log_key
from verifier.record.trust import Trust, Trusted, read_trust

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_SMALLEST = (_VECTORS / "smallest.zip").read_bytes()
_WHOLE = (_VECTORS / "whole.zip").read_bytes()
_TRUST = read_trust((_VECTORS / "trust.txt").read_bytes(), "trust.txt")
_LOG_KEY = read_log_key((_VECTORS / "log" / "vkey").read_text(encoding="utf-8"))
_KNOWN = Known(_TRUST, log_key=_LOG_KEY)
_TOP = "dabiao-record/"


def _is_refused(data: bytes, known: Known = _KNOWN) -> bool:
    try:
        verify(data, known)
    except RecordError:
        return True
    return False


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _with_fresh_manifests(members: dict[str, bytes]) -> bytes:
    """The archive of members whose manifests an attacker made again."""
    plain = {name.removeprefix(_TOP): data for name, data in members.items()}

    def manifest(wanted: Callable[[str], bool]) -> bytes:
        names = sorted(name for name in plain if wanted(name))
        return "".join(f"{hashlib.sha256(plain[name]).hexdigest()}  {name}\n" for name in names).encode()

    plain["manifest-sha256.txt"] = manifest(lambda name: name.startswith("data/"))
    plain["tagmanifest-sha256.txt"] = manifest(lambda name: not name.startswith(("data/", "tagmanifest")))
    return pack({_TOP + name: data for name, data in plain.items()})


def test_the_committed_records_verify() -> None:
    """Every record of format 1 that was ever committed verifies, with its log's proof and at its full threshold."""
    smallest = verify(_SMALLEST, _KNOWN)
    whole = verify(_WHOLE, replace(_KNOWN, threshold=3))

    assert ["laboratory"] == [found.signer.role for found in smallest.attested]
    assert ["laboratory", "team", "panel"] == [found.signer.role for found in whole.attested]
    assert [(0, 1), (1, 2)] == [(v.logged[0], v.logged[1].size) for v in (smallest, whole) if v.logged]


def test_no_flipped_bit_of_a_bundle_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    """A bundle with any one bit of its file flipped is refused: all of them are tried."""
    bits = len(_SMALLEST) * 8

    accepted = [bit for bit in range(bits) if not _is_refused(_flipped(_SMALLEST, bit))]

    with capsys.disabled():
        sys.stdout.write(f"\n{bits} single-bit flips of a bundle, {len(accepted)} accepted\n")
    assert [] == accepted


def test_no_flipped_bit_of_a_member_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is one accepted where checksums and manifests were made again around the changed file."""
    members = unpack(_SMALLEST)
    tried = 0
    accepted = []

    for name, data in members.items():
        if "manifest-" in name:
            continue
        for bit in range(len(data) * 8):
            tried += 1
            if not _is_refused(_with_fresh_manifests({**members, name: _flipped(data, bit)})):
                accepted.append((name, bit))

    with capsys.disabled():
        sys.stdout.write(
            f"\n{tried} single-bit flips of files, envelope and proof in a repacked bundle, {len(accepted)} accepted\n"
        )
    assert _SMALLEST == _with_fresh_manifests(members)
    assert [] == accepted


@given(length=st.integers(0, len(_SMALLEST) - 1))
def test_a_truncated_bundle_is_refused(length: int) -> None:
    """A bundle that ends early is refused."""
    assert _is_refused(_SMALLEST[:length])


@given(st.binary(min_size=1, max_size=200))
def test_bytes_behind_a_bundle_are_refused(tail: bytes) -> None:
    """A bundle with anything before or behind it is refused."""
    assert _is_refused(_SMALLEST + tail)
    assert _is_refused(tail + _SMALLEST)


@given(st.binary(max_size=300))
def test_noise_is_refused(data: bytes) -> None:
    """Bytes that are no bundle are refused, never a traceback."""
    assert _is_refused(data)


def test_a_member_that_does_not_belong_is_refused() -> None:
    """A file beside those that the statement names is refused, wherever it stands."""
    members = unpack(_SMALLEST)

    for name in ("data/submission/extra.csv", "data/extra", "notes.txt", "timestamps/x.tsr"):
        assert _is_refused(_with_fresh_manifests({**members, _TOP + name: b"x"}))
    assert _is_refused(pack({**members, "elsewhere/x": b""}))


@pytest.mark.parametrize("name", sorted(unpack(_SMALLEST)))
def test_a_bundle_without_a_member_is_refused(name: str) -> None:
    """A bundle that lacks any one of its members is refused where the log is known."""
    members = unpack(_SMALLEST)

    del members[name]

    assert _is_refused(pack(members))


def test_envelopes_do_not_change_places() -> None:
    """A genuine envelope in the bundle of another submission is refused."""
    small, whole = unpack_bundle(_SMALLEST), unpack_bundle(_WHOLE)

    assert _is_refused(pack_bundle(replace(small, envelope=whole.envelope)))


def test_a_proof_of_another_record_is_refused() -> None:
    """A genuine proof of another entry of the same log is refused."""
    small, whole = unpack_bundle(_SMALLEST), unpack_bundle(_WHOLE)

    assert _is_refused(pack_bundle(replace(small, proof=whole.proof)))


def test_a_threshold_above_the_signers_is_refused() -> None:
    """One signature does not meet a threshold of two."""
    assert _is_refused(_SMALLEST, Known(_TRUST, threshold=2))


def test_an_unknown_signer_is_refused_unless_passed_over() -> None:
    """A signature by a key that the auditor lacks refuses the bundle, or is left out of account on request."""
    only_panel = Trust(tuple(entry for entry in _TRUST.entries if entry.role == "panel"))

    assert _is_refused(_WHOLE, Known(only_panel))
    assert 1 == len(verify(_WHOLE, Known(only_panel, allow_unknown=True)).attested)
    assert _is_refused(_WHOLE, Known(only_panel, threshold=2, allow_unknown=True))


def test_a_revoked_key_does_not_count() -> None:
    """A revoked key without a time stamp is genuine and does not count towards the threshold."""
    revoked = Trust(tuple(replace(entry, revoked=date(2026, 12, 1)) for entry in _TRUST.entries))

    with pytest.raises(RecordError) as refusal:
        verify(_SMALLEST, Known(revoked))

    assert "signatures_few" == refusal.value.code


def test_time_stamps_asked_for_must_be_there() -> None:
    """Where an authority is given, a bundle without time stamps is refused."""
    assert _is_refused(_SMALLEST, replace(_KNOWN, authorities=(b"certificate",)))


def test_a_proof_asked_for_must_be_there() -> None:
    """Where a log is given, a bundle without a proof is refused."""
    bundle = replace(unpack_bundle(_SMALLEST), proof=None)

    assert not _is_refused(pack_bundle(bundle), Known(_TRUST))
    assert _is_refused(pack_bundle(bundle))


def test_a_key_of_the_same_id_is_another_key() -> None:
    """Trust is in key bytes: the name and role that a list gives do not make a signature genuine."""
    other = Trusted("laboratory-1", "laboratory", _TRUST.entries[1].key)

    assert _is_refused(_SMALLEST, Known(Trust((other,))))


def test_the_entry_of_a_log_is_the_digest_of_the_statement() -> None:
    """The log's proof is about the bytes of the statement, so a second signature leaves it valid."""
    bundle = unpack_bundle(_WHOLE)

    assert 64 == len(sha256_hex(bundle.envelope.payload))
    assert verify(_WHOLE, _KNOWN).logged == verify(pack_bundle(bundle), _KNOWN).logged
