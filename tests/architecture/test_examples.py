"""Drawn examples are the same in each run, and others in a soak run: a red test stays red until it is mended."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import settings

from tests.architecture.source_tree import ROOT, name_of, sources

DRAWING = """
from hypothesis import given, strategies as st

drawn = []

@given(st.integers())
def test_draw(number):
    drawn.append(number)

def test_tell():
    print("drawn", hash(tuple(drawn)), len(drawn) > 500)
"""


@pytest.fixture
def told(tmp_path):
    """Return `told(*options)`: what a test run of its own, under the project's conftest, says it drew."""
    (tmp_path / "test_drawing.py").write_text(DRAWING)

    def run(*options: str) -> str:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.conftest",
            "--noconftest",
        ]
        command += ["--rootdir", str(tmp_path), "-c", "/dev/null", *options, str(tmp_path / "test_drawing.py")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.partition("drawn")[2].splitlines()[0]

    return run


def test_each_run_draws_the_same_examples(told):
    assert told() == told()


def test_a_soak_run_draws_others_and_more(told):
    first, second = told("--soak"), told("--soak")
    assert first != second
    assert first.endswith("True")
    assert told().endswith("False")


def test_the_profile_holds_here(request):
    assert settings.default.derandomize is not request.config.getoption("--soak")
    assert settings.default.deadline is None


@pytest.mark.parametrize("path", sources("tests"), ids=name_of)
def test_no_test_file_chooses_a_profile_for_all(path):
    if path.name in {"conftest.py", "test_examples.py"}:
        return
    assert "load_profile" not in path.read_text(encoding="utf-8")
