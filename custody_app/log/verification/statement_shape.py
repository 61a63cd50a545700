"""The shape of envelopes and statements: what BODY_SHAPE and TIME_FORMAT refuse (log-format.md, Statement)."""

from __future__ import annotations

from typing import Any, Final

from custody_app.log.canonical import Json
from custody_app.log.redaction import SD, digest_places
from custody_app.log.shape import (
    OFFSET,
    SHA256_HEX,
    UUID,
    has_members,
    is_base64,
    is_count,
    is_person_id,
    is_text,
    is_time,
    matches,
)

_STATEMENT: Final = {
    "v", "type", "id", "log", "base", "case", "exhibits", "at", "offset", "actor", "body", "salt",
}  # fmt: skip


def envelope_fault(value: Json) -> str | None:
    """Return what is wrong with the shape of an envelope and its statement, or None.

    The signatures' own form is SIG_SHAPE, judged one by one; here `sigs` has only to be an array.
    """
    if not has_members(value, {"sigs", "statement", "v"}) or value["v"] != "custody/envelope/1":
        return "envelope"
    if not isinstance(value["sigs"], list):
        return "sigs"
    statement = value["statement"]
    if not has_members(statement, _STATEMENT, {"seen"}) or statement["v"] != "custody/statement/1":
        return "statement"
    fault = next((name for name, fits in _plain_members(statement) if not fits), None)
    return fault or _exhibits_fault(statement) or _body_fault(statement)


def time_faults(statement: Json) -> list[str]:
    """Return the claimed time and offset that are not written as they must be."""
    faults = [] if is_time(statement["at"]) else [statement["at"]]
    return faults if matches(statement["offset"], OFFSET) else [*faults, statement["offset"]]


def _plain_members(statement: Json) -> list[tuple[str, bool]]:
    seen = statement.get("seen", [])
    return [
        ("type", is_text(statement["type"]) and bool(statement["type"])),
        ("id", matches(statement["id"], UUID)),
        ("log", is_text(statement["log"])),
        ("base", _is_head(statement["base"], {"size", "root"})),
        ("seen", isinstance(seen, list) and all(_is_head(s, {"log", "size", "root"}) for s in seen)),
        ("case", is_text(statement["case"])),
        ("at", is_text(statement["at"]) and is_text(statement["offset"])),
        ("actor", is_person_id(statement["actor"])),
        ("salt", is_base64(statement["salt"], 16)),
        ("body", isinstance(statement["body"], dict)),
    ]


def _is_head(value: Any, members: set[str]) -> bool:
    if not has_members(value, members) or not is_text(value.get("log", "")):
        return False
    return is_count(value["size"]) and is_base64(value["root"], 32)


def _exhibits_fault(statement: Json) -> str | None:
    lines = statement["exhibits"]
    if not isinstance(lines, list) or not all(has_members(line, {"exhibit"}, {"prev", "sha256"}) for line in lines):
        return "exhibits"
    for line in lines:
        if not is_text(line["exhibit"]) or not line["exhibit"]:
            return "exhibit"
        if "prev" in line and not is_base64(line["prev"], 32):
            return "prev"
        if "sha256" in line and not matches(line["sha256"], SHA256_HEX):
            return "sha256"
    if len({line["exhibit"] for line in lines}) != len(lines):
        return "exhibit listed twice"
    new = sum("prev" not in line for line in lines)
    if statement["type"] == "exhibit.derive":
        return None if new == 1 < len(lines) else "derive without parents, or without its one new child"
    return None if new == (len(lines) if statement["type"] == "exhibit.register" else 0) else "prev"


def _body_fault(statement: Json) -> str | None:
    body = statement["body"]
    cosigners = body.get("cosigners", [])
    if not isinstance(cosigners, list) or not all(is_person_id(person) for person in cosigners):
        return "cosigners"
    if digest_places(body) is None:
        return SD
    check = _BODIES.get(statement["type"])
    return None if check is None or check(statement) else f"body of {statement['type']}"


def _is_genesis(statement: Json) -> bool:
    body = statement["body"]
    texts = all(is_text(body.get(name)) for name in ("origin", "station_key"))
    return texts and is_base64(body.get("roster"), 32) and "epoch" in body and body["origin"] == statement["log"]


def _is_offer(statement: Json) -> bool:
    body = statement["body"]
    to = body.get("to")
    return is_person_id(to) or isinstance(to, dict) or (to is None and "to" not in body and SD in body)


def _is_answer(statement: Json) -> bool:
    return is_base64(statement["body"].get("offer"), 32)


def _is_close(statement: Json) -> bool:
    body = statement["body"]
    answers = [name for name in ("accept", "reject") if name in body]
    fits = len(answers) == 1 and is_base64(body[answers[0]], 32) and is_base64(body.get("offer"), 32)
    return fits and not statement["exhibits"]


def _is_erasure(statement: Json) -> bool:
    return is_count(statement["body"].get("seq")) and is_base64(statement["body"].get("statement"), 32)


def _is_enrolment(statement: Json) -> bool:
    body = statement["body"]
    return is_person_id(body.get("person")) and is_text(body.get("key")) and "proof" in body


_BODIES: Final = {
    "genesis": _is_genesis,
    "key.enrol": _is_enrolment,
    "body.erase": _is_erasure,
    "transfer.offer": _is_offer,
    "transfer.accept": _is_answer,
    "transfer.reject": _is_answer,
    "transfer.cancel": _is_answer,
    "transfer.close": _is_close,
}
