"""The sample case: where to make it."""

from __future__ import annotations

from pathlib import Path

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.answers import Answers
from custody_app.ui.pages.first_run.place_check import look_at
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FieldRow
from custody_app.ui.widgets.path_field import PathField

_WHAT = (
    N_("A case with eight exhibits, photographs, images, transfers, and a clip that was damaged on purpose."),
    N_("Three officers; their passphrases are shown to you once."),
    N_("Everything is fictitious and lies in one folder, which you can delete afterwards."),
)


def proposed_folder() -> Path:
    """Return a folder beside the person's documents that is not there yet."""
    home = Path.home()
    names = ("custody-sample", *(f"custody-sample-{number}" for number in range(2, 100)))
    return next((home / name for name in names if not (home / name).exists()), home / names[0])


class SampleView(Step):
    """One folder; everything else is given."""

    heading = N_("Try the sample case")
    sentence = N_("The whole program on a fictitious case: nothing you do there can do harm.")

    def __init__(self, ctx: AppContext, answers: Answers, folder: str = "") -> None:
        self._folder = folder
        super().__init__(ctx, answers)

    def build(self) -> None:
        """What it is, and the folder."""
        look = self.ctx.look
        card = Card(look, sunken=True, margin=14)
        for text in _WHAT:
            card.add(PlainLabel(self._(text), wrap=True))
        self.column.addWidget(card)
        self.place = PathField(look, "folder")
        self.place.set_path(self._folder or proposed_folder())
        told = self._(N_("A new or empty folder."))
        self.row = FieldRow(look, self._(N_("&Folder")), self.place, help=told, required=True)
        self.column.addWidget(self.row)
        self.place.changed.connect(self._look)

    def first_field(self) -> PathField:
        """The folder."""
        return self.place

    def check(self) -> bool:
        """Refuse what cannot hold it."""
        found = look_at(self.place.path())
        return self.wrong(self.row, self._(found.error)) if found.error else True

    def _look(self, _text: str) -> None:
        self.row.set_error(self._(look_at(self.place.path()).error))
