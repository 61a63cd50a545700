"""Keys, SSHSIG, signed notes, cosignatures, written from the formats' own descriptions."""

import base64
import hashlib
import json
import struct
from typing import Any

from nacl.signing import SigningKey


def canon(value: Any) -> bytes:
    """Canonical JSON."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def sha(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def ssh_string(raw: bytes) -> bytes:
    return struct.pack(">I", len(raw)) + raw


def sshsig_blob(namespace: str, message: bytes) -> bytes:
    """The bytes that an SSHSIG signs."""
    return b"SSHSIG" + b"".join(map(ssh_string, (namespace.encode(), b"", b"sha512", hashlib.sha512(message).digest())))


class Person:
    """An Ed25519 key made from a name, so that packages come out the same every time."""

    def __init__(self, name: str, seed: str = "") -> None:
        self.id = name
        self.key = SigningKey(sha(b"test person " + (seed or name).encode()))
        self.public = bytes(self.key.verify_key)
        self.blob = ssh_string(b"ssh-ed25519") + ssh_string(self.public)
        self.line = "ssh-ed25519 " + b64(self.blob)

    def sign(self, namespace: str, message: bytes) -> bytes:
        return self.key.sign(sshsig_blob(namespace, message)).signature

    def signature(self, message: bytes, namespace: str = "custody.statement.v1") -> dict[str, Any]:
        return {"alg": "ssh-ed25519", "key": self.line, "sig": b64(self.sign(namespace, message))}


def sshsig_armour(person: Person, namespace: str, message: bytes) -> str:
    """The block `ssh-keygen -Y sign` would write."""
    body = b"SSHSIG" + struct.pack(">I", 1) + ssh_string(person.blob) + ssh_string(namespace.encode()) + ssh_string(b"")
    body += ssh_string(b"sha512") + ssh_string(ssh_string(b"ssh-ed25519") + ssh_string(person.sign(namespace, message)))
    text = b64(body)
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


class NoteSigner:
    """A key that signs note bodies: kind 1 a log, kind 4 a witness."""

    kind = 1

    def __init__(self, name: str, seed: str = "") -> None:
        self.name, self.key = name, SigningKey(sha(b"test note " + (seed or name).encode()))
        typed = bytes([self.kind]) + bytes(self.key.verify_key)
        self.id = sha(name.encode() + b"\n" + typed)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(typed)}"

    def raw(self, body: bytes) -> bytes:
        return self.key.sign(body).signature

    def line(self, body: bytes) -> bytes:
        return f"\u2014 {self.name} {b64(self.id + self.raw(body))}\n".encode()


class Witness(NoteSigner):
    kind = 4
    when = 1_768_000_000

    def raw(self, body: bytes) -> bytes:
        return struct.pack(">Q", self.when) + self.key.sign(b"cosignature/v1\ntime %d\n" % self.when + body).signature
