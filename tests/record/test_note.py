"""Signed notes and checkpoints: C2SP's example key, and every bit of a checkpoint."""

from __future__ import annotations

import base64
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import RecordError, TrustError
from verifier.record.keys import Ed25519Signer
from verifier.record.note import Checkpoint, LogKey, check_origin, read_checkpoint, read_log_key, write_checkpoint

_SIGNER = Ed25519Signer(bytes(32))
_KEY = LogKey("example.org/log", _SIGNER.public)
_POINT = Checkpoint("example.org/log", 70_000, bytes(range(32)))
# The key and note of the documentation of golang.org/x/mod/sumdb/note, a public implementation of the format.
_GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def _code(data: bytes, key: LogKey = _KEY) -> str:
    with pytest.raises(RecordError) as refusal:
        read_checkpoint(data, key)
    return refusal.value.code


def test_the_key_of_a_public_implementation() -> None:
    """A verifier key published with another implementation is read, its id being that of its name and key."""
    key = read_log_key(_GO_KEY)

    assert ("PeterNeumann", "c74f20a3", _GO_KEY) == (key.name, key.id.hex(), key.text)


def test_the_signature_of_a_public_implementation() -> None:
    """The note published with that key verifies: the format of text and signature is the same."""
    text = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    key = read_log_key(_GO_KEY)

    assert key.id == signature[:4]
    assert key.key.verifies(text, signature[4:])


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size: int, root: bytes) -> None:
    """What was signed is read as the same."""
    point = Checkpoint("example.org/log", size, root)

    assert point == read_checkpoint(write_checkpoint(point, _SIGNER), _KEY)


def test_no_flipped_bit_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    """A checkpoint with any one bit flipped is refused."""
    data = write_checkpoint(_POINT, _SIGNER)
    accepted = []

    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            read_checkpoint(bytes(changed), _KEY)
        except RecordError:
            continue
        accepted.append(bit)

    with capsys.disabled():
        sys.stdout.write(f"\n{len(data) * 8} single-bit flips of a checkpoint, {len(accepted)} accepted\n")
    assert [] == accepted


def test_lines_of_witnesses_are_passed_over() -> None:
    """Further signature lines are left to those who know their keys."""
    data = write_checkpoint(_POINT, _SIGNER)
    witness = base64.b64encode(bytes(76))

    assert _POINT == read_checkpoint(data + b"\xe2\x80\x94 witness.example " + witness + b"\n", _KEY)
    assert "checkpoint_form" == _code(data + b"witness.example " + witness + b"\n")


def test_the_logs_own_signature_is_needed() -> None:
    """A checkpoint of another key, of another origin, or signed twice is refused."""
    other = Ed25519Signer(b"\x01" * 32)
    lines = write_checkpoint(_POINT, _SIGNER)

    assert "checkpoint_signature" == _code(write_checkpoint(_POINT, other))
    assert "checkpoint_signature" == _code(lines + lines.rpartition(b"\n\n")[2])
    assert "checkpoint_signature" == _code(write_checkpoint(Checkpoint("x", 1, bytes(32)), _SIGNER))


def test_the_origin_is_the_logs_name() -> None:
    """A text that the log's key signed for another origin is refused."""
    body = Checkpoint("example.org/other", 1, bytes(32)).body
    signature = base64.b64encode(_KEY.id + _SIGNER.sign(body.encode())).decode()

    assert "checkpoint_origin" == _code(f"{body}\n— {_KEY.name} {signature}\n".encode())


@pytest.mark.parametrize("body", ["example.org/log\n", "example.org/log\n01\nAA==\n", "example.org/log\n1\nAA==\n"])
def test_another_body_is_refused(body: str) -> None:
    """A signed text that is no checkpoint is refused."""
    signature = base64.b64encode(_KEY.id + _SIGNER.sign(body.encode())).decode()

    assert "checkpoint_form" == _code(f"{body}\n— {_KEY.name} {signature}\n".encode())


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff\n\n", b"x" * 10_000_000, b"\n" * 100_000])
def test_what_is_no_note(data: bytes) -> None:
    """Other bytes are refused."""
    assert "checkpoint_form" == _code(data)


@pytest.mark.parametrize("text", ["", "a", "a+b+c", f"x{_GO_KEY}", _GO_KEY[:-4], _GO_KEY.replace("ARpc", "AhpC")])
def test_what_is_no_log_key(text: str) -> None:
    """A key of another form, or whose id is not that of its name, is refused."""
    with pytest.raises(TrustError):
        read_log_key(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n", "x" * 201, "a\u200b"])
def test_what_is_no_origin(name: str) -> None:
    """A name with a blank, a plus sign or an invisible character is refused."""
    with pytest.raises(TrustError):
        check_origin(name)
