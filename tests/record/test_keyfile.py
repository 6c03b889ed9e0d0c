"""Key files: encrypted at rest, opened by their passphrase alone."""

from __future__ import annotations

import json

import pytest

from verifier.errors import TrustError
from verifier.record.keyfile import is_encrypted, public_line, read_key, write_key
from verifier.record.keys import Ed25519Signer, base64_text
from verifier.record.trust import read_trust


def _code(data: bytes, passphrase: str | None) -> str:
    with pytest.raises(TrustError) as refusal:
        read_key(data, passphrase)
    return refusal.value.code


def test_a_key_in_the_clear_reads_back() -> None:
    """A key without a passphrase is the same key again."""
    signer = Ed25519Signer()
    data = write_key(signer, None)

    assert not is_encrypted(data)
    assert signer.seed == read_key(data, None).seed


def test_a_passphrase_opens_its_key_alone() -> None:
    """The passphrase opens the file; another, a blank one or none does not, and the secret is not in it."""
    signer = Ed25519Signer()
    data = write_key(signer, "口令 passphrase")

    assert is_encrypted(data)
    assert base64_text(signer.seed).encode() not in data
    assert signer.seed == read_key(data, "口令 passphrase").seed
    assert "key_passphrase_wrong" == _code(data, "passphrase")
    assert "key_passphrase_needed" == _code(data, None)


def test_a_changed_public_key_is_noticed() -> None:
    """The public key is bound to the secret: an exchanged one makes the file unreadable."""
    other = Ed25519Signer().public.text
    fields = json.loads(write_key(Ed25519Signer(), "x"))
    clear = json.loads(write_key(Ed25519Signer(), None))

    assert "key_passphrase_wrong" == _code(json.dumps({**fields, "public": other}).encode(), "x")
    assert "key_file_form" == _code(json.dumps({**clear, "public": other}).encode(), None)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "dabiao/key/v2"},
        {"algorithm": "sm2"},
        {"more": 1},
        {"kdf": {"name": "scrypt", "n": 2**30, "r": 8, "p": 1, "salt": "AAAA"}},
        {"kdf": {"name": "scrypt", "n": 2**14, "r": 8, "p": 1, "salt": ""}},
        {"secret": "AAAA"},
        {"secret": "?"},
    ],
)
def test_a_file_of_another_form_is_refused(change: dict[str, object]) -> None:
    """An unknown version or member, a cost that would exhaust the machine, and a short secret are refused."""
    fields = json.loads(write_key(Ed25519Signer(), None))

    assert "key_file_form" == _code(json.dumps({**fields, **change}).encode(), "x")


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000, b" " * 10_000_000])
def test_what_is_no_key_file(data: bytes) -> None:
    """Other bytes are refused as no key file."""
    assert "key_file_form" == _code(data, None)


def test_the_public_line_is_a_trust_list() -> None:
    """The public file of a key can be given where a trust list is wanted."""
    signer = Ed25519Signer()

    (entry,) = read_trust(public_line(signer, "某所", "laboratory").encode(), "k.pub").entries

    assert ("某所", "laboratory", signer.public) == (entry.name, entry.role, entry.key)
