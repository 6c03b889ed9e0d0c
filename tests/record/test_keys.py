"""Keys and signatures: the published example of ed25519, and texts that are no key."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import TrustError
from verifier.record.keys import ED25519, Ed25519Signer, PublicKey, base64_text, read_base64, read_public_key

# RFC 8032, 7.1, test 1.
_SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
_PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
_SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def test_the_published_example() -> None:
    """The first test vector of RFC 8032 comes out: public key, signature, verification."""
    signer = Ed25519Signer(_SEED)

    assert PublicKey(ED25519, _PUBLIC) == signer.public
    assert _SIGNATURE == signer.sign(b"")
    assert signer.public.verifies(b"", _SIGNATURE)
    assert hashlib.sha256(_PUBLIC).hexdigest() == signer.public.keyid


def test_no_flipped_bit_of_a_signature_is_genuine() -> None:
    """Each of the 512 bits of a signature matters, and so does the message."""
    key = Ed25519Signer(_SEED).public
    flipped = [
        bytes(b ^ (1 << bit % 8 if i == bit // 8 else 0) for i, b in enumerate(_SIGNATURE)) for bit in range(512)
    ]

    assert [] == [signature for signature in flipped if key.verifies(b"", signature)]
    assert not key.verifies(b"x", _SIGNATURE)
    assert not key.verifies(b"", _SIGNATURE[:-1])


@given(st.binary(min_size=32, max_size=32))
def test_a_key_reads_back_from_its_text(seed: bytes) -> None:
    """The text of a public key gives the key again."""
    key = Ed25519Signer(seed).public

    assert key == read_public_key(key.text)


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:AAAA", "sm2:AAAA", "ed25519", "ed25519:" + "A" * 10_000_000])
def test_what_is_no_key(text: str) -> None:
    """An unknown algorithm, a key of another length and a very long text are refused."""
    with pytest.raises(TrustError):
        read_public_key(text)


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data: bytes) -> None:
    """Bytes have one base64 text; blanks, missing padding and spare bits make it another, which is refused."""
    text = base64_text(data)

    assert data == read_base64(text)
    assert read_base64(text + "\n") is None
    assert not text.endswith("=") or read_base64(text.rstrip("=")) is None
    assert read_base64("AB==") is None
