"""The Merkle tree of a log: hashes, proofs, and their verification.

Source:
    RFC 6962 (2013), 2.1; the verification procedures of RFC 9162 (2021), 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

__all__ = [
    "EMPTY_ROOT",
    "Subtrees",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "node_hash",
    "root_of",
    "subtrees_of",
    "verify_consistency",
    "verify_inclusion",
]

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Subtrees: TypeAlias = Callable[[int, int], bytes]
"""The hash of a complete subtree by its height and its index among those of that height."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtrees_of(leaves: Sequence[bytes]) -> Subtrees:
    """The complete subtrees over leaf hashes held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda height, index: levels[height][index]


def root_of(subtrees: Subtrees, size: int) -> bytes:
    """The root of the tree of the first `size` entries (RFC 6962, 2.1)."""
    return EMPTY_ROOT if size == 0 else _range_hash(subtrees, 0, size)


def inclusion_path(subtrees: Subtrees, index: int, size: int) -> list[bytes]:
    """The hashes that lead from an entry to the root, from the leaf's sibling upwards (RFC 6962, 2.1.1).

    Args:
        subtrees: The complete subtrees of the tree.
        index: The entry's index, below `size`.
        size: The size of the tree.
    """
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_hash(subtrees, middle, high))
            high = middle
        else:
            path.append(_range_hash(subtrees, low, middle))
            low = middle
    return path[::-1]


def consistency_path(subtrees: Subtrees, first: int, second: int) -> list[bytes]:
    """The hashes that show the tree of `first` entries to be the beginning of that of `second` (RFC 6962, 2.1.2).

    Args:
        subtrees: The complete subtrees of the second tree.
        first: The older size, 1 at least.
        second: The newer size, not below `first`.
    """
    path: list[bytes] = []
    low, high, whole = 0, second, True
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range_hash(subtrees, middle, high))
            high = middle
        else:
            path.append(_range_hash(subtrees, low, middle))
            low, whole = middle, False
    if not whole:
        path.append(_range_hash(subtrees, low, high))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a path leads from the hash of the entry at an index to the root of a tree.

    Source:
        RFC 9162 (2021), 2.1.3.2; the numbers are its steps.
    """
    # 1. A shorter text in place of a hash would let empty prove empty.
    if not 0 <= index < size or not _are_hashes([leaf, *path, root]):
        return False
    # 2, 3.
    fn, sn, r = index, size - 1, leaf
    # 4.
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    # 5.
    return sn == 0 and r == root


def verify_consistency(first: int, second: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether a path shows one tree to be the beginning of another.

    A proof from the empty tree is refused: it would say nothing about the newer tree.

    Source:
        RFC 9162 (2021), 2.1.4.2; the numbers are its steps.
    """
    if not 0 < first <= second or not _are_hashes([old_root, *path, new_root]):
        return False
    if first == second:
        return not path and old_root == new_root
    # 1.
    if not path:
        return False
    # 2.
    hashes = list(path) if first & (first - 1) else [old_root, *path]
    # 3, 4.
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    # 5.
    fr = sr = hashes[0]
    # 6.
    for c in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    # 7.
    return fr == old_root and sr == new_root and sn == 0


def _are_hashes(hashes: Sequence[bytes]) -> bool:
    return all(len(one) == len(EMPTY_ROOT) for one in hashes)


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def _range_hash(subtrees: Subtrees, low: int, high: int) -> bytes:
    """MTH of the entries from low to high, where low is a multiple of the power of two that high - low needs."""
    size = high - low
    height = (size & -size).bit_length() - 1
    found = subtrees(height, (high >> height) - 1)
    rest = size - (1 << height)
    # The complete subtrees of the range stand from right to left in growing size.
    while rest:
        high -= 1 << height
        height = (rest & -rest).bit_length() - 1
        found = node_hash(subtrees(height, (high >> height) - 1), found)
        rest -= 1 << height
    return found
