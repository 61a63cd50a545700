"""The eighteen exhibit types as large tiles: letters filter, digits and arrows choose, Return takes."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QWidget

from custody_app.domain.exhibit_types import EXHIBIT_TYPES, ExhibitType
from custody_app.ui.look import Look
from custody_app.ui.theme.icons import paint_icon

TILE_WIDTH, TILE_HEIGHT, GAP = 152, 84, 10
DIGITS = 9
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


class TypeGrid(QWidget):
    """`taken` gives the id of the type that was clicked, or chosen by its digit or with Return.

    The keys come from the line in which the person types the filter, so that the cursor never has to leave it.

    Args:
        look: what it is drawn with.
        line: where letters are typed.
    """

    taken = Signal(str)

    def __init__(self, look: Look, line: QLineEdit) -> None:
        super().__init__()
        self._look = look
        self._line = line
        self._tiles = [_TypeTile(look, kind) for kind in EXHIBIT_TYPES.values()]
        for tile in self._tiles:
            tile.setParent(self)
            tile.taken.connect(self.taken)
        self._marked = 0
        self._columns = 1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line.textChanged.connect(self._filter)
        line.installEventFilter(self)
        self._filter("")

    @property
    def shown(self) -> list[str]:
        """The ids of the types that the filter leaves."""
        return [tile.kind.id for tile in self._shown()]

    def mark(self, type_id: str) -> None:
        """Highlight a type."""
        ids = self.shown
        self._marked = ids.index(type_id) if type_id in ids else 0
        self._number()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark, a digit takes a tile, Return takes the marked one."""
        if watched is self._line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many rows as the width asks for."""
        columns = self._columns_in(width)
        rows = -(-len(self._tiles) // columns)
        return rows * self._look.px(TILE_HEIGHT + GAP) - self._look.px(GAP) + 4

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        width = self._look.px(6 * (TILE_WIDTH + GAP))
        return QSize(width, self.heightForWidth(max(self.width(), self._look.px(TILE_WIDTH))))

    def minimumSizeHint(self) -> QSize:
        """The least that can be worked with."""
        return QSize(self._look.px(2 * TILE_WIDTH + GAP), self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the tiles anew."""
        super().resizeEvent(event)
        self._place()
        self.updateGeometry()

    def _key(self, event: QKeyEvent) -> bool:
        shown = self._shown()
        control = bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier)
        key, text = event.key(), event.text()
        if control or not shown:
            return False
        if key in _ARROWS:
            step = {_ARROWS[0]: -self._columns, _ARROWS[1]: self._columns, _ARROWS[2]: -1, _ARROWS[3]: 1}[Qt.Key(key)]
            self._marked = min(max(self._marked + step, 0), len(shown) - 1)
            self._number()
            return True
        if text.isdigit() and 1 <= int(text) <= min(DIGITS, len(shown)):
            self.taken.emit(shown[int(text) - 1].kind.id)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit(shown[self._marked].kind.id)
            return True
        return False

    def _shown(self) -> list[_TypeTile]:
        return [tile for tile in self._tiles if not tile.isHidden()]

    def _filter(self, text: str) -> None:
        wanted = _plain(text).split()
        for tile in self._tiles:
            tile.setVisible(all(any(word.startswith(part) for word in tile.words) for part in wanted))
        self._marked = 0
        self._number()
        self._place()

    def _number(self) -> None:
        for number, tile in enumerate(self._shown()):
            tile.show_place(number + 1 if number < DIGITS else 0, marked=number == self._marked)

    def _columns_in(self, width: int) -> int:
        px = self._look.px
        fitting = (width + px(GAP)) // px(TILE_WIDTH + GAP)
        return max(1, min(6, fitting))

    def _place(self) -> None:
        px = self._look.px
        self._columns = self._columns_in(self.width())
        gap = px(GAP)
        wide = (self.width() - gap * (self._columns - 1)) // self._columns
        for number, tile in enumerate(self._shown()):
            row, column = divmod(number, self._columns)
            tile.setGeometry(column * (wide + gap), row * px(TILE_HEIGHT + GAP), wide, px(TILE_HEIGHT))


class _TypeTile(QAbstractButton):
    taken = Signal(str)

    def __init__(self, look: Look, kind: ExhibitType) -> None:
        super().__init__()
        self._look, self.kind = look, kind
        self._digit, self._marked = 0, False
        label = look._(kind.label)
        self.setText(label)
        self.setAccessibleName(label)
        self.words = [*_plain(label).split(), *_plain(kind.id.replace("_", " ")).split()]
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._tell)

    def show_place(self, digit: int, *, marked: bool) -> None:
        self._digit, self._marked = digit, marked
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._tell()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Return):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tokens, px = self._look, self._look.theme.tokens, self._look.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        strong = self._marked or self.hasFocus()
        fill = tokens.selected if self._marked else tokens.hover if self.underMouse() else tokens.card
        painter.setPen(QPen(QColor(tokens.focus if strong else tokens.line), 2 if strong else 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, px(8), px(8))
        size = px(20 if self._crowded() else 28)
        icon = QRectF(box.center().x() - size / 2, box.top() + px(9), size, size)
        paint_icon(painter, self.kind.icon, tokens.link if self._marked else tokens.muted, icon)
        painter.setFont(look.theme.scaled_font(0.82 if self._crowded() else 0.97, QFont.Weight.DemiBold))
        painter.setPen(QColor(tokens.text))
        words = QRectF(
            box.left() + px(8), icon.bottom() + px(3), box.width() - px(16), box.bottom() - icon.bottom() - px(8)
        )
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(words, flags, self.text())
        if self._digit:
            painter.setFont(look.theme.scaled_font(0.85, QFont.Weight.Medium))
            painter.setPen(QColor(tokens.muted))
            corner = box.adjusted(px(9), px(6), -px(9), -px(6))
            painter.drawText(corner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, str(self._digit))
        painter.end()

    def _crowded(self) -> bool:
        """Whether the label needs three lines: then all is drawn smaller, and nothing is cut off."""
        metrics = QFontMetricsF(self._look.theme.scaled_font(0.97, QFont.Weight.DemiBold))
        room = QRectF(0, 0, self.width() - self._look.px(18), 1000)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        return metrics.boundingRect(room, flags, self.text()).height() > 2.5 * metrics.height()

    def _tell(self) -> None:
        self.taken.emit(self.kind.id)


def _plain(text: str) -> str:
    """Return `text` in small letters without accents, so that `telefono` finds `Teléfono`."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(" " if c in "-'’/" else c for c in apart if not unicodedata.combining(c))
