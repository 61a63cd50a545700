"""docs/licences.md, the lock and what is installed agree; nothing under GPL or AGPL is shipped."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib.metadata import PackageNotFoundError

import pytest

from tests.architecture.source_tree import ROOT


def load():
    spec = importlib.util.spec_from_file_location("custody_licences", ROOT / "packaging" / "licences.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


licences = load()
WORDS = {"LGPL-3.0-only": r"LGPL-3\.0-only", "CC0-1.0": r"CC0", "MIT-0": r"MIT-0", "MIT-CMU": r"MIT-CMU"}
"""How a package's own metadata says it, where that is not the first part of the licence's name."""


def breach(licence: str, declared: str) -> str:
    """Return why a package that declares `declared` may not be shipped under `licence`, empty if it may."""
    if licence not in licences.WHY:
        return f"{licence} is not among the licences that may be shipped"
    if not re.search(WORDS.get(licence, licence.partition("-")[0]), declared):
        return f"taken under {licence}, but it declares {declared}"
    if re.search(r"GPL", declared) and licence != "LGPL-3.0-only":
        return f"it declares {declared}"
    return ""


def test_the_page_is_what_the_lock_says():
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(), "run packaging/licences.py"


def test_everything_shipped_is_listed_and_everything_listed_is_locked():
    shipped = licences.shipped()
    assert shipped <= set(licences.LICENCES)
    assert set(licences.LICENCES) <= set(licences.locked())
    if sys.version_info < (3, 12):  # from there on, what backports need is not installed to be asked
        assert shipped == set(licences.LICENCES)


@pytest.mark.parametrize("name", sorted(licences.LICENCES))
def test_each_may_be_shipped(name):
    try:
        declared = licences.declared(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is for another system or another Python")
    assert not breach(licences.LICENCES[name], declared)


@pytest.mark.parametrize(
    ("licence", "declared"),
    [("MIT", "GPL-3.0-only"), ("GPL-3.0-only", "GPL-3.0-only"), ("MIT", "MIT AND AGPL-3.0-or-later"), ("MIT", "")],
)
def test_what_may_not_be_shipped_is_seen(licence, declared):
    assert breach(licence, declared)


def test_every_licence_text_of_a_resource_is_listed():
    texts = {path for folder in ("fonts", "icons", "wording") for path in (ROOT / "resources" / folder).glob("*LICEN*")}
    texts |= set((ROOT / "resources" / "wording").glob("*licen*"))
    listed = [
        text for text in texts for name, _ in licences.RESOURCES if str(text).startswith(f"{ROOT}/resources/{name}")
    ]
    assert sorted(listed) == sorted(texts)
    fonts = {path.stem.partition("-")[0] for path in (ROOT / "resources" / "fonts").glob("*.[to]tf")}
    assert {font.removesuffix("Full") for font in fonts} == {
        n[6:] for n, _ in licences.RESOURCES if n.startswith("fonts/")
    }
