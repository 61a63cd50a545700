"""ruff and mypy --strict find nothing: they run here so that the one test command covers them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source_tree import ROOT


@pytest.mark.parametrize("command", [["ruff", "check", "--no-cache"], ["mypy"]], ids=["ruff", "mypy"])
def test_linter_finds_nothing(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
