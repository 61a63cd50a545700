"""Nothing is chosen yet: where to drop, and what can be verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, DropArea

_KINDS: Final = (
    (
        "package",
        N_("A package"),
        N_("A .custody.zip from another station, also unpacked: evidence, transfers, record, outside proof."),
    ),
    (
        "fingerprint",
        N_("Evidence"),
        N_("A file or folder: compared with an exhibit's recorded digest, or with a digest from a paper or message."),
    ),
    (
        "list-checks",
        N_("A manifest"),
        N_("sha256sum, BSD, hashdeep, BagIt or JSON: every listed file is read and compared."),
    ),
    (
        "server",
        N_("A station"),
        N_("A station's folder: its whole log, entry by entry, with every signature."),
    ),
)


class ChooseView(QWidget):
    """Tells `chosen` what was dropped or picked."""

    def __init__(self, look: Look, chosen: Callable[[list[Path]], None]) -> None:
        super().__init__()
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        words = look._(N_("Drop anything here: a package, an evidence file or folder, a manifest, a station."))
        self.drop = DropArea(look, words, icon="shield-check", files=True, folders=True, many=False)
        self.drop.setMinimumHeight(px(210))
        self.drop.dropped.connect(chosen)
        column.addWidget(self.drop)
        note = PlainLabel(
            look._(N_("Everything is only read, never changed, and nothing leaves this computer.")), role="muted"
        )
        note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        note.setWordWrap(True)
        column.addWidget(note)
        grid = QGridLayout()
        grid.setSpacing(px(14))
        for number, (icon, title, sentence) in enumerate(_KINDS):
            grid.addWidget(_kind_card(look, icon, look._(title), look._(sentence)), number // 2, number % 2)
            grid.setColumnStretch(number % 2, 1)
        column.addLayout(grid)
        column.addStretch(1)


def _kind_card(look: Look, icon: str, title: str, sentence: str) -> QWidget:
    card = Card(look, margin=14)
    row = QHBoxLayout()
    row.setSpacing(look.px(14))
    row.addWidget(icon_badge(look, icon), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(look.px(2))
    words.addWidget(PlainLabel(title, role="strong"))
    words.addWidget(PlainLabel(sentence, role="muted", wrap=True))
    words.addStretch(1)
    row.addLayout(words, 1)
    card.body.addLayout(row)
    return card


def icon_badge(look: Look, icon: str, role: str = "info", size: int = 40) -> QFrame:
    """Return an icon in a tinted square."""
    badge = QFrame()
    badge.setObjectName("badge")
    badge.setProperty("state", role)
    badge.setFixedSize(look.px(size), look.px(size))
    inside = QHBoxLayout(badge)
    inside.setContentsMargins(0, 0, 0, 0)
    drawing = PlainLabel()
    drawing.setPixmap(look.theme.pixmap(icon, role, round(size / 2)))
    inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
    return badge
