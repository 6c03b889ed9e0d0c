"""The Merkle tree: published roots and proofs, and every proof of small trees."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.record.tree import (
    EMPTY_ROOT,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)

_VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors"
_NEEDS_VECTORS = pytest.mark.skipif(not _VECTORS.is_dir(), reason="the published vectors are not beside the checkout")
_LEAVES = [leaf_hash(n.to_bytes(2)) for n in range(40)]


def _root(size: int) -> bytes:
    """MTH, written down as the recursion of RFC 6962, 2.1."""

    def mth(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        k = 1
        while 2 * k < len(leaves):
            k *= 2
        return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()

    return mth(_LEAVES[:size])


@_NEEDS_VECTORS
def test_published_tree() -> None:
    """The roots and nodes of the reference tree of Certificate Transparency come out."""
    case = json.loads((_VECTORS / "merkle_reference_tree.json").read_text(encoding="utf-8"))
    leaves = [leaf_hash(bytes.fromhex(text)) for text in case["leaf_inputs_hex"]]
    subtrees = subtrees_of(leaves)

    roots = [root_of(subtrees_of(leaves[:size]), size).hex() for size in range(len(leaves) + 1)]
    nodes = [[subtrees(h, i).hex() for i in range(len(leaves) >> h)] for h in range(4)]

    assert case["root_hashes_hex"] == roots
    assert case["node_hashes_hex_by_level"] == nodes


@_NEEDS_VECTORS
def test_published_inclusion_proofs() -> None:
    """Of the 98 published inclusion proofs, exactly those that should verify do."""
    cases = json.loads((_VECTORS / "merkle_inclusion.json").read_text(encoding="utf-8"))["cases"]

    def verifies(case: dict[str, object]) -> bool:
        proof = case["proof"]
        path = [base64.b64decode(text) for text in proof] if isinstance(proof, list) else []
        leaf, root = (base64.b64decode(str(case[name] or "")) for name in ("leafHash", "root"))
        index, size = case["leafIdx"], case["treeSize"]
        assert isinstance(index, int)
        assert isinstance(size, int)
        return verify_inclusion(leaf, index, size, path, root)

    assert [] == [case["file"] for case in cases if verifies(case) is bool(case["wantErr"])]
    assert 98 == len(cases)


def test_roots_follow_the_recursion() -> None:
    """The root of every size is the recursion's, and the empty tree's is the digest of nothing."""
    subtrees = subtrees_of(_LEAVES)

    assert [_root(size) for size in range(1, 41)] == [root_of(subtrees, size) for size in range(1, 41)]
    assert EMPTY_ROOT == root_of(subtrees, 0) == hashlib.sha256(b"").digest()


def test_every_inclusion_proof_of_small_trees() -> None:
    """In every tree up to 40 entries, each entry's proof verifies at its own index and at no other."""
    subtrees = subtrees_of(_LEAVES)

    for size in range(1, 41):
        for index in range(size):
            path = inclusion_path(subtrees, index, size)
            proven = [at for at in range(size + 2) if verify_inclusion(_LEAVES[index], at, size, path, _root(size))]
            assert [index] == proven


def test_every_consistency_proof_of_small_trees() -> None:
    """Between every two sizes up to 40, the proof verifies; with roots of other sizes, it does not."""
    subtrees = subtrees_of(_LEAVES)

    for second in range(1, 41):
        for first in range(1, second + 1):
            path = consistency_path(subtrees, first, second)
            assert verify_consistency(first, second, path, _root(first), _root(second))
            assert not verify_consistency(first, second, path, _root(first % 40 + 1), _root(second))
            assert not verify_consistency(first, second, path, _root(first), _root(second % 40 + 1))
            assert first == second or not verify_consistency(first, second, path[:-1], _root(first), _root(second))
            assert not verify_consistency(first, second, [*path, _root(1)], _root(first), _root(second))


@given(st.integers(1, 40), st.data())
def test_a_changed_path_proves_nothing(size: int, data: st.DataObject) -> None:
    """A proof with any bit of any hash flipped is refused."""
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(subtrees_of(_LEAVES), index, size)
    place = data.draw(st.integers(0, max(len(path) * 256 - 1, 0)))
    if path:
        changed = bytearray(path[place // 256])
        changed[place % 256 // 8] ^= 1 << place % 8
        path[place // 256] = bytes(changed)

    assert (not path) == verify_inclusion(_LEAVES[index], index, size, path, _root(size))


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 5), (5, 4), (-1, 3)])
def test_a_proof_from_nothing_is_refused(first: int, second: int) -> None:
    """Growth from the empty tree, or backwards, is never shown."""
    assert not verify_consistency(first, second, [], EMPTY_ROOT, _root(max(second, 1)))


def test_a_leaf_is_no_node() -> None:
    """An entry that looks like two hashes has another hash than the node of these hashes."""
    left, right = _LEAVES[:2]

    assert node_hash(left, right) != leaf_hash(left + right)
