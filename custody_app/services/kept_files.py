"""The files that a station keeps, against the statements that name them: what is missing, altered, or named by nobody.

Statements are read from the signed bytes alone, not from the lists, as verification reads them. An entry that cannot
be read names nothing here; verification names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.domain.bodies import walk
from custody_app.log.canonical import MAX_INTEGER, parse
from custody_app.log.verification import Outcome
from custody_app.storage import AttachmentStore, Store, StoredEntry

Fault = Literal["missing", "changed", "stray"]
_CHUNK = 1 << 20
_KEPT = "data/files/"
_MANIFESTS = ("exhibit.hash", "exhibit.verify")


@dataclass(frozen=True, slots=True)
class NamedBy:
    """A statement that names a kept file.

    Attributes:
        entry: its number in the log.
        type: its type.
        exhibits: the numbers of the exhibits it lists.
    """

    entry: int
    type: str
    exhibits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file that is not in order.

    Attributes:
        name: SHA-256 in hex; of a stray file with another name, its path below the folder of attachments.
        fault: `missing`: a statement names it and it is not there; `changed`: it is not what it was, or cannot be read;
            `stray`: no statement names it.
        named_by: the statements, in order.
    """

    name: str
    fault: Fault
    named_by: tuple[NamedBy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return {"fault", "name", "named_by": [{"entry", "exhibits", "type"}]}."""
        named = [{"entry": by.entry, "exhibits": list(by.exhibits), "type": by.type} for by in self.named_by]
        return {"name": self.name, "fault": self.fault, "named_by": named}


def check_kept_files(directory: Path, outcome: Outcome | None = None) -> list[KeptFile]:
    """Return every kept file of the station in `directory` that is not in order, by name.

    A file may be altered and named by nobody; it then stands as `changed`, named by none.

    Args:
        directory: the station's folder; it is only read.
        outcome: of a verification of that station just made, which hashed every file; None to hash them here.

    Raises:
        InputWrong, EnvironmentUnavailable: the database or the folder cannot be read at all.
    """
    attachments = AttachmentStore(directory / "attachments")
    with Store.open_log(directory / "station.db") as store:
        named, mentioned = _named(store)
    held = attachments.names()
    changed = _changed(attachments, held) if outcome is None else _found(outcome)
    faults: dict[str, Fault] = dict.fromkeys([*attachments.strays(), *(set(held) - mentioned)], "stray")
    faults |= dict.fromkeys(named.keys() - set(held), "missing")
    faults |= dict.fromkeys(changed, "changed")
    return [KeptFile(name, fault, tuple(named.get(name, ()))) for name, fault in sorted(faults.items())]


def _named(store: Store) -> tuple[Mapping[str, list[NamedBy]], set[str]]:
    """Return who names which kept file, and every text of a statement, since any may be a digest."""
    named: dict[str, list[NamedBy]] = {}
    mentioned: set[str] = set()
    numbers: dict[str, str] = {}
    for seq, said in _statements(store):
        body, lines = said["body"], [str(line["exhibit"]) for line in said["exhibits"]]
        if said["type"] in {"exhibit.register", "exhibit.derive"} and lines:
            numbers[lines[-1]] = str(body.get("number", ""))
        by = NamedBy(seq, said["type"], tuple(numbers.get(exhibit) or exhibit for exhibit in lines))
        for sha256 in kept_by(said["type"], body):
            named.setdefault(sha256, []).append(by)
        mentioned |= {value for _, value in walk(said) if isinstance(value, str)}
    for log in store.peer_logs():
        for _, said in _read(store.peer_entries(log)):
            mentioned |= {value for _, value in walk(said) if isinstance(value, str)}
    for told in store.disclosure_texts():
        mentioned |= {value for _, value in walk({"said": told}) if isinstance(value, str)}
    return named, mentioned


def _statements(store: Store) -> Iterator[tuple[int, dict[str, Any]]]:
    return _read(store.entries(0, MAX_INTEGER))


def _read(entries: Iterable[StoredEntry]) -> Iterator[tuple[int, dict[str, Any]]]:
    for stored in entries:
        with suppress(InputWrong, KeyError, TypeError):
            said = parse(stored.envelope or b"")["statement"]
            if isinstance(said["body"], dict) and isinstance(said["exhibits"], list) and isinstance(said["type"], str):
                yield stored.seq, said


def kept_by(kind: str, body: Mapping[str, Any]) -> Iterator[str]:
    """Yield the digests that a body names as those of files that are kept here."""
    with suppress(KeyError, TypeError, AttributeError):
        yield from (str(each["sha256"]) for each in body.get("attachments", ()))
    if kind in _MANIFESTS and body.get("manifest"):
        yield str(body["manifest"])
    with suppress(KeyError, TypeError):
        yield str(body["handwritten"]["image"])


def _changed(attachments: AttachmentStore, held: Collection[str]) -> Iterator[str]:
    for sha256 in held:
        try:
            with attachments.open(sha256) as stream:
                while stream.read(_CHUNK):
                    pass
        except CustodyError:
            yield sha256


def _found(outcome: Outcome) -> Iterator[str]:
    findings = (each.file or "" for each in outcome.findings if each.code == "EVIDENCE_HASH")
    return (name.removeprefix(_KEPT) for name in findings if name.startswith(_KEPT))
