"""The program: its version, what it is made of, under which licences."""

from __future__ import annotations

import platform
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from custody_app import __version__
from custody_app.i18n import N_
from custody_app.resources import read_resource
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FactGrid, quiet_button

BUNDLED: Final = (
    (N_("Inter, the font of the window"), "SIL OFL 1.1", "fonts/Inter-LICENSE.txt"),
    (N_("JetBrains Mono, the font of digests"), "SIL OFL 1.1", "fonts/JetBrainsMono-LICENSE.txt"),
    (N_("Lucide, the icons"), "ISC", "icons/LICENSE.txt"),
    (N_("Word lists of passphrases"), "CC BY 3.0 US", "wording/passphrase-words-licences.txt"),
)
LIBRARIES: Final = (
    ("PySide6_Essentials", "LGPL-3.0"),
    ("SQLAlchemy", "MIT"),
    ("alembic", "MIT"),
    ("PyNaCl", "Apache-2.0"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("bcrypt", "Apache-2.0"),
    ("keyring", "MIT"),
    ("platformdirs", "MIT"),
    ("blake3", "CC0-1.0 / Apache-2.0"),
    ("reportlab", "BSD"),
    ("pikepdf", "MPL-2.0"),
    ("pypdfium2", "BSD-3-Clause / Apache-2.0"),
    ("Pillow", "MIT-CMU"),
    ("segno", "BSD"),
)


class AboutSection(QWidget):
    """Licences can be read here, whole."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        look, tr = ctx.look, ctx._
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        card = Card(look, "Custody")
        card.add(PlainLabel(tr(N_("Chain of custody of electronic evidence. Tamper-evident, offline.")), role="muted"))
        card.add(
            FactGrid(
                look,
                [
                    (tr(N_("Version")), __version__),
                    ("Qt", qVersion() or ""),
                    ("Python", platform.python_version()),
                    (tr(N_("System")), platform.platform(terse=True)),
                ],
            )
        )
        column.addWidget(card)
        column.addWidget(self._bundled())
        column.addWidget(self._libraries())
        column.addStretch(1)

    def _bundled(self) -> QWidget:
        look, tr = self._ctx.look, self._ctx._
        card = Card(look, tr(N_("Bundled")))
        for text, licence, resource in BUNDLED:
            row = QHBoxLayout()
            row.setSpacing(look.px(14))
            row.addWidget(PlainLabel(tr(text), wrap=True), 1)
            row.addWidget(PlainLabel(licence, role="muted"))
            button = quiet_button(look, tr(N_("Read the licence")), "", partial(self._read, resource))
            button.setAccessibleName(tr(N_("Read the licence of {name}")).format(name=tr(text)))
            row.addWidget(button)
            card.body.addLayout(row)
        self.licence = QPlainTextEdit()
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setAccessibleName(tr(N_("Licence")))
        self.licence.setFont(look.theme.mono(0.92))
        self.licence.setMinimumHeight(look.px(260))
        self.licence.hide()
        card.add(self.licence)
        return card

    def _libraries(self) -> QWidget:
        look = self._ctx.look
        card = Card(look, self._ctx._(N_("Libraries")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(6))
        grid.setColumnStretch(2, 1)
        for row, (name, licence) in enumerate(LIBRARIES):
            grid.addWidget(PlainLabel(name), row, 0)
            grid.addWidget(PlainLabel(_version(name), role="mono"), row, 1)
            grid.addWidget(PlainLabel(licence, role="muted"), row, 2)
        card.body.addLayout(grid)
        return card

    def _read(self, resource: str) -> None:
        self.licence.setPlainText(read_resource(resource).decode("utf-8", "replace"))
        self.licence.show()
        self.licence.setFocus()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"
