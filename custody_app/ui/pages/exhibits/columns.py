"""The columns of lists of exhibits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitRow
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.wording import (
    ago_words,
    check_state,
    exhibit_state,
    holder_name,
    short_digest,
    type_icon,
    type_label,
)
from custody_app.ui.widgets import AvatarCell, Cell, ChipCell, Column, IconCell


class ExhibitCells:
    """Says each cell of an exhibit's row.

    Args:
        look: language.
        people: person id to name.
        now: for "11 min ago" and what is overdue; kept as it was when the list was read.
    """

    def __init__(self, look: Look, people: Mapping[str, str], now: datetime) -> None:
        self._look = look
        self._people = people
        self.now = now

    def name(self, row: ExhibitRow) -> IconCell:
        """Type, number, title."""
        return IconCell(type_icon(row.type), row.number, row.title or type_label(self._look, row.type))

    def kind(self, row: ExhibitRow) -> Cell:
        """Type in words."""
        return Cell(type_label(self._look, row.type), muted=True)

    def holder(self, row: ExhibitRow) -> AvatarCell:
        """Who has it."""
        return AvatarCell(holder_name(row, self._people))

    def place(self, row: ExhibitRow) -> Cell:
        """Where it is."""
        return Cell(row.location or "–")

    def seal(self, row: ExhibitRow) -> Cell:
        """Numbers of the seals in force."""
        return Cell(row.seal or "–")

    def state(self, row: ExhibitRow) -> ChipCell:
        """What matters most."""
        word = exhibit_state(self._look, row, self.now.date().isoformat())
        return ChipCell(word.text, word.role, word.icon)

    def check(self, row: ExhibitRow) -> ChipCell:
        """The last comparison."""
        word = check_state(self._look, row)
        return ChipCell(word.text, word.role, word.icon)

    def last(self, row: ExhibitRow) -> Cell:
        """When something was recorded last."""
        return Cell(ago_words(self._look, row.last_at, self.now), muted=True)

    def digest(self, row: ExhibitRow) -> Cell:
        """The ends of the digest."""
        return Cell(short_digest(row.baseline) or "–", mono=True, muted=True)


def list_columns(look: Look, cells: ExhibitCells) -> list[Column[ExhibitRow]]:
    """Return the columns of the list of all exhibits."""
    return [
        Column(look._(N_("Exhibit")), cells.name, sort="number", weight=5, least=210),
        Column(look._(N_("Type")), cells.kind, sort="type", weight=1, least=190, drop=5),
        Column(look._(N_("Holder")), cells.holder, sort="holder", weight=2, least=150, drop=2),
        Column(look._(N_("State")), cells.state, sort="state", weight=1, least=140),
        Column(look._(N_("Last entry")), cells.last, sort="last_at", weight=1, least=104, drop=3),
        Column(look._(N_("SHA-256")), cells.digest, sort="baseline", weight=1, least=140, drop=6),
    ]


def case_columns(look: Look, cells: ExhibitCells) -> list[Column[ExhibitRow]]:
    """Return the columns of the exhibits of one case."""
    return [
        Column(look._(N_("Exhibit")), cells.name, sort="number", weight=5, least=220),
        Column(look._(N_("Holder")), cells.holder, sort="holder", weight=2, least=150, drop=2),
        Column(look._(N_("Place")), cells.place, sort="location", weight=2, least=130, drop=4),
        Column(look._(N_("Seal")), cells.seal, sort="seal", weight=1, least=110, drop=5),
        Column(look._(N_("Last check")), cells.check, sort="check_result", weight=1, least=150, drop=3),
        Column(look._(N_("State")), cells.state, sort="state", weight=1, least=140),
    ]
