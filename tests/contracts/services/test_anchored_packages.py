"""What travels of time stamps and cosignatures, and what both verifiers say of it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import TYPE_COSIGNATURE, NoteKey, cosign_note
from custody_app.exchange.package_contents import Scope
from custody_app.log.note import NoteSignature, SignedNote, parse_note
from custody_app.log.roster import Witness
from custody_app.log.roster_signing import sign_roster
from custody_app.services.brought_head import BroughtHead
from custody_app.services.packages import ExportRequest
from custody_app.services.station import OpenStation
from tests.conformance.agreement import both
from tests.conformance.builder.authority import Authority
from tests.contracts.services.test_anchoring import reply_to
from tests.sample_station import SECRET

WITNESS = SigningKey.from_seed(bytes(range(32)))


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory, oracle: Callable[..., str]) -> list[Authority]:
    oracle("openssl")
    return [Authority(tmp_path_factory.mktemp("tsa") / kind, kind) for kind in ("ec", "rsa")]


@pytest.fixture
def trust(station: OpenStation, tmp_path: Path) -> Path:
    """Return the receiver's trust: a roster with a witness, signed by its roots, and no authority."""
    folder = tmp_path / "trust"
    shutil.copytree(station.directory / "trust", folder)
    return folder


def adopt(station: OpenStation, trust: Path, quorum: int) -> None:
    """Put a witness on the roster of the station and of the receiver."""
    from custody_app.crypto.key_file import read_key_file
    from custody_app.domain.bodies import make_act
    from custody_app.services.enrolment import ROOT_KEY

    key = NoteKey("lab-9", TYPE_COSIGNATURE, WITNESS.public_key.raw)
    known = station.trust.roster
    roster = replace(known.successor(known.issued).with_witness(Witness("lab-9", key)), quorum=quorum)
    body = {"roster": roster.digest, "version": roster.version}
    drafts = station.recorder.prepare([make_act("roster.adopt", actor="ana", body=body)])
    root, ana = (read_key_file(station.session.key_file(name), SECRET["ana"]) for name in (ROOT_KEY, "ana"))
    station.trust.lay_pending(roster, sign_roster(roster, [root]))
    station.recorder.record(drafts, {"ana": ana})
    station.trust.take_pending(roster.digest)
    for name in ("roster.json", "roster.json.sig"):
        shutil.copy(station.directory / "trust" / name, trust / name)


def cosign(station: OpenStation) -> int:
    """Let the witness cosign the present head, and take it home; return its size."""
    note = parse_note(station.store.latest_checkpoint().note)
    line = cosign_note("lab-9", WITNESS, note.text, 1772620000)
    signed = SignedNote(note.text, (*note.signatures, NoteSignature(line.name, line.key_id, line.raw)))
    brought = BroughtHead.from_bytes(signed.encoded)
    assert len(station.witnessing.take(brought)) == 1
    return brought.checkpoint.head.size


def stamp(station: OpenStation, authorities: list[Authority]) -> int:
    """Let every authority stamp the present head; return its size."""
    for each in authorities:
        station.anchoring.authorities.add(each.kind, "", each.pem.read_bytes())
    waiting = station.anchoring.queue()
    for request in waiting:
        authority = next(each for each in authorities if each.kind == request.authority)
        station.anchoring.take(reply_to(authority, request.query))
    return waiting[0].size


def package(station: OpenStation, case: str, target: Path) -> dict[str, bytes]:
    """Export the whole log (the case, if one is named) and return the files of the package."""
    scope = Scope.CASE if case else Scope.WHOLE_LOG
    request = ExportRequest(target=target, scope=scope, case=case, reason="", overwrite=True)
    station.packages.export(request, station.session.fresh("ana", SECRET["ana"]))
    with zipfile.ZipFile(target) as opened:
        return {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}


def codes(told: dict[str, Any]) -> dict[str, int | None]:
    return {code: entry for code, _, _, entry in told["findings"]}


@pytest.mark.parametrize("scope", ["case", "whole"])
def test_two_time_stamps_of_one_head_cover_it_where_their_certificates_are_pinned(
    station: OpenStation, case: str, trust: Path, authorities: list[Authority], tmp_path: Path, scope: str
) -> None:
    size = stamp(station, authorities)
    files = package(station, case if scope == "case" else "", tmp_path / "p.custody.zip")
    anchors = sorted(name for name in files if name.startswith("data/anchors/"))
    assert len([name for name in anchors if name.endswith(".tsr")]) == 2
    assert {"data/anchors/ec.pem", "data/anchors/rsa.pem"} <= set(anchors)
    shutil.rmtree(trust / "tsa", ignore_errors=True)
    assert codes(both(files, trust)) == {"NO_ANCHOR": None, "UNPROVEN_TAIL": 0}, "nobody vouches for the authorities"

    (trust / "tsa").mkdir()
    for each in authorities:
        shutil.copy(each.pem, trust / "tsa" / f"{each.kind}.pem")
    told = both(files, trust)
    assert codes(told) == {"UNPROVEN_TAIL": size}
    assert told["outside_proof"] == ["tsa"]

    spoilt = dict(files)
    name = next(name for name in anchors if name.endswith(".tsr"))
    spoilt[name] = files[name][:-3] + bytes([files[name][-3] ^ 1]) + files[name][-2:]
    assert "TSA_BAD" in codes(both(spoilt, trust))
    (trust / "tsa" / "rsa.pem").unlink()
    assert codes(both(files, trust)) == {"TSA_OTHER": None, "UNPROVEN_TAIL": size}
    assert "TSA_OTHER" in codes(both(spoilt, trust)), "of a token by another it is not asked whether it holds"


@pytest.mark.parametrize("scope", ["case", "whole"])
def test_a_cosigned_head_travels_as_held_and_covers_the_log(
    station: OpenStation, case: str, trust: Path, tmp_path: Path, scope: str
) -> None:
    adopt(station, trust, 0)
    size = cosign(station)
    files = package(station, case if scope == "case" else "", tmp_path / "p.custody.zip")
    assert "data/log/held/000000000001.note" in files
    told = both(files, trust)
    assert codes(told) == {"UNPROVEN_TAIL": size}
    assert told["outside_proof"] == ["cosignature"]


def test_a_quorum_of_witnesses_decides_at_which_head_a_package_is_made(
    station: OpenStation, case: str, trust: Path, tmp_path: Path
) -> None:
    adopt(station, trust, 1)
    assert "CP_QUORUM" in codes(both(package(station, "", tmp_path / "p.custody.zip"), trust))
    size = cosign(station)
    told = both(package(station, "", tmp_path / "p.custody.zip"), trust)
    assert (codes(told), told["log"]["size"]) == ({}, size)
    assert told["outcome"] == "pass"
