"""The act of registering what was made from an exhibit: an image, an extraction, a working copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from custody_app.domain.commands import Command, DeriveExhibit
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.field_checks import exhibit_type
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import Acquisition, Seal
from custody_app.domain.vocabulary import COPY_KINDS, WRITE_BLOCKERS
from custody_app.i18n import N_
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.act_kinds import PHOTOGRAPHS, ActKind, Subject

_OFTEN = ("disk_image", "mobile_extraction", "file_set", "capture", "cloud_account", "messaging_account")
_TIME_HINT = "2026-03-04T10:15:00.000Z"


def _ask(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    station = form.ctx.station
    number = form.text("number", N_("Exhibit number"), required=True)
    number.setText(station.exhibits.next_derived_number(exhibits[0].id))
    kinds = [*_OFTEN, *(each for each in EXHIBIT_TYPES if each not in _OFTEN)]
    form.choice("type", N_("Exhibit type"), [(each, EXHIBIT_TYPES[each].label) for each in kinds], required=True)
    form.side_by_side("number", "type")
    form.text("title", N_("Description"), help=N_("One line by which anybody recognises this exhibit."), required=True)
    form.choice("copy", N_("Kind of copy"), COPY_KINDS, required=True)
    form.text("tool", N_("Tool"), required=True)
    form.text("version", N_("Version of the tool"), required=True)
    form.side_by_side("tool", "version")
    form.text("settings", N_("Settings"))
    form.choice("write_blocker", N_("Write blocker"), WRITE_BLOCKERS)
    form.text("write_blocker_model", N_("Write blocker used"))
    form.side_by_side("write_blocker", "write_blocker_model")
    form.text("started", N_("Started"), hint=_TIME_HINT, help=N_("UTC, as in the tool's log."))
    form.text("ended", N_("Ended"), hint=_TIME_HINT)
    form.side_by_side("started", "ended")
    form.long_text("errors", N_("Errors"), help=N_("In the tool's words; empty where there were none."), lines=2)
    form.text("sha256", N_("SHA-256"), help=N_("As the tool computed it; or hash the files afterwards."))
    form.text("seal", N_("Seal number"))
    form.text("location", N_("Location"))
    form.side_by_side("seal", "location")
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


def _command(subject: Subject, values: dict[str, Any]) -> Command:
    kind = exhibit_type(values["type"])
    digest = values["sha256"].replace(" ", "").lower()
    return DeriveExhibit(
        actor=subject.actor,
        exhibit=subject.station.exhibits.new_id(),
        parents=subject.ids,
        number=values["number"],
        type=kind.id,
        fields={"title": values["title"]},
        acquisition=Acquisition(
            copy=values["copy"],
            tool=values["tool"],
            version=values["version"],
            settings=values["settings"],
            write_blocker=values["write_blocker"],
            write_blocker_model=values["write_blocker_model"],
            started=values["started"],
            ended=values["ended"],
            errors=values["errors"],
        ),
        seal=Seal(number=values["seal"]) if values["seal"] else None,
        location=values["location"],
        digests={"sha256": digest} if digest else {},
        attachments=subject.attach(values["photographs"]),
    )


DERIVE = ActKind(
    N_("Register a derived exhibit"),
    "git-branch",
    N_("It gets a number below this exhibit and points back to it for good."),
    _ask,
    _command,
    {"NUMBER_TAKEN": "number", "DIGEST_FORMAT": "sha256"},
)
