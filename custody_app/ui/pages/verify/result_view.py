"""One result: the outcome large, the answers apart, values aligned, every finding."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.pages.verify.telling import OUTCOME_ICONS, Answer, Compared, FindingLine, Telling
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Chip, FactGrid, rule, secondary_button
from custody_app.ui.widgets.digest_comparison import DigestComparison

SHORTEST_DIGEST = 32
"""MD5, in hexadecimal digits."""
SHOWN_AT_ONCE = 40
LONGEST_BESIDE = 40


class OutcomeBanner(QFrame):
    """Icon, word and sentence, readable from the other side of the desk."""

    def __init__(self, look: Look, telling: Telling) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("state", telling.role)
        self.setAccessibleName(f"{telling.word}. {telling.sentence}")
        px = look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(22), px(18), px(22), px(18))
        row.setSpacing(px(18))
        self.drawing = PlainLabel()
        icon = OUTCOME_ICONS[telling.role]
        self.drawing.setPixmap(look.theme.pixmap(icon, telling.role, 52))
        row.addWidget(self.drawing, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(px(3))
        self.word = PlainLabel(telling.word, role="display", wrap=True)
        # Larger than any role of the style sheet: it is read from the other side of the desk.
        self.word.setStyleSheet(f"font-size: {look.theme.font.pointSizeF() * 2.4:.1f}pt;")
        words.addWidget(self.word)
        self.sentence = PlainLabel(telling.sentence, wrap=True, selectable=True)
        words.addWidget(self.sentence)
        row.addLayout(words, 1)


class ResultView(QWidget):
    """Draws a telling; buttons are the page's."""

    def __init__(self, look: Look, telling: Telling) -> None:
        super().__init__()
        self._look = look
        self._findings = telling.findings
        self._more = telling.more
        self._shown = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        self.banner = OutcomeBanner(look, telling)
        column.addWidget(self.banner)
        if telling.answers:
            column.addWidget(self._answers(telling.answers))
        if telling.compared:
            column.addWidget(self._compared(telling.compared))
        if telling.steps:
            column.addWidget(self._steps(telling.steps))
        if telling.findings:
            column.addWidget(self._finding_card())
        if telling.facts:
            facts = Card(look, look._(N_("What was looked at")))
            facts.add(FactGrid(look, telling.facts, columns=_columns(telling.facts)))
            column.addWidget(facts)
        column.addStretch(1)

    def _answers(self, answers: tuple[Answer, ...]) -> QWidget:
        px = self._look.px
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(14))
        for number, answer in enumerate(answers):
            card = Card(self._look, margin=14)
            card.setAccessibleName(f"{answer.label}: {answer.word}. {answer.sentence}")
            card.add(PlainLabel(answer.label, role="strong"))
            card.add(Chip(self._look, answer.word, answer.role, answer.icon))
            card.add(PlainLabel(answer.sentence, role="muted", wrap=True))
            card.body.addStretch(1)
            grid.addWidget(card, number // 4, number % 4)
            grid.setColumnStretch(number % 4, 1)
        return held

    def _compared(self, values: tuple[Compared, ...]) -> QWidget:
        look = self._look
        card = Card(look, look._(N_("Digests")))
        for number, value in enumerate(values):
            if number:
                card.add(rule())
            heading = QHBoxLayout()
            heading.setSpacing(look.px(10))
            heading.addWidget(PlainLabel(value.title, role="strong"))
            if value.expected and value.found:
                same = value.expected == value.found
                word = look._(N_("Same") if same else N_("Different"))
                heading.addWidget(Chip(look, word, "ok" if same else "danger"))
            elif not value.expected:
                heading.addWidget(Chip(look, look._(N_("Computed only")), "neutral", "circle-dashed"))
            heading.addStretch(1)
            card.body.addLayout(heading)
            card.add(DigestComparison(look, value.title, value.expected, value.found))
        return card

    def _steps(self, text: str) -> QWidget:
        card = Card(self._look, sunken=True, margin=14)
        row = QHBoxLayout()
        row.setSpacing(self._look.px(10))
        drawing = PlainLabel()
        drawing.setPixmap(self._look.theme.pixmap("arrow-right", "info", 18))
        row.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(text, wrap=True, selectable=True), 1)
        card.body.addLayout(row)
        return card

    def _finding_card(self) -> QWidget:
        look = self._look
        failed = sum(each.role == "danger" for each in self._findings)
        self._card = Card(look, look._(N_("Findings")))
        count = len(self._findings) + self._more
        told = look.ngettext("{n} finding", "{n} findings", count).format(n=count)
        if failed:
            told += " · " + look.ngettext("{n} failed", "{n} failed", failed).format(n=failed)
        self._card.add_beside_heading(PlainLabel(told, role="muted"))
        self._more_button: QPushButton | None = None
        self._show_more()
        return self._card

    def _show_more(self) -> None:
        look = self._look
        if self._more_button is not None:
            self._more_button.hide()
            self._more_button.deleteLater()
            self._more_button = None
        for finding in self._findings[self._shown : self._shown + SHOWN_AT_ONCE]:
            if self._shown:
                self._card.add(rule())
            self._card.add(_FindingRow(look, finding))
            self._shown += 1
        left = len(self._findings) - self._shown
        if left > 0:
            text = look._(N_("Show more ({count} left)")).format(count=left + self._more)
            self._more_button = secondary_button(look, text, "chevron-down", self._show_more)
            self._card.body.addWidget(self._more_button, 0, Qt.AlignmentFlag.AlignLeft)
        elif self._more:
            text = look._(N_("And {count} more.")).format(count=self._more)
            self._card.add(PlainLabel(text, role="muted"))


class _FindingRow(QWidget):
    def __init__(self, look: Look, finding: FindingLine) -> None:
        super().__init__()
        self.setAccessibleName(f"{finding.word}: {finding.sentence} {finding.code} {finding.place}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        chip = Chip(look, finding.word, finding.role, "info" if finding.role == "neutral" else "")
        held = QWidget()
        held.setMinimumWidth(look.px(118))
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(chip)
        inside.addStretch(1)
        row.addWidget(held)
        words = QVBoxLayout()
        words.setSpacing(look.px(3))
        words.addWidget(PlainLabel(finding.sentence, wrap=True, selectable=True))
        place = " · ".join(part for part in (finding.code, finding.place) if part)
        if place:
            below = PlainLabel(place, role="small", wrap=True, selectable=True)
            below.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            words.addWidget(below)
        if _digests(finding.expected, finding.found):
            words.addWidget(DigestComparison(look, "", finding.expected, finding.found))
        elif finding.expected and finding.found:
            stored, computed = look._(N_("Stored")), look._(N_("Computed"))
            words.addWidget(FactGrid(look, [(stored, finding.expected), (computed, finding.found)]))
        row.addLayout(words, 1)


def _columns(facts: tuple[tuple[str, str], ...]) -> int:
    """Two where there are many, and each has room for half the width."""
    return 2 if len(facts) > 6 and all(len(value) <= LONGEST_BESIDE for _, value in facts) else 1


def _digests(one: str, other: str) -> bool:
    """Whether it is worth comparing digit by digit; sizes, counts and names are not."""
    return len(one) == len(other) >= SHORTEST_DIGEST and not set(one + other) & set(" \n")
