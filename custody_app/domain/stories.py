"""Fills the sentence of a recorded statement; what is withheld is told as a dash."""

from __future__ import annotations

from custody_app.domain import lenient
from custody_app.domain.act import Recorded
from custody_app.domain.readback import Names
from custody_app.domain.statement_names import STATEMENT_NAMES, STORY_FIELDS
from custody_app.domain.vocabulary import (
    COPY_KINDS,
    DISPOSITIONS,
    DOCUMENTS,
    INCIDENTS,
    PACKAGE_SCOPES,
    RESULTS,
    SEAL_ACTIONS,
    label_of,
)
from custody_app.i18n import N_, Translator, visible

_WITHHELD = "—"
_UNKNOWN = N_("{actor} made a statement of a type that this program does not know.")


def story(recorded: Recorded, names: Names, translator: Translator) -> str:
    """Return one sentence in the translator's language, as plain text with hidden characters made visible."""
    name = STATEMENT_NAMES.get(recorded.type)
    template = translator._(name.story if name else _UNKNOWN)
    return template.format_map(story_fields(recorded, names, translator))


def story_fields(recorded: Recorded, names: Names, translator: Translator) -> dict[str, str]:
    """Return all fields that a story may name."""
    body = recorded.body
    child = lenient.text(body, "child")
    exhibits = [names.exhibit(line.exhibit) or line.exhibit for line in recorded.lines if line.exhibit != child]
    recipient = lenient.inner(body, "to")
    to = lenient.text(body, "to")
    fields = {
        "actor": translator._(N_("The station")) if recorded.actor == "station" else _person(recorded.actor, names),
        "exhibits": ", ".join(exhibits),
        "case": names.case(recorded.case) or recorded.case,
        "number": lenient.text(body, "number") or _seal_number(recorded),
        "detail": _detail(recorded, translator),
        "to": _person(to, names) or lenient.text(recipient, "name") or lenient.text(recipient, "org"),
        "place": lenient.text(body, "location"),
        "person": _person(lenient.text(body, "person"), names),
    }
    return {name: visible(fields[name]) or _WITHHELD for name in STORY_FIELDS}


def _person(person: str, names: Names) -> str:
    return names.person(person) or person


def _seal_number(recorded: Recorded) -> str:
    return lenient.text(lenient.inner(recorded.body, "seal"), "number") or lenient.text(recorded.body, "old")


def _detail(recorded: Recorded, translator: Translator) -> str:
    body = recorded.body
    if recorded.type == "exhibit.register":
        return lenient.text(lenient.inner(body, "fields"), "title")
    if recorded.type == "transfer.accept":
        lines = list(lenient.objects(body, "lines"))
        return f"{sum(lenient.yes(line, 'accepted') for line in lines)}/{len(lines)}"
    codes = {
        "exhibit.verify": (RESULTS, lenient.text(body, "result")),
        "exhibit.seal": (SEAL_ACTIONS, lenient.text(body, "action")),
        "exhibit.derive": (COPY_KINDS, lenient.text(lenient.inner(body, "acquisition"), "copy")),
        "exhibit.incident": (INCIDENTS, lenient.text(body, "kind")),
        "exhibit.dispose": (DISPOSITIONS, lenient.text(body, "action")),
        "report.issue": (DOCUMENTS, lenient.text(body, "kind")),
        "export.made": (PACKAGE_SCOPES, lenient.text(body, "scope")),
    }
    if recorded.type in codes:
        choices, code = codes[recorded.type]
        return translator._(label_of(choices, code))
    return lenient.text(body, "outcome") if recorded.type == "import.made" else ""
