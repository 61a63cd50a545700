"""The head of a page: path, title and the buttons beside it, or below it where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import crumb_button
from custody_app.ui.widgets.flow_row import FlowRow


class PageHeader(QWidget):
    """Shows what it is given."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        px = ctx.theme.px
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(px(24), 0, px(24), 0)
        self._row.setSpacing(px(10))
        words = QVBoxLayout()
        words.setSpacing(px(1))
        self._crumbs = FlowRow(px(4))
        words.addWidget(self._crumbs)
        self._title = PlainLabel(role="title")
        words.addWidget(self._title)
        self._row.addLayout(words, 1)
        self._actions = FlowRow(px(10), at_end=True)
        self._row.addWidget(self._actions)

    def show_title(self, text: str) -> None:
        """Show the page's title."""
        self._title.setText(text)

    def show_path(self, steps: Sequence[tuple[str, str, dict[str, object]]]) -> None:
        """Show where the page stands: text, page ("" for plain words) and what it is given."""
        self._crumbs.clear()
        for position, (text, page_id, what) in enumerate(steps):
            if position:
                self._crumbs.add(PlainLabel("›", role="crumb"))
            self._crumbs.add(crumb_button(text, self._ctx, page_id, what))
        self._crumbs.setVisible(bool(steps))

    def show_actions(self, actions: Sequence[QWidget]) -> None:
        """Show the buttons beside the title."""
        self._actions.clear()
        for action in actions:
            self._actions.add(action)
        self._actions.setVisible(bool(actions))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the title or below it."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        title = QFontMetrics(self._title.font()).horizontalAdvance(self._title.text())
        beside = title + self._row.spacing() + self._actions.sizeHint().width() <= room or self._actions.isHidden()
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if wanted != self._row.direction():
            self._row.setDirection(wanted)
        self._title.setWordWrap(title > room)
