"""Programs that are not ours agree about what a package is."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import custody_app
from custody_app.exchange.package_writer import write_package
from custody_app.exchange.verify_folder import VERIFIER, verify_folder
from tests.unit.exchange.package_builder import (
    OTHER_ORIGIN,
    PHOTOGRAPH,
    key,
    package,
    roster,
    small_station,
)

DIGEST = hashlib.sha256(PHOTOGRAPH).hexdigest()


@pytest.fixture
def written(tmp_path):
    log = small_station(notes=6)
    van = small_station(OTHER_ORIGIN, notes=0)
    contents = package(log, held=(3,), files={DIGEST: PHOTOGRAPH}, peers=(van.contents("A-1"),))
    return write_package(contents, tmp_path / "a.custody.zip", key("ana.silva")).path


@pytest.fixture
def unpacked(written, oracle):
    run([oracle("unzip"), "-q", str(written), "-d", str(written.parent / "unpacked")])
    (top,) = (written.parent / "unpacked").iterdir()
    return top


def run(command, *, cwd=None, code=0, given=None):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, env=environment, check=False, timeout=60)
    output = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == code, output
    return output


def test_unzip_finds_no_errors(written, oracle):
    assert "No errors detected" in run([oracle("unzip"), "-t", str(written)])


def test_bagit_validates_the_unpacked_folder(unpacked, oracle_module):
    oracle_module("bagit")
    output = run([sys.executable, "-m", "bagit", "--validate", str(unpacked)])
    assert "is valid" in output
    (unpacked / "data/log/checkpoint").write_bytes(b"another")
    run([sys.executable, "-m", "bagit", "--validate", str(unpacked)], code=1)


def test_sha256sum_checks_both_manifests(unpacked, oracle):
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        output = run([oracle("sha256sum"), "--strict", "-c", manifest], cwd=unpacked)
        assert output.count(": OK") == len((unpacked / manifest).read_bytes().splitlines())


def test_ssh_keygen_verifies_the_exporter(unpacked, oracle):
    signed = (unpacked / "tagmanifest-sha256.txt").read_bytes()
    command = [oracle("ssh-keygen"), "-Y", "verify", "-f", "data/trust/allowed_signers", "-I", "ana.silva"]
    command += ["-n", "custody.package.v1", "-s", "tagmanifest-sha256.txt.sig"]
    assert "Good" in run(command, cwd=unpacked, given=signed)
    run(command, cwd=unpacked, given=signed + b"\n", code=255)


@pytest.fixture(params=["dash", "bash"])
def check(request, unpacked, oracle):
    for tool in (request.param, "xxd", "openssl", "ssh-keygen", "sha256sum"):
        oracle(tool)

    def checked(*arguments: str, code: int = 0) -> str:
        return run([oracle(request.param), "verify/check.sh", *arguments], cwd=unpacked, code=code)

    return checked


@pytest.fixture
def trusted(unpacked, tmp_path):
    """What somebody got from the agency: who may sign, and the keys of its logs."""
    for name in ("allowed_signers", "policy"):
        (tmp_path / name).write_bytes((unpacked / "data/trust" / name).read_bytes())
    return ("-s", str(tmp_path / "allowed_signers"), "-p", str(tmp_path / "policy"))


def test_check_sh_checks_a_package_and_any_of_its_events(check, trusted):
    for arguments in (trusted, (*trusted, "3"), ("000000000001",)):
        output = check(*arguments)
        assert "FAILED" not in output
        assert output.count("ok      ") == 10
    assert check().count("proves less") == 2


def test_check_sh_leads_each_event_up_to_the_root(check, unpacked, trusted):
    root = base64.b64decode((unpacked / "data/log/checkpoint").read_bytes().split(b"\n")[2]).hex()
    envelopes = sorted((unpacked / "data/log/envelope").iterdir())
    assert len(envelopes) >= 5
    for envelope in envelopes:
        output = check(*trusted, str(int(envelope.stem)))
        statement = json.loads(envelope.read_bytes())["statement"]
        canonical = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        assert base64.b64encode(hashlib.sha256(canonical).digest()).decode() in output
        leaf = hashlib.sha256(b"\0" + (unpacked / "data/log/entry" / envelope.name).read_bytes()).hexdigest()
        assert f"leaf hash {leaf}, proven up to the root {root}" in output
        assert f"signed by {statement['actor']} (ssh-keygen)" in output


def test_check_sh_works_where_names_have_spaces_and_from_elsewhere(unpacked, oracle):
    moved = unpacked.rename(unpacked.parent / "a folder of mine")
    output = run([oracle("dash", "sh"), str(moved / "verify/check.sh")], cwd="/")
    assert output.count("ok      ") == 10


def changed(path, old, new):
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def test_check_sh_sees_what_was_changed(check, unpacked):
    changed(unpacked / "data/log/envelope/000000000003.json", b"phone", b"PHONE")
    output = check("3", code=1)
    assert "FAILED  manifest-sha256.txt" in output
    assert "FAILED  event 000000000003: the envelope is not the one in the log" in output
    assert "the signature of ana.silva (ssh-keygen)" in output
    assert "FAILED  event 000000000003: the signature of ana.silva (openssl)" in output


def test_check_sh_sees_an_entry_a_proof_or_a_head_of_another_log(check, unpacked):
    log = unpacked / "data/log"
    kept = {name: (log / name).read_bytes() for name in ("entry/000000000003.json", "proof/000000000003.tlog-proof")}
    kept["checkpoint"] = (log / "checkpoint").read_bytes()
    for name, old, new, told in (
        ("entry/000000000003.json", b'"mono":', b'"mono":1', "the proof does not lead to the root"),
        ("entry/000000000003.json", b'"seq":3', b'"seq":2', "the entry is of another number or log"),
        ("proof/000000000003.tlog-proof", b"index 3", b"index 2", "the proof does not lead to the root"),
        ("checkpoint", b"\n", b"x\n", "the signature of the head"),
    ):
        changed(log / name, old, new)
        assert told in check("3", code=1)
        (log / name).write_bytes(kept[name])
    (log / "proof/000000000003.tlog-proof").unlink()
    assert "the proof does not lead to the root" in check("3", code=1)
    (log / "proof/000000000003.tlog-proof").write_bytes(kept["proof/000000000003.tlog-proof"])
    assert check("3").count("ok      ") == 10


def test_check_sh_sees_extra_files_links_and_strangers(check, unpacked, tmp_path):
    (unpacked / "verify/extra").write_bytes(b"")
    assert "FAILED  files and lists differ" in check(code=1)
    (unpacked / "verify/extra").unlink()
    (unpacked / "verify/extra").symlink_to("/etc/passwd")
    assert "FAILED  something is neither a file nor a folder" in check(code=1)
    (unpacked / "verify/extra").unlink()
    signers = tmp_path / "allowed_signers"
    signers.write_text(f"ana.silva {key('somebody else').public_key.line}\n")
    output = check("-s", str(signers), code=1)
    assert "FAILED  the package's signature" in output
    assert "(ssh-keygen)" in output.partition("FAILED  event")[2]
    policy = tmp_path / "policy"
    policy.write_text("log police.example/custody/other+00000000+AAAA\n")
    assert "FAILED  the signature of the head" in check("-p", str(policy), code=1)


def test_check_sh_says_when_it_is_used_wrongly(check):
    for arguments in (("-x",), ("-s", "nowhere"), ("-p", "nowhere"), ("three",)):
        check(*arguments, code=2)
    assert "there is no event 77" in check("77", code=1)


def test_the_standalone_verifier_reads_the_package(written, tmp_path):
    trust = tmp_path / "roster.json"
    trust.write_bytes(roster().canonical)
    verifier = tmp_path / "verify_custody.py"
    verifier.write_bytes(verify_folder()[VERIFIER])
    output = run([sys.executable, str(verifier), str(written), "--trust", str(trust), "--json"], code=3)
    told = json.loads(output)
    assert {finding["code"] for finding in told["findings"] if finding["verdict"] == "FAIL"} == set()
    assert told["log"]["size"] == small_station(notes=6).head.size
    assert told["evidence"] == "match"


def test_the_copy_of_the_verifier_is_the_programs_own(unpacked):
    own = Path(custody_app.__file__).parent / "verifier" / "verify_custody.py"
    assert (unpacked / VERIFIER).read_bytes() == own.read_bytes()
