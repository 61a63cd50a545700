"""Rosters, key periods, revoked stations, other logs."""

from pathlib import Path
from typing import Any

import pytest

from tests.conformance.builder import Person, Station, seal, trust_folder
from tests.conformance.builder.log import clock
from tests.conformance.builder.package import peer_prefix
from tests.conformance.builder.scene import (
    CAST,
    DIGEST,
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
from tests.conformance.builder.signing import b64
from tests.unit.verifier.judging import document, expect, judged, packed, rows

ANA, BEN, EVE, ROOT = CAST.ana, CAST.ben, CAST.eve, CAST.root
V1 = signed_roster()


def people(*changes: dict[str, Any]) -> list[dict[str, Any]]:
    """The people, each change merged into Ana's first key."""
    listed: list[dict[str, Any]] = roster_document()["people"]
    for change in changes:
        listed[0]["keys"][0].update(change)
    return listed


def two(**changes: Any) -> dict[str, Any]:
    from hashlib import sha256

    return roster_document(version=2, prev=b64(sha256(V1[0]).digest()), **changes)


ROSTERS: dict[str, tuple[tuple[bytes, bytes], list[Any]]] = {
    "next version": (signed_roster(two()), []),
    "next version, unsigned": ((signed_roster(two())[0], b""), [("ROSTER_SIG", None)]),
    "next version, signed by a stranger": (signed_roster(two(), EVE), [("ROSTER_SIG", None)]),
    "next version, its own roots": (
        signed_roster(two(roots={"k": 1, "keys": [EVE.line]}), EVE),
        [("ROSTER_SIG", None)],
    ),
    "next version, person dropped": (
        signed_roster(two(people=[*people()][:2], stations=roster_document()["stations"][:1])),
        [("ROSTER_DROPPED", None)],
    ),
    "quorum not met": (signed_roster(two(quorum=2)), [("CP_QUORUM", None)]),
    "quorum met": (signed_roster(two(quorum=1)), []),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_the_roster_of_the_package(name: str, tmp_path: Path) -> None:
    roster, wanted = ROSTERS[name]
    assert judged(packed(finished(), roster=roster), tmp_path) == expect(*wanted)


def test_an_older_roster_is_rolled_back(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "t2", signed_roster(two()))
    assert judged(packed(finished()), tmp_path, trust=trust) == expect(("ROSTER_ROLLBACK", None))


def test_one_roster_file_is_taken_as_given(tmp_path: Path) -> None:
    (tmp_path / "roster.json").write_bytes(V1[0])
    assert judged(packed(finished()), tmp_path, trust=tmp_path / "roster.json") == []


def test_the_trust_folder_needs_its_signature(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "t", (V1[0], b""))
    assert judged(packed(finished()), tmp_path, trust=trust) == expect(("ROSTER_SIG", None))


def test_two_of_three_roots(tmp_path: Path) -> None:
    roots = [Person(f"root{n}") for n in range(3)]
    doc = roster_document(roots={"k": 2, "keys": [r.line for r in roots]})
    for signers, wanted in (
        (roots[:2], []),
        (roots[:1], [("ROSTER_SIG", None)]),
        ([roots[0], roots[0]], [("ROSTER_SIG", None)]),
    ):
        roster = signed_roster(doc, *signers)
        (tmp_path / "r.json").write_bytes(roster[0])
        assert judged(packed(finished(roster=roster[0]), roster=roster), tmp_path, trust=tmp_path / "r.json") == expect(
            *wanted
        )


def keyed(*changes: dict[str, Any]) -> tuple[bytes, bytes]:
    return signed_roster(roster_document(people=people(*changes)))


AT6, AT7, AT8 = clock(6 * 60_000), clock(7 * 60_000), clock(8 * 60_000)
LATE = [("KEY_PERIOD", n) for n in (7, 10)]
PERIODS: dict[str, tuple[tuple[bytes, bytes], list[Any]]] = {
    "ends at the entry": (keyed({"to": AT7}), LATE),
    "ends after the last": (keyed({"to": clock(99 * 60_000)}), []),
    "begins at the genesis": (keyed({"from": clock(0)}), []),
    "begins after the genesis": (keyed({"from": clock(1)}), [("KEY_PERIOD", 0)]),
    "revoked": (keyed({"revoked": {"at": AT7, "reason": "lost"}}), LATE),
    "revoked, compromised earlier": (
        keyed({"revoked": {"at": AT8, "reason": "lost", "compromised_since": AT7}}),
        [("?KEY_COMPROMISED", 7), ("KEY_PERIOD", 10)],
    ),
}


@pytest.mark.parametrize("name", PERIODS)
def test_key_periods(name: str, tmp_path: Path) -> None:
    roster, wanted = PERIODS[name]
    trust = trust_folder(tmp_path / "t", roster)
    station = finished(roster=roster[0])
    assert judged(packed(station, roster=roster), tmp_path, trust=trust) == expect(*wanted)


def test_a_compromised_key_anchored_earlier_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The witness saw the head before the key was compromised, whatever the station's clock said."""
    monkeypatch.setattr(CAST.witness, "when", 1_767_000_000)
    late = "2026-01-04T00:00:00.000Z"
    roster = keyed({"revoked": {"at": "2027-01-01T00:00:00.000Z", "reason": "lost", "compromised_since": late}})
    trust = trust_folder(tmp_path / "t", roster)
    assert judged(packed(finished(roster=roster[0]), roster=roster), tmp_path, trust=trust) == []


def test_a_moved_clock_makes_the_period_suspect(tmp_path: Path) -> None:
    roster = keyed({"to": clock(3_600_000)})
    trust = trust_folder(tmp_path / "t", roster)
    station = registered(roster=roster[0])
    station.wall += 7_200_000
    station.append("note", ANA, {"text": "x"})
    station.append("clock.step", station.machine, {"why": "x"})
    station.append("note", ANA, {"text": "x"})
    assert judged(packed(station, roster=roster), tmp_path, trust=trust) == expect(
        ("?CLOCK_STEP", 7), ("?CLOCK_SUSPECT", 7), ("?CLOCK_SUSPECT", 9)
    )


@pytest.mark.parametrize(
    ("size", "tree", "wanted"),
    [(12, None, []), (11, None, [("STATION_REVOKED", None)]), (12, b64(b"\1" * 32), [("STATION_REVOKED", None)])],
)
def test_a_revoked_station(size: int, tree: str | None, wanted: list[Any], tmp_path: Path) -> None:
    doc = roster_document()
    doc["version"] = 3
    doc["stations"][0]["epochs"][0]["revoked"] = {"last": {"size": size, "root": tree or finished().head(size)["root"]}}
    roster = signed_roster(doc)
    trust = trust_folder(tmp_path / "t", roster)
    assert judged(packed(finished(), roster=roster), tmp_path, trust=trust) == expect(*wanted)


def exchanged() -> tuple[Station, Station]:
    """The laptop offers E-1 to Ben at the laboratory, who accepts in his own log; the laptop closes."""
    laptop, lab = registered(), opened(origin=OTHER)
    deal = offer(laptop, "E-1")
    lab.tips["E-1"] = deal
    answer = accept(lab, deal, "E-1", seen=[{"log": ORIGIN, **laptop.head()}])
    laptop.append("transfer.close", ANA, {"offer": deal, "accept": answer}, seen=[{"log": OTHER, **lab.head()}])
    lab.append("exhibit.verify", BEN, {"result": "match"}, case="C-1", exhibits=[lab.item("E-1", DIGEST)])
    return laptop, lab


@pytest.mark.parametrize("scope", ["whole-log", "case"])
def test_two_stations(scope: str, tmp_path: Path) -> None:
    laptop, lab = exchanged()
    assert judged(packed(laptop, peers=(lab,), scope=scope), tmp_path) == []
    assert judged(packed(lab, peers=(laptop,), scope=scope), tmp_path) == []


def test_the_other_log_is_absent(tmp_path: Path) -> None:
    laptop, lab = exchanged()
    assert judged(packed(laptop), tmp_path) == expect(("?PEER_MISSING", 8))
    assert judged(packed(lab), tmp_path) == expect(("?PEER_MISSING", 4))


def test_a_fork_across_stations_is_the_later_child(tmp_path: Path) -> None:
    laptop, lab = exchanged()
    laptop.append("exhibit.seal", ANA, {}, case="C-1", exhibits=[{"exhibit": "E-1", "prev": laptop.digests[7]}])
    assert judged(packed(laptop, peers=(lab,)), tmp_path) == expect(("CUSTODY_FORK", 9))
    assert judged(packed(lab, peers=(laptop,)), tmp_path) == expect(("CUSTODY_FORK", 9, ORIGIN))


def test_findings_in_another_log_name_it(tmp_path: Path) -> None:
    laptop, lab = exchanged()
    files = packed(laptop, peers=(lab,))
    name = peer_prefix(lab) + "envelope/000000000005.json"
    files[name] = files[name].replace(b"match", b"other")
    assert judged(seal(files, ANA), tmp_path) == expect(("BODY_HASH", 5, OTHER))


def test_another_agency_is_trusted_only_from_outside(tmp_path: Path) -> None:
    laptop, lab = exchanged()
    both = roster_document()["stations"]
    mine, theirs = (signed_roster(roster_document(stations=[s], agency=s["station"])) for s in both)
    laptop.entries.clear()
    laptop, lab = registered(roster=mine[0]), opened(origin=OTHER, roster=theirs[0])
    deal = offer(laptop, "E-1")
    lab.tips["E-1"] = deal
    accept(lab, deal, "E-1", seen=[{"log": ORIGIN, **laptop.head()}])
    files = packed(laptop, peers=(lab,), roster=mine)
    files[peer_prefix(lab) + "roster.json"], files[peer_prefix(lab) + "roster.json.sig"] = theirs
    files, trust = seal(files, ANA), trust_folder(tmp_path / "t", mine)
    assert judged(files, tmp_path, trust=trust) == expect(("?PEER_MISSING", None, OTHER), ("?OPEN_TRANSFER", 7))
    (trust / "peers").mkdir()
    (trust / "peers" / "lab.json").write_bytes(theirs[0])
    assert judged(files, tmp_path, trust=trust) == []


def test_a_peer_folder_under_another_origin(tmp_path: Path) -> None:
    laptop, lab = exchanged()
    files = {
        n.replace(peer_prefix(lab), "data/peer/0123456789abcdef/"): r for n, r in packed(laptop, peers=(lab,)).items()
    }
    assert judged(seal(files, ANA), tmp_path) == expect(("CP_ORIGIN", None, OTHER))


def test_redaction_opens_what_is_disclosed(tmp_path: Path) -> None:
    station = registered()
    digest, text = station.hidden(7, "to", "ben")
    deal = station.append(
        "transfer.offer", ANA, {"purpose": "p", "_sd": [digest]}, case="C-1", exhibits=[station.item("E-1")]
    )
    accept(station, deal, "E-1", actor=ANA)
    assert judged(packed(station), tmp_path) == []
    station.disclosures.append((7, text))
    assert judged(packed(station), tmp_path) == expect(("ACCEPT_WRONG_PERSON", 8))
    station.disclosures.append((7, text))
    assert rows(document(packed(station), tmp_path)) == expect(("ACCEPT_WRONG_PERSON", 8), ("DISCLOSURE", 7))


def test_from_is_the_time_that_the_scene_uses() -> None:
    assert clock(0) > FROM
