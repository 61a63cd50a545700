"""What of a window's own words cannot be read: cut, squeezed, overlapped, out of its parent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QStackedWidget,
    QTableView,
    QWidget,
)

from custody_app.ui.plain_text import ElidedLabel
from custody_app.ui.shell.command_palette import CommandPalette
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.widgets import list_delegate
from custody_app.ui.widgets.banner import Toast
from custody_app.ui.widgets.chip import Chip, chip_width
from custody_app.ui.widgets.list_cells import ChipCell
from custody_app.ui.widgets.list_model import CELL_ROLE
from custody_app.ui.widgets.step_bar import _StepButton

Own = Callable[[str], bool]


def clipped(window: MainWindow, own: Own) -> list[str]:
    """Return a line for each text that is cut.

    Args:
        window: shown, in the state to look at.
        own: whether a text is the program's own; what was typed or read may be cut with ….
    """
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window) or widget.width() <= 0:
            continue
        told = (*_too_narrow(widget, own), *_outside(widget, window), *_overlaps(widget))
        found.extend(f"{type(widget).__name__}: {words}" for words in told)
    return found


def _too_narrow(widget: QWidget, own: Own) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        if widget.text() != widget.whole_text() and own(widget.whole_text()):
            yield f"{widget.whole_text()!r} is cut"
    elif isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, _StepButton):
        # The circle and what stands around it take 45, see _paint_words.
        words = QFontMetricsF(widget._font(bold=widget._state == "current")).horizontalAdvance(widget.text())
        if not widget.short and words > widget.width() - widget._look.px(45) + 1:
            yield f"step {widget.text()!r} has no room"
    elif isinstance(widget, QAbstractButton):
        hint = widget.minimumSizeHint() if widget.text() and not isinstance(widget, QLabel) else widget.size()
        if widget.text() and (hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1):
            yield f"{widget.text()!r} needs {hint.width()}×{hint.height()}, has {widget.width()}×{widget.height()}"
    elif isinstance(widget, Chip):
        if chip_width(widget._look.theme, widget.text()) > widget.width() + 1:
            yield f"{widget.text()!r} is cut"
    elif isinstance(widget, QLineEdit):
        shown = widget.placeholderText() if not widget.text() else ""
        room = widget.width() - 30 * widget.fontMetrics().height() // 16
        if shown and widget.fontMetrics().horizontalAdvance(shown) > room:
            yield f"placeholder {shown!r} is cut"
    elif isinstance(widget, QComboBox):
        room = widget.width() - 46 * widget.fontMetrics().height() // 16
        if own(widget.currentText()) and widget.fontMetrics().horizontalAdvance(widget.currentText()) > room:
            yield f"choice {widget.currentText()!r} is cut"
    elif isinstance(widget, QTableView):
        yield from _table(widget)
    elif isinstance(widget, QScrollArea):
        bar = widget.horizontalScrollBar()
        if bar.maximum() > 0:
            yield f"scrolls sideways by {bar.maximum()}"


def _label(label: QLabel) -> Iterator[str]:
    text, rect = label.text(), label.contentsRect()
    if not text:
        return
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + 1:
            yield f"{text!r} needs a height of {needed}, has {label.height()}"
        # Lines end at blanks, and after hyphens.
        pieces = re.split(r"(?<=-)|\s", text)
        words = max(label.fontMetrics().horizontalAdvance(piece) for piece in pieces)
        if words > rect.width() + 1:
            yield f"a word of {text!r} needs {words}, has {rect.width()}"
    else:
        hint = label.sizeHint()
        if hint.width() > label.width() + 1 or hint.height() > label.height() + 1:
            yield f"{text!r} needs {hint.width()}×{hint.height()}, has {label.width()}×{label.height()}"


def _table(table: QTableView) -> Iterator[str]:
    header, model = table.horizontalHeader(), table.model()
    for column in range(model.columnCount()):
        if table.isColumnHidden(column):
            continue
        needed = header.sectionSizeFromContents(column).width() if header.isVisible() else 0
        if needed > table.columnWidth(column) + 1:
            title = model.headerData(column, Qt.Orientation.Horizontal)
            yield f"column {title!r} needs {needed}, has {table.columnWidth(column)}"
        for row in range(min(model.rowCount(), 12)):
            cell = model.index(row, column).data(CELL_ROLE)
            delegate = table.itemDelegate()
            if isinstance(cell, ChipCell) and isinstance(delegate, list_delegate.ListDelegate):
                theme = delegate._theme
                if chip_width(theme, cell.text) > table.columnWidth(column) - theme.px(20) + 1:
                    yield f"chip {cell.text!r} is cut"


def _outside(widget: QWidget, window: MainWindow) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or _moves(widget):
        return
    if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
        yield f"{_words(widget)!r} at {_told(widget.geometry())} leaves its parent {_told(parent.rect())}"


def _moves(widget: QWidget) -> bool:
    """Whether it is shown through a window smaller than itself, on purpose."""
    parent = widget.parentWidget()
    held = parent.parentWidget() if parent is not None else None
    return isinstance(held, QAbstractScrollArea) or isinstance(widget, (QHeaderView, QScrollBar))


def _overlaps(widget: QWidget) -> Iterator[str]:
    """Children of one parent that are laid out must not lie on each other."""
    if widget.layout() is None or isinstance(widget, (QStackedWidget, QAbstractItemView, QSplitter)):
        return
    held = [child for child in widget.findChildren(QWidget, options=_DIRECT) if _laid_out(child)]
    for place, one in enumerate(held):
        for other in held[place + 1 :]:
            both = one.geometry().intersected(other.geometry())
            if both.width() > 1 and both.height() > 1:
                yield f"{_words(one)!r} and {_words(other)!r} overlap by {both.width()}×{both.height()}"


_DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


def _laid_out(child: QWidget) -> bool:
    return child.isVisible() and not child.isWindow() and not isinstance(child, (Sheet, Toast, CommandPalette))


def _words(widget: QWidget) -> str:
    for told in ("text", "accessibleName", "objectName"):
        call = getattr(widget, told, None)
        if callable(call) and (words := call()) and isinstance(words, str):
            return words[:60]
    inside = widget.findChild(QLabel)
    return f"{type(widget).__name__}({inside.text()[:40] if inside is not None else ''})"


def _told(rect: QRect) -> str:
    return f"{rect.x()},{rect.y()} {rect.width()}×{rect.height()}"
