"""Witnesses and time stamps through `custody`: what is carried is a file, what is sent is sent on demand only."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from custody_app.crypto.key_file import read_key_file
from custody_app.domain.bodies import make_act
from custody_app.log.roster_signing import sign_roster
from custody_app.services.enrolment import ROOT_KEY
from tests.conformance.builder.authority import Authority, run
from tests.journeys.desk import PASSPHRASES, Desk, SteppingClock

LUCIA = "l.ferreira"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory, oracle: Callable[..., str]) -> Authority:
    oracle("openssl")
    return Authority(tmp_path_factory.mktemp("tsa") / "ec", "ec")


def test_a_request_travels_on_a_stick_and_its_reply_bounds_every_event(
    desk: Desk, authority: Authority, tmp_path: Path
) -> None:
    trusted = desk.run("log", "anchor", "trust", "ec", "--certificate", authority.pem)
    assert len(trusted["authority"]["certificates"][0]) == 64
    before = desk.run("exhibit", "history", "E-1")["history"][0]
    assert before["window"] == {}
    assert "Nothing from outside" in desk.text("log", "show", before["seq"])
    waiting = desk.run("log", "anchor")["waiting"]
    assert waiting[0]["size"] == desk.size()
    written = desk.run("log", "anchor", "save", "--folder", tmp_path)["written"]
    reply = tmp_path / "reply.tsr"
    run("openssl", "ts", "-reply", "-config", authority.config, "-section", "tsa", "-queryfile", written[0],
        "-signer", authority.pem, "-inkey", authority.key, "-out", reply)  # fmt: skip
    recorded = desk.run("log", "anchor", "take", reply)["recorded"]
    assert [each["type"] for each in recorded] == ["anchor.tsa"]

    for each in desk.run("exhibit", "history", "E-1")["history"]:
        assert each["window"]["before"]["kind"] == "tsa"
    told = desk.run("log", "show", before["seq"])["window"]
    assert told["before"]["entry"] == recorded[0]["seq"]
    assert "ec" in desk.text("log", "show", before["seq"]).splitlines()[-1]
    desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 9")
    assert set(desk.run("log", "show", desk.size() - 1)["window"]) == {"after"}
    listed = desk.run("log", "anchor", "list")
    assert (listed["waiting"], listed["renewal"]["due"]) == ([], False)
    assert "ec" in desk.text("log", "anchor", "list")


def test_what_cannot_be_sent_waits_on(desk: Desk, authority: Authority) -> None:
    desk.run("log", "anchor", "trust", "far", "--url", "http://127.0.0.1:1/", "--certificate", authority.pem)
    desk.run("log", "anchor", "queue")
    answer = desk.run("log", "anchor", "send", want=6)
    assert (answer["recorded"], answer["failed"]) == ([], ["AUTHORITY_UNREACHABLE"])
    assert len(desk.run("log", "anchor", "list")["waiting"]) == 1
    desk.refused("log", "anchor", "take", "nowhere.tsr", want=2, code="FILE_UNREADABLE")


def test_a_head_is_cosigned_elsewhere_and_taken_home(desk: Desk, tmp_path: Path) -> None:
    other = elsewhere(tmp_path / "other")
    make_known(desk, other)
    stick, back = tmp_path / "head", tmp_path / "cosigned"
    desk.run("log", "checkpoint", "--output", stick)
    answer = other.run("log", "cosign", stick, "--output", back)
    assert (answer["size"], answer["held_before"]) == (desk.size(), 0)
    other.refused("log", "cosign", stick, "--output", back, want=2, code="FILE_EXISTS")
    taken = desk.run("log", "cosign", "--take", back)
    assert [each["type"] for each in taken["recorded"]] == ["anchor.cosig"]

    witness = other.run("log", "cosign", "--key")["witness"]["name"]
    later = desk.run("log", "checkpoint", "--witness", witness, "--output", tmp_path / "later")
    assert later["since"] == answer["size"]
    assert other.run("log", "cosign", tmp_path / "later")["held_before"] == answer["size"]
    desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 9")
    desk.run("log", "checkpoint", "--output", tmp_path / "bare")
    other.refused("log", "cosign", tmp_path / "bare", want=2, code="PROOF_NEEDED")


def make_known(desk: Desk, other: Desk) -> None:
    """Let each station's people adopt what they need of the other: a roster, a witness."""
    with desk.bootstrap.open(desk.station) as home, other.bootstrap.open(other.station, writable=False) as away:
        (away.directory / "trust" / "peers").mkdir(exist_ok=True)
        (away.directory / "trust" / "peers" / "home.json").write_bytes(home.trust.roster.canonical)
        secret = PASSPHRASES[LUCIA]
        lucia, root = (read_key_file(home.session.key_file(name), secret) for name in (LUCIA, ROOT_KEY))
        roster = home.trust.roster.successor("2026-03-04T09:00:00.000Z").with_witness(away.witnessing.witness)
        body = {"roster": roster.digest, "version": roster.version}
        drafts = home.recorder.prepare([make_act("roster.adopt", actor=LUCIA, body=body)])
        home.trust.lay_pending(roster, sign_roster(roster, [root]))
        home.recorder.record(drafts, {LUCIA: lucia})
        home.trust.take_pending(roster.digest)


def elsewhere(folder: Path) -> Desk:
    """Return a desk at another agency."""
    folder.mkdir()
    other = Desk(folder, SteppingClock())
    place = ("--agency", "Elsewhere", "--domain", "other.example", "--name", "lab-9")
    who = ("--person-id", LUCIA, "--person-name", "L. F.", "--passphrase-file", other.paper(LUCIA))
    other.run("station", "init", *place, *who)
    return other


def test_contradicting_heads_leave_evidence_and_exit_1(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = elsewhere(tmp_path / "other")
    make_known(desk, other)
    clone = Desk(tmp_path / "clone", SteppingClock(looks=desk.clock.looks))
    shutil.copytree(desk.folder, clone.folder)
    desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 7")
    desk.run("log", "checkpoint", "--output", tmp_path / "one")
    with monkeypatch.context() as laptop:
        laptop.setenv("CUSTODY_STATE_DIR", str(tmp_path / "laptop"))
        clone.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 8")
        clone.run("log", "checkpoint", "--output", tmp_path / "two")
    other.run("log", "cosign", tmp_path / "one")
    fork = other.run("log", "cosign", tmp_path / "two", want=1)["fork"]
    verdict = desk.run("verify", fork["evidence"], "--trust", clone.station / "trust", want=1)
    assert [each["code"] for each in verdict["findings"]] == ["FORK"]
    assert "forked" in other.text("log", "cosign", tmp_path / "two", want=1)


def test_whoever_signs_hears_that_the_clock_was_moved(desk: Desk) -> None:
    desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 1")
    assert "clock" not in desk.told
    desk.clock.start += timedelta(hours=5)
    moved = desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 2")
    assert "The clock of this machine was moved" in desk.told
    step = desk.run("log", "show", moved["recorded"][0]["seq"] - 1)
    assert step["envelope"]["statement"]["type"] == "clock.step"
    desk.sign(LUCIA, "exhibit", "move", "E-2", "--to", "shelf 3")
    assert "clock" not in desk.told
