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
from custody_app.reports.facts.changes import changes, corrected
from custody_app.reports.facts.exhibit import ExhibitFacts
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.facts.transfer import TransferFacts
from custody_app.reports.wording.dates import long_date, utc_text
from custody_app.reports.wording.numbers import listed, yes_no
from custody_app.reports.wording.wording import Wording

_CORRECTS: Final = N_("Corrects")
_BEFORE: Final = N_("Before")
_REASON: Final = N_("Reason")
CHANGING: Final = frozenset({"exhibit.update", "correction"})
_SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "exhibit.register": ("seal.number", "location"),
    "exhibit.derive": ("number", "acquisition.copy", "acquisition.tool", "acquisition.version"),
    "exhibit.hash": ("of", "source", "size", "files", "findings_count"),
    "exhibit.verify": ("result", "source", "differing_count"),
    "exhibit.seal": ("seal.number", "old", "old_kept", "intact", "reads", "purpose", "place"),
    "exhibit.relocate": ("location", "reason"),
    "exhibit.access": ("purpose", "by.name", "authority", "changes", "justification"),
    "exhibit.incident": ("kind", "what", "measures"),
    "exhibit.dispose": ("action", "authority", "method", "receiver.name", "done"),
    "transfer.offer": ("purpose", "condition", "due"),
    "transfer.reject": ("reason",),
    "transfer.cancel": ("reason",),
    "note": ("text",),
    "report.issue": ("kind", "language"),
    "case.hold": ("hold", "ground"),
}
_IN_THE_LOG: Final[Mapping[str, tuple[str, ...]]] = {
    "exhibit.hash": ("of", "source", "size", "files"),
    "exhibit.verify": ("source",),
    "exhibit.derive": ("acquisition.tool", "acquisition.version"),
    "exhibit.seal": ("old", "reads", "purpose", "place"),
    "exhibit.relocate": ("reason",),
    "exhibit.access": _SHOWN["exhibit.access"],
    "exhibit.incident": ("what", "measures"),
    "exhibit.dispose": ("authority", "method", "receiver.name", "done"),
    "transfer.offer": ("purpose", "condition", "due"),
    "transfer.reject": ("reason",),
    "transfer.cancel": ("reason",),
    "note": ("text",),
    "case.update": (
        "title", "offence", "authority", "prosecutor", "unit", "jurisdiction", "status", "outcome", "note",
    ),
    "case.hold": ("hold", "ground"),
    "report.issue": ("language", "sha256"),
    "export.made": ("recipient", "reason"),
}  # fmt: skip
"""What the annex adds to the sentence of a statement."""


def name_of(kind: str, wording: Wording) -> str:
    """Return what a statement type is called; an unknown one by its code."""
    known = STATEMENT_NAMES.get(kind)
    return wording.t(known.label) if known else kind


def happened(statement: StatementFacts, exhibit: ExhibitFacts, wording: Wording) -> list[Run | str]:
    """Return the act's name and, line by line, what the table of custody of `exhibit` shows of it."""
    heading = name_of(statement.type, wording)
    if statement.type == "exhibit.seal":
        heading = wording.t(label_of(SEAL_ACTIONS, lenient.text(statement.body, "action")))
    words: list[Run | str] = [bold(heading)]
    for label, value in details(statement, _SHOWN.get(statement.type, ()), wording):
        words.append(f"\n{wording.pair(label, value)}")
    if statement.type in CHANGING:
        words += [f"\n{line}" for line in changed(statement, exhibit, wording)]
    return words


def changed(statement: StatementFacts, exhibit: ExhibitFacts, wording: Wording) -> Iterator[str]:
    """Yield what an update or a correction changed: each member as it reads now and as it read before, and why."""
    line = wording.record.lines[exhibit.id]
    if statement.type == "correction":
        original = corrected(statement, line)
        if original is not None:
            named = f"{name_of(original.type, wording)} {wording.bare_ref(original.ref)}"
            yield wording.pair(wording.t(_CORRECTS), named)
    for member, kind, before, now in changes(exhibit.id, statement, line):
        known = member_at(kind, member, exhibit.type) if member else None
        label = known.label if known else member or N_("Reads correctly")
        yield wording.pair(wording.t(label), _shown(known, now, wording))
        if before is not None:
            yield wording.pair(wording.t(_BEFORE), _shown(known, before, wording))
    if reason := lenient.text(statement.body, "reason"):
        yield wording.pair(wording.t(_REASON), reason)


def _shown(known: Member | None, value: Any, wording: Wording) -> str:
    if isinstance(value, list):
        return listed([value_text(known, item, wording) for item in value], wording.translator)
    return value_text(known, value, wording)


def logged(statement: StatementFacts, wording: Wording) -> list[str]:
    """Return what the annex tells below the sentence of a statement, line by line."""
    said = details(statement, _IN_THE_LOG.get(statement.type, ()), wording)
    lines = [wording.pair(label, value) for label, value in said]
    if statement.type in CHANGING:
        exhibits = (wording.record.exhibits.get(each) for each in statement.exhibits)
        exhibit = next((each for each in exhibits if each is not None), None)
        if exhibit is not None:
            return [*lines, *changed(statement, exhibit, wording)]
        return [*lines, *(wording.pair(*each) for each in details(statement, ("value", "reason"), wording))]
    transfer = wording.record.by_answer.get(statement.ref)
    for line in transfer.lines if transfer else ():
        if line.accepted is False:
            number = wording.record.exhibit_number(line.exhibit)
            told = filter(None, (wording.t(N_("Rejected")), line.condition, line.reason))
            lines.append(wording.pair(number, "; ".join(told)))
    return lines


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
    return words + [f"\n{wording.pair(wording.t(label), value)}" for label, value in rows if value]


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
