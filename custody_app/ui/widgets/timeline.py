"""What happened, newest or oldest first: an icon on a line, a title, a time, a detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from custody_app.i18n import visible
from custody_app.ui.look import Look
from custody_app.ui.theme import Theme
from custody_app.ui.theme.icons import paint_icon
from custody_app.ui.widgets.list_cells import isolated

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
ROW = 58
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One event; `key` comes back when it is opened."""

    icon: str
    title: str
    detail: str = ""
    time: str = ""
    role: str = "info"
    key: object = None

    @property
    def spoken(self) -> str:
        """For the screen reader."""
        return ", ".join(part for part in (self.time, self.title, self.detail) if part)


class Timeline(QListView):
    """`opened` gives the key of the event that was double-clicked or Returned.

    Args:
        look: what it is drawn with.
        items: in the order shown.
        name: accessible name.
        whole: as high as its items, for pages that scroll; else it scrolls itself.
    """

    opened = Signal(object)

    def __init__(self, look: Look, items: Sequence[TimelineItem] = (), *, name: str = "", whole: bool = False) -> None:
        super().__init__()
        self._look = look
        self._whole = whole
        self._items = _Items()
        self.setAccessibleName(name)
        self.setModel(self._items)
        self._delegate = _TimelineDelegate(look.theme, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._open)
        self.set_items(items)

    def set_items(self, items: Sequence[TimelineItem]) -> None:
        """Show other events."""
        self._items.take(items)
        if self._whole:
            self.setFixedHeight(max(self._look.px(ROW) * len(items), 1) + 2)

    def items(self) -> list[TimelineItem]:
        """Return the events shown."""
        return list(self._items.items)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens; the page's keys go on to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._items.items[index.row()].key)


class _Items(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[TimelineItem] = []

    def take(self, items: Sequence[TimelineItem]) -> None:
        self.beginResetModel()
        self.items = list(items)
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(item.spoken)
        return None


class _TimelineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bold = theme.scaled_font(1.0, QFont.Weight.DemiBold)
        self._small = theme.scaled_font(0.93)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        item = index.data(ITEM_ROLE)
        if not isinstance(item, TimelineItem):
            return
        theme = self._theme
        rect = QRectF(option.rect)
        view = option.widget
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = option.state & QStyle.StateFlag.State_Selected
        if selected and isinstance(view, QListView) and view.hasFocus():
            painter.setPen(QPen(QColor(theme.tokens.focus), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -5), theme.px(6), theme.px(6))
        tone = theme.tokens.tone(item.role)
        disc = QRectF(rect.left() + theme.px(3), rect.top() + theme.px(4), theme.px(28), theme.px(28))
        if index.row() + 1 < index.model().rowCount():
            painter.setPen(QPen(QColor(theme.tokens.line_strong), 2))
            middle = disc.center().x()
            painter.drawLine(QPointF(middle, disc.bottom() + theme.px(1)), QPointF(middle, rect.bottom() + theme.px(3)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.fill))
        painter.drawEllipse(disc)
        size = theme.px(15)
        paint_icon(
            painter,
            item.icon,
            tone.text,
            QRectF(disc.center().x() - size / 2, disc.center().y() - size / 2, size, size),
        )
        self._words(painter, rect.adjusted(theme.px(42), theme.px(3), -theme.px(10), 0), item)
        painter.restore()

    def _words(self, painter: QPainter, rect: QRectF, item: TimelineItem) -> None:
        theme = self._theme
        bold, small = QFontMetricsF(self._bold), QFontMetricsF(self._small)
        time_width = small.horizontalAdvance(item.time) + theme.px(8) if item.time else 0
        first = QRectF(rect.left(), rect.top(), rect.width() - time_width, bold.height())
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        elide = Qt.TextElideMode.ElideRight
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.tokens.text))
        painter.drawText(first, left, bold.elidedText(visible(item.title), elide, first.width()))
        painter.setFont(self._small)
        painter.setPen(QColor(theme.tokens.muted))
        painter.drawText(
            QRectF(rect.left(), rect.top(), rect.width(), bold.height()), right, isolated(visible(item.time))
        )
        second = QRectF(rect.left(), rect.top() + bold.height() + theme.px(1), rect.width(), small.height())
        painter.drawText(second, left, small.elidedText(visible(item.detail), elide, second.width()))
