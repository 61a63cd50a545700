# ruff: noqa: ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody_app.cli.main import main
from custody_app.hashing.acquisition.layouts import PARSERS
from custody_app.hashing.acquisition.log import detect_log, read_acquisition
from custody_app.hashing.file_hash import hash_file

MD5, OTHER_MD5, SHA1 = "09817bced4213360c1cb2749aa375523", "2" * 32, "879b25099a3179f8e9dcdf4a8384a3b5b75c92f7"
SHA256 = "9265f49b86532d6fe5409eb4b462f63ef7e4864a4dd0096520e79c4b9dcf8379"

FTK = f"""\ufeffCreated By AccessData® FTK® Imager 4.5.0.3\x20

Case Information:\x20
Acquired using: ADI4.5.0.3
Case Number: 2026-17
Evidence Number: 4
Unique Description: stick of the suspect
Examiner: Ana Pérez
Notes: Case Number: none

--------------------------------------------------------------

Information for C:\\cases\\17\\stick:

Physical Evidentiary Item (Source) Information:
[Device Info]
 Source Type: Physical
[Drive Geometry]
 Bytes per Sector: 512
 Sector Count: 1,972,224
[Physical Drive Information]
 Drive Model: JetFlash Transcend 1GB USB Device
 Drive Serial Number: 1234
 Source data size: 963 MB
 Sector count:    1972224
ATTENTION:
The following sector(s) on the source drive could not be read:
\t7
\t100 through 103
[Computed Hashes]
 MD5 checksum:    {MD5}
 SHA1 checksum:   {SHA1}

Image Information:
 Acquisition started:   Tue May 20 21:25:16 2014
 Acquisition finished:  Tue May  6 21:26:59 2014
 Segment list:
  C:\\cases\\17\\stick.001

Image Verification Results:
 Verification started:  Tue May 20 22:06:06 2014
 MD5 checksum:    {MD5} : verified
 SHA1 checksum:   {SHA1} : verified
""".replace("\n", "\r\n").encode()

GUYMAGER = f"""
GUYMAGER ACQUISITION INFO FILE
==============================

Guymager
========

Version              : 0.8.8-3            \t
libewf version       : 20140807 (not used)

Device information
==================
Command executed: bash -c "smartctl -a /dev/sr0"
Information returned:
----------------------------------------------------------------------------------------------------
   Version: 9
   MD5 hash : of the device's own making

Acquisition
===========

Linux device            : /dev/sr0
Device size             : 54083584 (54.1MB)
Format                  : Linux split dd raw image - file extension is .xxx
Examiner                : Ana Pérez
Image path and file name: /home/ana/Test01.xxx
Hash calculation        : MD5, SHA-1 and SHA-256

During acquisition, 24773 bad sectors have been encountered. They have been replaced by zeroed sectors. The numbers are:
   300-11556, 12002
During verification, 24773 bad sectors have been encountered. The sector numbers are:
   300-11556, 12002
State: Finished successfully (with 24773 bad sectors)

MD5 hash                   : {MD5}
MD5 hash verified source   : {MD5}
MD5 hash verified image    : {MD5}
SHA1 hash                  : --
SHA256 hash                : {SHA256}
Source verification OK. The device delivered the same data during acquisition and verification.

Acquisition started : 2022-05-16 14:46:53 (ISO format YYYY-MM-DD HH:MM:SS)
Verification started: 2022-05-16 15:21:28
Ended               : 2022-05-16 15:55:58 (1 hours, 9 minutes and 5 seconds)

Generated image files and their MD5 hashes
==========================================

MD5                               Image file
n/a                               Test01.000
""".encode()

DC3DD = f"""
dc3dd 7.2.646 started at 2016-11-04 07:28:11 +0000
compiled options:
command line: dc3dd if=/dev/sdc hof=stick.img hash=md5
device size: 30031872 sectors (probed),   15,376,318,464 bytes
sector size: 512 bytes (probed)
[!!] reading `/dev/sdc' at sector 5 : Input/output error
[!!] 4 occurences while reading `/dev/sdc' from sector 9 to sector 12 : Input/output error
 15376318464 bytes ( 14 G ) copied ( 100% ),  830 s, 18 M/s

input results for device `/dev/sdc':
   30031872 sectors in
   5 bad sectors replaced by zeros
   {MD5} (md5)
      {OTHER_MD5}, sectors 0 - 99 (md5)

output results for file `stick.img':
   30031872 sectors out
   [ok] {MD5} (md5)

dc3dd completed at 2016-11-04 07:42:01 -0300
""".encode()

EWF = f"""ewfacquire 20140813

Storage media information:
Type:\t\t\t\t\tRAW image
Media size:\t\t\t\t3.0 MB (3000000 bytes)
Bytes per sector:\t\t\t512

Case number: \t\t\tC-7
Examiner name:\t\t\tAna
Acquiry started at: Nov 22, 2026 20:51:08
Acquiry completed at: Nov 22, 2026 20:51:09

MD5 hash calculated over data:\t\t{MD5}
SHA256 hash calculated over data:\t{SHA256}
ewfacquire: SUCCESS
""".encode()

LOGS = {"ftk": FTK, "guymager": GUYMAGER, "dc3dd": DC3DD, "ewfacquire": EWF}


def read(name, data):
    assert detect_log(data) == name
    return read_acquisition(io.BytesIO(data), name)


def test_ftk():
    found = read("ftk", FTK)
    assert (found.tool, found.version, found.started, found.ended) == (
        "FTK Imager", "4.5.0.3", "2014-05-20T21:25:16", "2014-05-06T21:26:59",
    )  # fmt: skip
    assert found.fields == {
        "case_number": "2026-17", "evidence_number": "4", "description": "stick of the suspect",
        "examiner": "Ana Pérez",
        "notes": "Case Number: none", "image": "C:\\cases\\17\\stick", "sector_size": "512", "size": str(1972224 * 512),
        "model": "JetFlash Transcend 1GB USB Device", "serial": "1234",
    }  # fmt: skip
    assert found.digests == found.verified == {"md5": MD5, "sha1": SHA1}
    assert (found.bad_sectors, found.bad_count) == (((7, 7), (100, 103)), 5)
    assert (found.files, found.finished, found.errors) == (("C:\\cases\\17\\stick.001",), True, ())


def test_ftk_in_utf_16():
    assert read("ftk", FTK.decode().removeprefix("\ufeff").encode("utf-16")).digests == {"md5": MD5, "sha1": SHA1}


def test_guymager():
    found = read("guymager", GUYMAGER)
    assert (found.version, found.started, found.ended) == ("0.8.8-3", "2022-05-16T14:46:53", "2022-05-16T15:55:58")
    assert found.fields == {
        "source": "/dev/sr0", "size": "54083584", "examiner": "Ana Pérez", "image": "/home/ana/Test01.xxx",
    }  # fmt: skip
    assert (found.digests, found.verified) == ({"md5": MD5, "sha256": SHA256}, {"md5": MD5})
    assert (found.bad_sectors, found.bad_count) == (((300, 11556), (12002, 12002)), 24773)
    assert (found.files, found.finished, found.errors) == (("Test01.000",), True, ())


def test_dc3dd():
    found = read("dc3dd", DC3DD)
    assert (found.version, found.started, found.ended) == (
        "7.2.646", "2016-11-04T07:28:11+00:00", "2016-11-04T07:42:01-03:00",
    )  # fmt: skip
    assert found.fields == {"source": "/dev/sdc", "size": "15376318464", "sector_size": "512"}
    assert found.digests == found.verified == {"md5": MD5}
    assert (found.bad_sectors, found.bad_count) == (((5, 5), (9, 12)), 5)
    assert (found.files, found.finished, found.errors) == (("stick.img",), True, ())


def test_dc3dd_appends_and_the_last_run_counts():
    found = read("dc3dd", DC3DD + DC3DD.replace(MD5.encode(), OTHER_MD5.encode()).replace(b"completed", b"failed"))
    assert (found.digests, found.finished, found.errors) == ({"md5": OTHER_MD5}, False, ())


def test_ewfacquire():
    found = read("ewfacquire", EWF)
    assert (found.version, found.started, found.ended) == ("20140813", "2026-11-22T20:51:08", "2026-11-22T20:51:09")
    assert found.fields == {"size": "3000000", "sector_size": "512", "case_number": "C-7", "examiner": "Ana"}
    assert (found.digests, found.finished, found.errors) == ({"md5": MD5, "sha256": SHA256}, True, ())


def test_ewfacquire_itself(tmp_path):
    program = shutil.which("ewfacquire")
    if program is None:
        pytest.skip("ewfacquire is not installed")
    (tmp_path / "source.raw").write_bytes(os.urandom(70_000))
    expected = hash_file(tmp_path / "source.raw", ["md5", "sha256"]).digests
    command = [program, "-u", "-t", "image", "-C", "C-7", "-e", "Ana", "-d", "sha256", "-l", "own.log", "source.raw"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout
    found = read("ewfacquire", shown)
    assert (found.digests, found.finished, found.errors) == (expected, True, ())
    assert found.fields["size"] == "70000"
    assert found.started <= found.ended
    own = read("ewfacquire", (tmp_path / "own.log").read_bytes())
    assert (own.digests, own.errors) == (expected, ())


@pytest.mark.parametrize(("name", "old", "new", "code"), [
    ("ftk", MD5, "zz" * 16, "LINE_HEX"),
    ("ftk", "Tue May 20 21:25:16 2014", "Tue May 40 21:25:16 2014", "LINE_TIME"),
    ("ftk", "1972224\r", "many\r", "LINE_SIZE"),
    ("guymager", "300-11556, 12002", "300-2", "LINE_FORM"),
    ("guymager", "54083584", "9" * 40, "LINE_SIZE"),
    ("dc3dd", "2016-11-04 07:28:11", "yesterday", "LINE_TIME"),
    ("ewfacquire", "(3000000 bytes)", "(? bytes)", "LINE_SIZE"),
    ("ewfacquire", f"SHA256 hash calculated over data:\t{SHA256}", f"MD5 hash calculated over data:\t{OTHER_MD5}",
     "LINE_TWO_DIGESTS"),
])  # fmt: skip
def test_a_line_that_cannot_be_used_is_told_with_its_number(name, old, new, code):
    data = LOGS[name].replace(old.encode(), new.encode(), 1)
    assert data != LOGS[name]
    found = read(name, data)
    (error,) = found.errors
    wanted = new.encode().strip()
    line = next(place for place, each in enumerate(data.split(b"\n"), 1) if wanted in each)
    assert (error.line, error.code) == (line, code)


def test_a_log_that_says_nothing_is_told():
    assert [each.code for each in read("ftk", b"Created By AccessData FTK Imager 2.5.3.14\n").errors] == ["LOG_EMPTY"]


def test_a_log_that_contradicts_itself():
    assert not read("ftk", FTK).contradicts_itself
    assert read("ftk", FTK.replace(f"{MD5} :".encode(), f"{OTHER_MD5} :".encode())).contradicts_itself


@pytest.mark.parametrize(
    "start", [b"", b"%%%% HASHDEEP-1.0\n", b"not dc3dd 1 started at\n", SHA256.encode() + b"  a\n"]
)
def test_what_is_no_log(start):
    assert detect_log(start) == ""


@given(st.sampled_from(sorted(PARSERS)), st.binary(), st.data())
def test_no_bytes_break_a_log_reader(name, noise, data):
    log = LOGS[name]
    place = data.draw(st.integers(0, len(log)))
    cut = data.draw(st.integers(0, len(log) - place))
    found = read_acquisition(io.BytesIO(log[:place] + noise + log[place + cut :]), name)
    assert all(each.line >= 1 for each in found.errors)


@pytest.mark.parametrize("name", sorted(PARSERS))
def test_memory_stays_bounded(name):
    hostile = {
        "ftk": b" MD5 checksum: no\n  a\n[Segment list]\n  C:\\%d\n",
        "guymager": b"During acquisition, 1 bad sectors have been met\n   %d-1\nn/a      %d\n",
        "dc3dd": b"[!!] x at sector %d\noutput results for file `%d':\n   zz (md5)\n",
        "ewfacquire": b"at sector(s): 1 - 0 (number: 1)\nMedia size: x\nNotes: " + b"%d" * 1000 + b"\n",
    }[name]

    class Endless(io.BytesIO):
        """A log that is never in memory as a whole."""

        def __init__(self):
            super().__init__(LOGS[name] + hostile)
            self.left = 2000

        def readline(self, size=-1):
            line = super().readline(size)
            if not line and self.left:
                self.left -= 1
                self.seek(len(LOGS[name]))
                return super().readline(size)
            return line

    tracemalloc.start()
    found = read_acquisition(Endless(), name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.errors_count >= 2000
    assert len(found.errors) == 1000
    assert peak < 4 << 20


@pytest.fixture
def imaged(tmp_path):
    """Return a log whose raw image lies beside it."""
    (tmp_path / "stick.img").write_bytes(b"evidence" * 64)
    digest = hash_file(tmp_path / "stick.img", ["md5"]).digests["md5"]
    (tmp_path / "stick.log").write_bytes(DC3DD.replace(MD5.encode(), digest.encode()))
    return tmp_path


def test_check_shows_the_record_and_reads_the_image(imaged, capsys):
    assert main(["check", str(imaged / "stick.log")]) == 0
    shown = capsys.readouterr().out
    for word in ("dc3dd 7.2.646", "2016-11-04T07:28:11+00:00", "/dev/sdc", "Unreadable sectors 9 to 12", "stick.img"):
        assert word in shown
    (imaged / "stick.img").write_bytes(b"other")
    assert main(["check", str(imaged / "stick.log"), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["outcome"], document["differing"], document["tool"]) == ("fail", ["md5"], "dc3dd")
    assert document["image"]["digests"] != document["digests"]


def test_check_without_the_image_proves_nothing(imaged, tmp_path_factory, capsys):
    (imaged / "stick.img").rename(tmp_path_factory.mktemp("other") / "stick.img")
    assert main(["check", str(imaged / "stick.log")]) == 3
    assert "no image was read" in capsys.readouterr().out


def test_check_follows_no_link_and_leaves_the_folder_alone(imaged, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "stick.img"
    (imaged / "stick.img").rename(elsewhere)
    (imaged / "stick.img").symlink_to(elsewhere)
    assert main(["check", str(imaged / "stick.log")]) == 3
    (imaged / "stick.img").unlink()
    log = (imaged / "stick.log").read_bytes()
    (imaged / "stick.log").write_bytes(log.replace(b"file `stick.img'", f"file `{elsewhere}'".encode()))
    assert main(["check", str(imaged / "stick.log")]) == 3
    assert main(["check", str(imaged / "stick.log"), "--root", str(elsewhere.parent)]) == 0


def test_check_tells_lines_that_cannot_be_used(imaged, capsys):
    with (imaged / "stick.log").open("ab") as stream:
        stream.write(b"dc3dd completed at noon\n")
    assert main(["check", str(imaged / "stick.log")]) == 2
    assert "[LINE_TIME]" in capsys.readouterr().err
