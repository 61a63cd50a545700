"""Draws the cells of lists: two lines beside an icon, a person's initials, a state's chip."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from custody_app.i18n import visible
from custody_app.ui.theme import Theme
from custody_app.ui.theme.icons import paint_icon
from custody_app.ui.widgets.chip import HEIGHT, paint_chip
from custody_app.ui.widgets.list_cells import AvatarCell, Cell, ChipCell, IconCell, initials
from custody_app.ui.widgets.list_model import CELL_ROLE

# Each reads with white initials at 4.5 : 1 and more.
AVATARS = ("#0f7a58", "#157070", "#7a5f4c", "#2b5fcf", "#94405f", "#6b4fc0", "#8a4b12", "#3f6172")
_LEFT = Qt.AlignmentFlag.AlignLeft
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ListDelegate(QStyledItemDelegate):
    """Draws what `CELL_ROLE` holds."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plain = theme.scaled_font()
        self._bold = theme.scaled_font(1.0, QFont.Weight.DemiBold)
        self._small = theme.scaled_font(0.93)
        self._mono = theme.mono(0.95)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Row heights are fixed by the view."""
        return QSize(self._theme.px(100), self._theme.px(54))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw background, rule and cell."""
        theme = self._theme
        rect = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        view = option.widget
        if chosen:
            painter.fillRect(rect, QColor(theme.tokens.selected))
        elif isinstance(view, QAbstractItemView) and _hovered(view, index):
            painter.fillRect(rect, QColor(theme.tokens.hover))
        painter.setPen(QPen(QColor(theme.tokens.line), 1))
        painter.drawLine(QPointF(rect.left(), rect.bottom() - 0.5), QPointF(rect.right(), rect.bottom() - 0.5))
        focused = isinstance(view, QAbstractItemView) and view.hasFocus()
        if chosen and focused:
            painter.setPen(QPen(QColor(theme.tokens.focus), 1))
            painter.drawLine(rect.topLeft() + QPointF(0, 0.5), rect.topRight() + QPointF(0, 0.5))
            painter.drawLine(rect.bottomLeft() - QPointF(0, 0.5), rect.bottomRight() - QPointF(0, 0.5))
        if chosen and index.column() == 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(3), rect.height()), QColor(theme.tokens.accent))
        inner = rect.adjusted(theme.px(12), 0, -theme.px(8), 0)
        self._cell(painter, inner, index.data(CELL_ROLE))
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRectF, cell: object) -> None:
        if isinstance(cell, IconCell):
            self._icon(painter, rect, cell)
        elif isinstance(cell, AvatarCell):
            self._avatar(painter, rect, cell.name)
        elif isinstance(cell, ChipCell):
            top = rect.center().y() - self._theme.px(HEIGHT) / 2
            paint_chip(
                painter, self._theme, QPointF(rect.left(), top), visible(cell.text), cell.role, cell.icon, rect.width()
            )
        elif isinstance(cell, Cell):
            font = self._mono if cell.mono else self._plain
            colour = self._theme.tokens.muted if cell.muted else self._theme.tokens.text
            self._text(painter, rect, cell.text, font, colour)

    def _icon(self, painter: QPainter, rect: QRectF, cell: IconCell) -> None:
        theme = self._theme
        tile, size = theme.px(34), theme.px(18)
        if cell.icon:
            tone = theme.tokens.tone(cell.role)
            box = QRectF(rect.left(), rect.center().y() - tile / 2, tile, tile)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.fill))
            painter.drawRoundedRect(box, theme.px(7), theme.px(7))
            middle = box.center()
            paint_icon(painter, cell.icon, tone.text, QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size))
            rect = rect.adjusted(tile + theme.px(12), 0, 0, 0)
        if not cell.detail:
            self._text(painter, rect, cell.text, self._bold, theme.tokens.text)
            return
        high = QFontMetricsF(self._bold).height()
        low = QFontMetricsF(self._small).height()
        top = rect.center().y() - (high + low + theme.px(1)) / 2
        first = QRectF(rect.left(), top, rect.width(), high)
        second = QRectF(rect.left(), top + high + theme.px(1), rect.width(), low)
        self._text(painter, first, cell.text, self._bold, theme.tokens.text)
        self._text(painter, second, cell.detail, self._small, theme.tokens.muted)

    def _avatar(self, painter: QPainter, rect: QRectF, name: str) -> None:
        if not name:
            self._text(painter, rect, "–", self._plain, self._theme.tokens.muted)
            return
        size = self._theme.px(25)
        box = QRectF(rect.left(), rect.center().y() - size / 2, size, size)
        paint_avatar(painter, self._theme, box, name)
        self._text(
            painter, rect.adjusted(size + self._theme.px(9), 0, 0, 0), name, self._plain, self._theme.tokens.text
        )

    def _text(self, painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(visible(text), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _LEFT | _MIDDLE | Qt.TextFlag.TextSingleLine, shown)


def paint_avatar(painter: QPainter, theme: Theme, box: QRectF, name: str) -> None:
    """Draw a person's initials in a disc whose colour goes with the name."""
    number = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[0]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(AVATARS[number % len(AVATARS)]))
    painter.drawEllipse(box)
    font = QFont(theme.font)
    font.setPixelSize(max(round(box.height() * 0.38), 7))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, visible(initials(name)))


def _hovered(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> bool:
    if not view.underMouse():
        return False
    where = view.viewport().mapFromGlobal(view.cursor().pos())
    return view.indexAt(where).row() == index.row()
