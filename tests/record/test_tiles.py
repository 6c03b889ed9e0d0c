"""Tiles: paths and contents as C2SP tlog-tiles has them, and the tree read back from them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.errors import RecordError
from verifier.record.tiles import LONGEST_ENTRY, Tiles, grown_tiles, tile_path
from verifier.record.tree import leaf_hash, root_of, subtrees_of


def _entries(first: int, last: int) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(first, last)]


def _grow(folder: Path, first: int, last: int) -> dict[str, bytes]:
    entries = _entries(first, last)
    grown = dict(grown_tiles(Tiles(folder, first), entries, [leaf_hash(entry) for entry in entries]))
    for path, content in grown.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return grown


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (1234067, 256, "tile/0/x001/x234/067"),
        (0, 256, "tile/0/000"),
        (999, 1, "tile/0/999.p/1"),
        (1000, 255, "tile/0/x001/000.p/255"),
    ],
)
def test_paths(index: int, width: int, path: str) -> None:
    """Indexes are written in groups of three digits, all but the last with an x, as the specification's example."""
    assert path == tile_path(0, index, width)


def test_the_tiles_of_the_specifications_example(tmp_path: Path) -> None:
    """A tree of 70,000 entries has 273 full tiles and one of 112, above them 1 and one of 17, above them one of 1."""
    grown = _grow(tmp_path, 0, 70_000)
    hashes = {path: len(data) // 32 for path, data in grown.items() if not path.startswith("tile/entries/")}

    assert 273 == sum(width == 256 for path, width in hashes.items() if path.startswith("tile/0/"))
    assert {"tile/0/273.p/112": 112, "tile/1/000": 256, "tile/1/001.p/17": 17, "tile/2/000.p/1": 1} == {
        path: width for path, width in hashes.items() if ".p/" in path or path.startswith("tile/1/")
    }


@settings(max_examples=15)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_growing_by_steps_is_growing_at_once(tmp_path_factory: pytest.TempPathFactory, steps: list[int]) -> None:
    """However a log grew, its tiles give the root of its entries, and every subtree and entry."""
    folder = tmp_path_factory.mktemp("log")
    size = 0
    for step in steps:
        _grow(folder, size, size + step)
        size += step

    tiles = Tiles(folder, size)
    leaves = [leaf_hash(entry) for entry in _entries(0, size)]

    assert root_of(subtrees_of(leaves), size) == root_of(tiles.subtree, size)
    assert leaves == list(tiles.leaves())
    assert _entries(0, size) == [entry for index in range(-(-size // 256)) for entry in tiles.entries(index)]


def test_what_lies_beyond_the_size_does_not_exist(tmp_path: Path) -> None:
    """Tiles written beyond the stated size are not seen, and a full tile serves where the partial one is gone."""
    _grow(tmp_path, 0, 300)

    tiles = Tiles(tmp_path, 100)

    assert 100 == len(list(tiles.leaves()))
    assert _entries(0, 100) == tiles.entries(0)


@pytest.mark.parametrize("content", [b"", b"\x00", b"\x00\x05abc", b"\xff\xff"])
def test_a_damaged_tile_is_refused(tmp_path: Path, content: bytes) -> None:
    """A tile or a bundle of entries that is too short is refused by its name."""
    _grow(tmp_path, 0, 3)
    for path in ("tile/0/000.p/3", "tile/entries/000.p/3"):
        (tmp_path / path).write_bytes(content)

    with pytest.raises(RecordError) as hashes:
        list(Tiles(tmp_path, 3).leaves())
    with pytest.raises(RecordError) as entries:
        Tiles(tmp_path, 3).entries(0)

    assert ("log_tile", "log_tile") == (hashes.value.code, entries.value.code)


def test_an_absent_tile_is_refused(tmp_path: Path) -> None:
    """A folder without the tile is refused by the tile's name."""
    with pytest.raises(RecordError):
        Tiles(tmp_path, 1).subtree(0, 0)


def test_a_long_entry_is_refused(tmp_path: Path) -> None:
    """An entry takes at most what its two bytes of length can say."""
    entry = b"x" * (LONGEST_ENTRY + 1)

    with pytest.raises(RecordError) as refusal:
        grown_tiles(Tiles(tmp_path, 0), [entry], [leaf_hash(entry)])

    assert "log_entry_long" == refusal.value.code
