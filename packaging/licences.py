"""Writes docs/licences.md: what is shipped with the program, under which licence, and why it may be shipped.

Run `.venv/bin/python packaging/licences.py` after each change of the lock; a test compares the page with the lock.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
PERMISSIVE = "free for any use; its notice is kept, in the folder of the package"
WHY = {
    "Apache-2.0": PERMISSIVE + "; grants its patents",
    "BSD-2-Clause": PERMISSIVE,
    "BSD-3-Clause": PERMISSIVE,
    "CC0-1.0": "no conditions",
    "MIT": PERMISSIVE,
    "MIT-0": "no conditions",
    "MIT-CMU": PERMISSIVE,
    "PSF-2.0": PERMISSIVE,
    "MPL-2.0": "file by file: we change none of its files, and its source is public",
    "LGPL-3.0-only": "separate libraries in a folder of their own, unchanged, that anybody may replace",
}
"""Every licence that may be shipped. GPL and AGPL are not here: the whole program would come under them."""

LICENCES = {
    "alembic": "MIT",
    "backports-tarfile": "MIT",
    "bcrypt": "Apache-2.0",
    "blake3": "CC0-1.0",
    "cffi": "MIT-0",
    "charset-normalizer": "MIT",
    "cryptography": "Apache-2.0",
    "deflate": "MIT",
    "importlib-metadata": "Apache-2.0",
    "jaraco-classes": "MIT",
    "jaraco-context": "MIT",
    "jaraco-functools": "MIT",
    "jeepney": "MIT",
    "keyring": "MIT",
    "lazy-importer": "Apache-2.0",
    "lxml": "BSD-3-Clause",
    "mako": "MIT",
    "markupsafe": "BSD-3-Clause",
    "more-itertools": "MIT",
    "packaging": "Apache-2.0",
    "pikepdf": "MPL-2.0",
    "pillow": "MIT-CMU",
    "platformdirs": "MIT",
    "pycparser": "BSD-3-Clause",
    "pynacl": "Apache-2.0",
    "pypdfium2": "BSD-3-Clause",
    "pyside6-essentials": "LGPL-3.0-only",
    "pywin32-ctypes": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "rfc3161-client": "Apache-2.0",
    "secretstorage": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "sqlalchemy": "MIT",
    "typing-extensions": "PSF-2.0",
    "uharfbuzz": "Apache-2.0",
    "zipp": "MIT",
}
"""The licence each is taken under; where several are offered, one of them."""

RESOURCES = (
    ("fonts/DejaVuSans", "Bitstream Vera and public domain"),
    ("fonts/DroidSansFallback", "Apache-2.0"),
    ("fonts/Inter", "OFL-1.1"),
    ("fonts/JetBrainsMono", "OFL-1.1"),
    ("fonts/NotoEmoji", "OFL-1.1"),
    ("fonts/NotoSansDevanagari", "OFL-1.1"),
    ("fonts/NotoSansThai", "OFL-1.1"),
    ("fonts/SourceCodePro", "OFL-1.1"),
    ("fonts/SourceSans3", "OFL-1.1"),
    ("fonts/SourceSerif4", "OFL-1.1"),
    ("icons/", "ISC"),
    ("wording/passphrase-words", "CC BY 3.0 US"),
)
HEAD = """# Licences of what is shipped

Written by `packaging/licences.py` out of `pyproject.toml` and `requirements.lock`; a test holds it to both. Tools for
building and testing (pytest, ruff, a Java for veraPDF …) are in the lock too, but are not shipped.
"""


def locked() -> dict[str, list[str]]:
    """Return the locked versions by canonical name; a name with markers may have several."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def shipped() -> set[str]:
    """Return what the program needs to run, on any system, and what that needs in turn, as far as it is locked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    waiting, found, known = list(project["project"]["dependencies"]), set[str](), locked()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name in found or name not in known or "extra" in str(requirement.marker or ""):
            continue
        found.add(name)
        try:
            waiting += distribution(name).requires or []
        except PackageNotFoundError:  # of another system or another Python
            continue
    return found


def declared(name: str) -> str:
    """Return what the installed package `name` says of its licence."""
    told = distribution(name).metadata
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join([*(told.get_all("License-Expression") or []), *(told.get_all("License") or []), *classifiers])


def page() -> str:
    """Return the text of docs/licences.md."""
    versions = locked()
    lines = [HEAD, "| package | version | licence | why it may be shipped |", "|---|---|---|---|"]
    for name, licence in sorted(LICENCES.items()):
        lines.append(f"| {name} | {', '.join(versions.get(name, []))} | {licence} | {WHY[licence]} |")
    lines += ["", "Fonts, icons and word lists; the text of each licence lies beside them in `resources/`:", ""]
    lines += ["| resource | licence |", "|---|---|"]
    lines += [f"| {name} | {licence} |" for name, licence in RESOURCES]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(LICENCES)} packages")
