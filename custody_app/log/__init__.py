"""Canonical bytes, statements, entries, Merkle tree, checkpoints, proofs, findings."""
