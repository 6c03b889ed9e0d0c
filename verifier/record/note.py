"""Signed notes and checkpoints: what a log says of itself, and its signature on it.

Source:
    C2SP signed-note (c2sp.org/signed-note) and tlog-checkpoint (c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from verifier.errors import RecordError, TrustError
from verifier.record.keys import ED25519, PublicKey, Signer, base64_text, read_base64

__all__ = ["Checkpoint", "LogKey", "check_origin", "read_checkpoint", "read_log_key", "write_checkpoint"]

_ED25519_BYTE: Final = b"\x01"
_LARGEST: Final = 1_000_000
_HASH: Final = 32
_ID: Final = 4
_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")
_ORIGIN: Final = re.compile(r"[^\s+]{1,200}")
_BODY_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class LogKey:
    """The public key of a log under the log's name, which is the checkpoint's origin."""

    name: str
    key: PublicKey

    @property
    def id(self) -> bytes:
        """The first four bytes of a hash over name and key, which a signature line begins with."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519_BYTE + self.key.raw).digest()[:_ID]

    @property
    def text(self) -> str:
        """The key as auditors pass it on: ``name+id+base64``."""
        return f"{self.name}+{self.id.hex()}+{base64_text(_ED25519_BYTE + self.key.raw)}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its origin, its size and the root of its tree."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n"


def check_origin(name: str) -> str:
    """A log's name, found fit to stand in a note.

    Raises:
        TrustError: It is empty, too long, or holds a blank or a plus sign.
    """
    if not _ORIGIN.fullmatch(name) or not name.isprintable():
        raise TrustError("log_origin", read=name)
    return name


def read_log_key(text: str) -> LogKey:
    """A log's public key from its text, ``name+id+base64``.

    Raises:
        TrustError: The text has another form, or its id is not that of its name and key.
    """
    parts = text.strip().split("+", 2)
    raw = read_base64(parts[-1])
    if len(parts) != 3 or raw is None or raw[:1] != _ED25519_BYTE or len(raw) != 1 + ED25519.key_length:  # noqa: PLR2004
        raise TrustError("log_key_form", read=text)
    key = LogKey(check_origin(parts[0]), PublicKey(ED25519, raw[1:]))
    if key.id.hex() != parts[1]:
        raise TrustError("log_key_form", read=text)
    return key


def write_checkpoint(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """A checkpoint signed with the log's key."""
    body = checkpoint.body
    key = LogKey(checkpoint.origin, signer.public)
    signature = base64_text(key.id + signer.sign(body.encode()))
    return f"{body}\n— {key.name} {signature}\n".encode()


def read_checkpoint(data: bytes, key: LogKey) -> Checkpoint:
    """The checkpoint of a signed note.

    1. The note is text and signature lines with one empty line between them.
    2. The log's own signature is there and genuine. Lines of others, such as witnesses, are passed over.
    3. The text is the log's origin, a size and a root; further lines are extensions and belong to what is signed.

    Raises:
        RecordError: One of these does not hold.
    """
    try:
        text = data.decode("utf-8") if len(data) <= _LARGEST else ""
    except UnicodeDecodeError as error:
        raise RecordError("checkpoint_form") from error
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise RecordError("checkpoint_form")
    body += "\n"
    _check_signature(body, lines[:-1].split("\n"), key)
    parts = body[:-1].split("\n")
    if len(parts) < _BODY_LINES or not _SIZE.fullmatch(parts[1]) or not all(parts):
        raise RecordError("checkpoint_form")
    root = read_base64(parts[2])
    if root is None or len(root) != _HASH:
        raise RecordError("checkpoint_form")
    if parts[0] != key.name:
        raise RecordError("checkpoint_origin", read=parts[0], expected=key.name)
    return Checkpoint(parts[0], int(parts[1]), root)


def _check_signature(body: str, lines: list[str], key: LogKey) -> None:
    own = 0
    for line in lines:
        match = _LINE.fullmatch(line)
        signature = read_base64(match[2]) if match else None
        if match is None or signature is None or len(signature) <= _ID:
            raise RecordError("checkpoint_form")
        if match[1] == key.name and signature[:_ID] == key.id:
            own += 1
            if not key.key.verifies(body.encode(), signature[_ID:]):
                raise RecordError("checkpoint_signature", name=key.name)
    if own != 1:
        raise RecordError("checkpoint_signature", name=key.name)
