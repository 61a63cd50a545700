"""A station's log in memory: statements, entries, Merkle tree, checkpoints."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conformance.builder.signing import NoteSigner, Person, b64, canon, sha

EMPTY = {"size": 0, "root": b64(sha(b""))}
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
Hook = Callable[[dict[str, Any]], Any]


def clock(milliseconds: int) -> str:
    moment = START + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def leaf(raw: bytes) -> bytes:
    return sha(b"\0" + raw)


def split(count: int) -> int:
    """The largest power of two below count."""
    return 1 << (count - 1).bit_length() - 1


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    k = split(len(leaves))
    return sha(b"\1" + root(leaves[:k]) + root(leaves[k:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path(index, leaves[:k]), root(leaves[k:])]
    return [*path(index - k, leaves[k:]), root(leaves[:k])]


def consistency(m: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962 2.1.2."""
    if m == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*consistency(m, leaves[:k], whole=whole), root(leaves[k:])]
    return [*consistency(m - k, leaves[k:], whole=False), root(leaves[:k])]


def same(value: Any) -> Any:
    return value


class Station:
    """One log. `append` makes statement, envelope and entry; hooks change each before it is signed or hashed."""

    def __init__(self, origin: str, roster_digest: str = b64(bytes(32))) -> None:
        self.origin, self.log_key, self.roster_digest = origin, NoteSigner(origin), roster_digest
        self.machine = Person("station", origin)
        self.machine.key = self.log_key.key
        self.machine.public = bytes(self.log_key.key.verify_key)
        self.machine.blob = self.machine.blob[:-32] + self.machine.public
        self.machine.line = "ssh-ed25519 " + b64(self.machine.blob)
        self.entries: list[bytes] = []
        self.envelopes: list[bytes] = []
        self.digests: list[str] = []
        self.cases: list[str] = []
        self.types: list[str] = []
        self.disclosures: list[tuple[int, str]] = []
        self.tips: dict[str, str] = {}
        self.salts: dict[str, str] = {"": b64(sha(b"salt " + origin.encode())[:16])}
        self.now = 0
        self.wall = 0
        self.boot = "00112233aabbccdd"
        self.bases: set[int] = set()
        self.cosigners: list[NoteSigner] = []

    @property
    def leaves(self) -> list[bytes]:
        return [leaf(e) for e in self.entries]

    def head(self, size: int | None = None) -> dict[str, Any]:
        size = len(self.entries) if size is None else size
        return {"size": size, "root": b64(root(self.leaves[:size]))}

    def item(self, exhibit: str, sha256: str | None = None, **more: str) -> dict[str, str]:
        """An exhibit line that follows the last statement about it."""
        tip = {"prev": self.tips[exhibit]} if exhibit in self.tips else {}
        return {"exhibit": exhibit, **tip, **({"sha256": sha256} if sha256 else {}), **more}

    def append(
        self,
        kind: str,
        actor: Person,
        body: dict[str, Any] | None = None,
        *,
        case: str = "",
        exhibits: list[dict[str, str]] | None = None,
        signers: list[Person] | None = None,
        seen: list[dict[str, Any]] | None = None,
        statement: Hook = same,
        envelope: Hook = same,
        entry: Hook = same,
    ) -> str:
        """Returns the statement's digest. A hook returns bytes to replace the canonical ones, or a changed document."""
        seq = len(self.entries)
        base = self.head() if seq else EMPTY
        doc = {
            "v": "custody/statement/1",
            "type": kind,
            "id": str(uuid.UUID(bytes=sha(f"{self.origin}{seq}".encode())[:16])),
            "log": self.origin,
            "base": base,
            "case": case,
            "exhibits": exhibits or [],
            "at": clock(self.wall),
            "offset": "-03:00",
            "actor": actor.id,
            "body": body or {},
            "salt": b64(sha(f"s{seq}".encode())[:16]),
        }
        if seen:
            doc["seen"] = seen
        doc = statement(doc)
        message = canon(doc)
        digest = b64(sha(message))
        cover = envelope(
            {"v": "custody/envelope/1", "statement": doc, "sigs": [s.signature(message) for s in signers or [actor]]}
        )
        self.envelopes.append(cover if isinstance(cover, bytes) else canon(cover))
        self.digests.append(digest)
        self.cases.append(case)
        self.types.append(kind)
        self.bases.add(doc["base"]["size"] if isinstance(doc.get("base"), dict) else 0)
        self._enter(seq, case, entry)
        for item in doc["exhibits"] if isinstance(doc["exhibits"], list) else []:
            if isinstance(item, dict):
                self.tips[item["exhibit"]] = digest
        self.now += 60_000
        self.wall += 60_000
        return digest

    def _enter(self, seq: int, case: str, entry: Hook) -> None:
        salt = self.salts.setdefault(case, b64(sha(f"salt {self.origin} {case}".encode())[:16]))
        tag = hashlib.sha256(f"custody/case-tag/1\n{case}\n{salt}".encode()).digest()[:16]
        doc = entry(
            {
                "v": "custody/entry/1",
                "log": self.origin,
                "seq": seq,
                "at": clock(self.wall),
                "boot": self.boot,
                "mono": self.now,
                "prev": b64(leaf(self.entries[-1]) if self.entries else bytes(32)),
                "tag": b64(tag),
                "body": b64(sha(self.envelopes[seq])),
            }
        )
        self.entries.append(doc if isinstance(doc, bytes) else canon(doc))

    def hidden(self, seq: int, name: str, value: Any) -> tuple[str, str]:
        """(digest for `_sd`, disclosure) of a redactable member."""
        from base64 import urlsafe_b64encode as url

        disclosure = url(canon([b64(sha(f"d{seq}{name}".encode())[:16]), name, value])).decode().rstrip("=")
        return url(sha(disclosure.encode())).decode().rstrip("="), disclosure

    def genesis(self, person: Person, **more: Any) -> str:
        digest, disclosure = self.hidden(0, "case_salt", self.salts[""])
        self.disclosures.append((0, disclosure))
        return self.append(
            "genesis",
            person,
            {
                "origin": self.origin,
                "station_key": self.log_key.vkey,
                "_sd": [digest],
                "roster": self.roster_digest,
                "epoch": 1,
            },
            **more,
        )

    def open_case(self, person: Person, case: str, **more: Any) -> str:
        self.salts.setdefault(case, b64(sha(f"salt {self.origin} {case}".encode())[:16]))
        digest, disclosure = self.hidden(len(self.entries), "case_salt", self.salts[case])
        self.disclosures.append((len(self.entries), disclosure))
        return self.append("case.open", person, {"title": "t", "_sd": [digest]}, case=case, **more)

    def note_body(self, size: int | None = None) -> bytes:
        head = self.head(size)
        return f"{self.origin}\n{head['size']}\n{head['root']}\n".encode()

    def note(self, size: int | None = None, *cosigners: NoteSigner) -> bytes:
        body = self.note_body(size)
        return body + b"\n" + self.log_key.line(body) + b"".join(w.line(body) for w in [*self.cosigners, *cosigners])
