# ruff: noqa: ANN002, ANN003  (inner functions of tests, as the outer ones)
from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from custody_app.cli.main import main
from custody_app.hashing.manifest import ManifestReader

ROOT = Path(__file__).parents[3]
SHA_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
B3_ABC = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"


@pytest.fixture
def evidence(tmp_path, monkeypatch):
    (tmp_path / "e" / "sub").mkdir(parents=True)
    (tmp_path / "e" / "a").write_bytes(b"abc")
    (tmp_path / "e" / "sub" / "b").write_bytes(b"abc")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "e"


def test_bsd_lines_with_both_digests_by_default(evidence, capfdbinary):
    assert main(["hash", "e/a"]) == 0
    assert capfdbinary.readouterr().out.decode() == f"SHA256 (e/a) = {SHA_ABC}\nBLAKE3 (e/a) = {B3_ABC}\n"


def test_each_format_goes_there_and_back(evidence):
    for name in ("sha256sum", "bsd", "hashdeep", "bagit", "json"):
        assert main(["hash", "e", "--format", name, "--output", "m"]) == 0
        assert main(["check", "m", "--format", name, "--root", "e"]) == 0
        (evidence / "a").write_bytes(b"abd")
        assert main(["check", "m", "--format", name, "--root", "e"]) == 1
        (evidence / "a").write_bytes(b"abc")


def test_json_manifest_of_several_names(evidence, tmp_path):
    (tmp_path / "c").write_bytes(b"c")
    assert main(["hash", "e", "c", str(evidence.parent / "e" / ".." / "c2"), "--format", "json", "--output", "m"]) == 2
    with (tmp_path / "m").open("rb") as stream:
        assert [each.path for each in ManifestReader(stream)] == [b"c", b"c2", b"e/a", b"e/sub", b"e/sub/b"]


def test_one_json_document(evidence, capfdbinary):
    assert main(["hash", "e", "e/a", "--json"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert [each["path"] for each in document["files"]] == ["e/a", "e/sub/b", "e/a"]
    assert document["files"][0]["digests"] == {"sha256": SHA_ABC, "blake3": B3_ABC}
    assert document["files"][2]["before"] == document["files"][2]["after"]
    assert document["folders"][0]["files"] == 2
    assert document["provenance"]["sha256"].startswith("OpenSSL")
    assert document["tool"].startswith("Custody ")
    assert main(["hash", "e", "--format", "json", "--json", "--output", "m"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert document["folders"][0]["manifest_sha256"] == hashlib.sha256(Path("m").read_bytes()).hexdigest()
    assert main(["check", "m", "--root", "e", "--json"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert (document["outcome"], document["counts"]["matched"]) == ("pass", 3)


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (["hash", "e", "--algorithms", "crc32"], 2, "ALGORITHM_UNKNOWN"),
        (["hash", "e", "--format", "sha256sum", "--algorithms", "sha256,md5"], 2, "FORMAT_ALGORITHMS"),
        (["hash", "e", "--format", "hashdeep", "--algorithms", "blake3"], 2, "FORMAT_ALGORITHMS"),
        (["hash", "e", "--jobs", "0"], 2, "JOBS_WRONG"),
        (["hash", "e", "e/a", "--resume", "s"], 2, "RESUME_ONE_FOLDER"),
        (["hash", "e", "--output", "absent/m"], 6, "OUTPUT_NOT_WRITTEN"),
        (["hash", "absent"], 2, "FILE_VANISHED"),
        (["hash"], 2, ""),
        (["check", "absent"], 2, "MANIFEST_NOT_READ"),
        (["check", "e/a", "--root", "absent"], 2, "FOLDER_NOT_OPENED"),
    ],
)
def test_wrong_use(evidence, capfdbinary, arguments, code, name):
    assert main(arguments) == code
    captured = capfdbinary.readouterr()
    assert captured.out == b""
    assert name.encode() in captured.err


def test_links_and_fifos_named_are_refused(evidence, capfdbinary):
    (evidence / "link").symlink_to("a")
    os.mkfifo(evidence / "fifo")
    assert main(["hash", "e/link", "e/fifo"]) == 2
    assert capfdbinary.readouterr().out == b""
    assert main(["hash", "e"]) == 0


@pytest.mark.parametrize("command", ["check", "verify"])
def test_a_fifo_is_not_waited_for(evidence, capfdbinary, command):
    os.mkfifo(evidence / "fifo")
    assert main([command, "e/fifo"]) == 2


def test_the_manifest_in_the_folder_is_not_evidence(evidence):
    for _ in range(2):
        assert main(["hash", "e", "--format", "json", "--output", "e/m"]) == 0
        assert b'"path":"m' not in Path("e/m").read_bytes()
    assert main(["check", "e/m", "--root", "e"]) == 0


def test_names_are_shown_visibly_and_written_exactly(evidence, capfdbinary):
    (evidence / "rtl\u202e\n\x1b[2J").write_bytes(b"")
    assert main(["hash", "e", "--format", "sha256sum", "--output", "m"]) == 0
    assert "rtl\u202e\\n\x1b[2J\n".encode() in Path("m").read_bytes()
    (evidence / "rtl\u202e\n\x1b[2J").unlink()
    assert main(["check", "m"]) == 1
    shown = capfdbinary.readouterr().out.decode()
    assert "missing: e/rtl⟨U+202E⟩⟨U+000A⟩⟨U+001B⟩[2J\n" in shown
    assert "\x1b" not in shown


def test_a_full_disk_is_told(evidence):
    for number in range(200):
        (evidence / f"{number}").write_bytes(b"")
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "custody_app.cli.main", "hash", "e"],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert b"OUTPUT_NOT_WRITTEN" in answer.stderr
    assert answer.returncode == 6


def test_an_answer_that_a_full_disk_does_not_take_is_told():
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(
            [sys.executable, "-m", "custody_app.cli.main", "--help"],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""},
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert b"OUTPUT_NOT_WRITTEN" in answer.stderr
    assert b"Exception ignored" not in answer.stderr
    assert answer.returncode == 6


def test_a_state_file_that_cannot_be_written_is_told(evidence, capfd):
    assert main(["hash", "e", "--resume", "absent/state"]) == 6
    assert "STATE_NOT_WRITTEN" in capfd.readouterr().err


def test_names_given_twice_are_refused_where_they_cannot_be_held(evidence, capfd):
    assert main(["hash", "e", "e/a", "--format", "json"]) == 2
    assert "PATH_TWICE" in capfd.readouterr().err


def start(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "custody_app.cli.main", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )  # fmt: skip


def test_interrupt_then_resume(evidence, tmp_path):
    for number in range(3):
        with (evidence / f"large{number}").open("wb") as stream:
            stream.truncate(1 << 30)
    state = tmp_path / "state"
    with start("hash", "e", "--resume", "state", "--output", "m") as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            part = tmp_path / "state.part"
            if any(each.exists() and each.stat().st_size > 500 for each in (state, part)):
                break
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 130
    assert not (tmp_path / "m").exists()
    assert not (tmp_path / "m.part").exists()
    for number in range(1, 3):
        (evidence / f"large{number}").unlink()
    assert state.exists()
    assert main(["hash", "e", "--resume", "state", "--output", "m", "--json"]) == 0


def test_nothing_heavy_is_loaded(evidence):
    code = (
        "import sys; from custody_app.cli.main import main; main(['hash', 'e/a']); "
        "print(sorted(set(sys.modules) & {'sqlalchemy', 'PySide6', 'nacl', 'cryptography', 'multiprocessing',"
        " 'ssl', 'reportlab', 'custody_app.services'}))"
    )
    answer = subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)},
                            capture_output=True, check=True, text=True)  # fmt: skip
    assert answer.stdout.splitlines()[-1] == "[]"
