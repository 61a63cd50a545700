"""What README and docs/ quote of the program's help is what it prints, and what they name is there."""

from __future__ import annotations

import importlib.util
import re

import pytest

from custody_app.cli.main import COMMANDS
from tests.architecture.source_tree import ROOT, name_of

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUOTED = re.compile(r"^```\n\$ custody(?P<words>[ a-z-]*) --help\n(?P<told>.*?)^```$", re.MULTILINE | re.DOTALL)


def load():
    spec = importlib.util.spec_from_file_location("custody_commands", ROOT / "packaging" / "commands.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


commands = load()
QUOTES = [(path, match["words"], match["told"]) for path in PAGES for match in QUOTED.finditer(path.read_text("utf-8"))]


@pytest.mark.parametrize(("path", "words", "told"), QUOTES, ids=[f"{name_of(path)}:{w}" for path, w, _ in QUOTES])
def test_quoted_help_is_what_is_printed(path, words, told):
    # By words: each version of Python breaks the lines of a help in its own way.
    assert told.split() == commands.help_of(*words.split()).split(), "run packaging/commands.py"


def test_every_command_is_quoted():
    assert {words.strip() for path, words, _ in QUOTES if path.name == "commands.md"} == {"", *COMMANDS}


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(path):
    named = re.findall(r"`(?:\.venv/bin/)?custody ([a-z][a-z-]*)", path.read_text("utf-8"))
    assert not set(named) - set(COMMANDS)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_picture_and_page_that_is_linked_is_there(path):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]


@pytest.mark.parametrize(
    "name", re.findall(r"`((?:docs|packaging|tests|custody_app|\.ci)/[\w./-]*)`", PAGES[0].read_text("utf-8"))
)
def test_every_place_that_readme_names_is_there(name):
    assert (ROOT / name).exists()
