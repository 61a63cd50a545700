"""Unsafe zips, damaged bytes, other containers: no input crashes the verifier or passes with a changed meaning."""

import io
import json
import random
import sqlite3
import stat
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from custody_app.verifier import verify_custody as v
from tests.conformance.builder import Station, as_folder, as_zip, canon, seal, trust_folder
from tests.conformance.builder.log import leaf
from tests.conformance.builder.package import TOP, zip_bytes
from tests.conformance.builder.scene import CAST, finished, signed_roster
from tests.conformance.builder.signing import sha
from tests.unit.verifier.judging import expect, packed, rows


def run(path: Path, trust: Path | None = None, *, python: str = sys.executable) -> tuple[int, dict[str, Any]]:
    words = [python, v.__file__, str(path), "--json", *(["--trust", str(trust)] if trust else [])]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def written(tmp: Path, *names: str, mode: int = 0, body: bytes = b"x") -> Path:
    out = io.BytesIO(zip_bytes(packed(finished())))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            archive.writestr(entry, body, zipfile.ZIP_DEFLATED)
    (tmp / "p.zip").write_bytes(out.getvalue())
    return tmp / "p.zip"


UNSAFE: dict[str, dict[str, Any]] = {
    "path upward": {"names": [TOP + "../x"]},
    "absolute": {"names": ["/x"]},
    "drive": {"names": [TOP + "C:x"]},
    "backslash": {"names": [TOP + "a\\b"]},
    "second top folder": {"names": ["other/x"]},
    "file beside the top folder": {"names": ["x"]},
    "case twin": {"names": [TOP + "BAGIT.TXT"]},
    "reserved name": {"names": [TOP + "data/aux.txt"]},
    "trailing dot": {"names": [TOP + "data/x."]},
    "not ASCII": {"names": [TOP + "data/\u00e9"]},
    "link": {"names": [TOP + "data/l"], "mode": stat.S_IFLNK | 0o777},
    "device": {"names": [TOP + "data/d"], "mode": stat.S_IFCHR | 0o600},
    "bomb": {"names": [TOP + "data/b"], "body": bytes(8 * 2**20)},
}


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_zips_are_unreadable(name: str, tmp_path: Path) -> None:
    case = dict(UNSAFE[name])
    path = written(tmp_path, *case.pop("names"), **case)
    with pytest.raises(v.Unreadable):
        v.verify(str(path))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_repeated_name_is_unreadable(tmp_path: Path) -> None:
    path = written(tmp_path, TOP + "bagit.txt")
    code, result = run(path)
    assert (code, result["outcome"]) == (2, "unreadable")


def test_other_files_are_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    files = packed(finished())
    del files["bagit.txt"]
    for path in (
        tmp_path / "x",
        tmp_path / "empty",
        tmp_path / "folder",
        tmp_path / "nowhere",
        as_zip(files, tmp_path / "z"),
    ):
        assert run(path)[0] == 2
    assert run(as_zip(packed(finished()), tmp_path / "good"), tmp_path / "nowhere")[0] == 2
    assert run(tmp_path / "good", tmp_path / "x")[0] == 2


def test_links_in_a_folder_are_refused(tmp_path: Path) -> None:
    folder = as_folder(packed(finished()), tmp_path / "bag")
    (folder / "data" / "link").symlink_to("/etc/hostname")
    with pytest.raises(v.Unreadable):
        v.verify(str(folder))


def test_exit_codes_and_languages(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    good = as_zip(packed(finished()), tmp_path / "good.zip")
    assert run(good, trust)[0] == 0
    assert run(good)[0] == 3
    bad = packed(finished())
    bad["data/log/envelope/000000000011.json"] += b" "
    assert run(as_zip(bad, tmp_path / "bad.zip"), trust)[0] == 1
    for language in v.LANGUAGES:
        done = subprocess.run(
            [sys.executable, v.__file__, str(good), "--language", language], capture_output=True, check=False
        )
        assert done.returncode == 3
        assert v.TEXTS["SELF_TRUST"][v.LANGUAGES.index(language)].encode() in done.stdout
    assert all(len(row) == 4 and all(row) for row in [*v.TEXTS.values(), *v.WORDS.values()])


@pytest.mark.skipif(not Path("/root/.pyenv/versions/3.8.18/bin/python").exists(), reason="no Python 3.8 here")
def test_python_38(tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    good = as_zip(packed(finished()), tmp_path / "good.zip")
    assert run(good, trust, python="/root/.pyenv/versions/3.8.18/bin/python")[0] == 0


def test_every_code_has_a_sentence() -> None:
    import re

    page = (Path(__file__).parents[3] / "docs" / "log-format.md").read_text()
    listed = " ".join(line for line in page.split("\n") if line.startswith(("FAIL: ", "UNPROVEN: ")))
    codes = set(re.findall(r"[A-Z_]{3,}", listed))
    assert codes - {"FAIL", "UNPROVEN", "TSA"} == set(v.TEXTS)


def test_flipped_bytes_never_crash_and_never_pass(tmp_path: Path) -> None:
    """A seeded sample of single-byte changes in a sealed package: something always fails, except in unread places."""
    rng, files = random.Random(11), packed(finished())  # noqa: S311 - a repeatable sample
    trust = trust_folder(tmp_path / "trust", signed_roster())
    folder = as_folder(files, tmp_path / "bag")
    for name, at in [(n, rng.randrange(len(files[n]))) for n in sorted(files) for _ in range(2)]:
        raw = files[name]
        (folder / name).write_bytes(raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :])
        result, _ = v.verify(str(folder), str(trust))
        assert result["outcome"] == "fail", (name, at)
        (folder / name).write_bytes(raw)


def test_flipped_and_sealed_again_never_pass_with_changed_meaning(tmp_path: Path) -> None:
    """Whoever seals again may change only what nobody signed and nobody relies on."""
    rng, files = random.Random(12), packed(finished())  # noqa: S311 - a repeatable sample
    trust = trust_folder(tmp_path / "trust", signed_roster())
    meaning = ("data/log/entry", "data/log/envelope", "data/files", "data/trust/roster.json")
    for n in range(60):
        name = rng.choice([n for n in sorted(files) if n.startswith("data/")])
        at, raw = rng.randrange(len(files[name])), files[name]
        changed = seal({**files, name: raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]}, CAST.ana)
        result, _ = v.verify(str(as_folder(changed, tmp_path / str(n))), str(trust))
        assert result["outcome"] == "fail" or not name.startswith(meaning) or name.endswith(".sig"), (name, at)


def test_flipped_zip_bytes_never_crash(tmp_path: Path) -> None:
    rng, raw = random.Random(13), zip_bytes(packed(finished()))  # noqa: S311 - a repeatable sample
    trust = trust_folder(tmp_path / "trust", signed_roster())
    clean, _ = v.verify(str(as_zip(packed(finished()), tmp_path / "z")), str(trust))
    for _ in range(60):
        at = rng.randrange(len(raw))
        (tmp_path / "z").write_bytes(raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :])
        try:
            result, _unknown = v.verify(str(tmp_path / "z"), str(trust))
        except v.Unreadable:
            continue
        assert result["outcome"] == "fail" or result == clean


UNREAD = ("data/disclosures.json", "consistency/000000000010")  # no statement in this package has that base
JUNK = [b"", b"{}", b"[]", b"null", b"\xff", b'{"v":1}', b"0", b'"x"', b"\n\n", b"[" * 5000, b'{"a":' * 3000]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_in_any_file_is_a_finding(junk: bytes, tmp_path: Path) -> None:
    files, seen = packed(finished(), scope="case"), set()
    trust = trust_folder(tmp_path / "trust", signed_roster())
    for n, name in enumerate(sorted(files)):
        kind = name.rsplit("/", 1)[0]
        if kind in seen and "/" in kind[9:]:
            continue
        seen.add(kind)
        result, _ = v.verify(str(as_folder(seal({**files, name: junk}, CAST.ana), tmp_path / str(n))), str(trust))
        assert result["outcome"] in ("fail", "unproven") or name.endswith(UNREAD) or "sha256" in name, name


def pdf(package: bytes, *, flate: bool, objstm: bool = False) -> bytes:
    spec = b"<< /Type /Filespec /F (package.custody.zip) /UF (package.custody.zip) /EF << /F 3 0 R /UF 3 0 R >> >>"
    data = zlib.compress(package) if flate else package
    out = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /AF [2 0 R] >>\nendobj\n"
    if objstm:
        body = zlib.compress(b"2 0 " + spec)
        out += (
            b"5 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj\n"
            % (len(body), body)
        )
    else:
        out += b"2 0 obj\n" + spec + b"\nendobj\n"
    head = b"<< /Type /EmbeddedFile %s/Length 4 0 R >>" % (b"/Filter /FlateDecode " if flate else b"")
    out += b"3 0 obj\n" + head + b"\nstream\n" + data + b"\nendstream\nendobj\n4 0 obj\n%d\nendobj\n" % len(data)
    return out + b"%%EOF\n"


@pytest.mark.parametrize(("flate", "objstm"), [(True, False), (False, False), (True, True)])
def test_a_report_carries_its_package(flate: bool, objstm: bool, tmp_path: Path) -> None:
    trust = trust_folder(tmp_path / "trust", signed_roster())
    (tmp_path / "r.pdf").write_bytes(pdf(zip_bytes(packed(finished())), flate=flate, objstm=objstm))
    assert run(tmp_path / "r.pdf", trust)[0] == 0


def test_a_report_made_by_pikepdf(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    trust, document = trust_folder(tmp_path / "trust", signed_roster()), pikepdf.new()
    document.add_blank_page()
    document.attachments["package.custody.zip"] = pikepdf.AttachedFileSpec(document, zip_bytes(packed(finished())))
    for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        document.save(tmp_path / "r.pdf", object_stream_mode=mode)
        assert run(tmp_path / "r.pdf", trust)[0] == 0


def test_a_report_without_a_package_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "r.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF")
    assert run(tmp_path / "r.pdf")[0] == 2


def station_folder(station: Station, target: Path) -> Path:
    (target / "trust").mkdir(parents=True)
    (target / "station.json").write_bytes(canon({"origin": station.origin}))
    for name, raw in zip(("roster.json", "roster.json.sig"), signed_roster(), strict=True):
        (target / "trust" / name).write_bytes(raw)
    db = sqlite3.connect(target / "station.db")
    db.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, leaf BLOB, leaf_hash BLOB, prev BLOB)")
    db.execute("CREATE TABLE envelope (body_hash BLOB, bytes BLOB, stmt_id TEXT)")
    db.execute("CREATE TABLE checkpoint (number INTEGER PRIMARY KEY, size INTEGER, note BLOB)")
    db.execute("CREATE TABLE disclosure (stmt_digest BLOB, disclosure TEXT)")
    for seq, (entry, envelope) in enumerate(zip(station.entries, station.envelopes, strict=True)):
        db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (seq, entry, leaf(entry), b""))
        db.execute("INSERT INTO envelope VALUES (?, ?, ?)", (sha(envelope), envelope, str(seq)))
    db.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (3, station.note(3)))
    db.execute("INSERT INTO checkpoint (size, note) VALUES (?, ?)", (len(station.entries), station.note()))
    db.commit()
    db.close()
    return target


def test_a_station_folder(tmp_path: Path) -> None:
    folder = station_folder(finished(), tmp_path / "station")
    trust = trust_folder(tmp_path / "trust", signed_roster())
    assert rows(v.verify(str(folder), str(trust))[0]) == []
    db = sqlite3.connect(folder / "station.db")
    db.execute("UPDATE envelope SET bytes = bytes || ' ' WHERE stmt_id = '11'")
    db.execute("DELETE FROM entry WHERE seq = 10")
    db.commit()
    db.close()
    assert rows(v.verify(str(folder), str(trust))[0]) == expect(("BODY_HASH", 11), ("SEQ_GAP", 10))
    (folder / "station.db").write_bytes(b"x" * 5000)
    assert run(folder)[0] == 2
