"""Archives: a zip with exactly one spelling of its content.

Members are stored, not compressed, in byte order of their names, with fixed dates and rights. The reader packs what
it has read again and compares: whatever else a zip could say (comments, links, two members of one name, a name that
leaves the folder, a bomb, bytes between members) makes it another sequence of bytes, and is refused.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from verifier.errors import RecordError

__all__ = ["LARGEST_ARCHIVE", "MOST_MEMBERS", "check_name", "pack", "read_archive", "unpack"]

LARGEST_ARCHIVE: Final = 512 * 1024 * 1024
MOST_MEMBERS: Final = 20_000
_LONGEST_NAME: Final = 1000
_LONGEST_PART: Final = 255

# APPNOTE.TXT 6.3.10: 4.3.7 local file header, 4.3.12 central directory header, 4.3.16 end of central directory.
_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION: Final = 20
_UNIX: Final = 3 << 8
_UTF8: Final = 1 << 11
_STORED: Final = 0
_MIDNIGHT: Final = 0
# The zip epoch: a date of the file system would make two seals of one submission differ.
_FIRST_OF_1980: Final = (1 << 5) | 1
_REGULAR_FILE: Final = 0o100644 << 16
_NOT_IN_NAMES: Final = {"Cc", "Cs"}
_DRIVE: Final = re.compile(r"[A-Za-z]:")


def pack(members: Mapping[str, bytes]) -> bytes:
    """The archive of named members.

    Args:
        members: Name -> content; names are NFC and `/`-separated.

    Raises:
        RecordError: A name cannot stand in an archive, or there is too much to pack.

    Source:
        PKWARE APPNOTE.TXT 6.3.10 (2022), 4.3.
    """
    if len(members) > MOST_MEMBERS or sum(map(len, members.values())) > LARGEST_ARCHIVE:
        raise RecordError("archive_large", members=len(members), most=MOST_MEMBERS, limit=LARGEST_ARCHIVE)
    named = sorted((check_name(name), content) for name, content in members.items())
    bodies: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in named:
        about = (_UTF8, _STORED, _MIDNIGHT, _FIRST_OF_1980, zlib.crc32(content), len(content), len(content), len(name))
        local = _LOCAL.pack(_LOCAL_MARK, _VERSION, *about, 0)
        directory.append(
            _CENTRAL.pack(_CENTRAL_MARK, _UNIX | _VERSION, _VERSION, *about, 0, 0, 0, 0, _REGULAR_FILE, offset) + name
        )
        bodies += [local, name, content]
        offset += len(local) + len(name) + len(content)
    listing = b"".join(directory)
    end = _END.pack(_END_MARK, 0, 0, len(named), len(named), len(listing), offset, 0)
    return b"".join([*bodies, listing, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """The members of an archive that `pack` could have written, by name.

    Raises:
        RecordError: The bytes are anything else.
    """
    if len(data) > 2 * LARGEST_ARCHIVE:
        raise RecordError("archive_large", members=0, most=MOST_MEMBERS, limit=LARGEST_ARCHIVE)
    try:
        members = _listed(data)
    except (struct.error, UnicodeDecodeError) as error:
        raise RecordError("archive_form") from error
    if pack(members) != data:
        raise RecordError("archive_form")
    return members


def read_archive(path: Path) -> bytes:
    """The bytes of an archive's file; of one that is too large, only what shows that it is."""
    with path.open("rb") as stream:
        return stream.read(2 * LARGEST_ARCHIVE + 1)


def check_name(name: str) -> bytes:
    """The bytes of a name that is safe on every file system.

    Raises:
        RecordError: The name is no plain relative path in NFC.
    """
    spelled = _spelled(name) if len(name) <= _LONGEST_NAME else None
    if spelled is None:
        raise RecordError("archive_name", name=name)
    return spelled


@lru_cache(maxsize=4096)
def _spelled(name: str) -> bytes | None:
    """The bytes of a name that is safe, else None."""
    try:
        spelled = name.encode("utf-8")
    except UnicodeEncodeError:
        return None
    parts = name.split("/")
    fits = len(spelled) <= _LONGEST_NAME and all(0 < len(part.encode()) <= _LONGEST_PART for part in parts)
    odd = any(unicodedata.category(character) in _NOT_IN_NAMES for character in name)
    plain = not odd and "\\" not in name and not _DRIVE.match(name) and not {".", ".."} & {*parts}
    return spelled if fits and plain and unicodedata.is_normalized("NFC", name) else None


def _listed(data: bytes) -> dict[str, bytes]:
    """What the central directory lists; anything odd is left for the comparison to refuse."""
    mark, _, _, _, count, size, start, _ = _END.unpack(data[-_END.size :])
    if mark != _END_MARK or count > MOST_MEMBERS or start + size + _END.size != len(data):
        raise RecordError("archive_form")
    members: dict[str, bytes] = {}
    place, total = start, 0
    for _ in range(count):
        fields = _CENTRAL.unpack_from(data, place)
        length, named, offset = fields[8], fields[10], fields[16]
        name = data[place + _CENTRAL.size : place + _CENTRAL.size + named].decode("utf-8")
        content = offset + _LOCAL.size + named
        total += length
        # Members cannot hold more than the file does: a bomb of overlapping members ends here, before it is copied.
        if name in members or content + length > start or total > start:
            raise RecordError("archive_form")
        members[name] = data[content : content + length]
        place += _CENTRAL.size + named
    return members
