"""The Merkle tree against the published vectors and against its own definition."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody_app.log import merkle

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "merkle-vectors.json").read_text())


def _b(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def _proof(vector: dict) -> list[bytes]:
    return [_b(part) for part in vector["proof"] or []]


def test_there_are_196_vectors() -> None:
    assert len(VECTORS["inclusion"]) + len(VECTORS["consistency"]) == 196


@pytest.mark.parametrize("vector", VECTORS["inclusion"], ids=lambda v: v["name"])
def test_inclusion_vector(vector) -> None:
    shown = merkle.verify_inclusion(
        _b(vector["leafHash"]), vector["leafIdx"], vector["treeSize"], _b(vector["root"]), _proof(vector)
    )
    assert shown is not vector["wantErr"]


@pytest.mark.parametrize("vector", VECTORS["consistency"], ids=lambda v: v["name"])
def test_consistency_vector(vector) -> None:
    shown = merkle.verify_consistency(
        vector["size1"], _b(vector["root1"]), vector["size2"], _b(vector["root2"]), _proof(vector)
    )
    assert shown is not vector["wantErr"]


def _definition(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(_definition(leaves[:k]), _definition(leaves[k:]))


@given(st.integers(0, 90))
def test_root_is_the_definition(size: int) -> None:
    leaves = [merkle.leaf_hash(bytes([i])) for i in range(size)]
    assert merkle.root_of(leaves) == _definition(leaves) == merkle.Tree(leaves).root()


@given(st.data())
def test_every_proof_is_accepted_and_no_altered_one(data) -> None:
    size = data.draw(st.integers(1, 70))
    tree = merkle.Tree(merkle.leaf_hash(bytes([i])) for i in range(size))
    within = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, within - 1))
    leaf, root = merkle.leaf_hash(bytes([index])), tree.root(within)
    proof = tree.inclusion_proof(index, within)
    assert merkle.verify_inclusion(leaf, index, within, root, proof)
    consistency = tree.consistency_proof(within)
    assert merkle.verify_consistency(within, root, size, tree.root(), consistency)
    for path, check in (
        (proof, lambda p: merkle.verify_inclusion(leaf, index, within, root, p)),
        (consistency, lambda p: merkle.verify_consistency(within, root, size, tree.root(), p)),
    ):
        assert not check([*path, bytes(32)])
        if path:
            assert not check(path[:-1])
            changed = data.draw(st.integers(0, len(path) - 1))
            assert not check([*path[:changed], bytes(32), *path[changed + 1 :]])
