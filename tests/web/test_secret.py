"""The server's own secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from verifier.errors import UsageError
from verifier.web.secret import Secret, read_secret


def test_it_is_made_once(tmp_path: Path) -> None:
    """The secret of a folder stays the same, and only its owner may read it."""
    first, again = read_secret(tmp_path), read_secret(tmp_path)

    assert first.sign("a", "text") == again.sign("a", "text")
    assert 0o600 == stat.S_IMODE((tmp_path / "keys" / "web.secret").stat().st_mode)


def test_two_folders_have_two_secrets(tmp_path: Path) -> None:
    """What one server signs is nothing to another."""
    one, other = read_secret(tmp_path / "one"), read_secret(tmp_path / "other")

    assert not other.signed("a", "text", one.sign("a", "text"))


def test_a_signature_is_for_one_purpose_and_text() -> None:
    """A signature holds for its purpose and its text alone."""
    secret = Secret(b"k" * 32)
    signature = secret.sign("a", "text")

    assert secret.signed("a", "text", signature)
    assert not secret.signed("b", "text", signature)
    assert not secret.signed("a", "other", signature)
    assert not secret.signed("a", "text", "")
    assert not secret.signed("a", "text", "é\ud800")


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A secret of another length is refused, not used."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "web.secret").write_bytes(b"short")

    with pytest.raises(UsageError, match=r"web\.secret"):
        read_secret(tmp_path)


def test_it_is_not_printed() -> None:
    """The secret does not show in a representation."""
    assert "kkk" not in repr(Secret(b"k" * 32))
