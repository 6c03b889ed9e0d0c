"""Key files: a private key at rest, encrypted with a passphrase, and the public line that goes into a trust list."""

from __future__ import annotations

import hashlib
import os
from typing import Annotated, Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from verifier.errors import RecordError, TrustError
from verifier.record.canonical import canonical, read_json
from verifier.record.keys import Ed25519Signer, base64_text, read_base64

__all__ = ["is_encrypted", "public_line", "read_key", "write_key"]

_SCHEMA: Final = "dabiao/key/v1"
_LARGEST: Final = 10_000
# 64 MiB a guess: OWASP's first choice of scrypt's cost is twice this, and a phone's browser need not open the file.
_COST: Final = 2**16
_BLOCK: Final = 8


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class _Scrypt(_Strict):
    name: Literal["scrypt"]
    # Limits: a hostile key file must not take the machine's memory.
    n: Annotated[int, Field(ge=2**14, le=2**18)]
    r: Annotated[int, Field(ge=8, le=8)]
    p: Annotated[int, Field(ge=1, le=4)]
    salt: str


class _KeyFile(_Strict):
    schema_: Annotated[Literal["dabiao/key/v1"], Field(alias="schema")]
    algorithm: Literal["ed25519"]
    public: str
    kdf: _Scrypt | None
    cipher: Literal["AES-256-GCM"] | None
    nonce: str | None
    secret: str


def write_key(signer: Ed25519Signer, passphrase: str | None) -> bytes:
    """The key file of a private key.

    Args:
        signer: The key.
        passphrase: What encrypts it; None writes it in the clear.

    Source:
        RFC 7914 (2016) for scrypt; NIST SP 800-38D (2007) for AES-GCM, with the public key as associated data.
    """
    public = signer.public.text
    fields = {"schema": _SCHEMA, "algorithm": "ed25519", "public": public}
    if passphrase is None:
        return canonical({**fields, "kdf": None, "cipher": None, "nonce": None, "secret": base64_text(signer.seed)})
    salt, nonce = os.urandom(16), os.urandom(12)
    kdf = _Scrypt(name="scrypt", n=_COST, r=_BLOCK, p=1, salt=base64_text(salt))
    secret = AESGCM(_stretched(passphrase, kdf, salt)).encrypt(nonce, signer.seed, public.encode())
    return canonical(
        {
            **fields,
            "kdf": kdf.model_dump(),
            "cipher": "AES-256-GCM",
            "nonce": base64_text(nonce),
            "secret": base64_text(secret),
        }
    )


def is_encrypted(data: bytes) -> bool:
    """Whether a key file asks for a passphrase.

    Raises:
        TrustError: The bytes are no key file.
    """
    return _parsed(data).kdf is not None


def read_key(data: bytes, passphrase: str | None) -> Ed25519Signer:
    """The private key of a key file.

    Raises:
        TrustError: The bytes are no key file, or the passphrase does not open it.
    """
    file = _parsed(data)
    secret = read_base64(file.secret)
    if file.kdf is not None and secret is not None:
        salt, nonce = read_base64(file.kdf.salt), read_base64(file.nonce or "")
        if passphrase is None:
            raise TrustError("key_passphrase_needed")
        if not salt or not nonce:
            raise TrustError("key_file_form")
        try:
            secret = AESGCM(_stretched(passphrase, file.kdf, salt)).decrypt(nonce, secret, file.public.encode())
        except (InvalidTag, ValueError) as error:
            raise TrustError("key_passphrase_wrong") from error
    if secret is None or len(secret) != 32:  # noqa: PLR2004 -- an ed25519 seed, RFC 8032 5.1.5
        raise TrustError("key_file_form")
    signer = Ed25519Signer(secret)
    if signer.public.text != file.public:
        raise TrustError("key_file_form")
    return signer


def public_line(signer: Ed25519Signer, name: str, role: str) -> str:
    """The line of a trust list for a key: ``name role key``."""
    return f"{name} {role} {signer.public.text}\n"


def _parsed(data: bytes) -> _KeyFile:
    try:
        if len(data) > _LARGEST:
            raise TrustError("key_file_form")
        return _KeyFile.model_validate(read_json(data, "key"))
    except (ValidationError, RecordError) as error:
        raise TrustError("key_file_form") from error


def _stretched(passphrase: str, kdf: _Scrypt, salt: bytes) -> bytes:
    memory = 128 * kdf.n * kdf.r * kdf.p + 2**20
    secret = passphrase.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(secret, salt=salt, n=kdf.n, r=kdf.r, p=kdf.p, maxmem=memory, dklen=32)
