"""Keys on the command line: passphrases from a file or a terminal, log keys as text or file."""

from __future__ import annotations

from pathlib import Path

import pytest

from verifier.cli.key_options import open_key, read_known_log_key, read_passphrase
from verifier.errors import TrustError
from verifier.record.keyfile import write_key
from verifier.record.keys import Ed25519Signer
from verifier.record.note import LogKey


def test_a_passphrase_from_a_file(tmp_path: Path) -> None:
    """The first line counts, without its end; an empty file is refused."""
    file = tmp_path / "p"
    file.write_bytes("口令\r\nmore\n".encode())

    assert "口令" == read_passphrase(file, new=True)
    file.write_bytes(b"\nmore")
    with pytest.raises(TrustError) as refusal:
        read_passphrase(file, new=False)
    assert "passphrase_empty" == refusal.value.code


def test_a_key_is_opened_with_its_passphrase(tmp_path: Path) -> None:
    """An encrypted key asks for its passphrase, one in the clear does not."""
    signer, passphrase = Ed25519Signer(), tmp_path / "p"
    passphrase.write_text("secret", encoding="utf-8")
    (tmp_path / "encrypted").write_bytes(write_key(signer, "secret"))
    (tmp_path / "clear").write_bytes(write_key(signer, None))

    assert signer.public == open_key(tmp_path / "encrypted", passphrase).public
    assert signer.public == open_key(tmp_path / "clear", None).public


def test_a_log_key_as_text_or_file(tmp_path: Path) -> None:
    """A log's key is given by its text or by the file that holds it; anything else is refused."""
    key = LogKey("example.org/log", Ed25519Signer().public)
    (tmp_path / "vkey").write_text(f"{key.text}\n", encoding="utf-8")

    assert (key, key, None) == tuple(map(read_known_log_key, (key.text, str(tmp_path / "vkey"), None)))
    with pytest.raises(TrustError):
        read_known_log_key(str(tmp_path / "absent"))
