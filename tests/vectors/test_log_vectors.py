"""The bytes of the log are those of the golden vectors, and tools that are not ours agree with them."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from custody_app.log.canonical import b64
from tests.vectors.make_log_vectors import FOLDER, encode, make_vectors

VECTORS = make_vectors()


@pytest.mark.parametrize("name", VECTORS)
def test_the_bytes_are_the_golden_ones(name: str) -> None:
    assert encode(VECTORS[name]) == (FOLDER / f"{name}.json").read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(VECTORS)


def told(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_bytes())


def test_hashes_by_hand() -> None:
    # Computed from the page's formulas alone.
    for entry in told("entries")["entries"]:
        assert b64(hashlib.sha256(entry["statement"].encode()).digest()) == entry["statement_digest"]
        assert b64(hashlib.sha256(entry["envelope"].encode()).digest()) == entry["envelope_sha256"]
        assert b64(hashlib.sha256(b"\0" + entry["entry"].encode()).digest()) == entry["leaf_hash"]
        digest = hashlib.sha512(entry["statement"].encode()).digest()
        namespace = b"custody.statement.v1"
        blob = b"SSHSIG" + b"".join(len(p).to_bytes(4, "big") + p for p in (namespace, b"", b"sha512", digest))
        assert blob.hex() == entry["signed_blob"]
    tag = hashlib.sha256(b"custody/case-tag/1\nC-1\n" + b64(b"\x55" * 16).encode()).digest()[:16]
    assert told("tags")["c-1"] == b64(tag)


def test_ssh_keygen_checks_a_statement_against_the_roster(oracle, tmp_path: Path) -> None:
    entry = told("entries")["entries"][1]
    (tmp_path / "allowed").write_text(told("roster")["allowed_signers"])
    (tmp_path / "sig").write_text(entry["armoured"])
    command = [oracle("ssh-keygen"), "-Y", "verify", "-f", tmp_path / "allowed", "-I", "ana", "-n"]
    for namespace, time, good in (
        ("custody.statement.v1", "20260301091500Z", True),
        ("custody.statement.v1", "20251231235959Z", False),
        ("custody.roster.v1", "20260301091500Z", False),
    ):
        done = subprocess.run(
            [*command, namespace, "-s", tmp_path / "sig", "-O", f"verify-time={time}"],
            input=entry["statement"].encode(),
            capture_output=True,
            check=False,
        )
        assert (done.returncode == 0) is good, done.stderr
