"""Step 2: where the station lies."""

from __future__ import annotations

from custody_app.i18n import N_
from custody_app.paths import default_station_dir
from custody_app.ui.pages.first_run.place_check import look_at
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Banner, FieldRow, secondary_button
from custody_app.ui.widgets.path_field import PathField
from custody_app.ui.widgets.progress_row import size_words


class PlaceStep(Step):
    """A folder of its own; a folder that a program copies elsewhere is warned about."""

    word = N_("Place")
    heading = N_("Where the station lies")
    sentence = N_("One folder on this computer holds the log, the keys and the attached files. Nothing leaves it.")

    def build(self) -> None:
        """The folder, what is wrong with it, what to be warned of."""
        look = self.ctx.look
        self.place = PathField(look, "folder")
        self.place.set_path(self.answers.folder or default_station_dir())
        told = self._(N_("A new or empty folder on a disk of this computer, best an encrypted one."))
        self.row = FieldRow(look, self._(N_("&Folder")), self.place, help=told, required=True)
        self.column.addWidget(self.row)
        self.open_there = secondary_button(look, self._(N_("Open the station in this folder")), "folder-open")
        self.open_there.clicked.connect(self._open_there)
        self.column.addWidget(self.open_there)
        self.warning = Banner(look, role="warn")
        self.column.addWidget(self.warning)
        self.free = PlainLabel(role="muted", wrap=True)
        self.column.addWidget(self.free)
        self.place.changed.connect(self._look)
        self._look()

    def first_field(self) -> PathField:
        """The folder."""
        return self.place

    def keep(self) -> None:
        """Remember the folder."""
        self.answers.folder = self.place.edit.text().strip()

    def check(self) -> bool:
        """Refuse what cannot hold a station."""
        found = look_at(self.place.path())
        return self.wrong(self.row, self._(found.error)) if found.error else True

    def _look(self, _text: str = "") -> None:
        found = look_at(self.place.path())
        self.row.set_error(self._(found.error))
        self.open_there.setVisible(found.station)
        warnings = []
        if found.sync:
            warnings.append(
                self._(
                    N_(
                        "{name} copies this folder elsewhere while it is in use. That damages databases and takes"
                        " evidence out of your hands. Choose a folder outside of it."
                    )
                ).format(name=found.sync)
            )
        if found.scarce:
            warnings.append(self._(N_("There is little room on this disk for photographs and attached files.")))
        self.warning.show_text("\n".join(warnings), "warn")
        self.warning.setVisible(bool(warnings))
        known = found.free is not None
        told = self._(N_("{size} free on this disk")).format(size=size_words(found.free or 0))
        self.free.setText(told)
        self.free.setVisible(known)

    def _open_there(self) -> None:
        path = self.place.path()
        if path is not None:
            self.ctx.open_station(path)
