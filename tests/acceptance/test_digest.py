"""The digest that a printed report names is that of the bytes that a re-run compares."""

from __future__ import annotations

import hashlib

from verifier.acceptance.digest import result_digest
from verifier.record.canonical import canonical


def test_the_digest_is_of_the_canonical_bytes() -> None:
    """Order of members does not matter; the digest is SHA-256 over RFC 8785 bytes."""
    result = {"schema": "dabiao/result/v1", "名": ["1", None]}

    assert "sha256:" + hashlib.sha256(canonical(result)).hexdigest() == result_digest(result)
    assert result_digest(result) == result_digest(dict(reversed(result.items())))
