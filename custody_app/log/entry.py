"""Entries: how the station sequenced a statement; the Merkle leaves (log-format.md, Envelope and entry)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from custody_app.log.canonical import Json, b64, canon, parse, unb64
from custody_app.log.merkle import leaf_hash

VERSION: Final = "custody/entry/1"
NO_PREVIOUS: Final = bytes(32)
TAG_SIZE: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a log.

    Attributes:
        seq: 0 for genesis, then one more each.
        log: origin.
        at: station's claimed time; mono: whole milliseconds since boot; boot: 16 hex characters.
        body: SHA-256 of the envelope bytes.
        prev: leaf hash of the entry before, 32 zero bytes for seq 0.
        tag: 16 bytes that only the holder of the case salt can link to a case.
    """

    seq: int
    log: str
    at: str
    boot: str
    mono: int
    body: bytes
    prev: bytes
    tag: bytes

    def to_json(self) -> Json:
        """Return the entry as a canonical JSON object."""
        return {
            "at": self.at,
            "body": b64(self.body),
            "boot": self.boot,
            "log": self.log,
            "mono": self.mono,
            "prev": b64(self.prev),
            "seq": self.seq,
            "tag": b64(self.tag),
            "v": VERSION,
        }

    @property
    def canonical(self) -> bytes:
        """The leaf's bytes."""
        return canon(self.to_json())

    @property
    def leaf_hash(self) -> bytes:
        """SHA-256(0x00 || entry bytes)."""
        return leaf_hash(self.canonical)

    @classmethod
    def from_bytes(cls, canonical: bytes) -> Entry:
        """Read an entry of the right shape; raises CanonRefused, KeyError or TypeError."""
        value = parse(canonical)
        return cls(
            seq=value["seq"],
            log=value["log"],
            at=value["at"],
            boot=value["boot"],
            mono=value["mono"],
            body=unb64(value["body"], 32),
            prev=unb64(value["prev"], 32),
            tag=unb64(value["tag"], TAG_SIZE),
        )


def case_tag(case: str, case_salt: bytes) -> bytes:
    """Return the tag by which the holder of the case salt, and nobody else, links an entry to its case."""
    text = f"custody/case-tag/1\n{case}\n{b64(case_salt)}"
    return hashlib.sha256(text.encode()).digest()[:TAG_SIZE]


def boot_tag(os_boot_id: str, origin: str) -> str:
    """Return 8 bytes of SHA-256(OS boot id || origin) as 16 hex characters."""
    return hashlib.sha256((os_boot_id + origin).encode()).hexdigest()[:16]
