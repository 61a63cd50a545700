"""The photographs kept so far: preview, digest, what the file claims, caption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.theme.icons import paint_icon
from custody_app.ui.widgets import icon_button, quiet_button
from custody_app.ui.widgets.progress_row import size_words

SIDE = 64


class PhotographList(QWidget):
    """`removed` gives a digest, `captioned` fires with each change, `place_taken` gives coordinates.

    Args:
        look: what it is drawn with.
    """

    removed = Signal(str)
    captioned = Signal()
    place_taken = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._rows: list[_PhotographRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))

    def show_photographs(self, photographs: Sequence[dict[str, Any]], previews: dict[str, bytes]) -> None:
        """Show these, whose captions are written back as they are typed."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for kept in photographs:
            row = _PhotographRow(self._look, kept, previews.get(kept["sha256"], b""))
            row.removed.connect(self.removed)
            row.captioned.connect(self.captioned)
            row.place_taken.connect(self.place_taken)
            self._rows.append(row)
            self._column.addWidget(row)


class _PhotographRow(QFrame):
    removed = Signal(str)
    captioned = Signal()
    place_taken = Signal(str)

    def __init__(self, look: Look, kept: dict[str, Any], preview: bytes) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self._kept = kept
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(10), px(8), px(8), px(8))
        row.setSpacing(px(12))
        row.addWidget(_Preview(look, preview), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(ElidedLabel(kept["name"], role="strong"))
        digest = kept["sha256"]
        told = look._(N_("{size} · SHA-256 {start} …")).format(size=size_words(kept["size"] or 0), start=digest[:16])
        words.addWidget(PlainLabel(told, role="small"))
        words.addWidget(PlainLabel(_claims(look, kept), role="small", wrap=True))
        self._caption = QLineEdit(kept.get("caption", ""))
        self._caption.setPlaceholderText(look._(N_("Caption")))
        self._caption.setAccessibleName(look._(N_("Caption of {name}")).format(name=kept["name"]))
        self._caption.textChanged.connect(self._write_caption)
        words.addWidget(self._caption)
        row.addLayout(words, 1)
        buttons = QVBoxLayout()
        name = look._(N_("Leave out {name}")).format(name=kept["name"])
        buttons.addWidget(icon_button(look, "x", name, self._remove), 0, Qt.AlignmentFlag.AlignRight)
        if kept.get("where"):
            buttons.addWidget(quiet_button(look, look._(N_("Use this place")), "map-pin", self._take_place))
        buttons.addStretch(1)
        row.addLayout(buttons)

    def _write_caption(self, text: str) -> None:
        self._kept["caption"] = text.strip()
        self.captioned.emit()

    def _remove(self) -> None:
        self.removed.emit(self._kept["sha256"])

    def _take_place(self) -> None:
        self.place_taken.emit(self._kept["where"])


class _Preview(QWidget):
    def __init__(self, look: Look, png: bytes) -> None:
        super().__init__()
        self._look = look
        self._picture = QPixmap()
        if png:
            self._picture.loadFromData(png)
        self.setFixedSize(QSize(look.px(SIDE), look.px(SIDE)))
        self.setAccessibleName(look._(N_("Preview")) if png else look._(N_("No preview")))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        outline = QPainterPath()
        outline.addRoundedRect(box, self._look.px(6), self._look.px(6))
        painter.setClipPath(outline)
        painter.fillRect(box, QColor(self._look.theme.tokens.line))
        if self._picture.isNull():
            size = self._look.px(24)
            place = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
            paint_icon(painter, "image", self._look.theme.tokens.muted, place)
        else:
            width, height = self._picture.width(), self._picture.height()
            side = min(width, height)
            painter.drawPixmap(box, self._picture, QRectF((width - side) / 2, (height - side) / 2, side, side))
        painter.end()


def _claims(look: Look, kept: dict[str, Any]) -> str:
    taken, where = kept.get("taken", ""), kept.get("where", "")
    if taken and where:
        return look._(N_("The file claims: taken {time}, at {place}")).format(time=taken, place=where)
    if taken:
        return look._(N_("The file claims: taken {time}")).format(time=taken)
    if where:
        return look._(N_("The file claims: taken at {place}")).format(place=where)
    return look._(N_("The file claims no time and no place"))
