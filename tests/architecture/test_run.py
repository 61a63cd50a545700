"""run.py, as far as it can be tried without setting up a machine (packaging/prove_bare.sh does that)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import NoReturn

import pytest

from tests.architecture.source_tree import ROOT


@pytest.fixture
def run(tmp_path, monkeypatch):
    """run.py as a module whose project is a folder of its own, with a space in its name."""
    spec = importlib.util.spec_from_file_location("custody_run", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    project = tmp_path / "a clone"
    (project / ".venv").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml"):
        (project / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", project)
    monkeypatch.setattr(module, "STAMP", project / ".venv" / "custody-setup.stamp")
    monkeypatch.setattr(module, "SAMPLE", project / "sample-station")
    monkeypatch.setattr(module, "SCREENSHOTS", project / "sample-station" / "screenshots")
    return module


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(ROOT / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_help_names_both_commands():
    done = start("--help")
    assert done.returncode == 0
    assert "python3 run.py test" in done.stdout


@pytest.mark.parametrize("arguments", [["tset"], ["setup", "now"], ["start", "-x"]])
def test_a_word_it_does_not_know_is_wrong_use(arguments):
    done = start(*arguments)
    assert (done.returncode, done.stdout) == (2, "")


def test_the_stamp_changes_with_lock_project_and_place(run, monkeypatch, tmp_path):
    seen = {run.fingerprint()}
    for name in ("requirements.lock", "pyproject.toml"):
        (run.ROOT / name).write_text(name + " changed")
        seen.add(run.fingerprint())
    moved = run.ROOT.rename(tmp_path / "moved")
    monkeypatch.setattr(run, "ROOT", moved)
    seen.add(run.fingerprint())
    assert len(seen) == 4


def test_with_the_stamp_nothing_is_run(run, monkeypatch):
    monkeypatch.setattr(run, "PYTHON", run.Path(sys.executable))
    monkeypatch.setattr(run, "make_environment", lambda: pytest.fail("it set up again"))
    run.STAMP.write_text(run.fingerprint())
    run.set_up()


def test_without_the_stamp_it_sets_up(run, monkeypatch):
    def reached() -> NoReturn:
        raise InterruptedError

    monkeypatch.setattr(run, "make_environment", reached)
    with pytest.raises(InterruptedError):
        run.set_up()


def test_an_environment_that_does_not_start_is_seen(run, monkeypatch, tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/nowhere/python\n")
    broken.chmod(0o755)
    monkeypatch.setattr(run, "PYTHON", broken)
    assert not run.environment_starts()
    monkeypatch.setattr(run, "PYTHON", run.Path(sys.executable))
    assert run.environment_starts()


def test_a_system_without_pip_gets_the_line_to_type(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "answers", lambda _command: False)
    monkeypatch.setattr(run, "may_use_apt", lambda: False)
    with pytest.raises(SystemExit) as ended:
        run.pip_command()
    assert ended.value.code == 6
    assert "install python3-" in capsys.readouterr().err


def test_places_that_do_not_exist_are_not_printed(run, capsys):
    run.SAMPLE.mkdir()
    (run.SAMPLE / "report.pdf").write_bytes(b"")
    told = {"stations": ["a"], "report": "report.pdf", "package": "none.zip", "passphrases": {"Ana": "six words"}}
    run.print_places(told)
    printed = capsys.readouterr().out
    assert "report.pdf" in printed
    assert "Ana: six words" in printed
    assert "none.zip" not in printed


@pytest.mark.parametrize("platform", ["offscreen", "minimal:x"])
def test_an_offscreen_platform_is_no_display(run, monkeypatch, platform):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert not run.has_display()


DEMO = """
import json, pathlib, sys

def main():
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir()
    if pathlib.Path("fail").exists():
        sys.exit(4)
    (folder / "north").mkdir()
    report = folder / "report.pdf"
    report.write_bytes(b"")
    told = {"stations": [str(folder / "north")], "report": str(report), "documents": [str(report)]}
    print(json.dumps(told | {"passphrases": {"Ana": "six words"}}))
"""
WINDOW = """
import os, pathlib, sys
assert os.environ["QT_QPA_PLATFORM"] == "offscreen" and sys.argv[1] == "--station" and sys.argv[3] == "--screenshots"
assert pathlib.Path(sys.argv[2]).is_dir()
pathlib.Path(sys.argv[4]).mkdir()
print("one line for each picture")
sys.exit(5 if pathlib.Path("break").exists() else 0)
"""


@pytest.fixture
def project(run, monkeypatch):
    """A program as run.py sees it: a demo that makes a station, a window that paints its screens."""
    for path, source in {"custody_app/cli/main.py": DEMO, "custody_app/__main__.py": WINDOW}.items():
        (run.ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (run.ROOT / path).write_text(source)
    for package in ("custody_app", "custody_app/cli"):
        (run.ROOT / package / "__init__.py").touch()
    monkeypatch.setattr(run, "PYTHON", run.Path(sys.executable))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(run.ROOT)
    return run


def test_without_a_display_it_makes_the_sample_once_and_tells_the_places(project, capsys):
    assert project.start() == 0
    printed = capsys.readouterr().out
    for part in ("sample-station/north", "report.pdf", "Ana: six words", "sample-station/screenshots"):
        assert part in printed
    kept = (project.SAMPLE / "report.pdf").stat()
    assert project.start() == 0
    assert (project.SAMPLE / "report.pdf").stat() == kept
    assert "sample-station/screenshots" in capsys.readouterr().out


def test_the_places_are_the_last_thing_said_and_none_twice(project, capfd):
    assert project.start() == 0
    printed = capfd.readouterr().out
    assert "one line for each picture" not in printed
    assert printed.count("report.pdf") == 1
    assert printed.index("no window was opened") < printed.index("sample station  ")
    assert printed.rstrip().endswith("custody --help")


def test_screens_that_could_not_be_painted_are_painted_the_next_time(project, capsys):
    (project.ROOT / "break").touch()
    assert project.start() == 5
    assert "no window was opened" not in capsys.readouterr().out
    (project.ROOT / "break").unlink()
    (project.SAMPLE / "screenshots.unfinished").rmdir()
    assert project.start() == 0
    assert project.SCREENSHOTS.is_dir()


def test_a_clone_that_was_moved_finds_its_sample(project, monkeypatch, tmp_path, capsys):
    assert project.start() == 0
    moved = project.ROOT.rename(tmp_path / "moved")
    for name, path in {"ROOT": moved, "SAMPLE": moved / "sample-station"}.items():
        monkeypatch.setattr(project, name, path)
    monkeypatch.setattr(project, "SCREENSHOTS", moved / "sample-station" / "screenshots")
    monkeypatch.chdir(moved)
    capsys.readouterr()
    assert project.start() == 0
    printed = capsys.readouterr().out
    assert str(moved / "sample-station" / "report.pdf") in printed
    assert str(tmp_path / "a clone") not in printed


def test_a_sample_that_was_not_finished_is_put_aside_not_deleted(project, capsys):
    (project.ROOT / "fail").touch()
    with pytest.raises(SystemExit) as ended:
        project.start()
    assert ended.value.code == 4
    (project.SAMPLE / "half").touch()
    (project.ROOT / "fail").unlink()
    assert project.start() == 0
    aside = list(project.ROOT.glob("sample-station.unfinished-*/half"))
    assert len(aside) == 1
    assert str(aside[0].parent) in capsys.readouterr().out
