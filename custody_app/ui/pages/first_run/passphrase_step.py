"""Step 5: the passphrase, and what happens when it is forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from custody_app.i18n import N_
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, quiet_button
from custody_app.ui.widgets.new_passphrase import NewPassphrase

FORGOTTEN = (
    N_("Nobody can recover it: there is no copy and no back door, here or anywhere."),
    N_("The record stays whole and readable. Reading, verifying and printing copies need no passphrase."),
    N_(
        "Another supervisor can go on working. Enrolling anybody needs the roster's root key, which this passphrase"
        " locks too: give that key a passphrase of its own in the settings and put it in the agency's safe."
    ),
    N_("If nobody else is enrolled, a new station is made; the old log stays as proof of what was done."),
)


class PassphraseStep(Step):
    """Six words or one's own."""

    word = N_("Passphrase")
    heading = N_("Your passphrase")
    sentence = N_("It locks your signing key on this computer. Whoever has both can sign in your name.")

    def build(self) -> None:
        """The choice, and the answer to the question that everybody asks."""
        look, answers = self.ctx.look, self.answers
        self.form = NewPassphrase(
            look, self.ctx.bootstrap.random, answers.own_words, answers.offered, answers.passphrase
        )
        self.column.addWidget(self.form)
        self.question = quiet_button(look, self._(N_("What if I forget it?")), "circle-help", self._answer)
        self.question.setCheckable(True)
        self.column.addWidget(self.question, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer = Card(look, sunken=True, margin=14)
        for text in FORGOTTEN:
            self.answer.add(PlainLabel(self._(text), wrap=True))
        self.answer.hide()
        self.column.addWidget(self.answer)

    def first_field(self) -> QWidget:
        """The first thing to do."""
        return self.form.first_field()

    def keep(self) -> None:
        """Remember it until the station is made."""
        self.answers.offered = self.form.offered
        self.answers.passphrase = self.form.passphrase()

    def check(self) -> bool:
        """Refuse what is too easy to guess, or was not typed twice."""
        return self.form.check()

    def _answer(self) -> None:
        self.answer.setVisible(self.answer.isHidden())
