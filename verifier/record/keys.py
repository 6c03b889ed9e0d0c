"""Keys: what signs and what checks, open to further algorithms and to keys that live in a device.

A signature scheme is one `Algorithm`; ed25519 is the one that comes with the program. A token, or SM2 as a second
signature, is one more `Algorithm` and an object with `public` and `sign`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from verifier.errors import TrustError

__all__ = [
    "ALGORITHMS",
    "ED25519",
    "Algorithm",
    "Ed25519Signer",
    "PublicKey",
    "Signer",
    "base64_text",
    "read_base64",
    "read_public_key",
]


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A signature scheme.

    Args:
        name: Its name in a key's text.
        key_length: Bytes of a public key.
        signature_length: Bytes of a signature.
        verify: Whether a signature (third) of a message (second) is by a public key (first).
    """

    name: str
    key_length: int
    signature_length: int
    verify: Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key by its algorithm and raw bytes."""

    algorithm: Algorithm
    raw: bytes

    @property
    def keyid(self) -> str:
        """SHA-256 of the raw public key, in hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def text(self) -> str:
        """The key as it stands in a trust list: ``ed25519:`` and base64."""
        return f"{self.algorithm.name}:{base64_text(self.raw)}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether a signature of a message is by this key."""
        if len(signature) != self.algorithm.signature_length:
            return False
        return self.algorithm.verify(self.raw, message, signature)


class Signer(Protocol):
    """What signs: a key in memory, a token, a service."""

    @property
    def public(self) -> PublicKey:
        """The public key that checks its signatures."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""


def _verify_ed25519(raw: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


ED25519: Final = Algorithm("ed25519", 32, 64, _verify_ed25519)
ALGORITHMS: Final[Mapping[str, Algorithm]] = MappingProxyType({ED25519.name: ED25519})


class Ed25519Signer:
    """An ed25519 key in memory.

    Args:
        seed: The 32 secret bytes; new random ones where None.

    Source:
        RFC 8032 (2017), 5.1.
    """

    __slots__ = ("_private", "_public")

    def __init__(self, seed: bytes | None = None) -> None:
        self._private = Ed25519PrivateKey.generate() if seed is None else Ed25519PrivateKey.from_private_bytes(seed)
        self._public = PublicKey(ED25519, self._private.public_key().public_bytes_raw())

    @property
    def public(self) -> PublicKey:
        """The public key."""
        return self._public

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """The signature of a message; the same message gives the same signature."""
        return self._private.sign(message)


def read_public_key(text: str, algorithms: Mapping[str, Algorithm] = ALGORITHMS) -> PublicKey:
    """A public key from its text, ``algorithm:base64``.

    Raises:
        TrustError: The algorithm is not known, or the rest is no key of it.
    """
    name, _, encoded = text.partition(":")
    algorithm = algorithms.get(name)
    if algorithm is None:
        raise TrustError("key_algorithm", read=text, known=", ".join(algorithms))
    raw = read_base64(encoded)
    if raw is None or len(raw) != algorithm.key_length:
        raise TrustError("key_form", read=text, length=algorithm.key_length)
    return PublicKey(algorithm, raw)


def base64_text(data: bytes) -> str:
    """Bytes as standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def read_base64(text: str) -> bytes | None:
    """The bytes of a base64 text, None where it is not the one text that encodes them.

    Source:
        RFC 4648 (2006), 4 and 3.5: without the re-encoding, spare bits would give one value several spellings.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64_text(data) == text else None
