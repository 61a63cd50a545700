"""Two stations that witness each other, with USB sticks for a network."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.crypto.key_file import LEAST_COST
from custody_app.crypto.note_key import NoteKey
from custody_app.diagnostics import CustodyError
from custody_app.domain.bodies import make_act
from custody_app.log.fork_evidence import parse_fork_evidence
from custody_app.log.note import SignedNote, parse_note
from custody_app.log.statement import Head
from custody_app.services.brought_head import BroughtHead
from custody_app.services.checkpoints import signed_checkpoint
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan
from custody_app.services.verifying import verify_path
from custody_app.services.witnessing import Cosigned, Forked, Witnessing
from tests.sample_station import PEOPLE, MovableClock


@pytest.fixture(scope="session")
def two_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("witnesses")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        for name in ("home", "away"):
            plan = StationPlan(agency=name, domain=f"{name}.example", station="lab", people=PEOPLE[:1])
            Bootstrap(clock=MovableClock(), cost=LEAST_COST).setup().make(folder / name, plan)
    return folder


class Pair:
    """Both stations, and what each adopted of the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bootstrap = Bootstrap(clock=MovableClock(), cost=LEAST_COST)
        self.home, self.away = (self.bootstrap.open(folder / name) for name in ("home", "away"))
        self.knows(self.away, self.home)
        self.knows(self.home, self.away)

    @staticmethod
    def knows(one: OpenStation, other: OpenStation) -> None:
        peers = one.directory / "trust" / "peers"
        peers.mkdir(exist_ok=True)
        (peers / "other.json").write_bytes(other.trust.roster.canonical)

    def head(self, since: int = 0) -> BroughtHead:
        return BroughtHead.from_bytes(self.home.witnessing.request(since))

    def forged(self, size: int, root: bytes) -> BroughtHead:
        """Return a head that the home station's key signed behind its program's back."""
        note = signed_checkpoint(self.home.info.origin, Head(size, root), self.home.witnessing._station_key)
        return BroughtHead.from_bytes(note.encoded)


@pytest.fixture
def pair(two_made: Path, tmp_path: Path) -> Iterator[Pair]:
    shutil.copytree(two_made, tmp_path / "two", ignore=shutil.ignore_patterns("state"))
    found = Pair(tmp_path / "two")
    yield found
    found.home.close()
    found.away.close()


def grow(station: OpenStation, by: int = 1) -> None:
    for _ in range(by):
        station.recorder.record_machine_act(make_act("clock.step", actor="station", body={}))


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(CustodyError) as caught:
        act()
    assert caught.value.code == code


def test_a_head_is_cosigned_recorded_at_both_stations_and_covers_the_log(pair: Pair) -> None:
    grow(pair.home, 3)
    cosigned = pair.away.witnessing.cosign(pair.head())
    assert isinstance(cosigned, Cosigned)
    assert cosigned.held == 0
    head = pair.away.store.statements_of_type("anchor.head")[-1].body
    assert (head["log"], head["size"]) == (pair.home.info.origin, cosigned.checkpoint.head.size)
    assert parse_note(head["note"].encode()).text == cosigned.note.text
    assert pair.away.store.peer_heads(pair.home.info.origin)[-1].note == cosigned.note.encoded

    refused("COSIGNER_UNKNOWN", lambda: pair.home.witnessing.take(BroughtHead.from_bytes(cosigned.note.encoded)))
    with_witness(pair.home, pair.away.witnessing.witness)
    taken = pair.home.witnessing.take(BroughtHead.from_bytes(cosigned.note.encoded))
    assert [each.statement.type for each in taken] == ["anchor.cosig"]
    assert taken[0].body["witness"] == pair.away.info.origin
    assert pair.home.witnessing.take(BroughtHead.from_bytes(cosigned.note.encoded)) == ()
    assert pair.home.witnessing.since(pair.away.info.origin) == cosigned.checkpoint.head.size


def with_witness(station: OpenStation, witness: Any, quorum: int = 0) -> None:
    """Let the station's roster name a witness, as if its people had adopted it so."""
    from dataclasses import replace

    roster = replace(station.trust.roster.with_witness(witness), quorum=quorum)
    (station.directory / "trust" / "roster.json").write_bytes(roster.canonical)
    station.trust.roster = roster


def test_the_same_head_gets_the_same_signature(pair: Pair) -> None:
    first = pair.away.witnessing.cosign(pair.head())
    size = pair.away.store.head().size
    pair.bootstrap.clock.move(hours=1)
    again = pair.away.witnessing.cosign(pair.head())
    assert again.note == first.note
    assert pair.away.store.head().size == size


def test_a_later_head_needs_the_proof_that_it_continues_the_one_held(pair: Pair) -> None:
    held = pair.away.witnessing.cosign(pair.head()).checkpoint.head
    grow(pair.home, 4)
    refused("PROOF_NEEDED", lambda: pair.away.witnessing.cosign(pair.head()))
    wrong = pair.head(held.size + 1)
    refused("PROOF_WRONG", lambda: pair.away.witnessing.cosign(wrong))
    later = pair.away.witnessing.cosign(pair.head(held.size))
    assert later.held == held.size
    old = BroughtHead.from_bytes(
        signed_checkpoint(pair.home.info.origin, held, pair.home.witnessing._station_key).encoded
    )
    assert pair.away.witnessing.cosign(old).checkpoint.head == held, "given out before, so given out again"


def test_what_is_not_cosigned(pair: Pair) -> None:
    note = pair.head().note
    refused("CP_UNSIGNED", lambda: pair.away.witnessing.cosign(BroughtHead(
        SignedNote(note.text, tuple(type(s)(s.name, s.key_id, bytes(64)) for s in note.signatures)),
        pair.head().checkpoint)))  # fmt: skip
    refused("WITNESS_SELF", lambda: pair.home.witnessing.cosign(pair.head()))
    shutil.rmtree(pair.away.directory / "trust" / "peers")
    refused("LOG_UNKNOWN", lambda: pair.away.witnessing.cosign(pair.head()))
    refused("HEAD_UNREADABLE", lambda: BroughtHead.from_bytes(b"old 3\nnothing"))
    assert pair.away.store.peer_heads(pair.home.info.origin) == []


def shown(forked: object, trust: Path) -> tuple[str, list[str]]:
    assert isinstance(forked, Forked)
    outcome = verify_path(forked.file, trust)
    return outcome.outcome, [finding.code for finding in outcome.findings]


def test_two_roots_of_one_size_are_evidence_that_convinces_others(pair: Pair) -> None:
    known = pair.away.witnessing.cosign(pair.head()).checkpoint.head
    forked = pair.away.witnessing.cosign(pair.forged(known.size, bytes(32)))
    assert shown(forked, pair.home.directory / "trust") == ("fail", ["FORK"])
    assert [f.code for f in verify_path(forked.file, None).findings] == ["FORK", "SELF_TRUST"]
    assert verify_path(forked.file, pair.home.directory / "trust").exit_code == 1
    text = forked.file.read_text("utf-8")
    assert "TWO HISTORIES" in text
    assert len(pair.away.store.statements_of_type("anchor.head")) == 2, "both heads stand in the log of the witness"


def test_a_proof_that_leads_to_another_smaller_root_is_evidence(pair: Pair) -> None:
    grow(pair.home, 3)
    size = pair.home.store.head().size
    assert size & (size - 1), "the proof from a power of two leaves out what would show it"
    pair.away.witnessing.cosign(pair.forged(size, bytes(32)))
    grow(pair.home, 3)
    forked = pair.away.witnessing.cosign(pair.head(size))
    assert shown(forked, pair.home.directory / "trust") == ("fail", ["FORK"])


def test_a_head_that_the_own_log_never_had_is_evidence_against_a_copy_of_it(pair: Pair) -> None:
    grow(pair.home, 5)
    head = pair.home.store.head()
    forked = pair.home.witnessing.take(pair.forged(head.size, bytes(32)))
    assert shown(forked, pair.home.directory / "trust") == ("fail", ["FORK"])
    refused("TRUNCATED", lambda: pair.home.witnessing.take(pair.forged(head.size + 1, bytes(32))))


def test_evidence_that_shows_nothing_convinces_nobody(pair: Pair) -> None:
    known = pair.away.witnessing.cosign(pair.head()).checkpoint.head
    forked = pair.away.witnessing.cosign(pair.forged(known.size, bytes(32)))
    trust = pair.home.directory / "trust"
    evidence = parse_fork_evidence(forked.file.read_bytes())
    harmless = type(evidence)(evidence.key, evidence.first, evidence.first)
    forked.file.write_bytes(harmless.encoded("a page"))
    assert verify_path(forked.file, trust).outcome == "pass"
    other = NoteKey(evidence.key.name, evidence.key.type_byte, bytes(31) + b"\x01")
    forked.file.write_bytes(type(evidence)(other, evidence.first, evidence.second).encoded("a page"))
    assert [f.code for f in verify_path(forked.file, None).findings] == ["HELD_BAD", "SELF_TRUST"]
    forked.file.write_bytes(harmless.encoded("a page").replace(b"--- second", b"--- third"))
    assert verify_path(forked.file, trust).outcome == "unreadable"


def test_openssl_alone_checks_the_evidence(pair: Pair, oracle: Callable[..., str], tmp_path: Path) -> None:
    for name in ("openssl", "xxd", "sed", "base64"):
        oracle(name)
    known = pair.away.witnessing.cosign(pair.head()).checkpoint.head
    forked = pair.away.witnessing.cosign(pair.forged(known.size, bytes(32)))
    page = forked.file.read_text("utf-8")
    commands = [line for line in page.splitlines() if line.startswith(("  printf", "  sed", "  openssl"))]
    script = "\n".join(["set -e -o pipefail", *commands])
    ran = subprocess.run(["bash", "-c", script], cwd=tmp_path, env={"F": str(forked.file), "PATH": "/usr/bin:/bin"},
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert (ran.returncode, ran.stdout.count("Verified Successfully")) == (0, 2), ran.stderr
    assert (tmp_path / "first.txt").read_text() != (tmp_path / "second.txt").read_text()


def test_a_cosignature_that_was_kept_but_not_recorded_is_recorded_later(pair: Pair) -> None:
    with_witness(pair.home, pair.away.witnessing.witness)
    brought = BroughtHead.from_bytes(pair.away.witnessing.cosign(pair.head()).note.encoded)
    stopping = Witnessing(
        pair.home.directory, pair.home.store, _Stops(), pair.home.witnessing._station_key, MovableClock()
    )
    with pytest.raises(KeyboardInterrupt):
        stopping.take(brought)
    assert pair.home.store.statements_of_type("anchor.cosig") == []
    pair.home.witnessing.take(brought)
    assert len(pair.home.store.statements_of_type("anchor.cosig")) == 1


class _Stops:
    """The machine loses its power before anything is recorded."""

    def record_machine_act(self, _: object) -> None:
        raise KeyboardInterrupt


def stopped(station: OpenStation) -> Witnessing:
    key = station.witnessing._station_key
    return Witnessing(station.directory, station.store, _Stops(), key, MovableClock())


def test_the_head_is_durable_before_the_signature_is_given_out(pair: Pair) -> None:
    stopping = Witnessing(
        pair.away.directory, pair.away.store, _Stops(), pair.away.witnessing._station_key, MovableClock()
    )
    brought = pair.head()
    with pytest.raises(KeyboardInterrupt):
        stopping.cosign(brought)
    held = pair.away.store.peer_heads(pair.home.info.origin)
    assert [each.head for each in held] == [brought.checkpoint.head]
    assert pair.away.witnessing.cosign(brought).note.encoded == held[0].note
    assert len(pair.away.store.statements_of_type("anchor.head")) == 1
