"""Step 3: the agency and the station's name, which become the log's origin for ever."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.services.station_file import check_names
from custody_app.ui.pages.first_run.step import LONGEST_NAME, Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow


class AgencyStep(Step):
    """Agency, domain, station; the origin is shown as it will be."""

    word = N_("Agency")
    heading = N_("Agency and station")
    sentence = N_("These name the log on every document. They cannot be changed later.")

    def build(self) -> None:
        """Three fields and the origin."""
        look, answers = self.ctx.look, self.answers
        self.agency = self.line(answers.agency)
        told = self._(N_("As it is to stand on documents, such as Fiscalía General, Unidad de Ciberdelito."))
        self.agency_row = FieldRow(look, self._(N_("&Agency")), self.agency, help=told, required=True)
        self.domain = self.line(answers.domain, "police.example")
        told = self._(N_("The agency's own internet domain. It is only a name here: nothing is sent anywhere."))
        self.domain_row = FieldRow(look, self._(N_("&Domain")), self.domain, help=told, required=True)
        self.station = self.line(answers.station, "lab-2")
        told = self._(N_("Unique in the agency, such as lab-2 or scene-laptop-07."))
        self.station_row = FieldRow(look, self._(N_("&Station name")), self.station, help=told, required=True)
        for row in (self.agency_row, self.domain_row, self.station_row):
            self.column.addWidget(row)
        card = Card(look, sunken=True, margin=12)
        card.add(PlainLabel(self._(N_("The log will be called")), role="small"))
        self.origin = PlainLabel(role="mono", wrap=True, selectable=True)
        card.add(self.origin)
        self.column.addWidget(card)
        for edit in (self.domain, self.station):
            edit.textChanged.connect(self._show_origin)
        self._show_origin()

    def first_field(self) -> QWidget:
        """The agency."""
        return self.agency

    def keep(self) -> None:
        """Remember the names; the parts of the origin are written small."""
        self.answers.agency = self.agency.text().strip()
        self.answers.domain = self.domain.text().strip().lower()
        self.answers.station = self.station.text().strip().lower()

    def check(self) -> bool:
        """Refuse what cannot stand in an origin."""
        for row in (self.agency_row, self.domain_row, self.station_row):
            row.clear_error()
        self.keep()
        if not self.answers.agency:
            return self.wrong(self.agency_row, self._(N_("Write the agency's name.")))
        if len(self.answers.agency) > LONGEST_NAME:
            return self.wrong(self.agency_row, self.too_long())
        if not _fits(self.answers.domain, "x"):
            told = N_("Use small letters, digits, full stops and hyphens, such as police.example.")
            return self.wrong(self.domain_row, self._(told))
        if not _fits("x", self.answers.station):
            told = N_("Use small letters, digits, full stops and hyphens, such as lab-2; at most 40.")
            return self.wrong(self.station_row, self._(told))
        return True

    def _show_origin(self, _text: str = "") -> None:
        self.keep()
        self.origin.setText(self.answers.origin)


def _fits(domain: str, station: str) -> bool:
    try:
        check_names(domain, station)
    except InputWrong:
        return False
    return True
