"""What a statement says, as short lines of label and value: what happened to an exhibit, in any language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from custody_app.domain import lenient
from custody_app.domain.bodies import member_at, walk
from custody_app.domain.body_member import Member, MemberKind
from custody_app.domain.statement_names import STATEMENT_NAMES
from custody_app.domain.vocabulary import PURPOSES, SEAL_ACTIONS, label_of
from custody_app.i18n import N_
from custody_app.reports.engine.text import Run, bold
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.facts.transfer import TransferFacts
from custody_app.reports.wording.dates import long_date, utc_text
from custody_app.reports.wording.numbers import yes_no
from custody_app.reports.wording.wording import Wording

_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "exhibit.register": ("seal.number", "location"),
    "exhibit.derive": ("number", "acquisition.copy", "acquisition.tool", "acquisition.version"),
    "exhibit.hash": ("of", "size", "files", "findings_count"),
    "exhibit.verify": ("result", "differing_count"),
    "exhibit.seal": ("seal.number", "old", "old_kept", "intact", "reads", "purpose", "place"),
    "exhibit.relocate": ("location", "reason"),
    "exhibit.access": ("purpose", "by.name", "authority", "changes", "justification"),
    "exhibit.incident": ("kind", "what", "measures"),
    "exhibit.dispose": ("action", "authority", "method", "receiver.name", "done"),
    "exhibit.update": ("reason",),
    "transfer.offer": ("purpose", "condition", "due"),
    "transfer.reject": ("reason",),
    "transfer.cancel": ("reason",),
    "note": ("text",),
    "correction": ("member", "value", "reason"),
    "report.issue": ("kind", "language"),
    "case.hold": ("hold", "ground"),
}


def name_of(kind: str, wording: Wording) -> str:
    """Return what a statement type is called; an unknown one by its code."""
    known = STATEMENT_NAMES.get(kind)
    return wording.t(known.label) if known else kind


def happened(statement: StatementFacts, wording: Wording) -> list[Run | str]:
    """Return the act's name and, line by line, what the table of custody shows of it."""
    heading = name_of(statement.type, wording)
    if statement.type == "exhibit.seal":
        heading = wording.t(label_of(SEAL_ACTIONS, lenient.text(statement.body, "action")))
    words: list[Run | str] = [bold(heading)]
    for label, value in details(statement, _SHOWN.get(statement.type, ()), wording):
        words.append(f"\n{label}: {value}")
    return words


def taken(transfer: TransferFacts, exhibit: str, wording: Wording) -> list[Run | str]:
    """Return a transfer as one of its exhibits sees it: purpose, condition, seal, reason of a rejection."""
    line = next(each for each in transfer.lines if each.exhibit == exhibit)
    heading = N_("Transfer accepted") if line.accepted else N_("Transfer rejected")
    words: list[Run | str] = [bold(wording.t(heading))]
    purpose = transfer.text("purpose")
    rows = [
        (N_("Purpose"), wording.t(label_of(PURPOSES, purpose)) if purpose else ""),
        (N_("Condition"), line.condition),
        (N_("Seal agrees"), "" if line.seal_ok is None or not line.seals else yes_no(line.seal_ok, wording.translator)),
        (N_("Reason"), line.reason),
    ]
    return words + [f"\n{wording.t(label)}: {value}" for label, value in rows if value]


def details(statement: StatementFacts, paths: tuple[str, ...], wording: Wording) -> Iterator[tuple[str, str]]:
    """Yield label and value of the members at `paths` that were said, in that order."""
    found = dict(walk(dict(statement.body)))
    for path in paths:
        if path in found and not isinstance(found[path], (dict, list)):
            known = member_at(statement.type, path)
            label = wording.t(known.label) if known else path
            yield label, value_text(known, found[path], wording)


def value_text(known: Member | None, value: Any, wording: Wording) -> str:
    """Return one value as it reads: codes by their label, ids by their names, numbers and dates in the language."""
    if isinstance(value, bool):
        return yes_no(value, wording.translator)
    if isinstance(value, int):
        return wording.number(value)
    text = str(value)
    if known is None:
        return text
    if known.path == "purpose":
        return wording.t(label_of(PURPOSES, text))
    if known.kind is MemberKind.CODE:
        return wording.t(label_of(known.choices, text))
    if known.kind is MemberKind.DATE:
        return long_date(text, wording.language)
    readers = {
        MemberKind.TIME: lambda: utc_text(text, wording.language),
        MemberKind.PERSON: lambda: wording.record.people.name(text),
        MemberKind.RECIPIENT: lambda: wording.record.people.name(text),
        MemberKind.EXHIBIT: lambda: wording.record.exhibit_number(text),
    }
    reader = readers.get(known.kind)
    return reader() if reader else text
