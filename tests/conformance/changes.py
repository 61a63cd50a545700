"""Seeded changes of a JSON document's members, as somebody would make them who knows the format a little."""

import copy
import json
import random
from typing import Any

from tests.conformance.builder.signing import b64, canon

ODD: list[Any] = [
    0, 1, -1, 7, 2**53, True, "", "x", "E-1", "ana", "ben", "eve", "station", [], {}, ["x"], {"x": 1}, [[[[1]]]],
    b64(bytes(32)), b64(bytes(16)), b64(b"1"), "0" * 64, "2026-01-05T09:00:00.000Z", "2026-02-30T09:00:00.000Z",
    "2024-01-05T09:00:00.000Z", "+25:00", "police.example/custody/lab-1", "note", "genesis", "exhibit.register",
    "exhibit.dispose", "transfer.offer", "transfer.accept", "transfer.cancel", "transfer.close", "exhibit.verify",
    "body.erase", "clock.step", "key.enrol", "mismatch", "é", "\u202e",
]  # fmt: skip
NEW_NAMES = ["x", "seen", "sha256", "prev", "cosigners", "_sd", "digests", "result", "to", "lines", "flags", "previous"]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every member and item inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in inside for place in ((*path, key), *places(item, (*path, key)))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def changed(value: Any, rng: random.Random) -> Any:
    """A copy with one member replaced, dropped, doubled, added, or given the value of another."""
    value = copy.deepcopy(value)
    paths = places(value)
    *to, key = rng.choice(paths)
    holder = at(value, tuple(to))
    act = rng.choice(["replace", "replace", "other", "drop", "add", "double", "shift"])
    if act == "replace":
        holder[key] = copy.deepcopy(rng.choice(ODD))
    elif act == "other":
        holder[key] = copy.deepcopy(at(value, rng.choice(paths)))
    elif act == "shift" and type(holder[key]) is int:
        holder[key] += rng.choice([-1, 1, 5000, -5000])
    elif act == "drop":
        del holder[key]
    elif act == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif isinstance(holder, dict):
        holder[rng.choice(NEW_NAMES)] = copy.deepcopy(rng.choice(ODD))
    return value


def changed_document(raw: bytes, rng: random.Random) -> bytes:
    return canon(changed(json.loads(raw), rng))
