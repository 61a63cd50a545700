"""A person who has a keyboard and nothing else: presses keys, reads what the screen says, and never calls anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QDialog, QMenu, QWidget

from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import settle
from custody_app.ui.widgets import Chip

Key = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
MOST_TABS = 120
"""A page where more is needed is not usable by keyboard, whatever else is true."""


class Keyboard:
    """Every key goes to what has the focus; a step that cannot be reached fails the test and tells the way so far."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.flashes = _Flashes()
        QApplication.instance().installEventFilter(self.flashes)
        window.activateWindow()
        QTest.qWaitForWindowActive(window)

    # Looking

    def focus(self) -> QWidget:
        """Return what takes the keys: of a popup, a dialog or the window."""
        self.settle()
        popup = QApplication.activePopupWidget()
        widget = popup.focusWidget() or popup if popup is not None else QApplication.focusWidget()
        assert widget is not None, f"nothing has the focus on {self.told()}"
        return widget

    def name(self) -> str:
        """Return what a screen reader calls it."""
        return spoken(self.focus())

    def told(self) -> str:
        """Return every word that stands on the screen."""
        window = QApplication.activeWindow() or self.window
        told = [each.text() for each in window.findChildren(PlainLabel) if each.isVisible()]
        told += [each.accessibleName() for each in window.findChildren(Chip) if each.isVisible()]
        return "\n".join(told)

    def sees(self, *words: str) -> None:
        """Check that these words stand on the screen."""
        self.settle()
        told = self.told()
        assert not [each for each in words if each not in told], (words, told)

    def on(self, page_id: str) -> None:
        """Check which page is shown."""
        self.settle()
        page = self.window.pages.current
        assert page is not None
        assert page.page_id == page_id, (page.page_id, self.told())

    # Pressing

    def press(self, *keys: Key, times: int = 1, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other."""
        for _ in range(times):
            for key in keys:
                QTest.keyClick(self.focus(), key, held)
        self.settle()

    def submit(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Key.Key_Return, held=CTRL)

    def submit_and_see(self, *words: str) -> None:
        """Press Ctrl+Enter where work then waits for the person: until these words stand on the screen."""
        QTest.keyClick(self.focus(), Key.Key_Return, CTRL)
        for _ in range(2000):
            QCoreApplication.processEvents()
            self.window.ctx.tasks.drain()
            if all(each in self.told() for each in words):
                return
            QTest.qWait(5)
        raise AssertionError((words, self.told()))

    def write(self, text: str) -> None:
        """Replace what stands in the line that has the cursor."""
        widget = self.focus()
        QTest.keyClick(widget, Key.Key_A, CTRL)
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(widget, letter)
            else:
                # QTest ends the program at letters beyond ASCII; a keyboard that has them sends just this.
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                    QApplication.sendEvent(widget, event)
        self.settle()

    def enter(self, text: str) -> None:
        """Write, then Return."""
        self.write(text)
        self.press(Key.Key_Return)

    def tab_to(self, name: str) -> QWidget:
        """Press Tab until the focus is on what is called so; all that is passed must be seen and have a name."""
        return self._tab(name, _is_called(name))

    def option(self, name: str) -> None:
        """Tab to a row of choices of which one holds, press Right until this one has the focus, and Space."""
        self._tab(name, _offers(name))
        for _ in range(MOST_TABS):
            if self.name() == name:
                break
            self.press(Key.Key_Right)
        self.press(Key.Key_Space)
        button = self.focus()
        assert isinstance(button, QAbstractButton)
        assert (spoken(button), button.isChecked()) == (name, True)

    def _tab(self, name: str, found: Callable[[QWidget], bool]) -> QWidget:
        way: list[str] = []
        for _ in range(MOST_TABS):
            widget = self.focus()
            way.append(spoken(widget))
            assert way[-1], f"without a name: {widget}, after {way}"
            assert not widget.visibleRegion().isEmpty(), f"focus where nobody sees it: {way}"
            if found(widget):
                return widget
            QTest.keyClick(widget, Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {name!r}: {list(dict.fromkeys(way))}")

    def push(self, name: str) -> None:
        """Tab to a button and press Space."""
        self.tab_to(name)
        self.press(Key.Key_Space)

    def fill(self, name: str, text: str) -> None:
        """Tab to a field and write into it."""
        self.tab_to(name)
        self.write(text)

    def push_row(self, name: str) -> None:
        """Tab to a list, Down to its first row, Return."""
        self._tab(name, _is_list(name))
        self.press(Key.Key_Down, Key.Key_Return)

    def choose(self, name: str, wanted: str) -> None:
        """Tab to a choice and press Down until it says what is wanted."""
        field = self.tab_to(name)
        assert isinstance(field, QComboBox), field
        for _ in range(field.count() + 1):
            if wanted in field.currentText():
                return
            self.press(Key.Key_Down)
        raise AssertionError(f"{name} does not offer {wanted}: {[field.itemText(n) for n in range(field.count())]}")

    def answer_dialog(self, path: Path) -> None:
        """Type a path into the file dialog that has come up, and Return."""
        dialog = QApplication.activeModalWidget()
        assert dialog is not None, f"no dialog: {self.told()}"
        self.enter(str(path))
        assert QApplication.activeModalWidget() is None, f"the dialog does not take {path}"
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)

    def settle(self) -> None:
        """Let work in the background end, and delete what was thrown away, as the event loop of the program does."""
        settle(self.window.ctx)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class _Flashes(QObject):
    """Notes what became a window that should be none: a widget shown before it has a parent, which takes the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        # The lists of choices and of the file dialog, and tooltips, are windows rightly.
        if (
            shown
            and not isinstance(watched, (MainWindow, QDialog, QMenu))
            and watched.windowType() not in (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
        ):
            self.seen.append(f"{watched.metaObject().className()} {watched.objectName()} {spoken(watched)}")
        return False


def spoken(widget: QWidget) -> str:
    """Return the accessible name, as the system hands it to a screen reader."""
    if widget.accessibleName():
        # Qt has the name of a choice read from its label, and gives its value here.
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name).replace("&", "") if interface is not None else ""


def _is_called(name: str) -> Callable[[QWidget], bool]:
    return lambda widget: spoken(widget) == name


def _is_list(name: str) -> Callable[[QWidget], bool]:
    return lambda widget: isinstance(widget, QAbstractItemView) and spoken(widget) == name


def _offers(name: str) -> Callable[[QWidget], bool]:
    def offers(widget: QWidget) -> bool:
        group = widget.group() if isinstance(widget, QAbstractButton) else None
        return group is not None and name in {spoken(each) for each in group.buttons()}

    return offers
