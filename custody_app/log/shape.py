"""Small questions about the shape of parsed JSON from outside."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeGuard

from custody_app.log.canonical import CanonRefused, unb64

PERSON_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")
OFFSET = re.compile(r"[+-](?:0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]\Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
SHA256_HEX = re.compile(r"[0-9a-f]{64}\Z")
BOOT = re.compile(r"[0-9a-f]{16}\Z")
SD_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z\Z")


def has_members(value: Any, required: set[str], optional: set[str] | None = None) -> bool:
    """Tell whether `value` is an object with all the required members and no others but the optional."""
    return isinstance(value, dict) and required <= value.keys() <= required | (optional or set())


def is_text(value: Any) -> TypeGuard[str]:
    """Tell whether `value` is a string."""
    return isinstance(value, str)


def is_count(value: Any) -> TypeGuard[int]:
    """Tell whether `value` is a whole number from 0 (a boolean is none)."""
    return type(value) is int and value >= 0


def is_time(value: Any) -> TypeGuard[str]:
    """Tell whether `value` is a real time written `YYYY-MM-DDTHH:MM:SS.mmmZ`."""
    if not isinstance(value, str) or not _TIME.match(value):
        return False
    try:
        # Many times faster than `parse_time`, and asked five times an entry.
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_person_id(value: Any) -> TypeGuard[str]:
    """Tell whether `value` has the form of a person id; `station` has it too."""
    return isinstance(value, str) and PERSON_ID.match(value) is not None


def is_base64(value: Any, size: int) -> TypeGuard[str]:
    """Tell whether `value` is strict base64 of `size` bytes."""
    try:
        unb64(value, size)
    except CanonRefused:
        return False
    return True


def matches(value: Any, pattern: re.Pattern[str]) -> TypeGuard[str]:
    """Tell whether `value` is a string that `pattern` matches from its beginning."""
    return isinstance(value, str) and pattern.match(value) is not None
