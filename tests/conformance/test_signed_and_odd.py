"""What a signer, or whoever packs, may do that readers easily read differently; each was once read in two ways."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.agreement import both
from tests.conformance.builder import Station, seal, sshsig_armour, trust_folder
from tests.conformance.builder.package import SIGNATURE, build_files, log_files, peer_prefix
from tests.conformance.builder.scene import (
    CAST,
    EVIDENCE,
    FROM,
    OTHER,
    accept,
    finished,
    offer,
    opened,
    registered,
    roster_document,
    signed_roster,
)
from tests.conformance.builder.signing import b64, canon, sha, ssh_string, sshsig_blob

Files = dict[str, bytes]
V1 = signed_roster()


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    return trust_folder(tmp_path / "trust", V1)


def codes(files: Files, trust: Path) -> list[str]:
    return [row[0] for row in both(files, trust)["findings"]]


def packed(station: Station, roster: tuple[bytes, bytes] = V1, **more: Any) -> Files:
    return build_files(station, roster, evidence=(EVIDENCE,), **more)


ARMOUR = {
    "as made": (lambda text: text, []),
    "without its last line feed": (lambda text: text.rstrip("\n"), []),
    "with CR LF": (lambda text: text.replace("\n", "\r\n"), []),
    "a blank line inside": (lambda text: text.replace("\n-----END", "\n\n-----END"), ["PACKAGE_SIG"]),
    "no line feed before its end": (lambda text: text.replace("\n-----END", "-----END"), ["PACKAGE_SIG"]),
    "a blank line after": (lambda text: text + "\n", ["PACKAGE_SIG"]),
    "twice": (lambda text: text * 2, ["PACKAGE_SIG"]),
}


@pytest.mark.parametrize("name", ARMOUR)
def test_the_armour_of_the_package(name: str, trust: Path) -> None:
    change, wanted = ARMOUR[name]
    files = seal(packed(finished()), CAST.ana)
    assert codes({**files, SIGNATURE: change(files[SIGNATURE].decode()).encode()}, trust) == wanted


def test_blocks_beside_the_roots_own(trust: Path) -> None:
    second = canon(roster_document(version=2, prev=b64(sha(V1[0]))))
    root = sshsig_armour(CAST.root, "custody.roster.v1", second)
    stranger = sshsig_armour(CAST.eve, "custody.roster.v1", second)
    elsewhere = sshsig_armour(CAST.root, "custody.package.v1", second)
    for text, wanted in (
        (stranger + root, []),
        (stranger.rstrip("\n") + root, []),
        (elsewhere + root, []),
        (elsewhere, ["ROSTER_SIG"]),
        ("x\n" + root, ["ROSTER_SIG"]),
    ):
        assert codes(seal(packed(finished(), (second, text.encode())), CAST.ana), trust) == wanted


@pytest.mark.parametrize(
    ("application", "good"), [(b"ssh:", True), (b"ssh:custody", True), (b"", True), (b"\xff", False)]
)
def test_a_token_signs_for_the_application_of_its_key(application: bytes, good: bool, trust: Path) -> None:
    alg = b"sk-ssh-ed25519@openssh.com"
    line = f"{alg.decode()} {b64(ssh_string(alg) + ssh_string(CAST.eve.public) + ssh_string(application))}"
    people = [*roster_document()["people"]]
    people.append({"id": "eve", "name": "Eve", "post": "", "roles": [], "keys": [{"key": line, "from": FROM}]})
    roster = signed_roster(roster_document(version=2, prev=b64(sha(V1[0])), people=people))

    def by_token(doc: dict[str, Any]) -> dict[str, Any]:
        blob = sshsig_blob("custody.statement.v1", canon(doc["statement"]))
        wrapped = sha(application) + b"\x01" + (9).to_bytes(4, "big") + sha(blob)
        told = {"alg": alg.decode(), "key": line, "sig": b64(CAST.eve.key.sign(wrapped).signature)}
        return {**doc, "sigs": [{**told, "flags": 1, "counter": 9}]}

    station = finished()
    station.append("note", CAST.eve, {"text": "x"}, envelope=by_token)
    assert codes(seal(packed(station, roster), CAST.ana), trust) == (
        [] if good else ["ROSTER_SIG", "SIGNER_MISSING", "SIG_SHAPE"]
    )


def disclosure(name: str, value: Any, salt: str = "a") -> tuple[str, str]:
    text = urlsafe_b64encode(canon([salt, name, value])).decode().rstrip("=")
    return urlsafe_b64encode(sha(text.encode())).decode().rstrip("="), text


def disclosed(body: dict[str, Any], *texts: str) -> Files:
    station = finished()
    station.append("note", CAST.ana, body)
    station.disclosures += [(12, text) for text in texts]
    return seal(packed(station), CAST.ana)


def test_a_disclosure_inside_another_may_come_before_it(trust: Path) -> None:
    inner = disclosure("x", "y")
    outer = disclosure("o", {"_sd": [inner[0]]})
    assert codes(disclosed({"_sd": [outer[0]]}, inner[1], outer[1]), trust) == []
    assert codes(disclosed({"_sd": [outer[0]]}, outer[1], inner[1]), trust) == []
    assert codes(disclosed({"_sd": [outer[0]]}, inner[1]), trust) == ["DISCLOSURE"]


def test_digests_that_stand_twice_or_unsorted(trust: Path) -> None:
    inner, twin = disclosure("x", "y"), disclosure("p", {"_sd": ["b" * 43, "a" * 43]})
    again = disclosure("q", {"_sd": [inner[0]]})
    assert codes(disclosed({"_sd": [twin[0]]}, twin[1]), trust) == ["DISCLOSURE"]
    assert codes(disclosed({"_sd": sorted([inner[0], again[0]])}, again[1]), trust) == ["DISCLOSURE"]
    assert codes(disclosed({"a": {"_sd": [inner[0]]}, "b": {"_sd": [inner[0]]}}), trust) == ["BODY_SHAPE"]


def test_a_recipient_kept_back_is_not_signed_by_both_sides(trust: Path) -> None:
    ben, ana = disclosure("to", "ben", "1"), disclosure("to", "ana", "2")
    station = registered()
    body = {"_sd": sorted([ben[0], ana[0]])}
    deal = station.append("transfer.offer", CAST.ana, body, case="C-1", exhibits=[station.item("E-1")])
    accept(station, deal, "E-1")
    hidden = both(seal(packed(station), CAST.ana), trust)
    assert (hidden["findings"], hidden["transfers"]) == ([], "not_all_signed")
    station.disclosures = [*station.disclosures, (7, ben[1])]
    shown = both(seal(packed(station), CAST.ana), trust)
    assert (shown["findings"], shown["transfers"]) == ([], "all_signed")
    station.disclosures = [*station.disclosures, (7, ana[1])]
    assert "DISCLOSURE" in codes(seal(packed(station), CAST.ana), trust)


def exchanged() -> tuple[Station, Station]:
    laptop, lab = registered(), opened(OTHER)
    deal = offer(laptop, "E-1")
    accept(lab, deal, "E-1", seen=[{"log": laptop.origin, **laptop.head()}])
    return laptop, lab


def test_a_log_that_lies_there_twice_is_told(trust: Path) -> None:
    """A second version of a log in a peer's folder was passed over: a fork could travel unseen in what passes."""
    other = finished()
    other.append("note", CAST.ana, {"text": "the other history"})
    hidden = {
        peer_prefix(other) + name.removeprefix("data/log/"): raw
        for name, raw in log_files(other, "data/log/", "whole-log", "C-1").items()
    }
    assert codes(seal({**packed(finished()), **hidden}, CAST.ana), trust) == ["CP_ORIGIN"]
    laptop, lab = exchanged()
    files = build_files(laptop, V1, peers=(lab,))
    twice = {"data/peer/ffffffffffffffff/checkpoint": lab.note(3)}
    assert both(seal({**files, **twice}, CAST.ana), trust)["findings"] == [("CP_ORIGIN", "FAIL", OTHER, None)]


def test_a_peers_folder_with_nothing_that_belongs_there(trust: Path) -> None:
    files = {**packed(finished()), "data/peer/0123456789abcdef/junk": b"x"}
    assert codes(seal(files, CAST.ana), trust) == ["FILE_EXTRA"]


def test_the_names_of_disclosures_are_kept_apart_from_what_is_proven(trust: Path) -> None:
    files = packed(finished())
    told = {**json.loads(files["data/disclosures.json"]), "names": [{"id": "ana", "name": "somebody else"}]}
    assert codes(seal({**files, "data/disclosures.json": canon(told)}, CAST.ana), trust) == []
