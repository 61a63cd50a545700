"""Makes the golden vectors of the log in `tests/vectors/log`: fixed keys, salts and times, so the bytes never change.

Run `python tests/vectors/make_log_vectors.py` from the project's folder; `test_log_vectors.py` compares byte for byte.
Seeds: person and station keys are SHA-256 of the ASCII name of the key.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "log"
if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from custody_app.crypto.ed25519 import SigningKey  # noqa: E402
from custody_app.crypto.note_key import (  # noqa: E402
    TYPE_COSIGNATURE,
    TYPE_LOG,
    NoteKey,
    cosign_note,
    cosigned_message,
    sign_note,
)
from custody_app.crypto.sshsig import NAMESPACE_ROSTER, NAMESPACE_STATEMENT, signed_blob  # noqa: E402
from custody_app.log.canonical import b64  # noqa: E402
from custody_app.log.entry import NO_PREVIOUS, Entry, case_tag  # noqa: E402
from custody_app.log.envelope import sign  # noqa: E402
from custody_app.log.merkle import EMPTY_ROOT, Tree  # noqa: E402
from custody_app.log.note import Checkpoint, NoteSignature, SignedNote  # noqa: E402
from custody_app.log.proof import InclusionProof, encode_consistency  # noqa: E402
from custody_app.log.redaction import conceal  # noqa: E402
from custody_app.log.roster import (  # noqa: E402
    Epoch,
    KeyRevoked,
    Person,
    PersonKey,
    Roots,
    Station,
    Witness,
    first_roster,
)
from custody_app.log.roster_export import allowed_signers, policy  # noqa: E402
from custody_app.log.roster_signing import sign_roster  # noqa: E402
from custody_app.log.statement import ExhibitLine, Head, SeenHead, Statement  # noqa: E402

ORIGIN = "policia.example/custody/lab-01"
WITNESS = "witness.example/w1"
TIME = "2026-03-01T09:15:00.250Z"


def key(name: str) -> SigningKey:
    return SigningKey.from_seed(hashlib.sha256(name.encode()).digest())


def statement(number: int, base: Head) -> Statement:
    """The statement at `number`: genesis, then registrations with names that need care."""
    if number == 0:
        body: dict[str, Any] = {"origin": ORIGIN, "epoch": 1, "station_key": log_key().vkey, "roster": b64(bytes(32))}
        return _statement(number, "genesis", base, body)
    full = {"from": {"name": "José Ñandú \u202e", "city": "Lima"}, "n": number, "ok": True, "list": [1, [], {}]}
    body, _ = conceal(full, ["from.name"], lambda size: bytes([number]) * size)
    line = ExhibitLine(f"E-{number}", None, hashlib.sha256(bytes([number])).hexdigest())
    return _statement(number, "exhibit.register", base, body, (line,))


def _statement(
    number: int, kind: str, base: Head, body: dict[str, Any], lines: tuple[ExhibitLine, ...] = ()
) -> Statement:
    return Statement(
        type=kind,
        id=f"00000000-0000-4000-8000-{number:012x}",
        log=ORIGIN,
        base=base,
        case="" if kind == "genesis" else "C-1",
        exhibits=lines,
        at=TIME,
        offset="-03:00",
        actor="ana",
        body=body,
        salt=bytes([0xA0 + number]) * 16,
        seen=(SeenHead("other.example/custody/x", Head(9, bytes(32))),) if number == 2 else (),
    )


def log_key() -> NoteKey:
    return NoteKey(ORIGIN, TYPE_LOG, key("station").public_key.raw)


def make_log() -> tuple[Tree, list[dict[str, Any]], list[Entry]]:
    tree, told, entries = Tree(), [], []
    for number in range(7):
        made = statement(number, Head(tree.size, tree.root()) if number else Head(0, EMPTY_ROOT))
        envelope = sign(made, [key("ana")])
        entry = Entry(
            seq=number,
            log=ORIGIN,
            at=TIME,
            boot="00112233445566ff",
            mono=1000 * number,
            body=envelope.body_hash,
            prev=entries[-1].leaf_hash if entries else NO_PREVIOUS,
            tag=case_tag(made.case, b"\x55" * 16),
        )
        tree.append(entry.leaf_hash)
        entries.append(entry)
        told.append(
            {
                "statement": made.canonical.decode(),
                "statement_digest": b64(made.digest),
                "signed_blob": signed_blob(NAMESPACE_STATEMENT, made.canonical).hex(),
                "armoured": envelope.signatures[0].armoured(NAMESPACE_STATEMENT),
                "envelope": envelope.canonical.decode(),
                "envelope_sha256": b64(envelope.body_hash),
                "entry": entry.canonical.decode(),
                "leaf_hash": b64(entry.leaf_hash),
                "root_after": b64(tree.root()),
            }
        )
    return tree, told, entries


def checkpoint(tree: Tree, size: int) -> SignedNote:
    text = Checkpoint(ORIGIN, Head(size, tree.root(size))).text
    lines = [sign_note(ORIGIN, key("station"), text), cosign_note(WITNESS, key("witness"), text, 1_772_356_500)]
    return SignedNote(text, tuple(NoteSignature(*line) for line in lines))


def make_roster() -> dict[str, Any]:
    ana = PersonKey(key("ana").public_key, "2026-01-01T00:00:00.000Z")
    ended = KeyRevoked("2026-02-01T00:00:00.000Z", "lost", "2026-01-20T00:00:00.000Z")
    old = PersonKey(key("ana-old").public_key, "2025-01-01T00:00:00.000Z", "2026-06-01T00:00:00.000Z", ended)
    roster = first_roster(
        agency="policia.example",
        issued="2026-01-01T00:00:00.000Z",
        roots=Roots(2, tuple(key(name).public_key for name in ("root-1", "root-2", "root-3"))),
        people=[Person("ana", "Ana Pérez", "Perita", ("examiner",), (old, ana))],
        stations=[Station("lab-01", (Epoch(ORIGIN, log_key(), "2026-01-01T00:00:00.000Z"),))],
        quorum=1,
    ).with_witness(Witness(WITNESS, NoteKey(WITNESS, TYPE_COSIGNATURE, key("witness").public_key.raw)))
    return {
        "roster": roster.canonical.decode(),
        "digest": roster.digest,
        "signed_blob": signed_blob(NAMESPACE_ROSTER, roster.canonical).hex(),
        "signatures": sign_roster(roster, [key("root-1"), key("root-3")]).decode(),
        "allowed_signers": allowed_signers(roster),
        "policy": policy(roster),
        "next": roster.successor("2026-03-01T00:00:00.000Z").canonical.decode(),
    }


def make_vectors() -> dict[str, Any]:
    """Return name → content of each file of vectors."""
    tree, entries, made = make_log()
    note = checkpoint(tree, 7)
    proofs = [InclusionProof(n, e.canonical, tuple(tree.inclusion_proof(n)), note) for n, e in enumerate(made)]
    _, disclosures = conceal({"name": "José Ñandú", "n": {"b": 1, "a": [True]}}, ["name", "n"], lambda n: b"\x07" * n)
    return {
        "entries": {"origin": ORIGIN, "empty_root": b64(EMPTY_ROOT), "entries": entries},
        "checkpoint": {
            "vkey": log_key().vkey,
            "witness_vkey": NoteKey(WITNESS, TYPE_COSIGNATURE, key("witness").public_key.raw).vkey,
            "note": note.encoded.decode(),
            "cosigned_message": cosigned_message(note.text, 1_772_356_500).decode(),
        },
        "proofs": {
            "inclusion": [proof.encoded.decode() for proof in proofs],
            "consistency": {
                str(size): encode_consistency(tree.consistency_proof(size)).decode() for size in range(1, 8)
            },
        },
        "redaction": {"disclosures": [{"text": d.text, "digest": d.digest, "name": d.name} for d in disclosures]},
        "tags": {"c-1": b64(case_tag("C-1", b"\x55" * 16)), "station": b64(case_tag("", b"\x55" * 16))},
        "roster": make_roster(),
    }


def encode(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in make_vectors().items():
        (FOLDER / f"{name}.json").write_bytes(encode(content))
