"""Rosters, witnesses, time stamps, peers and packages put in one another's place; backups restored, laptops cloned."""

import functools
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance.builder import Person, Station, Witness, seal, sshsig_armour
from tests.conformance.builder.authority import Authority
from tests.conformance.builder.log import clock
from tests.conformance.builder.package import log_files, peer_prefix
from tests.conformance.builder.scene import (
    CAST,
    FROM,
    ORIGIN,
    OTHER,
    accept,
    finished,
    offer,
    opened,
    registered,
    roster_document,
    signed_roster,
)
from tests.conformance.builder.signing import b64, canon, sha
from tests.corpus.case import V1, Files, Give, Mutation, holding, nothing, packed, roster_alone, roster_and_head

IMPOSTOR = Person("root", "another root")


def second(*signers: Person, **changes: Any) -> tuple[bytes, bytes]:
    """The next version of the roster, signed by the root unless others are named."""
    return signed_roster(roster_document(**{"version": 2, "prev": b64(sha(V1[0])), **changes}), *signers)


def people(change: Callable[[list[dict[str, Any]]], Any]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = roster_document()["people"]
    change(listed)
    return listed


def under(roster: tuple[bytes, bytes], given: Give = roster_alone) -> Mutation:
    return Mutation(lambda: packed(finished(), roster), given)


def all_their_own(given: Give) -> Mutation:
    """Roster, roots, officers and station made up together: it agrees with itself."""
    stranger = Person("ana", "impostor")
    told = people(lambda listed: listed[0].update(keys=[{"key": stranger.line, "from": FROM}]))
    roster = signed_roster(roster_document(people=told, roots={"k": 1, "keys": [IMPOSTOR.line]}), IMPOSTOR)

    def make() -> Files:
        station = Station(ORIGIN, b64(sha(roster[0])))
        station.genesis(stranger)
        station.append("note", stranger, {"text": "x"})
        from tests.conformance.builder.package import build_files

        return seal(build_files(station, roster), stranger)

    return Mutation(make, given)


class Undated(Witness):
    """A witness whose line lacks the time."""

    def raw(self, body: bytes) -> bytes:
        return self.key.sign(body).signature


def cosigned(*witnesses: Witness, size: int | None = None, roster: tuple[bytes, bytes] = V1) -> Mutation:
    """The head cosigned by others than the one witness of the roster."""

    def make() -> Files:
        station = finished(roster=roster[0])
        station.cosigners = []
        files = packed(station, roster)
        note = station.note(None, *witnesses)
        if size:
            body, lines = station.note().split(b"\n\n")[0] + b"\n", station.note(size, *witnesses).split(b"\n\n")[1]
            note = body + b"\n" + station.log_key.line(body) + lines
        return seal({**files, "data/log/checkpoint": note}, CAST.ana)

    return Mutation(make, holding(roster))


@functools.cache
def authority(name: str) -> Authority:
    """An authority of `openssl ts`, made once in a run; its folder goes with the process."""
    keep = tempfile.TemporaryDirectory()
    made = Authority(
        Path(keep.name) / name, "ec", days=("20200101000000Z", "20210101000000Z") if name == "old" else None
    )
    made.keep = keep  # type: ignore[attr-defined]
    return made


def pinned(name: str) -> Give:
    def give(folder: Path) -> Path:
        roster_alone(folder)
        (folder / "tsa").mkdir()
        (folder / "tsa" / "a.pem").write_bytes(authority(name).pem.read_bytes())
        return folder

    return give


def stamped(by: str = "one", pin: str = "one", size: int = 12, **change: Any) -> Mutation:
    def make() -> Files:
        station = finished()
        station.cosigners = []
        query, reply = authority(by).stamp(change.get("text") or station.note_body(size))
        parts = {"tsq": query, "tsr": reply, "note": station.note(size)}
        if change.get("query"):
            parts["tsq"] = authority(by).stamp(b"another text")[0]
        if change.get("damage"):
            parts["tsr"] = reply[:-1] + bytes([reply[-1] ^ 1])
        size_told = change.get("name") or size
        left_out = change.get("without")
        extra = {f"data/anchors/{size_told:012d}.{end}": raw for end, raw in parts.items() if end != left_out}
        return seal({**packed(station), **extra}, CAST.ana)

    return Mutation(make, pinned(pin))


def told(**members: str) -> Mutation:
    """bag-info.txt says something else."""

    def make() -> Files:
        files, scope = packed(finished(), scope="case"), "bag-info.txt"
        rows = [line.partition(": ") for line in files[scope].decode().splitlines()]
        lines = [f"{label}: {members.get(label.replace('-', '_'), value)}" for label, _, value in rows]
        return seal({**files, scope: "".join(f"{line}\n" for line in lines).encode()}, CAST.ana)

    return Mutation(make)


def exchanged(lab: Callable[[], Station] = lambda: opened(OTHER)) -> tuple[Station, Station]:
    """E-1 is offered at the laptop, accepted at the laboratory, closed at the laptop."""
    laptop, other = registered(), lab()
    deal = offer(laptop, "E-1")
    answer = accept(other, deal, "E-1", seen=[{"log": ORIGIN, **laptop.head()}])
    laptop.append("transfer.close", CAST.ana, {"offer": deal, "accept": answer}, seen=[{"log": OTHER, **other.head()}])
    return laptop, other


def peers(change: Callable[[Files, Station, Station], Files], **more: Any) -> Mutation:
    def make() -> Files:
        laptop, lab = exchanged()
        return seal(change(packed(laptop, peers=(lab,), **more), laptop, lab), CAST.ana)

    return Mutation(make)


def restored(notes: int, given: Give, *, as_seen: bool = False) -> Mutation:
    """A backup of size 9 put back, and the work gone on with: the same origin, the same key, another history."""

    def make() -> Files:
        from tests.corpus.rechained import forged

        station = forged(finished(), range(9))
        station.cosigners = [] if given is roster_alone else [CAST.witness]
        for number in range(notes):
            station.append("note", CAST.ana, {"text": f"after the backup {number}"})
        if as_seen:
            station.append("note", CAST.ana, {"text": "x"}, seen=[{"log": ORIGIN, **finished().head()}])
        return packed(station)

    return Mutation(make, given)


def cloned() -> Files:
    """Two laptops with one key: the laboratory saw the other one's head."""
    laptop, lab, clone = registered(), opened(OTHER), registered()
    clone.append("note", CAST.ana, {"text": "made on the clone"})
    laptop.append("note", CAST.ana, {"text": "made on the laptop"})
    lab.append("note", CAST.ben, {"text": "seen"}, seen=[{"log": ORIGIN, **clone.head()}])
    return packed(laptop, peers=(lab,))


def second_epoch(last: dict[str, Any] | None = None, *, size: int = 12, with_first: bool = True) -> Mutation:
    """restore.declared: a new origin whose genesis names the last head of the epoch before."""
    origin = ORIGIN + "/e2"
    document = roster_document()
    epochs = document["stations"][0]["epochs"]
    epochs.append({"origin": origin, "key": Station(origin).log_key.vkey, "from": FROM})
    roster = signed_roster(document)

    def make() -> Files:
        first, station = finished(roster=roster[0]), Station(origin, b64(sha(roster[0])))
        station.cosigners = [CAST.witness]
        previous = {"log": ORIGIN, **(last or first.head(size))}
        station.genesis(CAST.ana, statement=lambda d: {**d, "body": {**d["body"], "previous": previous}})
        station.append("restore.declared", CAST.ana, {"reason": "backup"})
        item = {"exhibit": "E-1", "prev": first.digests[size - 3]}
        station.append("exhibit.verify", CAST.ben, {"result": "match"}, case="C-1", exhibits=[item])
        return packed(station, roster, peers=(first,) if with_first else ())

    return Mutation(make, holding(roster))


def files_of(old: str, new: str) -> Callable[[Files, Station, Station], Files]:
    return lambda files, *_: {name.replace(old, new): raw for name, raw in files.items()}


def swapped_evidence() -> Files:
    """The content of the evidence file exchanged, under the digest's name."""
    files = packed(finished())
    name = next(n for n in files if n.startswith("data/files/"))
    return seal({**files, name: b"something else"}, CAST.ana)


def named_for_its_own() -> Files:
    """Another file put in under its own digest: it is no exhibit's."""
    return packed(finished(), evidence=(b"something else",))


def old_lists() -> Files:
    """The manifests and signature of an honest package around another's content."""
    honest, other = packed(finished()), packed(registered())
    return {**other, **{n: r for n, r in honest.items() if "manifest" in n}}


def another_report() -> Files:
    """A report that says something else packed with an honest log."""
    return seal({**packed(finished()), "data/report.pdf": b"%PDF-1.7 a report that lies"}, CAST.ana)


def other_names() -> Files:
    files = packed(finished())
    document = {**json.loads(files["data/disclosures.json"]), "names": [{"id": "ana", "name": "Somebody Else"}]}
    return seal({**files, "data/disclosures.json": canon(document)}, CAST.ana)


def shared_key() -> tuple[bytes, bytes]:
    return second(people=people(lambda listed: listed[1].update(keys=listed[0]["keys"])))


def twice_in_data() -> Files:
    other = finished()
    other.append("note", CAST.ana, {"text": "another history"})
    more = {peer_prefix(other) + n[9:]: raw for n, raw in log_files(other, "data/log/", "whole-log", "").items()}
    return seal({**packed(finished()), **more}, CAST.ana)


def revoked_later(**revoked: str) -> tuple[bytes, bytes]:
    record = {"at": clock(3_600_000), "reason": "lost", **revoked}
    return second(people=people(lambda listed: listed[0]["keys"][0].update(revoked=record)))


MUTATIONS: dict[str, Mutation] = {
    "roster/all made up, judged by the agency's roster": all_their_own(roster_alone),
    "roster/all made up, judged by itself": all_their_own(nothing),
    "roster/next version signed by an officer": under(second(CAST.ana)),
    "roster/next version signed by another root of that name": under(second(IMPOSTOR)),
    "roster/next version of another parent": under(second(prev=b64(bytes(32)))),
    "roster/same version, other content, rightly signed": under(
        signed_roster(roster_document(agency="police2.example"))
    ),
    "roster/an older one, rightly signed": under(V1, holding(second())),
    "roster/two people with one key": under(shared_key()),
    "roster/a person called station": under(second(people=people(lambda p: p[1].update(id="station")))),
    "roster/a person's key changed": under(
        second(people=people(lambda p: p[1].update(keys=[{"key": CAST.eve.line, "from": FROM}])))
    ),
    "roster/a key's period moved": under(second(people=people(lambda p: p[0]["keys"][0].update({"from": clock(99)})))),
    "roster/no root asked for": under(second(roots={"k": 0, "keys": [CAST.root.line]})),
    "roster/roots exchanged by the root": under(second(roots={"k": 1, "keys": [IMPOSTOR.line]})),
    "roster/the station's key exchanged": under(
        second(
            stations=[
                {
                    "station": "laptop-1",
                    "epochs": [
                        {"origin": ORIGIN, "key": Station(ORIGIN).log_key.vkey.replace("+", "+0", 1), "from": FROM}
                    ],
                }
            ]
        )
    ),
    "roster/signed for another purpose": under(
        (second()[0], sshsig_armour(CAST.root, "custody.package.v1", second()[0]).encode())
    ),
    "key/revoked after the acts": Mutation(lambda: packed(finished(), revoked_later()), holding(V1)),
    "key/revoked after the acts, stolen before": Mutation(
        lambda: packed(finished(), revoked_later(compromised_since=clock(300_000))), roster_alone
    ),
    "witness/nobody": cosigned(),
    "witness/a stranger": cosigned(Witness("stranger.example/w")),
    "witness/another key under its name": cosigned(Witness(CAST.witness.name, "another")),
    "witness/its line for a smaller head": cosigned(CAST.witness, size=9),
    "witness/its line without a time": cosigned(Undated(CAST.witness.name)),
    "witness/two asked for, one signed": cosigned(CAST.witness, roster=signed_roster(roster_document(quorum=2))),
    "witness/one asked for, nobody signed": cosigned(roster=signed_roster(roster_document(quorum=1))),
    "witness/one asked for, one signed twice": cosigned(
        CAST.witness, CAST.witness, roster=signed_roster(roster_document(quorum=2))
    ),
    "tsa/as it should be": stamped(),
    "tsa/another authority": stamped(by="two"),
    "tsa/an expired certificate": stamped(by="old", pin="old"),
    "tsa/a token over another text": stamped(text=b"another text\n"),
    "tsa/a query of another token": stamped(query=True),
    "tsa/a damaged signature": stamped(damage=True),
    "tsa/no query kept": stamped(without="tsq"),
    "tsa/no note kept": stamped(without="note"),
    "tsa/an earlier head": stamped(size=7),
    "tsa/an earlier head under the last one's name": stamped(size=7, name=12),
    "package/called another case's": told(Custody_Case="C-2"),
    "package/called blinded": told(Custody_Scope="blinded"),
    "package/called the whole log": told(Custody_Scope="whole-log"),
    "package/called another log's": told(Custody_Log=OTHER),
    "package/another size told": told(Custody_Size="11"),
    "package/another root told": told(Custody_Root=b64(bytes(32))),
    "package/another version told": told(Custody_Package="custody/package/2"),
    "package/evidence exchanged under its name": Mutation(swapped_evidence),
    "package/evidence of nobody": Mutation(named_for_its_own),
    "package/the lists of an honest one": Mutation(old_lists),
    "package/a report that says something else": Mutation(another_report),
    "package/other names told for the people": Mutation(other_names),
    "package/a second history in a peer's folder": Mutation(twice_in_data),
    "peer/as it should be": peers(lambda files, *_: files),
    "peer/left out": Mutation(lambda: packed(exchanged()[0])),
    "peer/under another name": peers(
        lambda files, _, lab: files_of(peer_prefix(lab), "data/peer/0123456789abcdef/")(files)
    ),
    "peer/an entry left out": peers(
        lambda files, _, lab: {
            n: r for n, r in files.items() if not n.startswith(peer_prefix(lab) + "entry/000000000002")
        }
    ),
    "peer/an earlier head of it": peers(
        lambda files, _, lab: {**files, **log_files(lab, peer_prefix(lab), "whole-log", "C-1", 4)}
    ),
    "peer/its head signed by our station": peers(
        lambda files, mine, lab: {
            **files,
            peer_prefix(lab) + "checkpoint": lab.note_body() + b"\n" + mine.log_key.line(lab.note_body()),
        }
    ),
    "restored/short of what is held": restored(1, roster_and_head),
    "restored/past what is held": restored(5, roster_and_head),
    "restored/nobody held anything": restored(5, roster_alone),
    "restored/the old head seen": restored(2, roster_alone, as_seen=True),
    "restored/a new epoch that says so": second_epoch(),
    "restored/a new epoch of an old backup beside the disk that was lost": second_epoch(size=11),
    "restored/a new epoch that names another head": second_epoch({"size": 9, "root": b64(bytes(32))}),
    "restored/a new epoch that names more than there was": second_epoch({"size": 99, "root": b64(bytes(32))}),
    "restored/a new epoch without the old one": second_epoch(with_first=False),
    "cloned/the other one's head was seen": Mutation(cloned),
}
