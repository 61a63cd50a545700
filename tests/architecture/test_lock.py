"""requirements.lock holds every dependency of pyproject.toml, with hashes and without anybody's address."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source_tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WANTED = [
    *PROJECT["project"]["dependencies"],
    *(line for lines in PROJECT["project"].get("optional-dependencies", {}).values() for line in lines),
    *PROJECT["dependency-groups"]["dev"],
    *PROJECT["build-system"]["requires"],
]


def locked() -> dict[str, list[str]]:
    """Return the locked versions by canonical name; a name with markers may have several."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", LOCK, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


@pytest.mark.parametrize("line", WANTED)
def test_each_dependency_is_locked_within_its_bounds(line):
    wanted = Requirement(line)
    versions = locked().get(canonicalize_name(wanted.name), [])
    assert any(wanted.specifier.contains(version) for version in versions), "run packaging/lock.py"


def test_each_locked_version_has_hashes():
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) == sum(len(versions) for versions in locked().values())
    assert not [entry for entry in entries if "--hash=sha256:" not in entry]


def test_no_address_stands_in_the_lock():
    assert "://" not in LOCK
    assert "index-url" not in LOCK
