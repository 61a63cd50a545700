"""The Merkle tree of RFC 6962: leaves, roots, inclusion and consistency proofs.

Proof checks follow RFC 9162 sections 2.1.3.2 and 2.1.4.2; hashing follows RFC 6962 section 2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_SIZE = 32

NodeReader = Callable[[int, int], bytes]
"""Returns the hash of the complete subtree at (level, index): leaves `index << level` up to the next."""


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry bytes)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The complete subtrees that make up a tree of `size` leaves, largest first; appends in O(log n).

    Attributes:
        size: number of leaves.
        peaks: (level, hash) of each complete subtree, left to right.
    """

    def __init__(self, size: int = 0, peaks: Iterable[tuple[int, bytes]] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf hash; return every subtree completed by it as (level, index, hash)."""
        completed = [(0, self.size, leaf)]
        level, node = 0, leaf
        while self.peaks and self.peaks[-1][0] == level:
            node = node_hash(self.peaks.pop()[1], node)
            level += 1
            completed.append((level, self.size >> level, node))
        self.peaks.append((level, node))
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root; of the empty tree, SHA-256 of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def copy(self) -> Frontier:
        """Return an independent frontier of the same tree."""
        return Frontier(self.size, self.peaks)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Tree:
    """All complete subtrees of a list of leaf hashes, in memory; serves proofs for any smaller size too."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.levels: list[list[bytes]] = [[]]
        self._frontier = Frontier()
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._frontier.size

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        for level, _, node in self._frontier.append(leaf):
            if level == len(self.levels):
                self.levels.append([])
            self.levels[level].append(node)

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        return self.levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` leaves (all by default)."""
        return range_root(self.node, 0, self.size if size is None else size)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """Return the inclusion proof of leaf `index` in the tree of `size` leaves."""
        return inclusion_proof(self.node, index, self.size if size is None else size)

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """Return the proof that the tree of `old` leaves is a prefix of the tree of `size`."""
        return consistency_proof(self.node, old, self.size if size is None else size)


def range_root(node: NodeReader, start: int, end: int) -> bytes:
    """Return the root over leaves [start, end), with `start` aligned as RFC 6962 splits leave it."""
    if start == end:
        return EMPTY_ROOT
    root: bytes | None = None
    while end > start:
        level = ((end - start) & -(end - start)).bit_length() - 1
        part = node(level, (end - 1) >> level)
        root = part if root is None else node_hash(part, root)
        end -= 1 << level
    if root is None:
        raise ValueError("an empty range")
    return root


def inclusion_proof(node: NodeReader, index: int, size: int) -> list[bytes]:
    """Return PATH(index, D[size]) of RFC 6962 section 2.1.1, leaf to root.

    Raises:
        ValueError: index is outside the tree.
    """
    if not 0 <= index < size:
        raise ValueError("index outside the tree")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(range_root(node, middle, end))
            end = middle
        else:
            path.append(range_root(node, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(node: NodeReader, old: int, size: int) -> list[bytes]:
    """Return PROOF(old, D[size]) of RFC 6962 section 2.1.2; empty when old equals size.

    Raises:
        ValueError: old is 0 or larger than size.
    """
    if not 0 < old <= size:
        raise ValueError("no proof between these sizes")
    start, end, path, whole = 0, size, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(range_root(node, middle, end))
            end = middle
        else:
            path.append(range_root(node, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(range_root(node, start, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows `leaf` at `index` in the tree with `size` leaves and `root`."""
    if not 0 <= index < size or any(len(part) != HASH_SIZE for part in (leaf, root, *proof)):
        return False
    fn, sn, result = index, size - 1, leaf
    for part in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            result = node_hash(part, result)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and result == root


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether `proof` shows that the tree (old, old_root) is a prefix of (size, root).

    The empty tree proves nothing: old = 0 is always False.
    """
    if not 0 < old <= size or any(len(part) != HASH_SIZE for part in proof):
        return False
    if old == size:
        return not proof and old_root == root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    return consistency_roots(old, size, path) == (old_root, root)


def consistency_roots(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the roots of the trees of `old` and of `size` leaves that `path` leads to, None where it leads nowhere.

    Args:
        old: 0 < old < size.
        size: of the larger tree.
        path: a consistency proof; where `old` is a power of two, its root goes before, which the proof leaves out.
    """
    if not 0 < old < size or not path or any(len(part) != HASH_SIZE for part in path):
        return None
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = path[0]
    for part in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            first, second = node_hash(part, first), node_hash(part, second)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, part)
        fn, sn = fn >> 1, sn >> 1
    return (first, second) if sn == 0 else None


def _split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)
