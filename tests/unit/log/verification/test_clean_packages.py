"""What is sound passes, in every scope, and says how much was looked at."""

from __future__ import annotations

import pytest

from custody_app.log.verification import FolderFiles, load_trust, verify
from tests.unit.log.verification.building import ORIGIN, SCENE, LogBuilder, Trust, check, codes, make_roster, sample


@pytest.mark.parametrize("scope", ["whole-log", "case", "blinded"])
def test_a_sound_package_passes(scope: str) -> None:
    log = sample()
    outcome = check(log.package(scope), Trust(log.roster))
    assert codes(outcome) == []
    assert (outcome.outcome, outcome.exit_code) == ("pass", 0)
    assert outcome.outside_proof == ("cosignature",)
    assert outcome.transfers == ("none" if scope == "blinded" else "all_signed")


def test_the_json_is_as_the_command_line_page_says() -> None:
    log = sample()
    told = check(log.package(evidence=[b"image"]), Trust(log.roster)).to_json()
    assert list(told) == [
        "outcome", "evidence", "transfers", "record", "outside_proof", "findings", "log", "counts",
    ]  # fmt: skip
    assert told["log"]["origin"] == ORIGIN
    assert told["log"]["size"] == 8
    assert told["counts"] == {
        "entries": 8, "statements": 8, "signatures": 8, "transfers": 1, "exhibits": 2, "files": 1,
    }  # fmt: skip


def test_a_station_needs_no_manifests_and_no_proofs() -> None:
    log = sample()
    files = {n: c for n, c in log.package().items() if n.startswith("data/") and "/proof/" not in n}
    assert codes(check(files, Trust(log.roster), kind="station")) == []


def test_without_trust_only_inner_consistency_is_shown() -> None:
    outcome = check(sample().package())
    assert codes(outcome) == [("NO_ANCHOR", None), ("SELF_TRUST", None), ("UNPROVEN_TAIL", 0)]
    assert (outcome.outcome, outcome.exit_code, outcome.record) == ("unproven", 3, "consistent")


def test_two_stations_hand_over_and_answer() -> None:
    roster = make_roster()
    scene, lab = LogBuilder(roster, SCENE).start(), LogBuilder(roster).start()
    scene.open_case("C1")
    scene.register("E1")
    offer = scene.offer("E1")
    lab.open_case("C1")
    lab.lines["E1"] = scene.digests[offer]
    accept = lab.accept_digest(scene.digests[offer], "E1", seen=[scene.seen_head()])
    body = {"offer": _b64(scene.digests[offer]), "accept": _b64(lab.digests[accept])}
    scene.add("transfer.close", case="C1", body=body, seen=[lab.seen_head()])
    lab.add("exhibit.seal", actor="bruno", case="C1", follow=["E1"])
    for scope in ("whole-log", "case"):
        outcome = check(lab.package(scope, peers=[scene]), Trust(roster))
        assert codes(outcome) == []
        assert outcome.transfers == "all_signed"
        assert codes(check(scene.package(scope, peers=[lab]), Trust(roster))) == []


def test_a_folder_is_read_like_any_package(tmp_path) -> None:
    log = sample()
    for name, content in log.package().items():
        place = tmp_path / "package" / "C1.custody" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    trust = tmp_path / "trust"
    (trust / "held").mkdir(parents=True)
    files = log.package()
    (trust / "roster.json").write_bytes(files["data/trust/roster.json"])
    (trust / "roster.json.sig").write_bytes(files["data/trust/roster.json.sig"])
    (trust / "held" / "desk.note").write_bytes(log.checkpoint(5).encoded)
    outcome = verify(FolderFiles(tmp_path / "package"), load_trust(trust))
    assert codes(outcome) == []
    assert outcome.outside_proof == ("cosignature", "held")


def _b64(digest: bytes) -> str:
    from custody_app.log.canonical import b64

    return b64(digest)
