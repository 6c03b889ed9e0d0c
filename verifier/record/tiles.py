"""Tiles: the tree of a log as files of up to 256 hashes, and its entries as files of up to 256 entries.

Source:
    C2SP tlog-tiles (c2sp.org/tlog-tiles), "Merkle Tree" and "Log entries".
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from verifier.errors import RecordError
from verifier.record.tree import node_hash

__all__ = ["LONGEST_ENTRY", "WIDTH", "Tiles", "grown_tiles", "tile_path"]

WIDTH: Final = 256
LONGEST_ENTRY: Final = 2**16 - 1
_HASH: Final = 32
_HEIGHT: Final = 8

Level = int | Literal["entries"]


def tile_path(level: Level, index: int, width: int = WIDTH) -> str:
    """Where a tile stands below the log's folder.

    >>> tile_path(0, 1234067), tile_path("entries", 0, 5)
    ('tile/0/x001/x234/067', 'tile/entries/000.p/5')
    """
    digits = f"{index % 1000:03}"
    index //= 1000
    while index:
        digits = f"x{index % 1000:03}/{digits}"
        index //= 1000
    return f"tile/{level}/{digits}" + ("" if width == WIDTH else f".p/{width}")


class Tiles:
    """The tiles of a log of a stated size, read from its folder as they are needed.

    Args:
        folder: The log's folder.
        size: The size of the tree; what the folder holds beyond it does not exist.
    """

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size
        self._kept: dict[tuple[Level, int], bytes] = {}

    @property
    def size(self) -> int:
        """The size of the tree."""
        return self._size

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree.

        Raises:
            RecordError: A tile is absent or too short.
        """
        level, above = divmod(height, _HEIGHT)
        first = index << above
        hashes = self._hashes(level, first // WIDTH)
        found = [hashes[i * _HASH : (i + 1) * _HASH] for i in range(first % WIDTH, first % WIDTH + (1 << above))]
        while len(found) > 1:
            found = [node_hash(found[i], found[i + 1]) for i in range(0, len(found), 2)]
        return found[0]

    def leaves(self) -> Iterator[bytes]:
        """The hashes of all entries, in order."""
        for index in range(-(-self._size // WIDTH)):
            hashes = self._hashes(0, index)
            yield from (hashes[i : i + _HASH] for i in range(0, len(hashes), _HASH))

    def entries(self, index: int) -> list[bytes]:
        """The entries of one bundle.

        Raises:
            RecordError: The file is absent, or does not hold as many entries as it should.
        """
        width = self._width(0, index)
        data = self._read("entries", index, width)
        found: list[bytes] = []
        place = 0
        while place < len(data) and len(found) < width:
            (length,) = struct.unpack_from(">H", data, place) if place + 2 <= len(data) else (LONGEST_ENTRY + 1,)
            found.append(data[place + 2 : place + 2 + length])
            place += 2 + length
        if len(found) != width or place > len(data):
            raise RecordError("log_tile", file=tile_path("entries", index, width))
        return found

    def edge(self, level: Level) -> bytes:
        """The content of the partial tile at the right edge of a level; empty where the level ends with a full one."""
        count = self._size >> (0 if level == "entries" else _HEIGHT * level)
        if count % WIDTH == 0:
            return b""
        if level == "entries":
            return b"".join(map(_framed, self.entries(count // WIDTH)))
        return self._hashes(level, count // WIDTH)

    def _width(self, level: int, index: int) -> int:
        count = self._size >> (_HEIGHT * level)
        return WIDTH if index < count // WIDTH else count % WIDTH

    def _hashes(self, level: int, index: int) -> bytes:
        kept = self._kept.get((level, index))
        if kept is None:
            width = self._width(level, index)
            data = self._read(level, index, width)
            if len(data) < width * _HASH:
                raise RecordError("log_tile", file=tile_path(level, index, width))
            kept = self._kept[level, index] = data[: width * _HASH]
        return kept

    def _read(self, level: Level, index: int, width: int) -> bytes:
        # A partial tile may be gone once the full one is there, which begins with the same hashes.
        for path in (tile_path(level, index, width), tile_path(level, index)):
            place = self._folder / path
            if place.is_file():
                return place.read_bytes()
        raise RecordError("log_tile", file=tile_path(level, index, width))


def grown_tiles(tiles: Tiles, entries: Sequence[bytes], leaves: Sequence[bytes]) -> Mapping[str, bytes]:
    """The tiles that are new when entries are added: path below the log's folder -> content.

    Args:
        tiles: The tiles before.
        entries: The new entries.
        leaves: Their hashes.

    Raises:
        RecordError: An entry is too long, or a tile at the edge cannot be read.
    """
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise RecordError("log_entry_long", limit=LONGEST_ENTRY)
    grown: dict[str, bytes] = {}
    start = tiles.size // WIDTH
    framed = [*map(_framed, tiles.entries(start) if tiles.size % WIDTH else []), *map(_framed, entries)]
    for offset in range(0, len(framed), WIDTH):
        part = framed[offset : offset + WIDTH]
        grown[tile_path("entries", start + offset // WIDTH, len(part))] = b"".join(part)
    level, hashes = 0, b"".join(leaves)
    while hashes:
        start = (tiles.size >> (_HEIGHT * level)) // WIDTH
        data = tiles.edge(level) + hashes
        hashes = b""
        for offset in range(0, len(data), WIDTH * _HASH):
            part_of = data[offset : offset + WIDTH * _HASH]
            width = len(part_of) // _HASH
            grown[tile_path(level, start + offset // (WIDTH * _HASH), width)] = part_of
            if width == WIDTH:
                hashes += _tile_root(part_of)
        level += 1
    return grown


def _tile_root(tile: bytes) -> bytes:
    hashes = [tile[i : i + _HASH] for i in range(0, len(tile), _HASH)]
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def _framed(entry: bytes) -> bytes:
    return struct.pack(">H", len(entry)) + entry
