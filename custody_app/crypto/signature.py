"""A signature as the log keeps it, and the one place that says whether it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final, Self

import nacl.exceptions
import nacl.signing
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.public_key import ED25519, SECURITY_KEYS, SK_ED25519, PublicKey
from custody_app.crypto.sshsig import ArmouredSignature, armour, signed_blob
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

_USER_PRESENT: Final = 0x01


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature with the key it is by.

    Attributes:
        alg: the SSH name of the key's kind, the same as `key.alg`.
        key: the signer's public key; whose it is, the roster says.
        sig: 64 raw bytes, R || S for Ed25519 kinds, r || s for P-256 kinds.
        flags: one byte a security key signs, bit 0 user presence; None for other kinds.
        counter: a security key's count of signatures, below 2³²; None for other kinds.

    Raises:
        InputWrong: SIG_SHAPE, the parts do not fit together.
    """

    alg: str
    key: PublicKey
    sig: bytes
    flags: int | None = None
    counter: int | None = None

    def __post_init__(self) -> None:
        with_token = self.alg in SECURITY_KEYS
        token_fits = (
            _is_whole(self.flags, 0xFF) and _is_whole(self.counter, 0xFFFFFFFF)
            if with_token
            else self.flags is None and self.counter is None
        )
        if self.alg != self.key.alg or len(self.sig) != 64 or not token_fits:
            raise _shape_wrong()

    def to_json(self) -> dict[str, Any]:
        """Return the member of an envelope's `sigs`: `alg`, `key`, `sig`, and `flags`, `counter` for tokens."""
        told: dict[str, Any] = {"alg": self.alg, "key": self.key.line, "sig": to_base64(self.sig)}
        if self.alg in SECURITY_KEYS:
            told |= {"flags": self.flags, "counter": self.counter}
        return told

    @classmethod
    def from_json(cls, told: object) -> Self:
        """Return the signature that a member of `sigs` tells.

        Raises:
            InputWrong: SIG_SHAPE, it is not of the form `to_json` gives; KEY_LINE is reported so too.
        """
        names = {"alg", "key", "sig"}
        if isinstance(told, dict) and told.get("alg") in SECURITY_KEYS:
            names |= {"flags", "counter"}
        if not isinstance(told, dict) or set(told) != names:
            raise _shape_wrong()
        line, encoded = told["key"], told["sig"]
        sig = from_base64(encoded) if isinstance(encoded, str) else None
        if sig is None or not isinstance(line, str):
            raise _shape_wrong()
        try:
            key = PublicKey.parse_line(line)
        except InputWrong:
            raise _shape_wrong() from None
        return cls(told["alg"], key, sig, told.get("flags"), told.get("counter"))

    @classmethod
    def from_armoured(cls, block: ArmouredSignature) -> Self:
        """Return the signature of one armoured block; its namespace is the caller's to compare."""
        return cls(block.key.alg, block.key, block.sig, block.flags, block.counter)

    def armoured(self, namespace: str) -> str:
        """Return the signature as a block that `ssh-keygen -Y verify` reads."""
        return armour(self.key, namespace, self.sig, flags=self.flags, counter=self.counter)


def verify(signature: Signature, namespace: str, message: bytes) -> bool:
    """Say whether `signature` is its key's, over `message`, for `namespace`.

    Ed25519 holds only with S < L, canonical A and R, neither of small order, and the equation without
    cofactor, which is what libsodium does; tests/vectors/ed25519-edges.json holds it to that.
    P-256 signs SHA-256 of the blob. A security key signs `SHA-256(application) || flags || counter ||
    SHA-256(blob)` (OpenSSH, PROTOCOL.u2f); it must say that a person was present. The
    application is the one its key names.
    """
    signed = signed_blob(namespace, message)
    if signature.alg in SECURITY_KEYS:
        flags, counter, application = signature.flags, signature.counter, signature.key.application
        if flags is None or counter is None or application is None or not flags & _USER_PRESENT:
            return False
        signed = (
            hashlib.sha256(application.encode()).digest()
            + bytes([flags])
            + counter.to_bytes(4, "big")
            + hashlib.sha256(signed).digest()
        )
    if signature.alg in (ED25519, SK_ED25519):
        return verify_ed25519(signature.key.raw, signed, signature.sig)
    return _verify_p256(signature.key.raw, signed, signature.sig)


def verify_ed25519(public: bytes, message: bytes, sig: bytes) -> bool:
    """Say whether `sig` (64 bytes, R || S) is a bare Ed25519 signature over `message`, as notes carry them."""
    try:
        nacl.signing.VerifyKey(public).verify(message, sig)
    except (nacl.exceptions.BadSignatureError, nacl.exceptions.ValueError):
        return False
    return True


def _verify_p256(point: bytes, message: bytes, sig: bytes) -> bool:
    der = encode_dss_signature(int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big"))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_whole(number: object, most: int) -> bool:
    return type(number) is int and 0 <= number <= most


def _shape_wrong() -> InputWrong:
    return InputWrong("SIG_SHAPE", N_("A signature is not in the form the record asks for."))
