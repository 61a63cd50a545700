"""Where everything stands in a package (log-format.md, Package)."""

from __future__ import annotations

import hashlib
from typing import Final

from custody_app.log.statement import Head

VERSION: Final = "custody/package/1"
SUFFIX: Final = ".custody.zip"
LOG: Final = "data/log"
DISCLOSURES: Final = "data/disclosures.json"
REPORT: Final = "data/report.pdf"
TRUST: Final = "data/trust"
ANCHORS: Final = "data/anchors"
FILES: Final = "data/files"


def number(value: int) -> str:
    """Return a number as names write it: 12 digits."""
    return f"{value:012d}"


def peer_folder(origin: str) -> str:
    """Return the folder of another log: the first 16 hex digits of the SHA-256 of its origin."""
    return f"data/peer/{hashlib.sha256(origin.encode()).hexdigest()[:16]}"


def top_folder(head: Head) -> str:
    """Return the name of the one top folder: the same head gives the same name."""
    return f"custody-{number(head.size)}-{head.root.hex()[:8]}"
