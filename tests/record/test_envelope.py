"""The envelope: the published example, a strict reader, and thresholds on distinct keys."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import RecordError
from verifier.record.canonical import canonical
from verifier.record.envelope import (
    PAYLOAD_TYPE,
    Envelope,
    Signature,
    check_signatures,
    pae,
    read_envelope,
    sign,
    write_envelope,
)
from verifier.record.keys import Algorithm, Ed25519Signer, PublicKey
from verifier.record.trust import Trust, Trusted

_VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "dsse.json"
_SIGNERS = [Ed25519Signer(bytes([n]) * 32) for n in (1, 2, 3)]
_TRUST = Trust(tuple(Trusted(f"n{n}", "role", signer.public) for n, signer in enumerate(_SIGNERS)))


def _signed(payload: bytes = b"{}", count: int = 1) -> Envelope:
    envelope = Envelope(payload)
    for signer in _SIGNERS[:count]:
        envelope = sign(envelope, signer)
    return envelope


def _refusal(envelope: Envelope, trust: Trust = _TRUST, threshold: int = 1) -> str:
    with pytest.raises(RecordError) as refusal:
        check_signatures(envelope, trust, threshold)
    return refusal.value.code


def _fields() -> dict[str, object]:
    fields = json.loads(write_envelope(_signed()))
    assert isinstance(fields, dict)
    return fields


@pytest.mark.skipif(not _VECTORS.is_file(), reason="the published vectors are not beside the checkout")
def test_the_published_example() -> None:
    """The example of the DSSE specification verifies, with its algorithm plugged in as one more."""
    (case,) = json.loads(_VECTORS.read_text(encoding="utf-8"))["cases"]
    numbers = ec.EllipticCurvePublicNumbers(int(case["x"]), int(case["y"]), ec.SECP256R1())

    def verify(raw: bytes, message: bytes, signature: bytes) -> bool:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        try:
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True

    raw = b"\x04" + numbers.x.to_bytes(32) + numbers.y.to_bytes(32)
    key = PublicKey(Algorithm("ecdsa-p256", 65, 64, verify), raw)
    signature = base64.b64decode(case["envelope"]["signatures"][0]["sig"])

    assert case["pae"].encode() == pae(case["payload_type"], case["body"].encode())
    assert key.verifies(pae(case["payload_type"], case["body"].encode()), signature)
    assert not key.verifies(pae(case["payload_type"], b"hello worle"), signature)


@given(payload=st.binary(max_size=200), count=st.integers(1, 3))
def test_an_envelope_reads_back(payload: bytes, count: int) -> None:
    """What was written is read as the same, and all its signers are found genuine."""
    envelope = _signed(payload, count)

    assert envelope == read_envelope(write_envelope(envelope))
    assert count == len(check_signatures(envelope, _TRUST, count))


def test_no_flipped_bit_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    """An envelope of three signers with any one bit flipped is refused, even at a threshold of one."""
    data = write_envelope(_signed(b'{"a":"0.085"}', 3))
    accepted = []

    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            check_signatures(read_envelope(bytes(changed)), _TRUST)
        except RecordError:
            continue
        accepted.append(bit)

    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(data) * 8} single-bit flips of an envelope of three signers, {len(accepted)} accepted\n"
        )
    assert [] == accepted


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"extra": 1}, "envelope_form"),
        ({"payloadType": "text/plain"}, "envelope_type"),
        ({"payload": "e30"}, "envelope_base64"),
        ({"payload": "e31="}, "envelope_base64"),
        ({"signatures": [{"keyid": "0" * 64, "sig": "?"}]}, "envelope_base64"),
        ({"signatures": [{"keyid": "A" * 64, "sig": ""}]}, "envelope_form"),
        ({"signatures": [{"keyid": "0" * 64, "sig": ""}] * 2}, "envelope_key_twice"),
        ({"signatures": [{"keyid": "0" * 64, "sig": ""}] * 101}, "envelope_form"),
        ({"signatures": [{"sig": ""}]}, "envelope_form"),
    ],
)
def test_another_form_is_refused(change: dict[str, object], code: str) -> None:
    """Unknown, missing and doubled members, another type and other spellings of base64 are refused by name."""
    with pytest.raises(RecordError) as refusal:
        read_envelope(canonical({**_fields(), **change}))

    assert code == refusal.value.code


def test_a_key_signs_once() -> None:
    """A second signature by the same key is refused when it is made."""
    with pytest.raises(RecordError) as refusal:
        sign(_signed(), _SIGNERS[0])

    assert "signed_already" == refusal.value.code


def test_a_threshold_counts_keys_not_ids() -> None:
    """One key listed under two names, or signing under a made-up id, is one key."""
    one = Trust((_TRUST.entries[0], replace(_TRUST.entries[0], name="again")))

    assert "signatures_few" == _refusal(_signed(), one, 2)
    assert "signatures_few" == _refusal(_signed(), _TRUST, 2)


def test_a_signature_moved_to_another_key_is_refused() -> None:
    """A genuine signature under the id of another known key is refused."""
    value = _signed().signatures[0].value

    assert "signature_wrong" == _refusal(Envelope(b"{}", (Signature(_SIGNERS[1].public.keyid, value),)))


def test_an_unsigned_envelope_is_refused() -> None:
    """No signatures are never enough, even where the threshold says none are needed."""
    assert "signatures_few" == _refusal(Envelope(b"{}"), threshold=0)


@pytest.mark.parametrize(("day", "counts"), [(None, False), (date(2026, 4, 30), True), (date(2026, 5, 1), False)])
def test_a_revoked_key_counts_for_what_was_stamped_before(day: date | None, *, counts: bool) -> None:
    """A time stamp before the day of revocation lets a signature count; that day itself does not."""
    trust = Trust((replace(_TRUST.entries[0], revoked=date(2026, 5, 1)), _TRUST.entries[1]))
    stamps = {} if day is None else {_SIGNERS[0].public.keyid: day}

    attested = check_signatures(_signed(count=2), trust, stamps=stamps)

    assert [counts, True] == [found.counts for found in attested]


def test_the_payload_type_is_signed() -> None:
    """A signature covers the type of the payload with its length, so that none can be read as another."""
    assert b"DSSEv1 28 application/vnd.in-toto+json 2 {}" == pae(PAYLOAD_TYPE, b"{}")
