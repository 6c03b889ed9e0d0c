"""Keys on the command line: where a passphrase comes from, and files of trust and of log keys."""

from __future__ import annotations

from pathlib import Path

import click

from verifier.cli.face import language
from verifier.errors import TrustError
from verifier.record.keyfile import is_encrypted, read_key
from verifier.record.keys import Ed25519Signer
from verifier.record.note import LogKey, read_log_key
from verifier.wording import words

__all__ = ["existing_file", "open_key", "read_known_log_key", "read_passphrase"]

_LONGEST_PASSPHRASE_FILE = 10_000

existing_file = click.Path(path_type=Path, exists=True, dir_okay=False)


def read_passphrase(file: Path | None, *, new: bool) -> str:
    """A passphrase from the first line of a file, else asked for without showing it.

    Args:
        file: The file, None to ask.
        new: Whether it is asked for twice.

    Raises:
        TrustError: It is empty, or there is nobody to ask.
    """
    if file is not None:
        lines = file.read_bytes()[:_LONGEST_PASSPHRASE_FILE].decode("utf-8", "replace").splitlines()
        found = lines[0] if lines else ""
    else:
        try:
            label = words("passphrase_ask", language())
            found = str(click.prompt(label, hide_input=True, confirmation_prompt=new, err=True))
        except click.Abort as abort:
            raise TrustError("key_passphrase_needed") from abort
    if not found:
        raise TrustError("passphrase_empty")
    return found


def open_key(path: Path, passphrase_file: Path | None) -> Ed25519Signer:
    """The private key of a key file.

    Raises:
        TrustError: The file is no key file, or the passphrase does not open it.
    """
    data = path.read_bytes()
    return read_key(data, read_passphrase(passphrase_file, new=False) if is_encrypted(data) else None)


def read_known_log_key(text: str | None) -> LogKey | None:
    """A log's public key as given: its text, or the name of a file that holds it.

    Raises:
        TrustError: It is neither.
    """
    if text is None:
        return None
    path = Path(text)
    return read_log_key(path.read_text(encoding="utf-8", errors="replace") if path.is_file() else text)
