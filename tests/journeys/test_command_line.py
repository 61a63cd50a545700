"""From an empty folder to the owner's signature, all through `custody`; then the record is judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from custody_app.bootstrap import open_station
from custody_app.services.station import OpenStation
from custody_app.services.verifying import verify_path
from tests.journeys.desk import Desk

LUCIA, OKOYE, SALAS = "l.ferreira", "m.okoye", "r.salas"
CLIP = b"channel 3 " * 5000
PICTURE = b"\xff\xd8\xff\xe0 a photograph"


class Story:
    """The whole case, acted out once for all tests of this module."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder)
        self.answers: dict[str, dict[str, Any]] = {}
        self.clip = self.desk.file("clip.dav", CLIP)
        self.picture = self.desk.file("IMG_0001.jpg", PICTURE)
        self.extraction = self.desk.folder / "extraction"
        for name in ("sms.db", "media/a.jpg", "media/b.jpg"):
            path = self.extraction / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(name.encode() * 50)

    def act_out(self) -> None:
        self.answers["init"] = self.desk.init()
        self.answers["enrol"] = self.desk.enrol(OKOYE)
        self.desk.enrol(SALAS)
        self._seize()
        self._hash_and_verify()
        self._transfer()
        self._give_back()

    def _do(self, name: str, person: str, *words: object, want: int = 0) -> dict[str, Any]:
        self.answers[name] = answer = self.desk.sign(person, *words, want=want)
        return answer

    def _seize(self) -> None:
        warrant = self.desk.file("warrant.txt", b"Search warrant 2026/091")
        basis = ("--basis-kind", "warrant", "--basis-number", "2026/091", "--basis-issuer", "Second Criminal Court")
        described = ("--number", "2026-CR-0147", "--title", "State v. A. Moreno")
        self._do("case", LUCIA, "case", "open", *described, *basis, "--basis-document", warrant)
        register = ("exhibit", "register", "--case", "2026-CR-0147", "--type")
        found = ("--place-address", "18 Orchard Lane", "--from-name", "A. Moreno", "--witness", "P. Duarte, Neighbour")
        phone = ("--title", "Black phone", "--field", "imei=352099001761481", "--field", "make=Samsung")
        seal = ("--seal", "S-123", "--photograph", self.picture, "--flag", "child", "--found-by", LUCIA)
        self._do("phone", LUCIA, *register, "phone", *phone, *seal, *found)
        camera = ("--title", "Recorder", "--number", "E-2", "--basis", "basis-1", "--seized", "2026-03-04T06:00-03:00")
        self._do("recorder", LUCIA, *register, "cctv", *camera, *found)
        self._do("paper", LUCIA, *register, "object", "--title", "Notebook", "--number", "E-3", "--field", "pages=12")

    def _hash_and_verify(self) -> None:
        self._do("hash", LUCIA, "exhibit", "hash", "E-2", self.clip, "--algorithms", "sha256,sha3-256,md5")
        self._do("match", LUCIA, "exhibit", "verify", "E-2", self.clip)
        copy = self.desk.file("clip-damaged.dav", CLIP[:-1] + b"!")
        self._do("mismatch", LUCIA, "exhibit", "verify", "E-2", copy, want=1)
        acquired = ("--copy", "extraction", "--tool", "Sample extractor", "--tool-version", "7.1")
        derived = ("--type", "mobile_extraction", "--title", "File system", "--field", "method=file_system")
        phone = self.answers["phone"]["number"]
        child = self._do("derive", LUCIA, "exhibit", "derive", phone, *derived, *acquired)["number"]
        self._do("hash folder", LUCIA, "exhibit", "hash", child, self.extraction)
        self._do("match folder", LUCIA, "exhibit", "verify", child, self.extraction)
        (self.extraction / "media" / "a.jpg").write_bytes(b"altered")
        (self.extraction / "sms.db").rename(self.extraction / "moved.db")
        self._do("mismatch folder", LUCIA, "exhibit", "verify", child, self.extraction, want=1)

    def _transfer(self) -> None:
        phone = self.answers["phone"]["number"]
        offer = ("--to", OKOYE, "--purpose", "storage", "--condition", "As sealed")
        seals = ("--seal", f"{phone}=S-123")
        given = self._do("offer", LUCIA, "transfer", "offer", phone, "E-2", "E-3", *offer, *seals)
        answer = ("--reject", "E-3=Bag torn", "--seal-differs", phone, "--received", "E-2=Dusty")
        self._do("accept", OKOYE, "transfer", "accept", given["offers"][0][:10], *answer)
        again = self._do("second offer", LUCIA, "transfer", "offer", "E-3", *offer)
        self._do("cancel", LUCIA, "transfer", "cancel", again["offers"][0], "--reason", "To be sealed first")
        third = self._do("third offer", LUCIA, "transfer", "offer", "E-3", *offer)
        self._do("reject", OKOYE, "transfer", "reject", third["offers"][0], "--reason", "Not mine")
        receiver = ("--to-passphrase-file", self.desk.paper(SALAS))
        offer = ("--to", SALAS, "--purpose", "examination", "--condition", "As received", "--due", "2026-12-15")
        self._do("hand over", OKOYE, "transfer", "hand-over", "E-2", *offer, *receiver)

    def _give_back(self) -> None:
        signature = self.desk.file("signature.png", b"\x89PNG a signature")
        owner = ("--to-kind", "owner", "--to-name", "A. Moreno", "--signature-image", signature, "--signed-on", "paper")
        reason = ("--purpose", "return", "--condition", "As seized")
        self._do("owner", LUCIA, "transfer", "hand-over", "E-3", *owner, *reason)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = tmp_path_factory.mktemp("journey")
    told = Story(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        told.act_out()
    return told


@pytest.fixture
def station(story: Story) -> Iterator[OpenStation]:
    with open_station(story.desk.station, writable=False) as opened:
        yield opened


def test_nothing_fails_in_the_verification_of_the_station(story: Story):
    outcome = verify_path(story.desk.station, story.desk.station / "trust")
    failed = [finding for finding in outcome.to_json()["findings"] if finding["verdict"] == "FAIL"]
    assert failed == []
    assert outcome.to_json()["record"] == "consistent"
    assert outcome.to_json()["transfers"] == "all_signed"
    assert outcome.to_json()["evidence"] == "mismatch"


def test_every_answer_names_what_stands_in_the_log(story: Story, station: OpenStation):
    last = story.answers["owner"]["head"]
    assert last["size"] == story.answers["owner"]["recorded"][-1]["seq"] + 1
    for answer in story.answers.values():
        for told in answer.get("recorded", ()):
            stands = station.store.statement(told["seq"])
            assert (stands.statement.id, stands.statement.type) == (told["id"], told["type"])


def test_the_number_is_proposed_from_the_pattern_with_the_officers_initials(story: Story):
    assert story.answers["phone"]["number"] == "2026-CR-0147-LF-001"
    assert story.answers["derive"]["number"] == "2026-CR-0147-LF-001.1"


def test_what_was_said_of_the_phone_is_what_was_recorded(story: Story, station: OpenStation):
    state = station.exhibits.state(story.answers["phone"]["exhibit"])
    assert state.fields == {"title": "Black phone", "make": "Samsung", "imei": ["352099001761481"]}
    assert state.flags == {"child"}
    assert state.attachments == (hashlib.sha256(PICTURE).hexdigest(),)
    assert station.attachments.read(hashlib.sha256(PICTURE).hexdigest()) == PICTURE
    body = station.store.line(state.id)[0].body
    assert body["place"] == {"address": "18 Orchard Lane"}
    assert body["people"] == [
        {"part": "found", "person": LUCIA},
        {"part": "witness", "name": "P. Duarte", "org": "Neighbour"},
    ]


def test_a_time_with_an_offset_is_recorded_in_utc(story: Story, station: OpenStation):
    assert station.store.line(story.answers["recorder"]["exhibit"])[0].body["seized"] == "2026-03-04T09:00:00.000Z"


def test_digests_are_those_that_others_compute(story: Story, station: OpenStation):
    digests = {name: hashlib.new(name, CLIP).hexdigest() for name in ("sha256", "sha3_256", "md5")}
    assert story.answers["hash"]["digests"] == digests
    assert dict(station.exhibits.state(story.answers["recorder"]["exhibit"]).baseline) == digests


def test_a_mismatch_is_recorded_and_replaces_nothing(story: Story, station: OpenStation):
    assert story.answers["match"]["result"] == "match"
    assert story.answers["mismatch"]["result"] == "mismatch"
    state = station.exhibits.state(story.answers["recorder"]["exhibit"])
    assert state.baseline["sha256"] == hashlib.sha256(CLIP).hexdigest()
    assert state.last_comparison is not None
    assert state.last_comparison.result == "mismatch"


def test_of_a_folder_the_differing_files_are_named(story: Story):
    assert story.answers["match folder"]["result"] == "match"
    answer = story.answers["mismatch folder"]
    assert answer["differing"] == ["changed: media/a.jpg", "moved: moved.db"]
    assert answer["differing_count"] == 2


def test_only_the_accepted_lines_change_hands(story: Story, station: OpenStation):
    holders = {row.number: row.holder or row.holder_name for row in _rows(station)}
    assert holders == {
        "2026-CR-0147-LF-001": OKOYE,
        "2026-CR-0147-LF-001.1": LUCIA,
        "E-2": SALAS,
        "E-3": "A. Moreno",
    }
    phone = next(row for row in _rows(station) if row.number == "2026-CR-0147-LF-001")
    assert phone.seal_state == "doubtful"
    recorder = next(row for row in _rows(station) if row.number == "E-2")
    assert recorder.due == "2026-12-15"


def test_every_transfer_has_its_answer(story: Story):
    transfers = story.desk.run("transfer", "list")["transfers"]
    assert [each["status"] for each in transfers] == ["accepted", "cancelled", "rejected", "accepted", "accepted"]
    assert story.answers["accept"]["rejected"] == [story.answers["paper"]["exhibit"]]


def test_offer_and_acceptance_of_one_sitting_follow_one_another(story: Story, station: OpenStation):
    offered, accepted = (station.store.statement(told["seq"]) for told in story.answers["hand over"]["recorded"])
    assert (offered.statement.actor, accepted.statement.actor) == (OKOYE, SALAS)
    assert accepted.seq == offered.seq + 1
    assert accepted.statement.base == offered.statement.base


def test_a_person_without_a_key_signs_by_hand_and_an_officer_attests(story: Story):
    receipt = story.desk.run("transfer", "receipt", story.answers["owner"]["offers"][0])
    assert receipt["receipt"]["attested_by"] == LUCIA
    accepted = receipt["statements"][1]
    assert accepted["signers"] == [LUCIA]
    assert accepted["body"]["handwritten"]["on"] == "paper"
    assert receipt["exhibits"][0]["number"] == "E-3"


def test_the_receipt_is_readable(story: Story):
    text = story.desk.text("transfer", "receipt", story.answers["accept"]["offers"][0])
    for words in ("Bag torn", "Dusty", "S-123", OKOYE, LUCIA):
        assert words in text


def test_lists_and_histories_tell_the_same_story(story: Story):
    shown = story.desk.run("exhibit", "list", "--case", "2026-CR-0147", "--holder", SALAS)["exhibits"]
    assert [each["number"] for each in shown] == ["E-2"]
    history = story.desk.run("exhibit", "history", "E-2")["history"]
    assert [each["type"] for each in history] == [
        "exhibit.register",
        "exhibit.hash",
        "exhibit.verify",
        "exhibit.verify",
        "transfer.offer",
        "transfer.accept",
        "transfer.offer",
        "transfer.accept",
    ]
    case = story.desk.run("case", "show", story.answers["case"]["case"])
    assert len(case["exhibits"]) == 4
    assert case["case"]["bases"][0]["document"] == hashlib.sha256(b"Search warrant 2026/091").hexdigest()


def test_the_table_for_spreadsheets_has_a_line_for_each_exhibit(story: Story, tmp_path: Path):
    target = tmp_path / "exhibits.csv"
    story.desk.run("case", "export-csv", "2026-CR-0147", "--output", target)
    lines = target.read_text("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("id,case,number")


def test_whoever_is_on_the_roster_has_a_key_here(story: Story):
    officers = story.desk.run("officer", "list")["officers"]
    assert [each["id"] for each in officers] == [LUCIA, OKOYE, SALAS]
    assert all(each["has_key_file"] for each in officers)
    assert story.answers["enrol"]["roster_version"] == 2


def test_what_is_exported_of_the_roster_verifies_the_station(story: Story, tmp_path: Path):
    story.desk.run("roster", "export", "--output", tmp_path / "trust", "--with-head")
    outcome = verify_path(story.desk.station, tmp_path / "trust").to_json()
    assert outcome["outside_proof"] == ["held"]
    assert not [each for each in outcome["findings"] if each["verdict"] == "FAIL"]


def test_a_package_passes_with_the_roster_that_is_exported_after_it(story: Story, tmp_path: Path):
    package, trust = tmp_path / "case.custody.zip", tmp_path / "trust"
    story.desk.sign(LUCIA, "package", "export", "--case", "2026-CR-0147", package)
    assert story.desk.run("roster", "export", "--output", trust)["files"] == [
        "allowed_signers",
        "policy",
        "roster.json",
        "roster.json.sig",
    ]
    outcome = verify_path(package, trust).to_json()
    assert [each["code"] for each in outcome["findings"] if each["verdict"] == "FAIL"] == []
    assert outcome["transfers"] == "all_signed"


def test_lists_built_again_are_the_same(story: Story, station: OpenStation):
    before = _rows(station), station.store.transfer_rows(station.store.transfer_ids())
    story.desk.run("station", "rebuild")
    assert (_rows(station), station.store.transfer_rows(station.store.transfer_ids())) == before


def test_check_finds_a_kept_file_that_was_changed(story: Story):
    assert story.desk.run("station", "check", want=3)["attachments_changed"] == []
    kept = story.desk.station / "attachments" / hashlib.sha256(PICTURE).hexdigest()[:2]
    path = kept / hashlib.sha256(PICTURE).hexdigest()
    try:
        path.chmod(0o600)
        path.write_bytes(b"another picture")
        assert story.desk.run("station", "check", want=1)["attachments_changed"] == [path.name]
        path.unlink()
        (lost,) = story.desk.run("station", "check", want=1)["kept_files"]
        assert (lost["name"], lost["fault"]) == (path.name, "missing")
        assert lost["named_by"][0]["exhibits"]
        verified = story.desk.run("verify", str(story.desk.station), want=3)
        assert verified["kept_files"] == [lost]
    finally:
        path.write_bytes(PICTURE)


def test_the_answer_is_one_json_document_and_nothing_else(story: Story):
    shown = story.desk.run("station", "show")
    assert json.dumps(shown)
    assert shown["origin"] == "fiscalia.example/custody/scene-1"
    assert shown["people"] == [LUCIA, OKOYE, SALAS]


def _rows(station: OpenStation) -> list[Any]:
    return station.store.exhibit_rows(station.store.exhibit_ids())
