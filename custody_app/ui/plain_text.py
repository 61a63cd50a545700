"""The only door through which text reaches widgets that would read it as markup."""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QWidget

from custody_app.i18n import visible

LONGEST_WORD: Final = 80
_ENDLESS: Final = re.compile(rf"\S{{{LONGEST_WORD},}}")
_PIECE: Final = re.compile(r".{16}")
_LINE_MAY_END: Final = "\u200b"


def _breakable(word: re.Match[str]) -> str:
    """Return the word with places where a line may end, which nobody sees."""
    return _PIECE.sub(lambda piece: f"{piece.group()}{_LINE_MAY_END}", word.group())


class PlainLabel(QLabel):
    """A label that shows its text as it is: no markup, hidden characters made visible.

    Args:
        text: our own words or text from outside alike.
        role: what the style sheet knows: "", `title`, `heading`, `strong`, `muted`, `small`, `mono`, `error`, `crumb`,
            `display`, `eyebrow`.
        wrap: break long lines.
        selectable: may be selected with the mouse and the keyboard, as identifiers should.
        whole: also break a word that no line can hold, so that nothing of it is cut off.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "",
        wrap: bool = False,
        selectable: bool = False,
        whole: bool = False,
    ) -> None:
        super().__init__(parent)
        self._breaks = whole
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setOpenExternalLinks(False)
        self.setWordWrap(wrap)
        if wrap:
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if role:
            self.setProperty("role", role)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`, hidden characters written out; line feeds stay."""
        shown = visible(text, keep_newlines=True)
        broken = _ENDLESS.sub(_breakable, shown) if self._breaks else shown
        super().setText(broken)
        if broken != shown:
            self.setAccessibleName(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what was selected as it was said, without the places where a line may end."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy a text whose lines may end inside a word; other texts have Qt's own menu."""
        if _LINE_MAY_END not in self.text():
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(QCoreApplication.translate("QWidgetTextControl", "&Copy"))
        copy.setEnabled(self.hasSelectedText())
        copy.triggered.connect(self._copy)
        menu.popup(event.globalPos())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.selectedText().replace(_LINE_MAY_END, ""))

    def minimumSizeHint(self) -> QSize:
        """A wrapped text needs one line at least; how many it takes at a width is `heightForWidth`'s business.

        QLabel itself asks for the height at some narrow width, which leaves gaps and needless scroll bars.
        """
        hint = super().minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), self.fontMetrics().height())) if self.wordWrap() else hint

    def set_role(self, role: str) -> None:
        """Change how the style sheet draws this label."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


class ElidedLabel(PlainLabel):
    """One line that ends in … where there is no room; the whole text is the accessible name and the tooltip."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: str = "") -> None:
        self._whole = ""
        super().__init__(text, parent, role=role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show as much of `text` as there is room for."""
        self._whole = visible(text)
        self.setAccessibleName(self._whole)
        set_tooltip(self, self._whole)
        self._elide()

    def whole_text(self) -> str:
        """Return the text without the ellipsis."""
        return self._whole

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Cut the text anew."""
        self._elide()

    def _elide(self) -> None:
        room = max(self.width(), 0)
        QLabel.setText(self, self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room))


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give `widget` a tooltip that is never read as markup.

    Qt guesses whether a tooltip is markup and has no switch for it, so whatever could be a tag is written with
    look-alike brackets.
    """
    widget.setToolTip(unmarked(text))


def set_whats_this(widget: QWidget, text: str) -> None:
    """Give `widget` the help that Shift+F1 shows, never read as markup."""
    widget.setWhatsThis(unmarked(text))


def unmarked(text: str) -> str:
    """Return `text` so that Qt's guess (`Qt::mightBeRichText`) is always no."""
    return visible(text, keep_newlines=True).replace("<", "‹").replace(">", "›").replace("&lt;", "＆lt;")
