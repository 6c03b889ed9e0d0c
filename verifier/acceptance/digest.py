"""The digest of a result: what a printed report names so that it can be found again."""

from __future__ import annotations

from typing import Any

from verifier.record.canonical import canonical, sha256_hex

__all__ = ["result_digest"]


def result_digest(result: dict[str, Any]) -> str:
    """``sha256:`` over the result's canonical bytes (RFC 8785): the bytes that a re-run compares.

    Raises:
        RecordError: The result holds something that has no canonical form.
    """
    return "sha256:" + sha256_hex(canonical(result))
