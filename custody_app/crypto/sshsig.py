"""SSHSIG: signatures that `ssh-keygen -Y verify` of any system can check (OpenSSH, PROTOCOL.sshsig)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.public_key import ED25519, SECURITY_KEYS, SK_ED25519, PublicKey
from custody_app.crypto.ssh_wire import SshReader, ssh_mpint, ssh_string
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

NAMESPACE_STATEMENT: Final = "custody.statement.v1"
NAMESPACE_ROSTER: Final = "custody.roster.v1"
NAMESPACE_PACKAGE: Final = "custody.package.v1"
NAMESPACE_ENROL: Final = "custody.enrol.v1"

_MAGIC: Final = b"SSHSIG"
_VERSION: Final = 1
_HASH: Final = b"sha512"
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_LINE_LENGTH: Final = 70
_BLOCK: Final = re.compile(rf"{_BEGIN}\n((?:[A-Za-z0-9+/=]+\n)+){_END}\n?")


@dataclass(frozen=True, slots=True)
class ArmouredSignature:
    """One block of a signature file, read but not verified.

    Attributes:
        key: the key the block claims to be by; trust in it comes from elsewhere.
        namespace: what the signature is for.
        sig: 64 raw bytes, R || S for Ed25519 kinds, r || s for P-256 kinds.
        flags: what a security key vouches for, bit 0 user presence; None for other kinds.
        counter: a security key's count of signatures; None for other kinds.
    """

    key: PublicKey
    namespace: str
    sig: bytes
    flags: int | None = None
    counter: int | None = None


def signed_blob(namespace: str, message: bytes) -> bytes:
    """Return the bytes that are really signed.

    Layout: `"SSHSIG" || str(namespace) || str("") || str("sha512") || str(SHA-512(message))`.
    """
    digest = hashlib.sha512(message).digest()
    return _MAGIC + b"".join(map(ssh_string, (namespace.encode(), b"", _HASH, digest)))


def armour(
    public_key: PublicKey, namespace: str, raw_sig: bytes, *, flags: int | None = None, counter: int | None = None
) -> str:
    """Return one armoured block, as `ssh-keygen -Y sign` writes it, its last line ended by a line feed.

    Layout inside: `"SSHSIG" || uint32 1 || str(key blob) || str(namespace) || str("") || str("sha512") ||
    str(str(alg) || str(signature) [|| byte flags || uint32 counter])`.

    Args:
        public_key: the signer's.
        namespace: what the signature is for.
        raw_sig: 64 bytes, R || S or r || s.
        flags: for security keys only.
        counter: for security keys only.
    """
    sig = raw_sig
    if public_key.alg not in (ED25519, SK_ED25519):
        sig = ssh_mpint(int.from_bytes(raw_sig[:32], "big")) + ssh_mpint(int.from_bytes(raw_sig[32:], "big"))
    inner = ssh_string(public_key.alg.encode()) + ssh_string(sig)
    if flags is not None and counter is not None:
        inner += bytes([flags]) + counter.to_bytes(4, "big")
    fields = (public_key.blob, namespace.encode(), b"", _HASH, inner)
    encoded = to_base64(_MAGIC + _VERSION.to_bytes(4, "big") + b"".join(map(ssh_string, fields)))
    lines = [encoded[i : i + _LINE_LENGTH] for i in range(0, len(encoded), _LINE_LENGTH)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def parse_armour(text: str) -> list[ArmouredSignature]:
    """Return the signatures of a file of armoured blocks, one after the other; CR LF line ends are read too.

    Raises:
        InputWrong: SSHSIG_FORM, there is no block, something stands between blocks, or one is malformed
            or made with a hash other than SHA-512.
    """
    text = text.replace("\r\n", "\n")
    found, position = [], 0
    while position < len(text):
        block = _BLOCK.match(text, position)
        content = from_base64(block.group(1).replace("\n", "")) if block else None
        if block is None or content is None:
            raise _form_wrong()
        found.append(_parse_block(content))
        position = block.end()
    if not found:
        raise _form_wrong()
    return found


def _parse_block(content: bytes) -> ArmouredSignature:
    try:
        reader = SshReader(content)
        head = (reader.take(len(_MAGIC)), reader.uint32())
        key = PublicKey.from_blob(reader.string())
        namespace, reserved, hash_name = (reader.string() for _ in range(3))
        sig, flags, counter = _parse_inner(key, reader.string())
        reader.expect_end()
        name = namespace.decode()
    except (InputWrong, UnicodeDecodeError):
        raise _form_wrong() from None
    if head != (_MAGIC, _VERSION) or hash_name != _HASH or reserved or not name:
        raise _form_wrong()
    return ArmouredSignature(key, name, sig, flags, counter)


def _parse_inner(key: PublicKey, content: bytes) -> tuple[bytes, int | None, int | None]:
    reader = SshReader(content)
    if reader.string() != key.alg.encode():
        raise _form_wrong()
    sig = reader.string()
    if key.alg not in (ED25519, SK_ED25519):
        numbers = SshReader(sig)
        r, s = numbers.mpint(), numbers.mpint()
        numbers.expect_end()
        if max(r, s) >> 256:
            raise _form_wrong()
        sig = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    flags = counter = None
    if key.alg in SECURITY_KEYS:
        flags, counter = reader.take(1)[0], reader.uint32()
    reader.expect_end()
    if len(sig) != 64:
        raise _form_wrong()
    return sig, flags, counter


def _form_wrong() -> InputWrong:
    return InputWrong(
        "SSHSIG_FORM",
        N_("The signature file cannot be read."),
        advice=N_("Ask for the file again; signatures are blocks that begin with “BEGIN SSH SIGNATURE”."),
    )
