"""The server's own secret: what it signs for visitors who are not signed in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final

from verifier.errors import UsageError
from verifier.record.durable import write_durably

__all__ = ["Secret", "read_secret"]

_BYTES: Final = 32


class Secret:
    """Thirty-two random bytes that never leave the server; what they sign cannot be made elsewhere."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, purpose: str, text: str) -> str:
        """The signature of a text for one purpose; one for another purpose says nothing here.

        Source:
            RFC 2104 (1997), HMAC; FIPS 180-4 (2015), SHA-256.
        """
        return hmac.new(self._key, f"{purpose}\0{text}".encode(errors="replace"), hashlib.sha256).hexdigest()

    def signed(self, purpose: str, text: str, signature: str) -> bool:
        """Whether a signature is this server's, compared in constant time."""
        return hmac.compare_digest(self.sign(purpose, text).encode(), signature.encode(errors="replace"))

    def __repr__(self) -> str:
        """Nothing of it: a secret that is printed is none."""
        return "Secret()"


def read_secret(data: Path) -> Secret:
    """The secret of a data folder; made at the first start, readable by the server alone.

    Raises:
        UsageError: The file is not what was written.
    """
    path = data / "keys" / "web.secret"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        write_durably(path, secrets.token_bytes(_BYTES), replace=False, mode=0o600)
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise UsageError("web_secret_damaged", file=path)
    return Secret(key)
