"""Proofs as files: the forms of C2SP, and every bit of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.errors import RecordError
from verifier.record.bundle import unpack_bundle
from verifier.record.canonical import sha256_hex
from verifier.record.log import entry_of
from verifier.record.note import read_checkpoint, read_log_key
from verifier.record.proof import check_consistency, check_inclusion

_VECTORS = Path(__file__).parents[1] / "vectors" / "records" / "v1"
_KEY = read_log_key((_VECTORS / "log" / "vkey").read_text(encoding="utf-8"))
_SAVED = read_checkpoint((_VECTORS / "saved-checkpoint").read_bytes(), _KEY)
_GROWTH = (_VECTORS / "growth-proof").read_bytes()
_BUNDLE = unpack_bundle((_VECTORS / "whole.zip").read_bytes())
_PROOF = _BUNDLE.proof or b""
_ENTRY = entry_of(_BUNDLE.record.id, sha256_hex(_BUNDLE.envelope.payload))


def _is_refused(check: Callable[[], object]) -> bool:
    try:
        check()
    except RecordError:
        return True
    return False


def test_an_inclusion_proof_has_the_form_of_c2sp() -> None:
    """Title, index, hashes, an empty line, the checkpoint as the log signed it."""
    lines = _PROOF.decode().split("\n")

    assert ["c2sp.org/tlog-proof@v1", "index 1"] == lines[:2]
    assert (_VECTORS / "log" / "checkpoint").read_bytes() == _PROOF.partition(b"\n\n")[2]
    assert (1, 2) == (check_inclusion(_PROOF, _ENTRY, _KEY)[0], check_inclusion(_PROOF, _ENTRY, _KEY)[1].size)


def test_a_consistency_proof_leads_to_the_newer_checkpoint() -> None:
    """The committed proof shows that the log only grew."""
    assert read_checkpoint((_VECTORS / "log" / "checkpoint").read_bytes(), _KEY) == check_consistency(
        _GROWTH, _SAVED, _KEY
    )


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_no_flipped_bit_of_a_proof_is_accepted(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A proof with any one bit flipped is refused."""
    data = _PROOF if kind == "inclusion" else _GROWTH
    accepted = []

    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        flipped = bytes(changed)
        if kind == "inclusion":
            refused = _is_refused(lambda flipped=flipped: check_inclusion(flipped, _ENTRY, _KEY))  # type: ignore[misc]
        else:
            refused = _is_refused(lambda flipped=flipped: check_consistency(flipped, _SAVED, _KEY))  # type: ignore[misc]
        if not refused:
            accepted.append(bit)

    with capsys.disabled():
        sys.stdout.write(f"\n{len(data) * 8} single-bit flips of a proof of {kind}, {len(accepted)} accepted\n")
    assert [] == accepted


def test_another_entry_is_not_proven() -> None:
    """The proof of one record proves no other."""
    assert _is_refused(lambda: check_inclusion(_PROOF, entry_of("other", "0" * 64), _KEY))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"c2sp.org/tlog-proof@v1\n\n" + _PROOF.partition(b"\n\n")[2],
        _PROOF.replace(b"index 1", b"index 01"),
        _PROOF.replace(b"index 1", b"extra AAAA\nindex 1"),
        _PROOF.replace(b"@v1", b"@v2"),
        _PROOF.replace(b"index 1\n", b"index 1\n" + b"A" * 44 + b"\n"),
        b"index 1\n" * 100_000,
        b"\xff" + _PROOF,
    ],
    ids=map(str, range(9)),
)
def test_another_form_is_refused(data: bytes) -> None:
    """Other titles, numbers with leading zeros, unauthenticated extras and noise are refused."""
    assert _is_refused(lambda: check_inclusion(data, _ENTRY, _KEY))
    assert _is_refused(lambda: check_consistency(data, _SAVED, _KEY))


def test_a_proof_is_about_the_saved_size() -> None:
    """A proof that begins at another size than the saved checkpoint is refused."""
    newer = check_consistency(_GROWTH, _SAVED, _KEY)

    with pytest.raises(RecordError) as refusal:
        check_consistency(_GROWTH, newer, _KEY)

    assert "proof_size" == refusal.value.code
