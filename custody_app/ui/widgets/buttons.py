"""Buttons: each says a verb; the main one of a page is primary, what destroys is danger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QToolButton, QWidget

from custody_app.i18n import visible
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel, set_tooltip
from custody_app.ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from custody_app.ui.context import AppContext

Clicked = Callable[[], object]


def primary_button(look: Look, text: str, icon: str = "", on_click: Clicked | None = None) -> QPushButton:
    """Return the one main button of a page."""
    return _button(look, text, "primary", icon, "on_accent", on_click)


def secondary_button(look: Look, text: str, icon: str = "", on_click: Clicked | None = None) -> QPushButton:
    """Return a button for what else can be done."""
    return _button(look, text, "secondary", icon, "muted", on_click)


def danger_button(look: Look, text: str, icon: str = "", on_click: Clicked | None = None) -> QPushButton:
    """Return a button for what cannot be taken back."""
    return _button(look, text, "danger", icon, "on_accent", on_click)


def quiet_button(look: Look, text: str, icon: str = "", on_click: Clicked | None = None) -> QPushButton:
    """Return a button that looks like a link."""
    return _button(look, text, "quiet", icon, "link", on_click)


def icon_button(look: Look, icon: str, name: str, on_click: Clicked | None = None, role: str = "muted") -> QToolButton:
    """Return a button that is only an icon; `name` is its accessible name and tooltip."""
    button = QToolButton()
    button.setIcon(look.theme.icon(icon, role))
    button.setIconSize(QSize(look.px(18), look.px(18)))
    button.setAccessibleName(visible(name))
    set_tooltip(button, name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if on_click is not None:
        button.clicked.connect(_plain(on_click))
    return button


def crumb_button(text: str, ctx: AppContext, page_id: str, what: Mapping[str, object]) -> QWidget:
    """Return one step of a path: a link to a page, or plain words."""
    if not page_id:
        return PlainLabel(text, role="crumb")
    button = QPushButton(visible(text).replace("&", "&&"))
    button.setProperty("kind", "crumb")
    button.setAutoDefault(False)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(_Going(ctx, page_id, dict(what)))
    return button


class FilterBar(FlowRow):
    """A row of choices of which one holds, such as All, In transfer, Problems; `chosen` tells its key."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], spacing: int = 8, label: str = "") -> None:
        super().__init__(spacing)
        self.setAccessibleName(label)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._keys: list[str] = []
        for number, (key, text) in enumerate(choices):
            button = QPushButton(text)
            button.setProperty("kind", "filter")
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._group.addButton(button, number)
            self._keys.append(key)
            self.add(button)
        self._group.idClicked.connect(self._clicked)

    @property
    def current(self) -> str:
        """The key that holds."""
        return self._keys[self._group.checkedId()] if self._keys else ""

    def choose(self, key: str) -> None:
        """Make `key` hold, as if it had been clicked."""
        number = self._keys.index(key)
        self._group.button(number).setChecked(True)
        self._clicked(number)

    def _clicked(self, number: int) -> None:
        self.chosen.emit(self._keys[number])


class _Going:
    def __init__(self, ctx: AppContext, page_id: str, what: dict[str, object]) -> None:
        self._ctx, self._page_id, self._what = ctx, page_id, what

    def __call__(self, _checked: bool = False) -> None:
        self._ctx.go(self._page_id, **self._what)


def _button(look: Look, text: str, kind: str, icon: str, role: str, on_click: Clicked | None) -> QPushButton:
    button = QPushButton(visible(text).replace("&", "&&"))
    button.setProperty("kind", kind)
    # A scanned label ends in Return and must press nothing.
    button.setAutoDefault(False)
    button.setDefault(False)
    if icon:
        look.theme.dress(button, icon, role, gap=6)
    if on_click is not None:
        button.clicked.connect(_plain(on_click))
    return button


def _plain(on_click: Clicked) -> Callable[..., None]:
    """Return `on_click` without the `checked` that Qt hands over."""

    def clicked(_checked: bool = False) -> None:
        on_click()

    return clicked
