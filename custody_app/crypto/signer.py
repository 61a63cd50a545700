"""What can sign: a key in memory today, a token tomorrow."""

from __future__ import annotations

from typing import Protocol

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature


class Signer(Protocol):
    """Signs for one person or one station."""

    @property
    def public_key(self) -> PublicKey:
        """The key that its signatures verify against."""

    def sign(self, namespace: str, message: bytes) -> Signature:
        """Return the SSHSIG signature over `message` for `namespace`."""
