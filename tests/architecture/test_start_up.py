"""A command loads what it needs and nothing heavy beside (docs/performance.md); what is not loaded costs no time."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source_tree import ROOT

DOCUMENTS = {"reportlab", "pikepdf", "pypdfium2", "PIL", "uharfbuzz", "segno", "PySide6"}
DATABASE = {"sqlalchemy", "alembic"}
PROGRAM = """
import sys
from custody_app.cli.main import main
main()
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""
KEYS = {"nacl", "cryptography", "keyring"}


def loaded(*words: str) -> set[str]:
    """Return the top names of all modules that `custody WORDS` loads."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["hash", "EMPTY"]], ids=lambda words: words[0])
def test_what_needs_no_station_loads_no_library_of_one(words, tmp_path):
    (tmp_path / "empty").touch()
    words = [str(tmp_path / "empty") if word == "EMPTY" else word for word in words]
    assert not loaded(*words) & (DOCUMENTS | DATABASE | KEYS | {"inspect"})


def test_the_list_of_exhibits_loads_nothing_for_documents_migrations_or_keyrings():
    assert not loaded("exhibit", "list", "--help") & (DOCUMENTS | {"alembic", "keyring"})
