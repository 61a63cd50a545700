"""The steps that an issued report prints at its end, followed as they stand there, with other people's tools."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from tests.journeys.conftest import LUCIA
from tests.journeys.desk import Desk


def printed(path: Path) -> str:
    """Return the text of the report from its steps on, each stretch of white space as one blank."""
    with pypdfium2.PdfDocument(path) as opened:
        pages = [page.get_textpage().get_text_range() for page in opened]
    return " ".join(re.sub("-?\ufffe", "", " ".join(pages)).split())


@pytest.fixture
def issued(desk: Desk, tmp_path: Path) -> Path:
    target = tmp_path / "report.pdf"
    desk.sign(LUCIA, "report", "custody-report", "--case", "C-1", "--language", "en", "--output", target)
    return target


def test_the_steps_lead_from_the_paper_to_every_signature(desk: Desk, issued: Path, tmp_path: Path):
    text, folder = printed(issued), tmp_path / "empty"
    folder.mkdir()
    with pikepdf.open(issued) as pdf:  # step 1
        for name in ("evidence.json", "package.custody.zip"):
            assert name in text
            (folder / name).write_bytes(pdf.attachments[name].get_file().read_bytes())
    digest = hashlib.sha256((folder / "evidence.json").read_bytes()).hexdigest()  # step 2
    grouped = " ".join(digest[at : at + 8] for at in range(0, 64, 8))
    assert text.count(grouped) > len(pikepdf.open(issued).pages)
    record = json.loads((folder / "evidence.json").read_text("utf-8"))  # step 3
    assert all(f"[{each['entry']}]" in text for each in record["statements"])
    with zipfile.ZipFile(folder / "package.custody.zip") as packed:  # step 4
        packed.extractall(folder)
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    program = hashlib.sha256((unpacked / "verify/verify_custody.py").read_bytes()).hexdigest()
    assert " ".join(program[at : at + 8] for at in range(0, 64, 8)) in text
    command = re.search(r"type python3 (verify/verify_custody\.py \.)", text)
    assert command is not None
    run = subprocess.run(
        [sys.executable, *command[1].split()], cwd=unpacked, capture_output=True, text=True, check=False
    )
    assert "The record is consistent." in run.stdout
    log = record["log"]
    assert f"{log['origin']}  {log['size']}  {log['root']}" in run.stdout
    assert log["root"] in text
    assert f"Number of entries {log['size']}" in text
    with zipfile.ZipFile(folder / "package.custody.zip") as packed:  # the same with a changed entry
        changed = next(name for name in packed.namelist() if "/log/entry/" in name)
    content = bytearray((folder / changed).read_bytes())
    content[20] ^= 1
    (folder / changed).write_bytes(content)
    run = subprocess.run([sys.executable, *command[1].split()], cwd=unpacked, capture_output=True, check=False)
    assert run.returncode == 1
    assert b"FAIL " in run.stdout
