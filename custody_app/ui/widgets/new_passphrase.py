"""Choosing a passphrase: six words that are offered and typed back, or one's own with the rules checked live."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from custody_app.crypto.passphrase import LEAST_CHARACTERS, LEAST_WORDS, offer_six_words, weaknesses
from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets.buttons import FilterBar, quiet_button, secondary_button
from custody_app.ui.widgets.card import Card
from custody_app.ui.widgets.field_row import FieldRow
from custody_app.ui.widgets.passphrase_field import PassphraseField

OFFER, OWN = "offer", "own"
_RULES: Final = (
    (("PASSPHRASE_SHORT",), N_("At least {characters} characters, or {words} words")),
    (("PASSPHRASE_REPEATED", "PASSPHRASE_PATTERN"), N_("No repetition, no alphabet, no row of keys")),
    (("PASSPHRASE_COMMON",), N_("None of the commonly used ones")),
    (("PASSPHRASE_OWN",), N_("Not your own name, post or agency")),
)


class NewPassphrase(QWidget):
    """`passphrase()` is what was chosen, after `check()` said that it will do.

    Args:
        look: what it is drawn with.
        random: the system's.
        own_words: asked each time for what the passphrase may not consist of.
        offered: six words that were offered before this widget was built anew.
        passphrase: what was chosen before that.
    """

    changed = Signal()

    def __init__(
        self,
        look: Look,
        random: Callable[[int], bytes],
        own_words: Callable[[], Iterable[str]],
        offered: str = "",
        passphrase: str = "",
    ) -> None:
        super().__init__()
        self._look, self._random, self._own_words = look, random, own_words
        self.offered = offered
        self._hidden = bool(offered and passphrase == offered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        choices = [(OFFER, look._(N_("Six words, drawn for me"))), (OWN, look._(N_("A sentence of my own")))]
        self.bar = FilterBar(choices, look.px(8), look._(N_("How to choose a passphrase")))
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignLeft)
        self._offer = self._offer_part()
        self._own = self._own_part()
        column.addWidget(self._offer)
        column.addWidget(self._own)
        own = bool(passphrase) and passphrase != offered
        self.bar.choose(OWN if own else OFFER)
        for field in (self.first, self.again) if own else (self.back,) if passphrase else ():
            field.edit.setText(passphrase)
        self.bar.chosen.connect(self._show_part)
        self._show_part(self.bar.current)
        self._show_words()
        self._show_rules()

    def first_field(self) -> QWidget:
        """Return what gets the cursor."""
        if self.bar.current == OWN:
            return self.first
        return self.back if self.offered and self._hidden else self.written if self.offered else self.draw

    def passphrase(self) -> str:
        """Return what was chosen, "" while it will not do."""
        if self.bar.current == OWN:
            same = self.first.text() == self.again.text()
            return self.first.text() if same and not weaknesses(self.first.text(), self._own_words()) else ""
        return self.offered if self._typed_back() else ""

    def check(self) -> bool:
        """Tell whether it will do; else the error stands beside its field, which has the focus."""
        for row in (self.first_row, self.again_row, self.back_row):
            row.clear_error()
        if self.bar.current == OFFER:
            return self._check_offer()
        found = weaknesses(self.first.text(), self._own_words())
        if found:
            what, _, advice = found[0].sentences(self._look.translator)
            return _wrong(self.first_row, f"{what} {advice}".strip())
        if self.first.text() != self.again.text():
            return _wrong(self.again_row, self._look._(N_("The two differ. Type the same passphrase twice.")))
        return True

    def clear(self) -> None:
        """Forget everything that was offered and typed."""
        self.offered = ""
        for field in (self.first, self.again, self.back):
            field.clear()
        self._hidden = False
        self._show_words()

    def offer(self) -> None:
        """Draw six words and show them."""
        self.offered = offer_six_words(self._random, self._look.translator.language)
        self._hidden = False
        self.back.clear()
        self._show_words()
        self.written.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def hide_words(self) -> None:
        """The words are on paper: now they are typed back."""
        self._hidden = True
        self._show_words()
        self.back_row.focus()

    # The two parts

    def _offer_part(self) -> QWidget:
        look = self._look
        part, column = _part(look)
        told = N_(
            "Drawn at random, they cannot be guessed, yet are easy to type. Write them down: they are shown only now."
        )
        column.addWidget(PlainLabel(look._(told), role="muted", wrap=True))
        self.draw = secondary_button(look, look._(N_("Offer six words")), "key-round", self.offer)
        column.addWidget(self.draw, 0, Qt.AlignmentFlag.AlignLeft)
        self._card = Card(look, sunken=True, margin=16)
        self._words = QGridLayout()
        self._words.setHorizontalSpacing(look.px(28))
        self._words.setVerticalSpacing(look.px(10))
        self._card.body.addLayout(self._words)
        buttons = QHBoxLayout()
        self.written = secondary_button(look, look._(N_("I have written them down")), "check", self.hide_words)
        buttons.addWidget(self.written)
        self._others = quiet_button(look, look._(N_("Other words")), "refresh-cw", self.offer)
        buttons.addWidget(self._others)
        buttons.addStretch(1)
        self._card.body.addLayout(buttons)
        column.addWidget(self._card)
        self.back = PassphraseField(look)
        told = look._(N_("From your paper, with a space between. The words are hidden meanwhile."))
        self._again_button = quiet_button(look, look._(N_("Show the words again")), "eye", self._show_again)
        self.back_row = FieldRow(
            look, look._(N_("Type the six words &back")), self.back, help=told, beside=self._again_button, required=True
        )
        self.back.changed.connect(self._typed)
        column.addWidget(self.back_row)
        return part

    def _own_part(self) -> QWidget:
        look = self._look
        part, column = _part(look)
        self.first = PassphraseField(look)
        told = look._(N_("A sentence that only you would think of; spaces and accents are welcome."))
        self.first_row = FieldRow(look, look._(N_("&Passphrase")), self.first, help=told, required=True)
        column.addWidget(self.first_row)
        self._rules = _Rules(look)
        column.addWidget(self._rules)
        self.again = PassphraseField(look)
        self.again_row = FieldRow(look, look._(N_("Once &more")), self.again, required=True)
        column.addWidget(self.again_row)
        self.first.changed.connect(self._show_rules)
        self.first.changed.connect(self._typed)
        self.again.changed.connect(self._typed)
        return part

    def _show_part(self, chosen: str) -> None:
        self._offer.setVisible(chosen == OFFER)
        self._own.setVisible(chosen == OWN)
        self.changed.emit()

    def _show_words(self) -> None:
        while (item := self._words.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        shown = bool(self.offered) and not self._hidden
        if shown:
            for number, word in enumerate(self.offered.split()):
                self._words.addWidget(_numbered(self._look, number + 1, word), number // 3, number % 3)
        self.draw.setVisible(not self.offered)
        self._card.setVisible(shown)
        self.back_row.setVisible(bool(self.offered) and self._hidden)

    def _show_again(self) -> None:
        self._hidden = False
        self._show_words()
        self.written.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_rules(self, _text: str = "") -> None:
        text = self.first.text()
        found = {each.code for each in weaknesses(text, self._own_words())} if text else set()
        self._rules.show_found(found, typed=bool(text))

    def _typed(self, _text: str) -> None:
        for row in (self.first_row, self.again_row, self.back_row):
            row.clear_error()
        self.changed.emit()

    def _typed_back(self) -> bool:
        return bool(self.offered) and " ".join(self.back.text().split()).casefold() == self.offered.casefold()

    def _check_offer(self) -> bool:
        if not self.offered:
            self.draw.setFocus(Qt.FocusReason.OtherFocusReason)
            self.offer()
            return False
        if not self._hidden:
            self.hide_words()
            return False
        if not self._typed_back():
            told = N_("These are not the six words. Compare each with your paper, or show them again.")
            return _wrong(self.back_row, self._look._(told))
        return True


class _Rules(QWidget):
    """Each rule with its state by shape and word; a screen reader hears both."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        self._lines: list[tuple[PlainLabel, PlainLabel, str]] = []
        for _, text in _RULES:
            row = QHBoxLayout()
            row.setSpacing(look.px(8))
            icon, told = PlainLabel(), PlainLabel(role="small", wrap=True)
            row.addWidget(icon)
            row.addWidget(told, 1)
            column.addLayout(row)
            words = look._(text).format(characters=LEAST_CHARACTERS, words=LEAST_WORDS)
            self._lines.append((icon, told, words))

    def show_found(self, codes: set[str], *, typed: bool) -> None:
        """Show which rules hold for what was typed."""
        for (icon, told, words), (held, _) in zip(self._lines, _RULES, strict=True):
            broken = bool(codes.intersection(held))
            name, role = ("circle-dashed", "neutral") if not typed else ("circle-check", "ok")
            state = "" if not typed else self._look._(N_("fulfilled"))
            if broken:
                name, role, state = "triangle-alert", "danger", self._look._(N_("not yet"))
            icon.setPixmap(self._look.theme.pixmap(name, role, 16))
            told.setText(f"{words}: {state}" if state else words)


def _part(look: Look) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.px(12))
    return part, column


def _numbered(look: Look, number: int, word: str) -> QWidget:
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(8))
    row.addWidget(PlainLabel(str(number), role="small"))
    row.addWidget(PlainLabel(word, role="heading"), 1)
    held.setAccessibleName(f"{number} {word}")
    return held


def _wrong(row: FieldRow, text: str) -> bool:
    row.set_error(text)
    row.focus()
    return False
