"""Secrets that are shown once: random text, of which only the digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

__all__ = ["digest_of", "new_secret"]

_BYTES: Final = 32
_LONGEST: Final = 200


def new_secret(prefix: str = "") -> str:
    """A text with 256 random bits, fit for a URL."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """What is kept of a secret: a plain digest, since nobody can guess 256 bits."""
    return hashlib.sha256(secret[:_LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
