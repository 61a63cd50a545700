"""Parts that killed programs left: removed by the next export, never while somebody writes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from custody_app.exchange.new_file import NewFile, remove_left_behind
from custody_app.exchange.package_writer import write_package
from tests.unit.exchange.package_builder import VERIFY, key, package, small_station

KILLED = """
import os, signal, sys
from pathlib import Path
from custody_app.exchange.new_file import NewFile
with NewFile(Path(sys.argv[1])) as new:
    new.stream.write(b"half")
    new.stream.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def leave_part(target: Path) -> Path:
    before = set(target.parent.iterdir())
    subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    (left,) = set(target.parent.iterdir()) - before
    return left


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_the_next_export_removes_what_killed_ones_left(tmp_path):
    left = [leave_part(tmp_path / "a.custody.zip"), leave_part(tmp_path / "another.custody.zip")]
    assert all(path.exists() for path in left)
    write_package(package(small_station()), tmp_path / "a.custody.zip", key("ana.silva"), verify=VERIFY)
    assert [path.name for path in tmp_path.iterdir()] == ["a.custody.zip"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_name_too_long_for_its_ending_is_known_again(tmp_path):
    target = tmp_path / f"{'x' * 100}.custody.zip"
    left = leave_part(target)
    assert remove_left_behind(target) == [left]


def test_what_is_being_written_stays(tmp_path):
    target = tmp_path / "a.custody.zip"
    with NewFile(target) as new:
        new.stream.write(b"x")
        assert remove_left_behind(target) == []
        assert len(list(tmp_path.iterdir())) == 1
        new.keep()
    assert target.read_bytes() == b"x"


def test_what_is_not_a_package_of_ours_stays(tmp_path):
    # The part of an issued document may be its only copy.
    names = [".report.pdf.0123456789ab.part", ".notes.part", "a.custody.zip.part", ".x.custody.zip.0123.part"]
    for name in names:
        (tmp_path / name).write_text("x")
    outside = tmp_path / "outside"
    outside.write_text("x")
    (tmp_path / ".y.custody.zip.0123456789ab.part").symlink_to(outside)
    os.mkfifo(tmp_path / ".z.custody.zip.0123456789ab.part")
    remove_left_behind(tmp_path / "a.custody.zip")
    assert {*names, "outside"} <= {path.name for path in tmp_path.iterdir()}
    assert outside.read_text() == "x"
