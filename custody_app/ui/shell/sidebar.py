"""The dark column at the left: where to go, who is here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from custody_app.i18n import N_
from custody_app.ui.actions import Action
from custody_app.ui.context import AppContext
from custody_app.ui.look import Look
from custody_app.ui.plain_text import ElidedLabel, PlainLabel, set_tooltip
from custody_app.ui.widgets.buttons import icon_button
from custody_app.ui.widgets.list_delegate import paint_avatar

WIDTH = 224
NARROW, NARROW_WINDOW = 64, 900
"""Only icons, in a window narrower than that, as on a small screen at 200 %."""
AT_THE_FOOT = "settings"


class Sidebar(QFrame):
    """`menu_asked` and `unlock_asked` are the window's business; the rest goes through the context."""

    menu_asked = Signal()
    unlock_asked = Signal()

    def __init__(self, ctx: AppContext, sections: Sequence[Action]) -> None:
        super().__init__()
        self.setObjectName("side")  # Qt's own file dialog has a "sidebar"
        self._ctx = ctx
        look = ctx.look
        self._narrow = False
        self._actions: list[Action] = []
        self._words: list[QWidget] = []
        self.setFixedWidth(look.px(WIDTH))
        self.setAccessibleName(look._(N_("Main parts")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(16), 0, look.px(12))
        column.setSpacing(look.px(1))
        column.addLayout(self._brand())
        column.addSpacing(look.px(16))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        foot = [each for each in sections if each.page == AT_THE_FOOT]
        entries = QVBoxLayout()
        entries.setContentsMargins(0, 0, 0, 0)
        entries.setSpacing(look.px(1))
        for action in sections:
            if action not in foot:
                entries.addWidget(self._entry(action))
        entries.addStretch(1)
        for action in foot:
            entries.addWidget(self._entry(action))
        column.addWidget(_scrolling(entries), 1)
        column.addSpacing(look.px(9))
        self._account_place = QHBoxLayout()
        self._account_place.setContentsMargins(look.px(12), 0, look.px(12), 0)
        column.addLayout(self._account_place)
        self._account: QWidget | None = None
        self.show_account()

    def light(self, section: str) -> None:
        """Light the entry of a section; none if there is no such entry."""
        button = self._buttons.get(section)
        if button is not None:
            button.setChecked(True)
            return
        self._group.setExclusive(False)
        for each in self._buttons.values():
            each.setChecked(False)
        self._group.setExclusive(True)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the window's width from now on."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            parent.installEventFilter(self)
            self._fit(parent.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Become narrow where the window is."""
        if event.type() == QEvent.Type.Resize and isinstance(event, QResizeEvent):
            self._fit(event.size().width())
        return super().eventFilter(watched, event)

    def _fit(self, width: int) -> None:
        look = self._ctx.look
        narrow = width < look.px(NARROW_WINDOW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.setFixedWidth(look.px(NARROW if narrow else WIDTH))
        for each in self._words:
            each.setHidden(narrow)
        for action in self._actions:
            button = self._buttons[action.page]
            button.setText("" if narrow else look._(action.text))
        self.show_account()

    def show_account(self) -> None:
        """Show who is unlocked, or that nobody is."""
        if self._account is not None:
            self._account_place.removeWidget(self._account)
            self._account.hide()
            self._account.deleteLater()
        self._account = self._account_block()
        self._account_place.addWidget(self._account)
        for action in self._actions:
            self._buttons[action.page].setEnabled(action.enabled(self._ctx))

    def _brand(self) -> QHBoxLayout:
        look = self._ctx.look
        row = QHBoxLayout()
        row.setContentsMargins(look.px(12), 0, look.px(8), 0)
        row.setSpacing(look.px(7))
        mark = QFrame()
        mark.setObjectName("mark")
        mark.setFixedSize(look.px(36), look.px(36))
        inside = QHBoxLayout(mark)
        inside.setContentsMargins(0, 0, 0, 0)
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap("link", "on_accent", 20))
        inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
        row.addSpacing(look.px(6))
        row.addWidget(mark)
        held = QWidget()
        words = QVBoxLayout(held)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(PlainLabel("Custody", role="side_title"))
        station = self._ctx.station.info.station if self._ctx.has_station else look._(N_("No station yet"))
        words.addWidget(ElidedLabel(station, role="side_small"))
        row.addWidget(held, 1)
        self._words += [mark, held]
        menu = icon_button(look, "ellipsis-vertical", look._(N_("Menu")), self.menu_asked.emit, "side_muted")
        menu.setObjectName("side_menu")
        menu.setFixedWidth(look.px(40))
        self.menu_button = menu
        row.addWidget(menu)
        return row

    def _entry(self, action: Action) -> QPushButton:
        look = self._ctx.look
        button = QPushButton(look._(action.text))
        button.setCheckable(True)
        look.theme.dress(button, action.icon, "side_text", 20, 7)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(look._(action.text))
        set_tooltip(button, f"{look._(action.text)}: {look._(action.help)} ({action.shortcut})")
        button.clicked.connect(_Start(self._ctx, action))
        self._group.addButton(button)
        self._buttons[action.page] = button
        self._actions.append(action)
        return button

    def _account_block(self) -> QWidget:
        ctx, look = self._ctx, self._ctx.look
        # A child from the start: shown without a parent it would be a window for a moment, and Qt crashed on it once.
        block = QFrame(self)
        block.setObjectName("account")
        row = QHBoxLayout(block)
        row.setContentsMargins(look.px(0 if self._narrow else 10), look.px(5), look.px(0), look.px(5))
        row.setSpacing(look.px(7))
        person = ctx.person
        known = {each.id: each for each in ctx.station.trust.roster.people} if ctx.has_station else {}
        who = known.get(person)
        words = QVBoxLayout()
        words.setSpacing(0)
        told = (who.name, who.post or person) if who is not None else _nobody(look)
        if not self._narrow:
            if who is not None:
                row.addWidget(Avatar(ctx, who.name))
            words.addWidget(ElidedLabel(told[0], role="side"))
            words.addWidget(ElidedLabel(told[1], role="side_small"))
            row.addLayout(words, 1)
        if who is not None:
            row.addWidget(icon_button(look, "lock", look._(N_("Lock now")), self._lock, "side_muted"))
        else:
            row.addWidget(icon_button(look, "lock-open", look._(N_("Unlock")), self.unlock_asked.emit, "side_muted"))
        block.setVisible(ctx.has_station)
        return block

    def _lock(self) -> None:
        self._ctx.lock(N_("You locked it."))


def _nobody(look: Look) -> tuple[str, str]:
    return look._(N_("Looking only")), look._(N_("Nothing can be signed"))


def _scrolling(entries: QVBoxLayout) -> QScrollArea:
    held = QWidget()
    held.setObjectName("scroll_body")
    held.setLayout(entries)
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(held)
    return scroll


class Avatar(QWidget):
    """A person's initials in a disc."""

    def __init__(self, ctx: AppContext, name: str, size: int = 32) -> None:
        super().__init__()
        self._ctx, self._name = ctx, name
        self.setFixedSize(ctx.theme.px(size), ctx.theme.px(size))
        self.setAccessibleName(name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        paint_avatar(painter, self._ctx.theme, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._name)
        painter.end()


class _Start:
    def __init__(self, ctx: AppContext, action: Action) -> None:
        self._ctx, self._action = ctx, action

    def __call__(self, _checked: bool = False) -> None:
        self._action.start(self._ctx)
