"""The shape of an entry, and what is canonical but no object (log-format.md, Envelope and entry)."""

from __future__ import annotations

from typing import Final

from custody_app.log.canonical import CanonRefused, Json, parse
from custody_app.log.entry import TAG_SIZE
from custody_app.log.shape import BOOT, has_members, is_base64, is_count, is_text, matches

_MEMBERS: Final = {"v", "seq", "log", "at", "boot", "mono", "body", "prev", "tag"}


def entry_fault(value: Json) -> str | None:
    """Return the name of what has not its form, or None."""
    if not has_members(value, _MEMBERS) or value["v"] != "custody/entry/1":
        return "members"
    fits = {
        "seq": is_count(value["seq"]),
        "log": is_text(value["log"]),
        "at": is_text(value["at"]),
        "boot": matches(value["boot"], BOOT),
        "mono": is_count(value["mono"]),
        "body": is_base64(value["body"], 32),
        "prev": is_base64(value["prev"], 32),
        "tag": is_base64(value["tag"], TAG_SIZE),
    }
    return next((name for name, fit in fits.items() if not fit), None)


def refusal(encoded: bytes | None) -> str:
    """Return why refused bytes are refused: "SHAPE" for a canonical value that is no object, else "CANON"."""
    try:
        parse(b'{"a":%b}' % (encoded or b""))
    except CanonRefused:
        return "CANON"
    return "CANON" if (encoded or b"").startswith(b"{") else "SHAPE"
