"""Signatures, keys and key files; the only layer that loads PyNaCl."""
