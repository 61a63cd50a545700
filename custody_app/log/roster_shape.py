"""The strict shape of a roster's JSON: refused here, whatever a signature says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from custody_app.crypto.note_key import TYPE_COSIGNATURE, TYPE_LOG, NoteKey
from custody_app.crypto.public_key import PublicKey
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused, Json
from custody_app.log.shape import has_members, is_base64, is_count, is_person_id, is_text, is_time

_TOP = {"v", "agency", "version", "issued", "roots", "people", "stations", "witnesses", "quorum"}


class RosterRefused(CanonRefused):
    """The object is not a roster."""

    def __init__(self, where: str) -> None:
        InputWrong.__init__(
            self,
            "ROSTER_SHAPE",
            N_("This is not a roster: {where} is wrong."),
            kept=N_("Nothing was read from it."),
            advice=N_("Ask the agency for its signed roster."),
            where=where,
        )


def check_roster(value: Json) -> None:
    """Refuse an object that is not `custody/roster/1`.

    Raises:
        RosterRefused: a member is missing, unknown or of another shape; something is listed twice.
    """
    _expect(has_members(value, _TOP, {"prev"}) and value["v"] == "custody/roster/1", "the outermost object")
    _expect(is_text(value["agency"]) and bool(value["agency"]), "agency")
    _expect(is_count(value["version"]) and value["version"] >= 1, "version")
    _expect(is_time(value["issued"]), "issued")
    _expect("prev" not in value or is_base64(value["prev"], 32), "prev")
    _expect(is_count(value["quorum"]), "quorum")
    _check_roots(value["roots"])
    _each(value["people"], _check_person, "people")
    _each(value["stations"], _check_station, "stations")
    _each(value["witnesses"], _check_witness, "witnesses")
    _check_once((person["id"] for person in value["people"]), "a person's id")
    _check_once((key["key"] for person in value["people"] for key in person["keys"]), "a person's key")
    _check_once((station["station"] for station in value["stations"]), "a station's name")
    _check_once((epoch["origin"] for station in value["stations"] for epoch in station["epochs"]), "an origin")
    _check_once((witness["name"] for witness in value["witnesses"]), "a witness's name")
    # Two names for one key would let one witness count twice.
    _check_once((NoteKey.parse(witness["key"]).public for witness in value["witnesses"]), "a witness's key")


def _check_roots(roots: Any) -> None:
    _expect(has_members(roots, {"k", "keys"}) and isinstance(roots["keys"], list), "roots")
    for line in roots["keys"]:
        _check_key_line(line, "a root key")
    _check_once(roots["keys"], "a root key")
    _expect(is_count(roots["k"]) and 1 <= roots["k"] <= len(roots["keys"]), "k")


def _check_person(person: Any) -> None:
    _expect(has_members(person, {"id", "name", "post", "roles", "keys"}), "a person")
    _expect(is_person_id(person["id"]) and person["id"] != "station", "a person's id")
    _expect(is_text(person["name"]) and is_text(person["post"]), "a person's name or post")
    _expect(isinstance(person["roles"], list) and all(is_text(role) for role in person["roles"]), "roles")
    _each(person["keys"], _check_person_key, "keys")


def _check_person_key(key: Any) -> None:
    _expect(has_members(key, {"key", "from"}, {"to", "revoked"}), "a person's key")
    _check_key_line(key["key"], "a person's key")
    _expect(is_time(key["from"]) and ("to" not in key or is_time(key["to"])), "a key's period")
    if "revoked" in key:
        revoked = key["revoked"]
        _expect(has_members(revoked, {"at", "reason"}, {"compromised_since"}), "a revocation")
        _expect(is_time(revoked["at"]) and is_text(revoked["reason"]), "a revocation")
        _expect("compromised_since" not in revoked or is_time(revoked["compromised_since"]), "a revocation")


def _check_station(station: Any) -> None:
    _expect(has_members(station, {"station", "epochs"}) and is_text(station["station"]), "a station")
    _each(station["epochs"], _check_epoch, "epochs")


def _check_epoch(epoch: Any) -> None:
    _expect(has_members(epoch, {"origin", "key", "from"}, {"revoked"}), "an epoch")
    _expect(is_text(epoch["origin"]) and bool(epoch["origin"]) and is_time(epoch["from"]), "an epoch")
    # The log signs under its origin's name, else no checkpoint of it could ever hold.
    _expect(_vkey(epoch["key"], TYPE_LOG).name == epoch["origin"], "a station's key")
    if "revoked" in epoch:
        revoked = epoch["revoked"]
        last = revoked["last"] if has_members(revoked, {"last"}) else None
        _expect(has_members(last, {"size", "root"}), "a station's revocation")
        _expect(last is not None and is_count(last["size"]) and is_base64(last["root"], 32), "a station's revocation")


def _check_witness(witness: Any) -> None:
    _expect(has_members(witness, {"name", "key"}) and is_text(witness["name"]), "a witness")
    _expect(bool(witness["name"]), "a witness's name")
    _vkey(witness["key"], TYPE_COSIGNATURE)


def _vkey(text: Any, type_byte: int) -> NoteKey:
    _expect(is_text(text), "a note key")
    try:
        key = NoteKey.parse(text)
    except InputWrong:
        _refuse("a note key")
    _expect(key.type_byte == type_byte, "a note key")
    return key


def _check_key_line(line: Any, where: str) -> None:
    _expect(isinstance(line, str), where)
    try:
        PublicKey.parse_line(line)
    except InputWrong:
        _refuse(where)


def _each(items: Any, check: Callable[[Any], None], where: str) -> None:
    _expect(isinstance(items, list), where)
    for item in items:
        check(item)


def _check_once(names: Iterable[Any], where: str) -> None:
    seen = list(names)
    _expect(len(set(seen)) == len(seen), f"{where}, listed twice,")


def _expect(holds: bool, where: str) -> None:
    if not holds:
        _refuse(where)


def _refuse(where: str) -> NoReturn:
    raise RosterRefused(where)
