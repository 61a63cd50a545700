"""Ctrl+K: any action by its words, any exhibit or case by its number, seal, serial or digest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_, visible
from custody_app.ui.actions import Action
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.record_search import Found, find_records
from custody_app.ui.theme import Theme
from custody_app.ui.theme.icons import paint_icon
from custody_app.ui.widgets.search_field import SearchField

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW = 44
SHOWN = 9
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the palette."""

    icon: str
    text: str
    detail: str
    keys: str
    start: Callable[[], None]


class CommandPalette(QWidget):
    """Covers the window while open; Return starts, Esc closes, the arrows choose."""

    def __init__(self, ctx: AppContext, actions: Sequence[Action], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ctx = ctx
        self._actions = list(actions)
        self._asked = 0
        self._searching = self._start_when_found = False
        px = ctx.theme.px
        self._frame = QFrame(self)
        self._frame.setObjectName("palette")
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(px(10), px(10), px(10), px(10))
        column.setSpacing(px(8))
        hint = ctx._(N_("Find an action, or any number, seal, serial, digest or name"))
        self.edit = SearchField(ctx.look, hint)
        self.edit.textChanged.connect(self._typed)
        self.edit.installEventFilter(self)
        column.addWidget(self.edit)
        self.hits = _Hits()
        self.list = QListView()
        self.list.setModel(self.hits)
        self.list.setAccessibleName(ctx._(N_("What was found")))
        self._delegate = _HitDelegate(ctx.theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._start)
        column.addWidget(self.list)
        self._nothing = PlainLabel(ctx._(N_("Nothing found.")), role="muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMinimumHeight(px(ROW))
        column.addWidget(self._nothing)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it, empty, with the cursor in it."""
        self.edit.clear()
        self._typed("")
        self._place()
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Return and Esc while typing; follow the window's size."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it closes."""
        if not self._frame.geometry().contains(event.position().toPoint()):
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in the middle."""
        super().resizeEvent(event)
        self._place()

    def focusNextPrevChild(self, _next: bool) -> bool:
        """Keep the cursor here."""
        self.edit.setFocus()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        row = self.list.currentIndex().row()
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._return()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            count = max(self.hits.rowCount(), 1)
            self.list.setCurrentIndex(self.hits.index((row + step) % count, 0))
        else:
            return False
        return True

    def _return(self) -> None:
        """Start what is chosen; where records are still looked for, what stands first when they are there."""
        if self._searching:
            self._start_when_found = True
        else:
            self._start(self.list.currentIndex())

    def _typed(self, text: str) -> None:
        self._asked += 1
        self._searching = self._start_when_found = False
        self._show([_action_hit(self._ctx, each) for each in matching(self._ctx, self._actions, text)])
        if len(text.strip()) >= 2 and self._ctx.has_station:
            asked, store = self._asked, self._ctx.station.store

            def work(_control: Control) -> tuple[int, list[Found]]:
                return asked, find_records(store, text.strip())

            self._searching = True
            self._ctx.tasks.run(work, done=self._found, failed=self._not_searched, owner=self)

    def _found(self, answer: tuple[int, list[Found]]) -> None:
        asked, found = answer
        if asked != self._asked:
            return
        if found:
            records = [Hit(each.icon, each.text, each.detail, "", _Go(self._ctx, each)) for each in found]
            self._show([*records, *self.hits.items])
        self._searched()

    def _not_searched(self, error: CustodyError) -> None:
        self._ctx.toast(self._ctx.error_text(error), "danger")
        self._searched()

    def _searched(self) -> None:
        self._searching = False
        if self._start_when_found and self.isVisible():
            self._start(self.list.currentIndex())

    def _show(self, hits: list[Hit]) -> None:
        self.hits.take(hits)
        self._nothing.setVisible(not hits)
        self.list.setVisible(bool(hits))
        if hits:
            self.list.setCurrentIndex(self.hits.index(0, 0))
        self._place()

    def _start(self, index: QModelIndex) -> None:
        if index.isValid():
            start = self.hits.items[index.row()].start
            self.hide()
            start()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        if self.geometry() != parent.rect():
            self.setGeometry(parent.rect())
        px = self._ctx.theme.px
        width = min(px(640), parent.width() - px(40))
        rows = min(max(self.hits.rowCount(), 1), SHOWN)
        self.list.setFixedHeight(px(ROW) * rows + 2)
        height = px(ROW) * rows + px(72)
        self._frame.setGeometry((parent.width() - width) // 2, px(80), width, height)


class _Go:
    def __init__(self, ctx: AppContext, found: Found) -> None:
        self._ctx, self._found = ctx, found

    def __call__(self) -> None:
        self._ctx.go(self._found.page, **self._found.what)


class _Do:
    def __init__(self, ctx: AppContext, action: Action) -> None:
        self._ctx, self._action = ctx, action

    def __call__(self) -> None:
        self._action.start(self._ctx)


class _Hits(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.items: list[Hit] = []

    def take(self, items: list[Hit]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        hit = self.items[index.row()]
        if role == HIT_ROLE:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(", ".join(part for part in (hit.text, hit.detail, hit.keys) if part))
        return None


class _HitDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        hit = index.data(HIT_ROLE)
        if not isinstance(hit, Hit):
            return
        theme, tokens = self._theme, self._theme.tokens
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected))
            painter.drawRoundedRect(rect, theme.px(7), theme.px(7))
        size = theme.px(18)
        paint_icon(
            painter,
            hit.icon,
            tokens.muted,
            QRectF(rect.left() + theme.px(12), rect.center().y() - size / 2, size, size),
        )
        inner = rect.adjusted(theme.px(42), 0, -theme.px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        font, small = theme.scaled_font(1.0, QFont.Weight.Medium), theme.scaled_font(0.92)
        painter.setFont(small)
        painter.setPen(QColor(tokens.muted))
        keys = QFontMetricsF(small).horizontalAdvance(hit.keys) + theme.px(12) if hit.keys else 0
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, hit.keys)
        text = QFontMetricsF(font).elidedText(visible(hit.text), Qt.TextElideMode.ElideRight, inner.width() - keys)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, text)
        used = QFontMetricsF(font).horizontalAdvance(text) + theme.px(12)
        room = inner.width() - used - keys
        if hit.detail and room > theme.px(40):
            painter.setFont(small)
            painter.setPen(QColor(tokens.muted))
            shown = QFontMetricsF(small).elidedText(visible(hit.detail), Qt.TextElideMode.ElideRight, room)
            painter.drawText(inner.adjusted(used, 0, -keys, 0), middle | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


def matching(ctx: AppContext, actions: Sequence[Action], text: str) -> list[Action]:
    """Return the actions that can be done now and whose words hold all the typed ones, best first."""
    words = text.casefold().split()
    found = []
    for place, action in enumerate(actions):
        name, help_ = ctx._(action.text).casefold(), ctx._(action.help).casefold()
        if action.enabled(ctx) and all(word in name or word in help_ for word in words):
            in_name = sum(word in name for word in words)
            starts = bool(words) and name.startswith(words[0])
            found.append((-in_name, not starts, place, action))
    return [action for *_, action in sorted(found, key=lambda each: each[:3])]


def _action_hit(ctx: AppContext, action: Action) -> Hit:
    keys = QKeySequence(action.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return Hit(action.icon, ctx._(action.text), ctx._(action.help), keys, _Do(ctx, action))
