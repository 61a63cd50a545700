"""The act of registering what was made from an exhibit: an image, an extraction, a working copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from custody_app.domain.commands import Command, DeriveExhibit
from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.domain.exhibit_types import EXHIBIT_TYPES, ExhibitType
from custody_app.domain.field_checks import exhibit_type
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import Acquisition, Seal
from custody_app.domain.vocabulary import COPY_KINDS, WRITE_BLOCKERS
from custody_app.i18n import N_
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.act_kinds import ONE_SEAL, PHOTOGRAPHS, ActKind, Subject, confirmed

_OFTEN = ("disk_image", "mobile_extraction", "file_set", "capture", "cloud_account", "messaging_account")
_TIME_HINT = "2026-03-04T10:15:00.000Z"


def _ask(form: ActForm, exhibits: Sequence[ExhibitState]) -> None:
    station = form.ctx.station
    number = form.text("number", N_("Exhibit number"), required=True)
    number.setText(station.exhibits.next_derived_number(exhibits[0].id))
    kinds = [*_OFTEN, *(each for each in EXHIBIT_TYPES if each not in _OFTEN)]
    offered = [(each, EXHIBIT_TYPES[each].label) for each in kinds]
    chosen = form.choice("type", N_("Exhibit type"), offered, required=True)
    form.side_by_side("number", "type")
    form.text("title", N_("Description"), help=N_("One line by which anybody recognises this exhibit."), required=True)
    needed = _NeededFields(form)
    chosen.currentIndexChanged.connect(needed.show)
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
    form.confirmation(SEAL_IN_USE, ONE_SEAL, "seal")
    form.files("photographs", N_("Photographs"), PHOTOGRAPHS)


class _NeededFields(QObject):
    """Asks what the chosen type requires besides its description, and nothing of other types."""

    def __init__(self, form: ActForm) -> None:
        super().__init__(form)
        self._form = form
        for kind in EXHIBIT_TYPES.values():
            for spec in _needed(kind):
                key = _key(kind.id, spec)
                if spec.kind is FieldKind.CHOICE:
                    form.choice(key, spec.label, spec.choices, help=spec.help, required=True, blank=True)
                else:
                    hint = _TIME_HINT if spec.kind is FieldKind.TIME else ""
                    form.text(key, spec.label, hint=hint, help=spec.help, required=True)
        self.show()

    def show(self, *_: object) -> None:
        """Show the questions of the type that is chosen."""
        chosen = self._form.value("type")
        for kind in EXHIBIT_TYPES.values():
            for spec in _needed(kind):
                self._form.rows[_key(kind.id, spec)].setVisible(kind.id == chosen)


def _needed(kind: ExhibitType) -> list[FieldSpec]:
    return [spec for spec in kind.fields if spec.required and spec.key != "title"]


def _key(type_id: str, spec: FieldSpec) -> str:
    return f"{type_id}.{spec.key}"


def _command(subject: Subject, values: dict[str, Any]) -> Command:
    kind = exhibit_type(values["type"])
    digest = values["sha256"].replace(" ", "").lower()
    return DeriveExhibit(
        actor=subject.actor,
        exhibit=subject.station.exhibits.new_id(),
        parents=subject.ids,
        number=values["number"],
        type=kind.id,
        fields={"title": values["title"], **{spec.key: values[_key(kind.id, spec)] for spec in _needed(kind)}},
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
        confirmed=confirmed(values),
    )


DERIVE = ActKind(
    N_("Register a derived exhibit"),
    "git-branch",
    N_("It gets a number below this exhibit and points back to it for good."),
    _ask,
    _command,
    {"NUMBER_TAKEN": "number", "DIGEST_FORMAT": "sha256", SEAL_IN_USE: "seal"},
)
