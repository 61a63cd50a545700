"""Public keys as OpenSSH writes them: one line, one meaning."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import Final, Self

from custody_app.crypto import edwards25519
from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.ssh_wire import SshReader, ssh_string
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

ED25519: Final = "ssh-ed25519"
ECDSA_P256: Final = "ecdsa-sha2-nistp256"
SK_ED25519: Final = "sk-ssh-ed25519@openssh.com"
SK_ECDSA_P256: Final = "sk-ecdsa-sha2-nistp256@openssh.com"
ALGORITHMS: Final = (ED25519, ECDSA_P256, SK_ED25519, SK_ECDSA_P256)
# Tuples: what is looked up in them may come from a JSON document and be no text at all.
SECURITY_KEYS: Final = (SK_ED25519, SK_ECDSA_P256)
_EDWARDS: Final = (ED25519, SK_ED25519)
_CURVE_NAME: Final = b"nistp256"

_P256: Final = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P256_B: Final = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key of one of the four kinds that may sign.

    Attributes:
        alg: the SSH name of its kind.
        blob: the key in SSH wire form (RFC 4253, section 6.6): `str(alg)`, then for the Ed25519 kinds
            `str(32 bytes)`, for the P-256 kinds `str("nistp256") str(65-byte point)`; the security-key
            (`sk-`) kinds end with `str(application)`.

    Raises:
        InputWrong: KEY_LINE, the blob is not of that form. Whether the point is any good, `is_weak` says.
    """

    alg: str
    blob: bytes

    def __post_init__(self) -> None:
        _blob_parts(self.alg, self.blob)

    @classmethod
    def parse_line(cls, line: str) -> Self:
        """Return the key of `ssh-ed25519 AAAA…`: exactly two words, no options, no comment, no line end.

        Raises:
            InputWrong: KEY_LINE, unless writing the key again gives the same text.
        """
        alg, _, encoded = line.partition(" ")
        blob = from_base64(encoded)
        if alg not in ALGORITHMS or blob is None:
            raise _line_wrong()
        return cls(alg, blob)

    @classmethod
    def from_blob(cls, blob: bytes) -> Self:
        """Return the key of an SSH wire blob.

        Raises:
            InputWrong: KEY_LINE or SSH_WIRE.
        """
        return cls(SshReader(blob).string().decode("ascii", "replace"), blob)

    @classmethod
    def from_ed25519(cls, raw: bytes) -> Self:
        """Return the `ssh-ed25519` key of 32 raw bytes."""
        return cls(ED25519, ssh_string(ED25519.encode()) + ssh_string(raw))

    @property
    def line(self) -> str:
        """The key as one line, `alg base64`, without a comment."""
        return f"{self.alg} {to_base64(self.blob)}"

    @property
    def fingerprint(self) -> str:
        """The key's name for people, as `ssh-keygen -l` prints it: `SHA256:` and unpadded base64."""
        return "SHA256:" + to_base64(hashlib.sha256(self.blob).digest()).rstrip("=")

    @property
    def raw(self) -> bytes:
        """The bare point: 32 bytes for Ed25519 kinds, 65 bytes (0x04 || x || y) for P-256 kinds."""
        return _blob_parts(self.alg, self.blob)[0]

    @property
    def application(self) -> str | None:
        """The application a security key is bound to, usually `ssh:`; None for other kinds."""
        return _blob_parts(self.alg, self.blob)[1]

    def is_weak(self, for_enrolment: bool) -> bool:
        """Say whether no honest program makes such a key.

        That is an Ed25519 point that is not on the curve, not written canonically or of small order,
        or a P-256 point that is not on the curve.

        Args:
            for_enrolment: refuse also an Ed25519 point with a torsion component, which signatures may
                verify against or not depending on the verifier.
        """
        raw = self.raw
        if self.alg in _EDWARDS:
            return _edwards_weak(raw) or (for_enrolment and not _edwards_torsion_free(raw))
        return not _on_p256(raw)


def _blob_parts(alg: str, blob: bytes) -> tuple[bytes, str | None]:
    if alg not in ALGORITHMS:
        raise _line_wrong()
    try:
        reader = SshReader(blob)
        name = reader.string()
        curve = _CURVE_NAME if alg in _EDWARDS else reader.string()
        point = reader.string()
        application = reader.string().decode("ascii") if alg in SECURITY_KEYS else None
        reader.expect_end()
    except (InputWrong, UnicodeDecodeError):
        raise _line_wrong() from None
    shape_fits = len(point) == 32 if alg in _EDWARDS else len(point) == 65 and point[0] == 4
    if name != alg.encode() or curve != _CURVE_NAME or not shape_fits:
        raise _line_wrong()
    return point, application


@functools.lru_cache(maxsize=1024)
def _edwards_weak(raw: bytes) -> bool:
    point = edwards25519.decode_point(raw)
    return point is None or edwards25519.is_small_order(point)


@functools.lru_cache(maxsize=1024)
def _edwards_torsion_free(raw: bytes) -> bool:
    point = edwards25519.decode_point(raw)
    return point is not None and edwards25519.is_torsion_free(point)


def _on_p256(raw: bytes) -> bool:
    x, y = int.from_bytes(raw[1:33], "big"), int.from_bytes(raw[33:], "big")
    return x < _P256 and y < _P256 and (y * y - (x * x * x - 3 * x + _P256_B)) % _P256 == 0


def _line_wrong() -> InputWrong:
    return InputWrong(
        "KEY_LINE",
        N_("This is not a public key that can be used here."),
        advice=N_(
            "Give one line: the kind of key, one space and the key, with no comment, such as “ssh-ed25519 AAAA…”."
        ),
    )
