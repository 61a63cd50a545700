"""Two stations and one stick, through the command line: out, taken in, answered line by line, receipt back, closed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.journeys.desk import Desk

LUCIA, SALAS = "l.ferreira", "r.salas"


@pytest.fixture
def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Desk, Desk]:
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(tmp_path / "state"))
    scene, lab = Desk(tmp_path / "scene"), Desk(tmp_path / "lab")
    for desk in (scene, lab):
        desk.folder.mkdir()
    scene.init()
    place = ("--agency", "Instituto Forense", "--domain", "instituto.example", "--name", "lab-2")
    who = ("--person-id", SALAS, "--person-name", "R. Salas", "--role", "examiner")
    lab.run("station", "init", *place, *who, "--passphrase-file", lab.paper(SALAS))
    for one, other in ((scene, lab), (lab, scene)):
        (one.station / "trust" / "peers").mkdir()
        shutil.copyfile(other.station / "trust" / "roster.json", one.station / "trust" / "peers" / "other.json")
    scene.sign(LUCIA, "case", "open", "--number", "C-1", "--basis-kind", "consent")
    register = ("exhibit", "register", "--case", "C-1", "--type", "object", "--title")
    scene.sign(LUCIA, *register, "Stick", "--number", "E-1", "--seal", "S-1")
    scene.sign(LUCIA, *register, "Phone", "--number", "E-2")
    return scene, lab


def test_from_one_station_to_the_other_and_back(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    scene, lab = desks
    given = ("--to", SALAS, "--purpose", "examination", "--condition", "As sealed", "--courier-name", "P. Duarte")
    (offer,) = scene.sign(LUCIA, "transfer", "offer", "E-1", "E-2", *given, "--seal", "E-1=S-1")["offers"]
    assert scene.run("transfer", "list")["transfers"][0]["stage"] == ""
    stick = tmp_path / "out.custody.zip"
    scene.sign(LUCIA, "package", "export", "--case", "C-1", "--output", stick)
    assert scene.run("transfer", "show", offer)["stage"] == "on_the_way"

    # It arrives: shown first, and not taken in before somebody says that what is not proven was seen.
    seen = lab.run("package", "inspect", stick, want=3)
    assert (seen["agency"], seen["station"], seen["record"]) == ("Fiscalía de San Telmo", "scene-1", "consistent")
    assert seen["signed_by"]["name"] == "Lúcia Ferreira"
    assert [each["number"] for each in seen["offers"][0]["exhibits"]] == ["E-1", "E-2"]
    lab.run("package", "import", stick, want=3)
    assert lab.run("transfer", "list")["transfers"] == []
    told = lab.text("package", "import", stick, "--confirm")
    assert f"custody transfer accept {offer}" in told
    assert "Stick" in told
    assert lab.run("transfer", "show", offer)["stage"] == "arrived"
    assert not (lab.station / "quarantine").exists()

    # Each line is accepted or rejected; the answer stands in the laboratory's log.
    answer = lab.sign(SALAS, "transfer", "accept", offer[:12], "--reject", "E-2=Not in the bag")
    assert [each["type"] for each in answer["recorded"]] == ["case.open", "transfer.accept"]
    assert (len(answer["accepted"]), len(answer["rejected"])) == (1, 1)
    back = tmp_path / "back.custody.zip"
    lab.sign(SALAS, "package", "export", "--receipt", offer, "--output", back)
    assert lab.run("transfer", "show", offer)["stage"] == "answered"

    scene.refused("transfer", "close", offer, *scene.signing(LUCIA), want=4, code="ACCEPT_NO_OFFER")
    taken = scene.run("package", "import", back, "--confirm")["taken_in"]
    assert taken["answers"] == [offer]
    assert scene.run("transfer", "show", offer)["stage"] == "answered"
    scene.sign(LUCIA, "transfer", "close", offer)
    assert "Closed" in scene.text("transfer", "list")
    scene.refused("transfer", "close", offer, *scene.signing(LUCIA), want=4, code="TRANSFER_CLOSED")

    # What it leaves behind is checked with either agency's trust, and what came back came back once.
    final = tmp_path / "final.custody.zip"
    scene.sign(LUCIA, "package", "export", "--case", "C-1", "--output", final)
    for desk in desks:
        outcome = desk.run("verify", final, "--trust", scene.station / "trust", want=3)
        assert (outcome["transfers"], outcome["record"]) == ("all_signed", "consistent")
    again = scene.run("package", "import", back, "--confirm")
    assert (again["known"], again["taken_in"]["statements"], again["taken_in"]["entry"]) == (True, 0, None)


def test_what_is_not_to_be_taken_in(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    scene, lab = desks
    stick = tmp_path / "out.custody.zip"
    scene.sign(LUCIA, "package", "export", "--case", "C-1", "--output", stick)
    scene.refused("package", "import", stick, "--confirm", want=4, code="PACKAGE_OWN")
    (lab.station / "trust" / "peers" / "other.json").unlink()
    lab.refused("package", "import", stick, "--confirm", want=4, code="STATION_UNKNOWN")
    lab.refused(
        "package", "export", "--receipt", "nothing", "--output", "x", *lab.signing(SALAS), want=2, code="OFFER_UNKNOWN"
    )
    assert not (lab.station / "quarantine").exists()
