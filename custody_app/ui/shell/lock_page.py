"""The page that covers everything until somebody unlocks: which station, which log, why it locked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_, visible
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import primary_button, quiet_button
from custody_app.ui.widgets.card import Card
from custody_app.ui.widgets.facts import FactGrid
from custody_app.ui.widgets.field_row import FieldRow
from custody_app.ui.widgets.passphrase_field import PassphraseField

CHECKING = N_("Checking the passphrase …")


class LockPage(QWidget):
    """One focused field; a wrong passphrase is told here, the text kept and selected.

    `unlocked` fires when the sitting has a key; `looked` when somebody only wants to read.
    """

    unlocked = Signal()
    looked = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._ctx = ctx
        self._working = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._scroll: QScrollArea | None = None
        self._reason, self._may_look = "", False

    def show_for(self, reason: str, *, may_look: bool, person: str = "") -> None:
        """Build the page for the station that is open.

        Args:
            reason: why it is locked, marked; "" at the start.
            may_look: offer reading without a key, as at the start; never after a lock.
            person: who is offered first.
        """
        self._reason, self._may_look = reason, may_look
        self._working = False
        look = self._ctx.look
        station = self._ctx.station
        card = Card(look, margin=28)
        card.setFixedWidth(look.px(460))
        card.add(_brand(self._ctx))
        card.add(FactGrid(look, _facts(self._ctx)))
        self.reason = PlainLabel(look._(reason), role="strong", wrap=True)
        card.add(self.reason)
        # After it has a parent: shown without one it would be a window for a moment, and take the keys.
        self.reason.setVisible(bool(reason))
        self.people = QComboBox()
        names = station.trust.names()
        for each in station.session.people_with_keys():
            self.people.addItem(visible(names.get(each, each)), each)
        self.people.setCurrentIndex(max(self.people.findData(person), 0))
        self.people.currentIndexChanged.connect(self._person_chosen)
        card.add(FieldRow(look, look._(N_("&Person")), self.people))
        self.passphrase = PassphraseField(look)
        self.row = FieldRow(look, look._(N_("Pass&phrase")), self.passphrase)
        self.passphrase.entered.connect(self._try)
        card.add(self.row)
        self.button = primary_button(look, look._(N_("Unlock")), "lock-open", self._try)
        card.add(self.button)
        self.busy = PlainLabel(look._(CHECKING), role="muted")
        card.add(self.busy)
        self.busy.hide()
        if may_look:
            look_only = quiet_button(look, look._(N_("Look without a key")), "eye", self.looked.emit)
            card.add(look_only)
        self._put(card)
        if self.isVisible():
            # While it covers nothing, the keys belong to the page in front.
            self.focus()

    def rebuild(self) -> None:
        """Draw it anew in another language or other colours."""
        if self._scroll is not None:
            text, person = self.passphrase.text(), self.people.currentData()
            self.show_for(self._reason, may_look=self._may_look, person=person or "")
            self.passphrase.edit.setText(text)

    def forget(self) -> None:
        """Wipe what was typed."""
        if self._scroll is not None:
            self.passphrase.clear()

    def _put(self, card: QWidget) -> None:
        if self._scroll is not None:
            self._outer.removeWidget(self._scroll)
            self._scroll.hide()
            self._scroll.deleteLater()
        inner = QWidget()
        inner.setObjectName("scroll_body")
        middle = QVBoxLayout(inner)
        middle.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        middle.addLayout(row)
        middle.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        self._outer.addWidget(self._scroll)

    def _person_chosen(self, _index: int) -> None:
        self.focus()

    def focus(self) -> None:
        """Put the cursor where the passphrase goes."""
        self.passphrase.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _try(self) -> None:
        person, passphrase = self.people.currentData(), self.passphrase.text()
        if self._working or not person or not passphrase:
            return
        session = self._ctx.station.session
        self.row.clear_error()
        self._set_working(working=True)

        def work(_control: Control) -> None:
            session.unlock(person, passphrase)

        self._ctx.tasks.run(work, done=self._opened, failed=self._failed, owner=self)

    def _set_working(self, *, working: bool) -> None:
        """Deriving the key takes a second or two on purpose: say so, and take nothing more meanwhile."""
        self._working = working
        self.button.setEnabled(not working)
        self.people.setEnabled(not working)
        self.passphrase.edit.setReadOnly(working)
        self.busy.setVisible(working)

    def _opened(self, _nothing: None) -> None:
        self.forget()
        self._set_working(working=False)
        self.unlocked.emit()

    def _failed(self, error: CustodyError) -> None:
        self._set_working(working=False)
        self.row.set_error(self._ctx.error_text(error))
        self.passphrase.select_all()


def _brand(ctx: AppContext) -> QWidget:
    look = ctx.look
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, look.px(6))
    row.setSpacing(look.px(12))
    mark = QFrame()
    mark.setObjectName("mark")
    mark.setFixedSize(look.px(44), look.px(44))
    inside = QHBoxLayout(mark)
    inside.setContentsMargins(0, 0, 0, 0)
    drawing = PlainLabel()
    drawing.setPixmap(look.theme.pixmap("link", "on_accent", 22))
    inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
    row.addWidget(mark)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(PlainLabel(ctx.station.info.agency or "Custody", role="title", wrap=True))
    words.addWidget(PlainLabel(look._(N_("Unlock this station with your own passphrase.")), role="muted", wrap=True))
    row.addLayout(words, 1)
    return held


def _facts(ctx: AppContext) -> list[tuple[str, str | QWidget]]:
    station, tr = ctx.station, ctx.look._
    head = station.store.head()
    facts: list[tuple[str, str | QWidget]] = [
        (tr(N_("Station")), station.info.station),
        (tr(N_("Log")), station.info.origin),
    ]
    last = station.store.last_entry()
    if last is not None:
        said = tr(N_("{number}, {time} UTC")).format(number=head.size - 1, time=last.at[:16].replace("T", " "))
        facts.append((tr(N_("Last entry")), said))
    return facts
