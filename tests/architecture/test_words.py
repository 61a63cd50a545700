"""Words the project never says of itself: the log shows tampering, it does not prevent it; nobody is certified."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source_tree import ROOT, name_of

NEVER = re.compile(r"tamper[\s-]?proof|block[\s-]?chain|\bcompliant\b", re.IGNORECASE)
READ = {".py", ".md", ".txt", ".po", ".pot", ".toml", ".json", ".yaml", ".html", ".svg", ".desktop", ".xml", ".sql"}
FOREIGN = {"LICENSE", "LICENSES", "licenses", "fonts", "icons", "icc"}  # other people's texts, shipped as they are


def spoken_files() -> list:
    """Return the text files that speak for the project: sources, resources, documents; not the tests."""
    tops = [ROOT / name for name in ("README.md", "CHANGELOG.md", "pyproject.toml", "run.py")]
    below = [path for top in ("custody_app", "resources", "docs", "packaging") for path in (ROOT / top).rglob("*")]
    return sorted(
        path
        for path in tops + below
        if path.is_file() and path.suffix in READ and not FOREIGN & set(path.relative_to(ROOT).parts)
    )


@pytest.mark.parametrize("path", spoken_files(), ids=name_of)
def test_no_word_promises_too_much(path):
    assert not NEVER.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["Tamper-Proof log", "tamper\nproof", "a blockchain", "ISO 27037 compliant"])
def test_a_promise_is_seen(text):
    assert NEVER.search(text)


def test_what_we_do_say_is_allowed():
    assert not NEVER.search("tamper-evident; prepared to help meet; compliance officer; blocks chained")
