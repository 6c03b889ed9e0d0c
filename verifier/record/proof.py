"""Proofs as files: that an entry is in a log, and that a log has only grown.

Source:
    C2SP tlog-proof (c2sp.org/tlog-proof) for inclusion; the request of C2SP tlog-witness (c2sp.org/tlog-witness) for
    consistency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from verifier.errors import RecordError
from verifier.record.keys import base64_text, read_base64
from verifier.record.note import Checkpoint, LogKey, read_checkpoint
from verifier.record.tree import leaf_hash, verify_consistency, verify_inclusion

__all__ = ["check_consistency", "check_inclusion", "write_consistency", "write_inclusion"]

_TITLE: Final = "c2sp.org/tlog-proof@v1"
_LARGEST: Final = 1_000_000
# A path in a tree of 2**63 entries.
_LONGEST_PATH: Final = 64
_NUMBER: Final = r"(0|[1-9][0-9]{0,18})"
_INDEX: Final = re.compile(f"index {_NUMBER}")
_OLD: Final = re.compile(f"old {_NUMBER}")


def write_inclusion(index: int, path: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The proof that the entry at an index is in the log of a signed checkpoint."""
    return "\n".join([_TITLE, f"index {index}", *map(base64_text, path), "", ""]).encode() + checkpoint


def check_inclusion(data: bytes, entry: bytes, key: LogKey) -> tuple[int, Checkpoint]:
    """The index of an entry and the checkpoint of the log that holds it.

    Args:
        data: The proof.
        entry: The entry that should be in the log.
        key: The log's public key.

    Raises:
        RecordError: The proof has another form, its checkpoint is not the log's, or it does not lead there.
    """
    head, checkpoint = _parts(data)
    # An `extra` line is allowed by the format and authenticated by nothing: there is none in a record's proof.
    if head[:1] != [_TITLE] or len(head) < 2 or not (match := _INDEX.fullmatch(head[1])):  # noqa: PLR2004
        raise RecordError("proof_form")
    stated = read_checkpoint(checkpoint, key)
    index = int(match[1])
    if not verify_inclusion(leaf_hash(entry), index, stated.size, _path(head[2:]), stated.root):
        raise RecordError("proof_inclusion", index=index, size=stated.size)
    return index, stated


def write_consistency(old_size: int, path: Sequence[bytes], checkpoint: bytes) -> bytes:
    """The proof that the log of a signed checkpoint begins with the tree of an older size."""
    return "\n".join([f"old {old_size}", *map(base64_text, path), "", ""]).encode() + checkpoint


def check_consistency(data: bytes, old: Checkpoint, key: LogKey) -> Checkpoint:
    """The newer checkpoint of a log, after its growth from an older one was shown.

    Args:
        data: The proof.
        old: The checkpoint that was saved.
        key: The log's public key.

    Raises:
        RecordError: The proof has another form, is about another size, or does not lead from one to the other.
    """
    head, checkpoint = _parts(data)
    match = _OLD.fullmatch(head[0])
    if not match:
        raise RecordError("proof_form")
    new = read_checkpoint(checkpoint, key)
    if int(match[1]) != old.size:
        raise RecordError("proof_size", read=match[1], expected=old.size)
    if not verify_consistency(old.size, new.size, _path(head[1:]), old.root, new.root):
        raise RecordError("proof_consistency", old=old.size, new=new.size)
    return new


def _parts(data: bytes) -> tuple[list[str], bytes]:
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise RecordError("proof_form") from error
    if not gap or len(data) > _LARGEST or len(lines) > _LONGEST_PATH + 2:
        raise RecordError("proof_form")
    return lines, checkpoint


def _path(lines: Sequence[str]) -> list[bytes]:
    path = []
    for line in lines:
        found = read_base64(line)
        if found is None or len(found) != 32:  # noqa: PLR2004 -- SHA-256
            raise RecordError("proof_form")
        path.append(found)
    return path
