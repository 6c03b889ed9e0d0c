"""Trust lists: whose signatures count, in which role, and until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from verifier.errors import TrustError
from verifier.record.keys import ALGORITHMS, Algorithm, PublicKey, read_public_key

__all__ = ["Trust", "Trusted", "read_trust"]

_LARGEST: Final = 1_000_000
_NEEDED: Final = 3
_WITH_REVOCATION: Final = 5
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Trusted:
    """A key that is known.

    Args:
        name: Whose key it is.
        role: In which role its owner signs: laboratory, team, panel.
        key: The public key.
        revoked: The first day on which it no longer counts, None while it does.
    """

    name: str
    role: str
    key: PublicKey
    revoked: date | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that an auditor knows; they never come from inside a bundle."""

    entries: tuple[Trusted, ...]

    def of(self, keyid: str) -> Trusted | None:
        """The known key of an id, or None."""
        return next((entry for entry in self.entries if entry.key.keyid == keyid), None)


def read_trust(data: bytes, file: str, algorithms: Mapping[str, Algorithm] = ALGORITHMS) -> Trust:
    """A trust list: one ``name role key [revoked DATE]`` a line. A public key file is a list of one line.

    Args:
        data: UTF-8 text; blank lines and lines that begin with ``#`` are skipped.
        file: Its name, for refusals.
        algorithms: The signature schemes that are known.

    Raises:
        TrustError: A line has another form, a key stands twice, or there is none.
    """
    if len(data) > _LARGEST:
        raise TrustError("trust_large", file=file, limit=_LARGEST)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrustError("trust_encoding", file=file) from error
    entries: list[Trusted] = []
    seen: set[bytes] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) not in {_NEEDED, _WITH_REVOCATION}:
            raise TrustError("trust_line", file=file, line=number)
        key = read_public_key(words[2], algorithms)
        # A second name for one key would let that key be counted by two names.
        if key.raw in seen:
            raise TrustError("trust_key_twice", file=file, line=number, key=words[2])
        seen.add(key.raw)
        entries.append(Trusted(words[0], words[1], key, _revoked(words, file, number)))
    if not entries:
        raise TrustError("trust_empty", file=file)
    return Trust(tuple(entries))


def _revoked(words: list[str], file: str, line: int) -> date | None:
    if len(words) == _NEEDED:
        return None
    if words[3] != "revoked" or not _DAY.fullmatch(words[4]):
        raise TrustError("trust_line", file=file, line=line)
    try:
        return date.fromisoformat(words[4])
    except ValueError as error:
        raise TrustError("trust_line", file=file, line=line) from error
