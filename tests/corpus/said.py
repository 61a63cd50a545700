"""What redaction, names that look alike, keys of other kinds and odd JSON make possible."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from custody_app.crypto.edwards25519 import BASE, encode_point, multiply_point
from tests.conformance.builder import Person, Station, seal
from tests.conformance.builder.scene import (
    CAST,
    DIGEST,
    FROM,
    ORIGIN,
    accept,
    enrolment,
    finished,
    offer,
    registered,
    roster_document,
    signed_roster,
)  # fmt: skip
from tests.conformance.builder.signing import b64, canon, sha, ssh_string, sshsig_blob
from tests.corpus.case import V1, Files, Mutation, holding, packed
from tests.unit.crypto.test_ed25519_edges import R_SECRET, made

ANA, BEN = CAST.ana, CAST.ben


def disclosure(name: Any, value: Any, salt: Any = "salt") -> tuple[str, str]:
    text = urlsafe_b64encode(canon([salt, name, value])).decode().rstrip("=")
    return urlsafe_b64encode(sha(text.encode())).decode().rstrip("="), text


WHO, LIE = disclosure("who", "the owner"), disclosure("who", "somebody else")
INNER = disclosure("x", "y")
OUTER = disclosure("o", {"_sd": [INNER[0]]})


def redacted(body: dict[str, Any], *texts: str, entry: int = 12) -> Mutation:
    def make() -> Files:
        station = finished()
        station.append("note", ANA, body)
        station.disclosures += [(entry, text) for text in texts]
        return packed(station)

    return Mutation(make)


def hidden_recipient(*shown: str) -> Mutation:
    to = disclosure("to", "ben")

    def make() -> Files:
        station = registered()
        deal = station.append("transfer.offer", ANA, {"_sd": [to[0]]}, case="C-1", exhibits=[station.item("E-1")])
        accept(station, deal, "E-1", actor=ANA)
        station.disclosures += [(7, to[1]) for _ in shown]
        return packed(station)

    return Mutation(make)


def without_salts(*names: str) -> Mutation:
    """Disclosures of a case package taken out."""

    def make() -> Files:
        files = packed(finished(), scope="case")
        document = json.loads(files["data/disclosures.json"])
        document["disclosures"] = [row for row in document["disclosures"] if str(row["entry"]) not in names]
        return seal({**files, "data/disclosures.json": canon(document)}, ANA)

    return Mutation(make)


def erased(seq: int, *, by: Person = ANA, digest: str | None = None, keep: bool = False) -> Mutation:
    """body.erase with another digest, by somebody else, or of what is still there."""

    def make() -> Files:
        station = finished()
        body = {"seq": seq, "statement": digest or station.digests[seq], "ground": "order"}
        station.append("body.erase", by, body)
        files = packed(station)
        return (
            files if keep else seal({n: r for n, r in files.items() if n != f"data/log/envelope/{seq:012d}.json"}, ANA)
        )

    return Mutation(make)


def after(*steps: Callable[[Station], Any]) -> Mutation:
    def make() -> Files:
        station = registered()
        for step in steps:
            step(station)
        return packed(station)

    return Mutation(make)


def act(kind: str, exhibit: str, *, of: str = "", actor: Person = ANA, **more: Any) -> Callable[[Station], Any]:
    """A statement about `exhibit` that follows the last one about `of`."""

    def step(station: Station) -> None:
        item = {"exhibit": exhibit, **({"prev": station.tips[of]} if of else {})}
        station.append(kind, actor, more.get("body") or {}, case="C-1", exhibits=[item], **more.get("hooks", {}))

    return step


def twin_answer(kind: str) -> Callable[[Station], Any]:
    def step(station: Station) -> None:
        deal = offer(station, "E-1")
        body = {"offer": deal, "lines": [{"exhibit": "E-1", "accepted": True}]}
        station.append(kind, BEN, body, case="C-1", exhibits=[{"exhibit": "E-1", "prev": deal}])

    return step


def sig(**members: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {**doc, "sigs": [{**doc["sigs"][0], **members}]}


def signed(hook: Callable[[dict[str, Any]], Any]) -> Mutation:
    return after(lambda station: station.append("note", ANA, {"text": "x"}, envelope=hook))


def elsewhere(namespace: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda doc: {**doc, "sigs": [ANA.signature(canon(doc["statement"]), namespace)]}


SK = b"sk-ssh-ed25519@openssh.com"
SK_LINE = f"{SK.decode()} {b64(ssh_string(SK) + ssh_string(CAST.eve.public) + ssh_string(b'ssh:'))}"


def token(flags: int, told_flags: int | None = None, counter: Any = 9, drop: str = "") -> Mutation:
    """Eve signs with a FIDO2 token that is on the roster."""
    document = roster_document(version=2, prev=b64(sha(V1[0])))
    document["people"].append(
        {"id": "eve", "name": "Eve", "post": "", "roles": [], "keys": [{"key": SK_LINE, "from": FROM}]}
    )
    roster = signed_roster(document)

    def envelope(doc: dict[str, Any]) -> dict[str, Any]:
        blob = sshsig_blob("custody.statement.v1", canon(doc["statement"]))
        wrapped = sha(b"ssh:") + bytes([flags]) + (9).to_bytes(4, "big") + sha(blob)
        told = {"alg": SK.decode(), "key": SK_LINE, "sig": b64(CAST.eve.key.sign(wrapped).signature)}
        more = {"flags": flags if told_flags is None else told_flags, "counter": counter}
        return {**doc, "sigs": [{**told, **{k: v for k, v in more.items() if k != drop}}]}

    def make() -> Files:
        station = finished()
        station.append("note", CAST.eve, {"text": "x"}, envelope=envelope)
        return packed(station, roster)

    return Mutation(make, holding(roster))


WEAK = "ssh-ed25519 " + b64(ANA.blob[:-32] + (1).to_bytes(32, "little"))


def weak_on_the_roster() -> Mutation:
    """The neutral point as somebody's key: R = r B with S = r holds for every message."""
    document = roster_document(version=2, prev=b64(sha(V1[0])))
    document["people"].append(
        {"id": "eve", "name": "Eve", "post": "", "roles": [], "keys": [{"key": WEAK, "from": FROM}]}
    )
    roster = signed_roster(document)
    anything = encode_point(multiply_point(R_SECRET, BASE)) + R_SECRET.to_bytes(32, "little")

    def make() -> Files:
        station, told = finished(), {"alg": "ssh-ed25519", "key": WEAK, "sig": b64(anything)}
        station.append("note", CAST.eve, {"text": "x"}, envelope=lambda doc: {**doc, "sigs": [told]})
        return packed(station, roster)

    return Mutation(make, holding(roster))


def mixed_order() -> dict[str, Any]:
    """An enrolment of a key with a torsion component."""
    raw = made(1, 0, b"")[0]
    return enrolment(CAST.eve, key="ssh-ed25519 " + b64(CAST.eve.blob[:-32] + raw))


def raw_json(old: bytes, new: bytes) -> Mutation:
    """The envelope's bytes changed before they are hashed: signed by the station, though not by the officer."""
    return signed(lambda doc: canon(doc).replace(old, new))


CYRILLIC, BIDI = "\u0415-1", "E-1\u202e"
MUTATIONS: dict[str, Mutation] = {
    "redaction/as it should be": redacted({"_sd": [WHO[0]]}, WHO[1]),
    "redaction/withheld": redacted({"_sd": [WHO[0]]}),
    "redaction/another value": redacted({"_sd": [WHO[0]]}, LIE[1]),
    "redaction/shown twice": redacted({"_sd": [WHO[0]]}, WHO[1], WHO[1]),
    "redaction/of another entry": redacted({"_sd": [WHO[0]]}, WHO[1], entry=11),
    "redaction/of an entry that is not there": redacted({"_sd": [WHO[0]]}, WHO[1], entry=77),
    "redaction/over what is said openly": redacted({"_sd": [WHO[0]], "who": "open"}, WHO[1]),
    "redaction/two versions signed, one shown": redacted({"_sd": sorted([WHO[0], LIE[0]])}, LIE[1]),
    "redaction/two versions signed, both shown": redacted({"_sd": sorted([WHO[0], LIE[0]])}, WHO[1], LIE[1]),
    "redaction/one inside another": redacted({"_sd": [OUTER[0]]}, INNER[1], OUTER[1]),
    "redaction/one inside another that stays hidden": redacted({"_sd": [OUTER[0]]}, INNER[1]),
    "redaction/one digest in two places": redacted({"a": {"_sd": [WHO[0]]}, "b": {"_sd": [WHO[0]]}}),
    "redaction/a disclosure of _sd": redacted({"_sd": [(sd := disclosure("_sd", []))[0]]}, sd[1]),
    "redaction/a name that is no text": redacted({"_sd": [(odd := disclosure(7, "x"))[0]]}, odd[1]),
    "redaction/the recipient hidden, accepted by the giver": hidden_recipient(),
    "redaction/the recipient shown, accepted by the giver": hidden_recipient("to"),
    "redaction/the case's salt kept back": without_salts("3"),
    "redaction/the station's salt kept back": without_salts("0"),
    "erased/a note": erased(11),
    "erased/an accept": erased(8),
    "erased/with another digest": erased(7, digest=b64(bytes(32))),
    "erased/and still there": erased(11, keep=True),
    "erased/the entry that opened the case": erased(3),
    "erased/by a stranger": erased(11, by=CAST.eve),
    "twin/an exhibit that looks the same registered": after(act("exhibit.register", CYRILLIC)),
    "twin/an exhibit that looks the same carried on": after(act("exhibit.seal", CYRILLIC, of="E-1")),
    "twin/an exhibit with a bidi mark registered": after(act("exhibit.register", BIDI)),
    "twin/an exhibit with a bidi mark carried on": after(act("exhibit.seal", BIDI, of="E-1")),
    "twin/composed and decomposed": after(
        act("exhibit.register", "\u00e9"), act("exhibit.seal", "e\u0301", of="\u00e9")
    ),
    "twin/a type that looks like an accept": after(twin_answer("transfer.\u0430ccept")),
    "twin/a type with a space": after(twin_answer("transfer.accept ")),
    "twin/a person's id in Cyrillic": signed(
        lambda doc: {**doc, "statement": {**doc["statement"], "actor": "\u0430na"}}
    ),
    "twin/a case that looks the same": after(
        lambda s: s.append("exhibit.seal", ANA, {}, case="\u0421-1", exhibits=[s.item("E-1")])
    ),
    "twin/a log that looks the same": after(
        lambda s: s.append("note", ANA, {}, statement=lambda d: {**d, "log": ORIGIN.replace("o", "\u043e", 1)})
    ),
    "twin/text with bidi marks": after(lambda s: s.append("note", ANA, {"text": "seal \u202edekorb\u202c whole"})),
    "key/a weak key that is on the roster": weak_on_the_roster(),
    "key/signed as an enrolment": signed(elsewhere("custody.enrol.v1")),
    "key/signed as a package": signed(elsewhere("custody.package.v1")),
    "key/signed as a roster": signed(elsewhere("custody.roster.v1")),
    "key/the alg of another kind": signed(sig(alg="ecdsa-sha2-nistp256")),
    "key/a comment behind the key": signed(sig(key=ANA.line + " ana@laptop")),
    "key/two spaces": signed(sig(key=ANA.line.replace(" ", "  "))),
    "key/base64 without padding": signed(lambda doc: sig(sig=doc["sigs"][0]["sig"].rstrip("="))(doc)),
    "key/a key longer than its kind": signed(sig(key="ssh-ed25519 " + b64(ANA.blob + b"\0"))),
    "key/R of small order": signed(sig(sig=b64(bytes([1]) + bytes(63)))),
    "key/enrolled with a torsion component": after(lambda s: s.append("key.enrol", ANA, mixed_order())),
    "key/enrolled for another person": after(
        lambda s: s.append("key.enrol", ANA, {**enrolment(CAST.eve), "person": "ben"})
    ),
    "token/as it should be": token(1),
    "token/verified as well as present": token(5),
    "token/nobody present": token(0),
    "token/presence claimed only": token(0, told_flags=1),
    "token/another counter": token(1, counter=8),
    "token/a counter that is text": token(1, counter="9"),
    "token/a counter too large": token(1, counter=2**32),
    "token/no flags": token(1, drop="flags"),
    "json/a member in capitals": raw_json(b'"text"', b'"Text"'),
    "json/minus zero": raw_json(b'"size":7', b'"size":-0'),
    "json/an exponent": raw_json(b'"size":7', b'"size":7e0'),
    "json/true for one": raw_json(b'"size":7', b'"size":true'),
    "json/members out of order": raw_json(b'{"sigs":', b'{"v":"custody/envelope/1","sigs":'),
    "json/NaN": raw_json(b'"text":"x"', b'"text":NaN'),
    "json/a tab in a string": raw_json(b'"text":"x"', b'"text":"\t"'),
    "json/a null byte written short": raw_json(b'"text":"x"', b'"text":"\\u0000"'),
    "json/a slash escaped": raw_json(b"police.example/", b"police.example\\/"),
    "json/bytes that are no UTF-8": raw_json(b'"text":"x"', b'"text":"\xff"'),
    "json/UTF-16": signed(lambda doc: canon(doc).decode().encode("utf-16")),
    "json/an empty name": raw_json(b'"text":"x"', b'"":"x"'),
    "json/a second statement": raw_json(b'"v":"custody/envelope/1"', b'"statement":{},"v":"custody/envelope/1"'),
    "json/the version of tomorrow": raw_json(b"custody/envelope/1", b"custody/envelope/2"),
    "json/a digest in hex of upper case": after(
        lambda s: s.append("exhibit.hash", ANA, {}, case="C-1", exhibits=[s.item("E-1", DIGEST.upper())])
    ),
}
