"""Recorded statements as the events of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from custody_app.domain.statement_names import STATEMENT_NAMES
from custody_app.domain.stories import story, story_fields
from custody_app.domain.vocabulary import SEAL_ACTIONS, label_of
from custody_app.i18n import N_
from custody_app.storage import AsRecorded, Recorded
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.wording import RecordNames, moment_words
from custody_app.ui.widgets import TimelineItem

_UNTOLD = "—"
_ICONS = {
    "genesis": ("database", "info"),
    "epoch.start": ("refresh-cw", "info"),
    "roster.adopt": ("users", "info"),
    "key.enrol": ("key-round", "info"),
    "key.revoke": ("ban", "warn"),
    "case.open": ("folder-plus", "info"),
    "case.update": ("folder-open", "info"),
    "case.hold": ("hand", "warn"),
    "exhibit.register": ("package-plus", "info"),
    "exhibit.update": ("pen-line", "info"),
    "exhibit.hash": ("fingerprint", "info"),
    "exhibit.verify": ("shield-check", "neutral"),
    "exhibit.seal": ("lock", "info"),
    "exhibit.derive": ("git-branch", "info"),
    "exhibit.relocate": ("map-pin", "info"),
    "exhibit.access": ("eye", "neutral"),
    "exhibit.incident": ("siren", "danger"),
    "exhibit.dispose": ("archive", "neutral"),
    "transfer.offer": ("truck", "warn"),
    "transfer.accept": ("handshake", "ok"),
    "transfer.reject": ("circle-x", "danger"),
    "transfer.cancel": ("undo-2", "neutral"),
    "transfer.close": ("check", "neutral"),
    "case.statement": ("message-square", "neutral"),
    "request.open": ("mail", "info"),
    "request.update": ("mail", "neutral"),
    "request.close": ("mail", "neutral"),
    "audit.made": ("list-checks", "neutral"),
    "override": ("triangle-alert", "warn"),
    "label.print": ("tag", "neutral"),
    "report.issue": ("file-text", "neutral"),
    "note": ("sticky-note", "neutral"),
    "correction": ("pen-line", "warn"),
    "body.erase": ("eraser", "warn"),
    "anchor.tsa": ("stamp", "ok"),
    "anchor.cosig": ("stamp", "ok"),
    "anchor.head": ("link", "ok"),
    "clock.step": ("clock", "warn"),
    "restore.declared": ("archive-restore", "warn"),
    "export.made": ("package-open", "neutral"),
    "import.made": ("download", "neutral"),
}
_RESULTS = {
    "match": ("shield-check", "ok"),
    "mismatch": ("shield-x", "danger"),
    "unreadable": ("shield-question-mark", "warn"),
}
_SEALS = {"apply": ("lock", "info"), "break": ("lock-open", "warn"), "reseal": ("lock", "info")}


def statement_icon(kind: str) -> tuple[str, str]:
    """Return icon and role of a statement type."""
    return _ICONS.get(kind, ("circle-dot", "neutral"))


def statement_label(look: Look, kind: str) -> str:
    """Return the name of a statement type; an unknown one by its code."""
    name = STATEMENT_NAMES.get(kind)
    return look._(name.label) if name else kind


def event(look: Look, recorded: Recorded, names: RecordNames, now: datetime) -> TimelineItem:
    """Return one statement as an event: what, the particulars and by whom, when; its key is (log, seq)."""
    icon, role = _shape(recorded)
    fields = story_fields(AsRecorded(recorded), names, look.translator)
    title = statement_label(look, recorded.statement.type)
    parts = [fields["detail"], fields["number"], fields["place"], fields["actor"]]
    kind = recorded.statement.type
    if kind == "exhibit.seal":
        title = look._(label_of(SEAL_ACTIONS, str(recorded.body.get("action", ""))))
        parts = [fields["number"], fields["actor"]]
    elif kind == "exhibit.verify":
        title = fields["detail"]
        parts = [look._(N_("Compared with its digests")), fields["actor"]]
    elif kind == "transfer.offer":
        parts = [look._(N_("To {name}")).format(name=fields["to"]), fields["actor"]]
    elif kind in {"note", "exhibit.access"}:
        parts = [str(recorded.body.get("text" if kind == "note" else "purpose", "")), fields["actor"]]
    detail = " · ".join(part for part in parts if part and part != _UNTOLD)
    at = moment_words(look, recorded.statement.at, now)
    return TimelineItem(icon, title, detail, at, role, (recorded.log, recorded.seq))


def events(look: Look, history: Iterable[Recorded], names: RecordNames, now: datetime) -> list[TimelineItem]:
    """Return the events of a history, newest first."""
    return [event(look, recorded, names, now) for recorded in reversed(list(history))]


def sentence(look: Look, recorded: Recorded, names: RecordNames) -> str:
    """Return the one sentence that tells a statement."""
    return story(AsRecorded(recorded), names, look.translator)


def _shape(recorded: Recorded) -> tuple[str, str]:
    kind, body = recorded.statement.type, recorded.body
    if kind == "exhibit.verify":
        return _RESULTS.get(str(body.get("result", "")), ("shield-check", "neutral"))
    if kind == "exhibit.seal":
        action = str(body.get("action", ""))
        if action == "check":
            return ("clipboard-check", "ok") if body.get("intact") is True else ("triangle-alert", "danger")
        return _SEALS.get(action, ("lock", "info"))
    return statement_icon(kind)
