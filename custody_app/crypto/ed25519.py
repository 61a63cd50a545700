"""Ed25519 signing keys, made and used through libsodium."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, Self

import nacl.bindings

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature
from custody_app.crypto.sshsig import signed_blob
from custody_app.diagnostics import Locked
from custody_app.i18n import N_

SEED_BYTES = 32


class SigningKey:
    """A secret key in memory; it never shows itself, and signs until it is wiped.

    Made by `generate` or `from_seed`. Wiping is best effort: Python may have copied the bytes elsewhere.
    """

    __slots__ = ("_public_key", "_secret")

    def __init__(self, public: bytes, secret: bytes) -> None:
        self._public_key = PublicKey.from_ed25519(public)
        self._secret = bytearray(secret)

    @classmethod
    def generate(cls, random: Callable[[int], bytes]) -> Self:
        """Return a new key from 32 bytes of `random`, which must be the system's own except in tests."""
        return cls.from_seed(random(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key of a 32-byte seed (RFC 8032's private key).

        Raises:
            ValueError: the seed is not 32 bytes.
        """
        if len(seed) != SEED_BYTES:
            raise ValueError("an Ed25519 seed has 32 bytes")
        return cls(*nacl.bindings.crypto_sign_seed_keypair(seed))

    @property
    def public_key(self) -> PublicKey:
        """The public half, as an `ssh-ed25519` key."""
        return self._public_key

    def seed(self) -> bytes:
        """Return the 32 secret bytes, for writing a key file and nothing else.

        Raises:
            Locked: KEY_WIPED.
        """
        return bytes(self._live_secret()[:SEED_BYTES])

    def sign_raw(self, message: bytes) -> bytes:
        """Return the bare signature over `message`: 64 bytes, R || S.

        Raises:
            Locked: KEY_WIPED.
        """
        return nacl.bindings.crypto_sign(message, bytes(self._live_secret()))[:64]

    def sign(self, namespace: str, message: bytes) -> Signature:
        """Return the SSHSIG signature over `message` for `namespace`.

        Raises:
            Locked: KEY_WIPED.
        """
        return Signature(self._public_key.alg, self._public_key, self.sign_raw(signed_blob(namespace, message)))

    def wipe(self) -> None:
        """Overwrite the secret; the key can sign nothing afterwards."""
        self._secret[:] = bytes(len(self._secret))

    def __repr__(self) -> str:
        return f"SigningKey({self._public_key.fingerprint})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not copied or stored this way")

    def _live_secret(self) -> bytearray:
        if not any(self._secret):
            raise Locked("KEY_WIPED", N_("The key is locked."), advice=N_("Unlock it with your passphrase."))
        return self._secret
