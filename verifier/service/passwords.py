"""Passwords: hashed with argon2id, two at a time."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from verifier.errors import UsageError
from verifier.service.running import Service

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["PASSWORD_LONGEST", "PASSWORD_SHORTEST", "check_password", "hash_password", "matches", "needs_new_hash"]

PASSWORD_SHORTEST: Final = 10
PASSWORD_LONGEST: Final = 1000


def check_password(password: str) -> None:
    """See that a new password may be used.

    Raises:
        UsageError: It is too short or too long, or is one character over and over.

    Source:
        NIST SP 800-63B (2017), 5.1.1.2: length counts, rules of composition do not.
    """
    length = len(password)
    if not PASSWORD_SHORTEST <= length <= PASSWORD_LONGEST or len(set(password)) < PASSWORD_SHORTEST // 3:
        raise UsageError("password_form", least=PASSWORD_SHORTEST, most=PASSWORD_LONGEST)


def hash_password(service: Service, password: str) -> str:
    """The hash of a password that was found fit.

    Raises:
        UsageError: The password may not be used.
    """
    check_password(password)
    with service.hashing:
        return _hasher().hash(_bytes(password))


def matches(service: Service, password: str, password_hash: str | None) -> bool:
    """Whether a password has a hash; it takes as long where there is none, so that names cannot be tried out."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > PASSWORD_LONGEST:
        return False
    with service.hashing:
        try:
            _hasher().verify(password_hash or _nobody(), _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def needs_new_hash(password_hash: str) -> bool:
    """Whether a hash was made with less effort than is asked for now."""
    return _hasher().check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # RFC 9106 (2021), 4, the second recommended option: 64 MiB, three passes.
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash(b"nobody has this password")


def _bytes(password: str) -> bytes:
    # The same password typed on another keyboard may arrive in another form of Unicode.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
