"""Whoever holds the station's key chains and signs the log anew; officers may help with their own keys."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.conformance.builder import Station
from tests.conformance.builder.log import clock, leaf, root
from tests.conformance.builder.scene import CAST, DIGEST, OTHER, accept, finished, offer, opened, registered
from tests.conformance.builder.signing import b64, canon, sha
from tests.corpus.case import V1, Files, Mutation, holding, nothing, packed, roster_alone, roster_and_head

Change = Callable[[dict[str, Any]], dict[str, Any]]
PEOPLE = {person.id: person for person in (CAST.ana, CAST.ben)}


def forged(
    source: Station,
    order: Iterable[int],
    *,
    hands: tuple[str, ...] = (),
    statements: Mapping[int, Change] | None = None,
    entries: Mapping[int, Change] | None = None,
) -> Station:
    """The log with the entries of `order`, chained anew; statements of those in `hands` are changed and signed anew."""
    station, digests = finished(), {}
    station.cosigners, station.entries, station.envelopes, station.digests = [], [], [], []
    cases, kinds = list(source.cases), list(source.types)
    station.cases, station.types = [], []
    for number in order:
        raw, seq = source.envelopes[number], len(station.entries)
        doc = json.loads(raw)["statement"]
        if doc["actor"] in hands:
            text = json.dumps(doc)
            for old, new in digests.items():
                text = text.replace(old, new)
            doc = (statements or {}).get(number, dict)(json.loads(text))
            if seq:
                doc["base"] = {"size": seq, "root": b64(root([leaf(e) for e in station.entries]))}
            signature = PEOPLE[doc["actor"]].signature(canon(doc))
            raw = canon({"v": "custody/envelope/1", "statement": doc, "sigs": [signature]})
        entry = json.loads(source.entries[number])
        entry |= {"seq": seq, "body": b64(sha(raw)), "prev": b64(leaf(station.entries[-1]) if seq else bytes(32))}
        station.entries.append(canon((entries or {}).get(number, dict)(entry)))
        station.envelopes.append(raw)
        station.cases.append(cases[number])
        station.types.append(kinds[number])
        digests[source.digests[number]] = b64(sha(canon(doc)))
        station.digests.append(digests[source.digests[number]])
    station.disclosures = [(seq, text) for seq, text in source.disclosures if seq < len(station.entries)]
    return station


ALL = range(12)
BOTH = ("ana", "ben")


def but(*numbers: int) -> list[int]:
    return [n for n in ALL if n not in numbers]


def put(**members: Any) -> Change:
    return lambda doc: {**doc, **members}


def log(given: Any = roster_alone, **how: Any) -> Mutation:
    order = how.pop("order", ALL)
    return Mutation(lambda: packed(forged(finished(), order, **how)), given)


def cut(size: int, given: Any) -> Mutation:
    """The tail cut off, the head of what is left signed anew: the witness is not asked."""
    return Mutation(lambda: packed(forged(finished(), range(size))), given)


def year_before(doc: dict[str, Any]) -> dict[str, Any]:
    return {**doc, "at": "2025" + doc["at"][4:]}


def replaced() -> Files:
    """The tail cut off and another, agreeable one written: Ana offers to herself in Ben's stead."""
    station = forged(finished(), range(9))
    station.append("exhibit.verify", CAST.ana, {"result": "match"}, case="C-1", exhibits=[station.item("E-2")])
    return packed(station)


def inserted() -> Files:
    """Ana registers an exhibit late, and the station puts it before what Ben signed."""
    source = finished()
    source.append("exhibit.register", CAST.ana, {"kind": "late"}, case="C-1", exhibits=[{"exhibit": "E-0"}])
    return packed(forged(source, [0, 1, 2, 3, 12, *range(4, 12)], hands=("ana",)))


def hidden_tag(scope: str) -> Callable[[], Files]:
    """The station gave an entry of the case another tag from the start, and leaves it out of the case's package."""

    def make() -> Files:
        station = registered()
        station.append("note", CAST.ana, {"text": "seal broken"}, case="C-1", entry=put(tag=b64(b"\3" * 16)))
        station.append("note", CAST.ana, {"text": "after"})
        if scope == "case":
            station.cases[7] = "hidden"
        return packed(station, scope=scope)

    return make


def two_salts() -> Files:
    """The case opened twice: what is tagged with the second salt is not missed by who knows the first."""
    station = opened()
    first = station.salts["C-1"]
    station.salts["C-1"] = b64(sha(b"another salt")[:16])
    digest, _ = station.hidden(4, "case_salt", station.salts["C-1"])
    station.append("case.open", CAST.ana, {"title": "t", "_sd": [digest]}, case="C-1")
    station.append("note", CAST.ana, {"text": "hidden"}, case="C-1")
    station.cases[4:6] = ["hidden", "hidden"]
    station.salts["C-1"] = first
    return packed(station, scope="case")


def in_anothers_name(who: Any, **more: Any) -> Callable[[], Files]:
    """An accept that says it is Ben's."""

    def make() -> Files:
        station = registered()
        accept(station, offer(station, "E-1"), "E-1", signers=[who(station)], **more)
        return packed(station)

    return make


def by_machine() -> Files:
    station = registered()
    body, line = {"result": "match"}, [station.item("E-1", DIGEST)]
    station.append("exhibit.verify", station.machine, body, case="C-1", exhibits=line)
    return packed(station)


def replayed() -> Files:
    """An envelope of before recorded once more."""
    station = registered()
    station.append("note", CAST.ana, {"text": "x"}, case="C-1", envelope=lambda _: station.envelopes[6])
    return packed(station)


def from_elsewhere() -> Files:
    """A statement that was signed for the laboratory's log recorded in the laptop's."""
    lab, station = opened(OTHER), registered()
    lab.append("note", CAST.ana, {"text": "all is well"}, case="C-1")
    station.append("note", CAST.ana, {}, case="C-1", envelope=lambda _: lab.envelopes[4])
    return packed(station)


def future() -> Files:
    """Entries dated after the witness saw them: the log's own times are only claimed."""
    station = finished()
    station.wall = station.now = 400 * 86_400_000
    station.append("note", CAST.ana, {"text": clock(station.wall)})
    return packed(station)


MUTATIONS: dict[str, Mutation] = {
    "station/another time on one entry": log(entries={7: put(at=clock(421_000))}),
    "station/another time on all entries": log(entries=dict.fromkeys(ALL, year_before)),
    "station/an entry left out": log(order=but(6)),
    "station/another case's note left out": log(order=but(10)),
    "station/the last entry left out, head held": cut(11, roster_and_head),
    "station/the last entry left out, no head held": cut(11, roster_alone),
    "station/three entries cut off, no trust": cut(9, nothing),
    "station/two entries exchanged": log(order=[*range(10), 11, 10]),
    "station/an entry doubled": log(order=[*range(10), 9, 10, 11]),
    "station/the tail replaced, head held": Mutation(replaced, roster_and_head),
    "station/the tail replaced, no head held": Mutation(replaced),
    "station/the tail replaced, half of it held": Mutation(replaced, holding(V1, a=finished().note(10))),
    "station/another tag, whole log": Mutation(hidden_tag("whole-log")),
    "station/another tag, left out of the case": Mutation(hidden_tag("case")),
    "station/the envelope of before once more": Mutation(replayed),
    "station/a statement meant for another log": Mutation(from_elsewhere),
    "station/the machine verifies unattended": Mutation(by_machine),
    "station/the machine accepts for Ben": Mutation(in_anothers_name(lambda station: station.machine)),
    "station/entries dated after what covers them": Mutation(future),
    "station/boot id of another form": log(entries={11: put(boot="0" * 15)}),
    "station/mono below zero": log(entries={11: put(mono=-1)}),
    "station/the chain begun anew": log(entries={6: put(prev=b64(bytes(32)))}),
    "officer/registered late, put early": Mutation(inserted),
    "officer/own statements left out, one officer": log(order=but(6, 10), hands=("ana",)),
    "officer/own statement changed, one officer": log(
        hands=("ana",), statements={4: lambda d: {**d, "body": {"kind": "other"}}}
    ),
    "officer/all statements anew, all keys, head held": log(roster_and_head, order=but(10), hands=BOTH),
    "officer/all statements anew, all keys, no head held": log(order=but(10), hands=BOTH),
    "officer/content exchanged, all keys, head held": log(
        roster_and_head,
        hands=BOTH,
        statements={4: lambda d: {**d, "exhibits": [{"exhibit": "E-1", "sha256": "1" * 64}]}},
    ),
    "officer/the case opened with two salts": Mutation(two_salts),
    "officer/accepts for Ben with her own key": Mutation(in_anothers_name(lambda _: CAST.ana)),
    "officer/accepts for Ben, named as actor": Mutation(in_anothers_name(lambda _: CAST.ana, actor=CAST.ana)),
    "officer/a stranger accepts for Ben": Mutation(in_anothers_name(lambda _: CAST.eve)),
    "officer/backdates what only she signs": log(hands=("ana",), statements={4: put(at="2025-06-01T00:00:00.000Z")}),
}
