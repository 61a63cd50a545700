"""What every step of the first run is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.first_run.answers import Answers
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import FieldRow

LONGEST_NAME = 200
"""Of an agency, a person, a post: it stands on one line of every document, for ever."""


class Step(QWidget):
    """One screen: a heading, a sentence, the fields in `column`.

    Attributes:
        word: in the bar of steps, marked.
        heading, sentence: above the fields, marked.
    """

    word: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    sentence: ClassVar[str] = ""

    def __init__(self, ctx: AppContext, answers: Answers) -> None:
        super().__init__()
        self.ctx, self.answers = ctx, answers
        # PySide 6.11 cannot look up a method that is called `_` on the class of a QObject.
        self._: Callable[[str], str] = ctx.look._
        px = ctx.look.px
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(16))
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(PlainLabel(self._(self.heading), role="display", wrap=True))
        if self.sentence:
            words.addWidget(PlainLabel(self._(self.sentence), role="muted", wrap=True))
        self.column.addLayout(words)
        self.build()
        self.column.addStretch(1)

    def build(self) -> None:
        """Make the fields."""

    def keep(self) -> None:
        """Bring what was typed over into the answers."""

    def check(self) -> bool:
        """Tell whether one may go on; else the error stands beside its field, which has the focus."""
        return True

    def first_field(self) -> QWidget | None:
        """Return what gets the cursor."""
        return None

    def line(self, text: str, hint: str = "") -> QLineEdit:
        """Return a line edit with `text` in it."""
        edit = QLineEdit(text)
        edit.setPlaceholderText(hint)
        return edit

    def too_long(self) -> str:
        """Say that a name is too long for a document."""
        return self._(N_("A name has at most {limit} characters.")).format(limit=LONGEST_NAME)

    def wrong(self, row: FieldRow, text: str) -> bool:
        """Tell an error beside its field; return False."""
        row.set_error(text)
        row.focus()
        return False

    def minimumSizeHint(self) -> QSize:
        """Let the page scroll rather than squeeze."""
        return QSize(self.ctx.look.px(320), super().minimumSizeHint().height())
