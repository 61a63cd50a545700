"""What each small act asks, and the command that the answers become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from custody_app.domain.commands import (
    AccessExhibit,
    AddNote,
    Command,
    DisposeExhibit,
    RelocateExhibit,
    ReportIncident,
    SealExhibit,
)
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import Attachment, OutsidePerson, Seal
from custody_app.domain.vocabulary import DISPOSITIONS, INCIDENTS, SEAL_KINDS
from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.ui.pages.exhibits.act_form import ActForm

PHOTOGRAPHS = N_("Drop photographs here, or choose them. They are kept by their digest.")
ONE_SEAL = N_("I read it again: one seal closes both")
YES_NO = (("yes", N_("Yes, as recorded")), ("no", N_("No")))


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about.

    Attributes:
        exhibits: as the record has them, all of one case.
    """

    station: OpenStation
    actor: str
    exhibits: tuple[ExhibitState, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The exhibit ids."""
        return tuple(each.id for each in self.exhibits)

    def attach(self, paths: Sequence[Path], kind: str = "photograph") -> tuple[Attachment, ...]:
        """Keep files and return what a statement says of them."""
        return tuple(self.station.exhibits.attach(path, kind) for path in paths)


@dataclass(frozen=True, slots=True)
class ActKind:
    """One act.

    Attributes:
        title: of the page, marked; `words`: what it does, marked.
        ask: puts the questions into the form.
        command: answers to command; runs in the background, `values` are the form's.
        codes: error code to the key of the question it is about.
    """

    title: str
    icon: str
    words: str
    ask: Callable[[ActForm, Sequence[ExhibitState]], None]
    command: Callable[[Subject, dict[str, Any]], Command]
    codes: dict[str, str] = field(default_factory=dict)


def _seals(exhibits: Sequence[ExhibitState], *, broken: bool = False) -> list[tuple[str, str]]:
    """Return the seals that all exhibits share, in force first."""
    found: list[str] = []
    for each in exhibits[:1]:
        found = [seal.number for seal in each.seals_in_force]
        if broken:
            found += [seal.number for seal in each.seals if seal.status == "broken" and not seal.kept]
    return [(number, number) for number in found]


def confirmed(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the doubts that a person confirmed on an act's form."""
    return (SEAL_IN_USE,) if values.get(SEAL_IN_USE) else ()


def _ask_seal(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.text(
        "number", N_("Seal number"), help=N_("As it is printed on the seal or bag; scan it or type it."), required=True
    )
    form.choice("kind", N_("Kind of seal"), SEAL_KINDS)
    form.side_by_side("number", "kind")
    form.confirmation(SEAL_IN_USE, ONE_SEAL, "number")
    form.text("place", N_("Place"))
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _seal(subject: Subject, values: dict[str, Any]) -> Command:
    return SealExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        action="apply",
        seal=Seal(number=values["number"], kind=values["kind"]),
        place=values["place"],
        attachments=subject.attach(values["photographs"]),
        confirmed=confirmed(values),
    )


def _ask_check(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    form.choice("old", N_("Seal on record"), _seals(exhibits), required=True)
    form.choice(
        "intact",
        N_("Intact"),
        YES_NO,
        help=N_("Look at the seal itself: unbroken, and with this number."),
        required=True,
        blank=True,
    )
    form.text("reads", N_("Number that was found"), help=N_("Only where another number stands on it."))
    form.text("place", N_("Place"))
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _check(subject: Subject, values: dict[str, Any]) -> Command:
    return SealExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        action="check",
        old=values["old"],
        intact={"yes": True, "no": False}.get(values["intact"]),
        reads=values["reads"],
        place=values["place"],
        attachments=subject.attach(values["photographs"]),
    )


def _ask_break(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    form.choice("old", N_("Old seal number"), _seals(exhibits), required=True)
    form.text("purpose", N_("Purpose"), help=N_("Why it is opened, such as: imaging of the disk."), required=True)
    form.text("place", N_("Place"))
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _break(subject: Subject, values: dict[str, Any]) -> Command:
    return SealExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        action="break",
        old=values["old"],
        purpose=values["purpose"],
        place=values["place"],
        attachments=subject.attach(values["photographs"]),
    )


def _ask_reseal(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    form.choice("old", N_("Old seal number"), _seals(exhibits, broken=True), required=True)
    form.text("old_kept", N_("Where the old seal is kept"), help=N_("Such as: in the new bag."), required=True)
    form.text("number", N_("Seal number"), help=N_("Of the new seal; scan it or type it."), required=True)
    form.choice("kind", N_("Kind of seal"), SEAL_KINDS)
    form.side_by_side("number", "kind")
    form.confirmation(SEAL_IN_USE, ONE_SEAL, "number")
    form.text("place", N_("Place"))
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _reseal(subject: Subject, values: dict[str, Any]) -> Command:
    return SealExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        action="reseal",
        old=values["old"],
        old_kept=values["old_kept"],
        seal=Seal(number=values["number"], kind=values["kind"]),
        place=values["place"],
        attachments=subject.attach(values["photographs"]),
        confirmed=confirmed(values),
    )


def _ask_move(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.text(
        "location", N_("Location"), hint="Central / Room B / Shelf 12", help=N_("Where it is now."), required=True
    )
    form.text("reason", N_("Reason"))


def _move(subject: Subject, values: dict[str, Any]) -> Command:
    return RelocateExhibit(
        actor=subject.actor, exhibits=subject.ids, location=values["location"], reason=values["reason"]
    )


def _ask_note(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.long_text("text", N_("Text"), required=True, lines=5)
    form.files("documents", N_("Documents"), N_("Drop documents here, or choose them."), icon="file-text")


def _note(subject: Subject, values: dict[str, Any]) -> Command:
    return AddNote(
        actor=subject.actor,
        case=subject.exhibits[0].case,
        text=values["text"],
        exhibits=subject.ids,
        attachments=subject.attach(values["documents"], "document"),
    )


def _ask_access(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.text("purpose", N_("Purpose"), required=True)
    form.text("by", N_("Access by"), help=N_("Somebody outside the roster; leave it empty for yourself."))
    form.text("authority", N_("Authority"))
    form.long_text(
        "changes", N_("Changes made"), help=N_("What changed on the exhibit; empty where nothing did."), lines=2
    )
    form.long_text("justification", N_("Justification"), help=N_("Needed where something changed."), lines=2)


def _access(subject: Subject, values: dict[str, Any]) -> Command:
    return AccessExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        purpose=values["purpose"],
        by=OutsidePerson(name=values["by"]) if values["by"] else None,
        authority=values["authority"],
        changes=values["changes"],
        justification=values["justification"],
    )


def _ask_incident(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.choice("kind", N_("Incident"), INCIDENTS, required=True, blank=True)
    form.long_text("what", N_("What happened"), required=True, lines=4)
    form.long_text("measures", N_("Measures taken"), lines=2)
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _incident(subject: Subject, values: dict[str, Any]) -> Command:
    return ReportIncident(
        actor=subject.actor,
        exhibits=subject.ids,
        kind=values["kind"],
        what=values["what"],
        measures=values["measures"],
        attachments=subject.attach(values["photographs"]),
    )


def _ask_dispose(form: ActForm, _exhibits: Sequence[ExhibitState]) -> None:
    form.choice("action", N_("Disposition"), DISPOSITIONS, required=True, blank=True)
    form.text(
        "authority", N_("Authority"), help=N_("The order that allows it, with its number and date."), required=True
    )
    form.text("method", N_("Method"), help=N_("For a destruction: how it is destroyed."))
    form.text("witness", N_("Witness"), help=N_("For a destruction: who saw it."))
    form.text("receiver", N_("Received by"), help=N_("For a return: who takes it back."))
    form.files("documents", N_("Documents"), N_("Drop the order or receipt here, or choose it."), icon="file-text")
    form.long_text("note", N_("Note"), lines=2)


def _dispose(subject: Subject, values: dict[str, Any]) -> Command:
    return DisposeExhibit(
        actor=subject.actor,
        exhibits=subject.ids,
        action=values["action"],
        authority=values["authority"],
        method=values["method"],
        witnesses=(OutsidePerson(name=values["witness"]),) if values["witness"] else (),
        receiver=OutsidePerson(name=values["receiver"]) if values["receiver"] else None,
        attachments=subject.attach(values["documents"], "document"),
        note=values["note"],
    )


KINDS: dict[str, ActKind] = {
    "seal": ActKind(
        N_("Apply a seal"),
        "lock",
        N_("The number is what everybody will look for afterwards."),
        _ask_seal,
        _seal,
        {"SEAL_NUMBER_TAKEN": "number", SEAL_IN_USE: "number"},
    ),
    "seal_check": ActKind(
        N_("Check the seal"),
        "clipboard-check",
        N_("A check is recorded whatever it finds; a seal that differs is shown as in doubt."),
        _ask_check,
        _check,
        {"SEAL_UNKNOWN": "old"},
    ),
    "seal_break": ActKind(
        N_("Break the seal"),
        "lock-open",
        N_("Record it when the seal is opened, with the reason. Keep the broken seal."),
        _ask_break,
        _break,
        {"SEAL_UNKNOWN": "old"},
    ),
    "reseal": ActKind(
        N_("Seal again"),
        "lock",
        N_("The old seal stays with the exhibit; say where it is kept."),
        _ask_reseal,
        _reseal,
        {"SEAL_UNKNOWN": "old", "SEAL_NUMBER_TAKEN": "number", SEAL_IN_USE: "number"},
    ),
    "move": ActKind(
        N_("Move"),
        "map-pin",
        N_("The place changes, the holder stays. A new holder needs a transfer."),
        _ask_move,
        _move,
    ),
    "note": ActKind(N_("Add a note"), "sticky-note", N_("A note is signed and stays for good."), _ask_note, _note),
    "access": ActKind(
        N_("Record access"), "eye", N_("Who saw it or worked on it, why, and what changed."), _ask_access, _access
    ),
    "incident": ActKind(
        N_("Report an incident"),
        "siren",
        N_("A loss, damage, or a seal that does not agree with the record."),
        _ask_incident,
        _incident,
    ),
    "dispose": ActKind(
        N_("End custody"),
        "archive",
        N_("Afterwards nothing more can be recorded of this exhibit but corrections."),
        _ask_dispose,
        _dispose,
        {"WITNESS_MISSING": "witness"},
    ),
}
"""Acts by the id that `leads.ACTS` names."""
