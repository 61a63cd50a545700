"""Reads recorded bodies leniently: an imported body may lack, or bend, any member; folding never stops at one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def text(body: Mapping[str, Any], name: str) -> str:
    """Return a text member, "" where it is absent, withheld or something else."""
    value = body.get(name, "")
    return value if isinstance(value, str) else ""


def whole(body: Mapping[str, Any], name: str) -> int:
    """Return a number member, 0 where it is absent, withheld or something else."""
    value = body.get(name, 0)
    return value if isinstance(value, int) else 0


def yes(body: Mapping[str, Any], name: str) -> bool:
    """Whether a member is `true`."""
    return body.get(name) is True


def inner(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object member, empty where it is absent, withheld or something else."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}


def objects(body: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of an array member."""
    value = body.get(name)
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, Mapping))


def texts(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the texts of an array member."""
    value = body.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
