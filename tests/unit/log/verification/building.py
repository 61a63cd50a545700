"""Builds logs and packages with real keys, and lets a test spoil them at any layer."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, Literal

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import TYPE_COSIGNATURE, TYPE_LOG, NoteKey, cosign_note, sign_note
from custody_app.crypto.sshsig import NAMESPACE_ENROL, NAMESPACE_PACKAGE, NAMESPACE_STATEMENT
from custody_app.log.canonical import MAX_BYTES_LARGE, Json, b64, canon, unb64
from custody_app.log.entry import NO_PREVIOUS, case_tag
from custody_app.log.merkle import EMPTY_ROOT, Tree, leaf_hash
from custody_app.log.note import Checkpoint, NoteSignature, SignedNote, parse_note
from custody_app.log.proof import InclusionProof, encode_consistency
from custody_app.log.redaction import conceal
from custody_app.log.roster import Epoch, Person, PersonKey, Roots, Roster, Station, Witness, first_roster
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.log.roster_signing import sign_roster
from custody_app.log.statement import Head
from custody_app.log.verification import FileTooLarge, Outcome, Trust, verify

ORIGIN = "policia.example/custody/lab"
SCENE = "policia.example/custody/scene"
START = "2026-01-01T00:00:00.000Z"
AGENCY = "policia.example"
Files = dict[str, bytes]
Tweak = Callable[[Json], Any]


def seeded(name: str) -> SigningKey:
    return SigningKey.from_seed(hashlib.sha256(name.encode()).digest())


KEYS = {name: seeded(name) for name in ("ana", "bruno", "carla", "root", "root2", "root3", "witness", "other")}
STATION_KEYS = {ORIGIN: seeded("lab"), SCENE: seeded("scene")}


class MemoryFiles:
    """A package held in memory."""

    def __init__(self, files: Files, kind: Literal["package", "station"] = "package") -> None:
        self.files = files
        self.kind: Literal["package", "station"] = kind

    def names(self) -> Iterable[str]:
        return list(self.files)

    def size(self, name: str) -> int:
        return len(self.files[name])

    def read(self, name: str, limit: int) -> bytes:
        if len(self.files[name]) > limit:
            raise FileTooLarge(name, limit)
        return self.files[name]

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self.files[name])


def person(name: str, start: str = START, **revoked: Any) -> Person:
    return Person(name, name.title(), "officer", ("officer",), (PersonKey(KEYS[name].public_key, start, **revoked),))


def log_key(origin: str) -> NoteKey:
    return NoteKey(origin, TYPE_LOG, STATION_KEYS[origin].public_key.raw)


WITNESS = Witness("witness.example/w1", NoteKey("witness.example/w1", TYPE_COSIGNATURE, KEYS["witness"].public_key.raw))


def make_roster(people: Iterable[Person] = (), *, quorum: int = 0, origins: Iterable[str] = (ORIGIN, SCENE)) -> Roster:
    stations = [Station(o.rpartition("/")[2], (Epoch(o, log_key(o), START),)) for o in origins]
    everybody = tuple(people) or tuple(person(name) for name in ("ana", "bruno", "carla"))
    roots = Roots(1, (KEYS["root"].public_key,))
    made = first_roster(agency=AGENCY, issued=START, roots=roots, people=everybody, stations=stations, quorum=quorum)
    return made.with_witness(WITNESS)


class LogBuilder:
    """Appends statements to a log; every layer can be tweaked before it is hashed or signed."""

    def __init__(self, roster: Roster | None = None, origin: str = ORIGIN) -> None:
        self.roster = roster or make_roster()
        self.origin = origin
        self.entries: list[bytes] = []
        self.envelopes: dict[int, bytes] = {}
        self.digests: list[bytes] = []
        self.lines: dict[str, bytes] = {}
        self.salts: dict[str, bytes] = {}
        self.cases: dict[int, str] = {}
        self.disclosures: list[Json] = []
        self.disclosure_cases: list[str] = []
        self.tree = Tree()
        self.counter = 0
        self.wall = 9 * 3600_000
        self.mono = 1_000_000
        self.boot = "00000000000000aa"
        self.consistency_sizes: set[int] = set()
        self.extra_seen: dict[str, set[int]] = {}

    def random(self, size: int) -> bytes:
        self.counter += 1
        return hashlib.sha512(f"{self.origin}{self.counter}".encode()).digest()[:size]

    @property
    def at(self) -> str:
        total, ms = divmod(self.wall, 1000)
        day, rest = divmod(total, 86_400)
        return f"2026-03-{1 + day:02d}T{rest // 3600:02d}:{rest % 3600 // 60:02d}:{rest % 60:02d}.{ms:03d}Z"

    @property
    def head(self) -> Head:
        return Head(self.tree.size, self.tree.root())

    def start(self) -> LogBuilder:
        body = {
            "origin": self.origin,
            "station_key": log_key(self.origin).vkey,
            "roster": self.roster.digest,
            "epoch": 1,
        }
        self.add("genesis", body=body, case_salt="")
        return self

    def open_case(self, case: str) -> int:
        return self.add("case.open", case=case, body={"title": "t"}, case_salt=case)

    def register(
        self, exhibit: str, actor: str = "ana", case: str = "C1", sha256: str | None = None, **more: Any
    ) -> int:
        return self.add("exhibit.register", case=case, actor=actor, new=[exhibit], sha256=sha256, **more)

    def offer(self, *exhibits: str, by: str = "ana", to: Any = "bruno", **more: Any) -> int:
        body = {"to": to, "purpose": "p", "condition": "c", "seals": []}
        return self.add("transfer.offer", case="C1", actor=by, follow=exhibits, body=body, **more)

    def accept(self, offer: int, *exhibits: str, by: str = "bruno", refused: Iterable[str] = (), **more: Any) -> int:
        return self.accept_digest(self.digests[offer], *exhibits, by=by, refused=refused, **more)

    def accept_digest(
        self, offer: bytes, *exhibits: str, by: str = "bruno", refused: Iterable[str] = (), **more: Any
    ) -> int:
        lines = [{"exhibit": e, "accepted": e not in refused, "condition": "c", "seal_ok": True} for e in exhibits]
        body = {"offer": b64(offer), "lines": lines}
        body |= more.pop("body", {})
        return self.add("transfer.accept", case="C1", actor=by, follow=exhibits, body=body, **more)

    def add(
        self,
        kind: str,
        *,
        actor: str = "ana",
        case: str = "",
        body: Json | None = None,
        new: Iterable[str] = (),
        follow: Iterable[str] = (),
        prev: dict[str, bytes] | None = None,
        sha256: str | None = None,
        seen: list[Json] | None = None,
        redact: Iterable[str] = (),
        case_salt: str | None = None,
        signers: Iterable[SigningKey] | None = None,
        statement: Tweak | None = None,
        envelope: Tweak | None = None,
        entry: Tweak | None = None,
        step: tuple[int, int] = (60_000, 60_000),
        base: Head | None = None,
    ) -> int:
        seq = len(self.entries)
        self.wall, self.mono = self.wall + step[0], self.mono + step[1]
        body, redact = dict(body or {}), list(redact)
        if case_salt is not None:
            self.salts[case_salt] = self.random(16)
            body["case_salt"] = b64(self.salts[case_salt])
            redact.append("case_salt")
        hidden, made = conceal(body, redact, self.random)
        self.disclosures += [{"entry": seq, "disclosure": taken.text} for taken in made]
        self.disclosure_cases += [case_salt if case_salt is not None else case for _ in made]
        lines: list[Json] = [{"exhibit": e} for e in new]
        lines += [{"exhibit": e, "prev": b64((prev or {}).get(e) or self.lines[e])} for e in follow]
        for line in lines:
            if sha256 is not None:
                line["sha256"] = sha256
        head = base or (self.head if seq else Head(0, EMPTY_ROOT))
        self.consistency_sizes.add(head.size)
        told: Json = {
            "v": "custody/statement/1", "type": kind, "id": str(uuid.UUID(bytes=self.random(16))), "log": self.origin,
            "base": head.to_json(), "case": case, "exhibits": lines, "at": self.at, "offset": "-03:00",
            "actor": actor, "body": hidden, "salt": b64(self.random(16)),
        }  # fmt: skip
        if seen:
            told["seen"] = seen
        if statement:
            told = statement(told) or told
        message = canon(told)
        keys = self._signers(told) if signers is None else list(signers)
        sigs = [key.sign(NAMESPACE_STATEMENT, message).to_json() for key in keys]
        whole: Json = {"sigs": sigs, "statement": told, "v": "custody/envelope/1"}
        if envelope:
            whole = envelope(whole) or whole
        encoded = whole if isinstance(whole, bytes) else canon(whole)
        self._append(seq, case, encoded, entry)
        digest = hashlib.sha256(message).digest()
        self.digests.append(digest)
        self.lines |= {line["exhibit"]: digest for line in lines}
        return seq

    def _signers(self, told: Json) -> list[SigningKey]:
        names = dict.fromkeys([told["actor"], *told["body"].get("cosigners", [])])
        return [STATION_KEYS[self.origin] if name == "station" else KEYS[name] for name in names]

    def _append(self, seq: int, case: str, envelope: bytes, tweak: Tweak | None) -> None:
        salt = self.salts.get(case, bytes(16))
        told: Json = {
            "at": self.at, "body": b64(hashlib.sha256(envelope).digest()), "boot": self.boot, "log": self.origin,
            "mono": self.mono, "prev": b64(leaf_hash(self.entries[-1]) if seq else NO_PREVIOUS), "seq": seq,
            "tag": b64(case_tag(case, salt)), "v": "custody/entry/1",
        }  # fmt: skip
        if tweak:
            told = tweak(told) or told
        encoded = told if isinstance(told, bytes) else canon(told)
        self.entries.append(encoded)
        self.envelopes[seq] = envelope
        self.cases[seq] = case
        self.tree.append(leaf_hash(encoded))

    def seen_head(self) -> Json:
        self.consistency_sizes.add(self.tree.size)
        return {"log": self.origin, **self.head.to_json()}

    def erase(self, seq: int) -> int:
        """Record an erasure and drop the envelope."""
        body = {"seq": seq, "statement": b64(self.digests[seq]), "ground": "court order"}
        done = self.add("body.erase", body=body, case=self.cases[seq])
        del self.envelopes[seq]
        return done

    # Packages.

    def checkpoint(self, size: int | None = None, *, cosigned: bool = True, root: bytes | None = None) -> SignedNote:
        size = self.tree.size if size is None else size
        text = Checkpoint(self.origin, Head(size, root or self.tree.root(size))).text
        lines = [sign_note(self.origin, STATION_KEYS[self.origin], text)]
        if cosigned:
            lines.append(cosign_note(WITNESS.name, KEYS["witness"], text, 1_772_600_000))
        return SignedNote(text, tuple(NoteSignature(*line) for line in lines))

    def log_files(
        self, folder: str = "data/log/", *, case: str | None = None, whole: bool = True, **note: Any
    ) -> Files:
        """The log as it lies in a package; `case` for a case package, `whole` False for a blinded one."""
        checkpoint = self.checkpoint(**note)
        size = int(checkpoint.text.split("\n")[1])
        files = {folder + "checkpoint": checkpoint.encoded}
        shown = {"", case} if case is not None else {""} if not whole else None
        for seq, encoded in enumerate(self.entries):
            if shown is not None and self.cases[seq] not in shown:
                continue
            files[f"{folder}entry/{seq:012d}.json"] = encoded
            if seq in self.envelopes:
                files[f"{folder}envelope/{seq:012d}.json"] = self.envelopes[seq]
            if seq < size:
                proof = InclusionProof(seq, encoded, tuple(self.tree.inclusion_proof(seq, size)), checkpoint)
                files[f"{folder}proof/{seq:012d}.tlog-proof"] = proof.encoded
        if shown is not None:
            files[folder + "blinded.jsonl"] = b"".join(encoded + b"\n" for encoded in self.entries)
            for base in self.consistency_sizes - {0, size}:
                proof = encode_consistency(self.tree.consistency_proof(base, size))
                files[f"{folder}consistency/{base:012d}"] = proof
        return files

    def disclosed(self, cases: Iterable[str] | None = None, log: str | None = None) -> list[Json]:
        shown = [
            told
            for told, case in zip(self.disclosures, self.disclosure_cases, strict=True)
            if cases is None or case in cases
        ]
        return [told | {"log": log} for told in shown] if log else shown

    def package(
        self,
        scope: str = "whole-log",
        case: str = "C1",
        *,
        peers: Iterable[LogBuilder] = (),
        files: Files | None = None,
        evidence: Iterable[bytes] = (),
        roster: Roster | None = None,
        **note: Any,
    ) -> Files:
        whole = scope == "whole-log"
        shown = None if whole else {"", case} if scope == "case" else {""}
        made = self.log_files(case=case if scope == "case" else None, whole=whole, **note)
        disclosures = self.disclosed(shown)
        for peer in peers:
            folder = f"data/peer/{hashlib.sha256(peer.origin.encode()).hexdigest()[:16]}/"
            made |= peer.log_files(folder, case=case if scope == "case" else None, whole=whole)
            disclosures += peer.disclosed(shown, peer.origin)
        listed = {"v": "custody/disclosures/1", "disclosures": disclosures, "names": [{"id": "ana", "name": "Ana"}]}
        made["data/disclosures.json"] = canon(listed, max_bytes=MAX_BYTES_LARGE)
        made |= trust_files(roster or self.roster)
        made |= {f"data/files/{hashlib.sha256(content).hexdigest()}": content for content in evidence}
        made |= files or {}
        checkpoint = parse_note(made["data/log/checkpoint"]).text.split("\n")
        made["bagit.txt"] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
        info = {
            "Bagging-Date": "2026-03-02", "Payload-Oxum": "", "Custody-Package": "custody/package/1",
            "Custody-Scope": scope, "Custody-Log": self.origin, "Custody-Size": checkpoint[1],
            "Custody-Root": checkpoint[2],
        }  # fmt: skip
        if not whole:
            info["Custody-Case"] = case
        made["bag-info.txt"] = "".join(f"{label}: {value}\n" for label, value in info.items()).encode()
        made["verify/README.txt"] = b"How to check this package.\n"
        return sealed(made)


def trust_files(roster: Roster) -> Files:
    return {
        "data/trust/roster.json": roster.canonical,
        "data/trust/roster.json.sig": sign_roster(roster, [KEYS["root"]]),
        "data/trust/allowed_signers": allowed_signers(roster).encode(),
        "data/trust/policy": policy(roster).encode(),
    }


def sealed(files: Files, signer: str = "ana") -> Files:
    """Make the lists and the package's signature fit the files again, as a forger would."""
    kept = {n: c for n, c in files.items() if not n.startswith(("manifest-", "tagmanifest-"))}
    payload = {name: content for name, content in kept.items() if name.startswith("data/")}
    oxum = f"{sum(map(len, payload.values()))}.{len(payload)}"
    if "bag-info.txt" in kept:
        lines = kept["bag-info.txt"].decode("latin-1").split("\n")
        lines = [f"Payload-Oxum: {oxum}" if line.startswith("Payload-Oxum") else line for line in lines]
        kept["bag-info.txt"] = "\n".join(lines).encode("latin-1")
    kept["manifest-sha256.txt"] = _list(payload)
    kept["tagmanifest-sha256.txt"] = _list({n: c for n, c in kept.items() if not n.startswith("data/")})
    signature = KEYS[signer].sign(NAMESPACE_PACKAGE, kept["tagmanifest-sha256.txt"])
    kept["tagmanifest-sha256.txt.sig"] = signature.armoured(NAMESPACE_PACKAGE).encode()
    return kept


def _list(files: Files) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def enrolment(log: str, name: str, key: SigningKey, *, by: SigningKey | None = None) -> Json:
    told = {"key": key.public_key.line, "log": log, "person": name, "v": "custody/enrol/1"}
    return {
        "person": name,
        "key": key.public_key.line,
        "proof": b64((by or key).sign(NAMESPACE_ENROL, canon(told)).sig),
    }


def codes(outcome: Outcome) -> list[tuple[str, int | None]]:
    """Each finding's code and entry, those about other logs with the log."""
    return [(f.code, f.entry) if f.log is None else (f"{f.code}@{f.log}", f.entry) for f in outcome.findings]


def check(
    files: Files, trust: Trust | None = None, kind: Literal["package", "station"] = "package", *, alone: bool = False
) -> Outcome:
    """Verify; both verifiers must agree, unless `alone`: what no rule of the page settles."""
    if kind == "package" and not alone:
        from tests.conformance.agreement import both_with

        both_with(files, trust)
    return verify(MemoryFiles(files, kind), trust)


def sample(roster: Roster | None = None) -> LogBuilder:
    """A log with two cases, a transfer and a comparison, cosigned: nothing is wrong with it."""
    log = LogBuilder(roster).start()
    log.open_case("C1")
    log.open_case("C2")
    log.register("E1", sha256="11" * 32)
    log.register("X1", case="C2")
    offer = log.offer("E1")
    log.accept(offer, "E1")
    log.add("exhibit.verify", actor="bruno", case="C1", follow=["E1"], sha256="11" * 32, body={"result": "match"})
    return log


def signed_root(text: str) -> bytes:
    return unb64(text.split("\n")[2], 32)
