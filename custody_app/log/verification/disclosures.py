"""What the package discloses of redactable members (log-format.md, Redactable members; Package)."""

from __future__ import annotations

import copy
from typing import Any, Final

from custody_app.log.canonical import MAX_BYTES_LARGE, CanonRefused, Json, parse
from custody_app.log.redaction import SD, Disclosure, digest_places, read_disclosure
from custody_app.log.shape import has_members, is_count, is_text
from custody_app.log.verification.layout import DISCLOSURES, read_or_none
from custody_app.log.verification.run import Run

_RESERVED: Final = (SD, "...")


class Disclosures:
    """The disclosures by log and entry; each may be used once."""

    def __init__(self, run: Run, own: str) -> None:
        self._run = run
        self._own = own
        self._waiting: dict[tuple[str, int], list[str]] = {}
        self._read()

    def of(self, log: str, seq: int) -> bool:
        """Tell whether something of this entry is disclosed."""
        return (log, seq) in self._waiting

    def entries(self, log: str) -> list[int]:
        """Return the entries of a log that have disclosures still unused, in order."""
        return sorted(seq for origin, seq in self._waiting if origin == log)

    def reveal(self, log: str, seq: int, body: Json) -> Json:
        """Return the body with what is disclosed of it; DISCLOSURE for what matches nothing there."""
        waiting: dict[str, list[Disclosure]] = {}
        for text in self._waiting.pop((log, seq)):
            try:
                taken = read_disclosure(text)
            except (ValueError, RecursionError):
                self._refuse(log, seq, text)
                continue
            waiting.setdefault(taken.digest, []).append(taken)
        full = copy.deepcopy(body)
        places = digest_places(full) or {}
        ready = list(places)
        for digest in ready:  # grows by what a disclosure itself keeps back
            if digest in waiting and _put_back(waiting[digest][0], places, ready):
                waiting[digest].pop(0)
        for taken in (unused for left in waiting.values() for unused in left):
            self._refuse(log, seq, taken.name)
        for holder in places.values():
            holder.pop(SD, None)
        return full

    def forget(self, log: str, seq: int) -> None:
        """Drop what belongs to an entry whose statement was refused and is left out."""
        self._waiting.pop((log, seq), None)

    def finish(self) -> None:
        """DISCLOSURE for whatever belongs to an entry that is not there."""
        for (log, seq), texts in self._waiting.items():
            # A log that is not trusted is left out, and what is disclosed of it with it.
            for text in texts if log not in self._run.untrusted else ():
                self._refuse(log, seq, text)

    def _read(self) -> None:
        if DISCLOSURES not in self._run.layout.names:
            return
        encoded = read_or_none(self._run.files, DISCLOSURES, MAX_BYTES_LARGE)
        try:
            value: Json = {} if encoded is None else parse(encoded, max_bytes=MAX_BYTES_LARGE)
        except CanonRefused:
            value = {}
        listed = value.get("disclosures")
        shaped = has_members(value, {"v", "disclosures", "names"}) and value["v"] == "custody/disclosures/1"
        if not shaped or not isinstance(listed, list) or not _are_names(value["names"]):
            self._run.findings.add("DISCLOSURE", file=DISCLOSURES)
        for told in listed if isinstance(listed, list) else ():
            if not _is_disclosure(told):
                self._run.findings.add("DISCLOSURE", file=DISCLOSURES)
                continue
            self._waiting.setdefault((told.get("log", self._own), told["entry"]), []).append(told["disclosure"])

    def _refuse(self, log: str, seq: int, found: str) -> None:
        label = None if log == self._own else log
        self._run.findings.add("DISCLOSURE", log=label, entry=seq, file=DISCLOSURES, found=found[:80])


def _put_back(taken: Disclosure, places: dict[str, Json], ready: list[str]) -> bool:
    """Put a member back into the object that keeps its digest, unless RFC 9901 section 7.1 has it refused."""
    holder, inside = places[taken.digest], digest_places(taken.value)
    if taken.name in _RESERVED or taken.name in holder or inside is None or not places.keys().isdisjoint(inside):
        return False
    holder[taken.name] = taken.value
    places.update(inside)
    ready += inside
    return True


def _is_disclosure(told: Any) -> bool:
    if not has_members(told, {"entry", "disclosure"}, {"log"}) or not is_text(told.get("log", "")):
        return False
    return is_count(told["entry"]) and is_text(told["disclosure"])


def _are_names(names: Any) -> bool:
    if not isinstance(names, list):
        return False
    return all(has_members(name, {"id", "name"}) and is_text(name["id"]) and is_text(name["name"]) for name in names)
