"""What the station is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.language_step import OWN_NAMES
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Chip, EmptyState, FactGrid, primary_button, secondary_button


class StationSection(QWidget):
    """Facts that were fixed when it was made, and where its parts lie."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        if not ctx.has_station:
            button = primary_button(look, tr(N_("Make a station")), "plus", self._make)
            told = tr(N_("A station is the folder on this computer that holds one log, its keys and its files."))
            column.addWidget(EmptyState(look, "server", tr(N_("No station is open")), told, button))
            return
        station, info = ctx.station, ctx.station.info
        card = Card(look, info.agency)
        if station.read_only_because is not None:
            card.add_beside_heading(Chip(look, tr(N_("Read only")), "warn", "eye"))
        card.add(
            FactGrid(
                look,
                [
                    (tr(N_("Log")), info.origin),
                    (tr(N_("Station")), info.station),
                    (tr(N_("Instance")), info.instance),
                    (tr(N_("Epoch")), str(info.epoch)),
                    (tr(N_("Language of the station")), OWN_NAMES.get(info.language, info.language)),
                    (tr(N_("Exhibit numbers")), info.number_pattern),
                    (tr(N_("Folder")), str(station.directory)),
                    (tr(N_("Roster version")), str(station.trust.roster.version)),
                ],
            )
        )
        column.addWidget(card)
        column.addWidget(self._key_card(station.station_key_in))
        row = QHBoxLayout()
        other = secondary_button(look, tr(N_("Open another station …")), "folder-open", self._other)
        row.addWidget(other)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)

    def _key_card(self, kept_in: str) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("The station's key")))
        in_keyring = kept_in == "keyring"
        word = tr(N_("In the system's keyring") if in_keyring else N_("In a file"))
        told = (
            N_("It signs the heads of the log. Only this user of this computer can use it.")
            if in_keyring
            else N_(
                "It signs the heads of the log. It rests in a file of the station's folder that only its owner can"
                " read, since this system offers no keyring: keep the disk encrypted."
            )
        )
        card.body.addWidget(
            Chip(look, word, "ok" if in_keyring else "info", "key-round"), 0, Qt.AlignmentFlag.AlignLeft
        )
        card.add(PlainLabel(tr(told), role="muted", wrap=True))
        return card

    def _make(self) -> None:
        self._ctx.go("first_run")

    def _other(self) -> None:
        self._ctx.go("start")
