"""A Merkle tree of a million leaves in 64 MB: complete subtrees as plain bytes, level by level."""

from __future__ import annotations

from custody_app.log.merkle import HASH_SIZE, Frontier, range_root


class PackedTree:
    """Gives the root of every prefix of the log in O(log n)."""

    def __init__(self) -> None:
        self._levels: list[bytearray] = []
        self._frontier = Frontier()
        self._last: tuple[int, bytes] | None = None

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._frontier.size

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        for level, _, node in self._frontier.append(leaf):
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += node

    def leaf(self, index: int) -> bytes:
        """Return the hash of one leaf."""
        return self._node(0, index)

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` leaves; `size` is at most the tree's."""
        # Consecutive statements often name the same head.
        if self._last is None or self._last[0] != size:
            self._last = (size, range_root(self._node, 0, size))
        return self._last[1]

    def _node(self, level: int, index: int) -> bytes:
        return bytes(self._levels[level][index * HASH_SIZE : (index + 1) * HASH_SIZE])
