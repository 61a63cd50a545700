"""What a reading found, large: the verdict, one sentence for anybody, the digests aligned, the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from custody_app.domain.commands import HashExhibit, VerifyExhibit
from custody_app.i18n import N_
from custody_app.services.acts import Proposal
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.wording import ALGORITHM_NAMES
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, DigestBlock, FactGrid, rule
from custody_app.ui.widgets.digest_comparison import DigestComparison
from custody_app.ui.widgets.progress_row import size_words

LISTED = 12


@dataclass(frozen=True, slots=True)
class ReadingOutcome:
    """What a reading found and what will be signed.

    Attributes:
        result: `match`, `mismatch`, `unreadable`, or `hashed`.
        baseline: algorithm to hex, as on record before.
    """

    result: str
    command: HashExhibit | VerifyExhibit
    baseline: dict[str, str]
    proposal: Proposal | None

    @property
    def differing_count(self) -> int | None:
        """How many names of a folder differ, None where that was not found out."""
        return self.command.differing_count if isinstance(self.command, VerifyExhibit) else None


class _Verdict(NamedTuple):
    words: str
    role: str
    icon: str
    sentence: str


_VERDICTS = {
    "match": _Verdict(
        N_("Matches"),
        "ok",
        "shield-check",
        N_("Every byte is as it was when the digest was first recorded."),
    ),
    "mismatch": _Verdict(
        N_("Does not match"),
        "danger",
        "shield-x",
        N_(
            "The content is not what it was when the digest was first recorded. This is recorded as such and replaces"
            " nothing; check first whether this is the right file."
        ),
    ),
    "unreadable": _Verdict(
        N_("Cannot tell"),
        "warn",
        "shield-question-mark",
        N_("The content could not be read whole, so nothing is known to have changed and nothing is confirmed."),
    ),
    "hashed": _Verdict(
        N_("Digest computed"),
        "info",
        "fingerprint",
        N_("Once signed, this is what every later comparison is made with."),
    ),
}


class OutcomeCard(Card):
    """The verdict of a reading with its particulars."""

    def __init__(self, look: Look, outcome: ReadingOutcome) -> None:
        super().__init__(look)
        self._look = look
        self._headline(_VERDICTS[outcome.result])
        self.add(rule())
        self._digests(outcome)
        self.add(FactGrid(look, self._facts(outcome)))
        self._listed(look._(N_("What differs")), getattr(outcome.command, "differing", ()), outcome.differing_count)
        self._listed(look._(N_("Findings while reading")), outcome.command.findings, outcome.command.findings_count)

    def _headline(self, verdict: _Verdict) -> None:
        look = self._look
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        badge = QFrame()
        badge.setObjectName("badge")
        badge.setProperty("state", verdict.role)
        badge.setFixedSize(look.px(56), look.px(56))
        inside = QHBoxLayout(badge)
        inside.setContentsMargins(0, 0, 0, 0)
        drawing = PlainLabel()
        drawing.setPixmap(look.theme.pixmap(verdict.icon, verdict.role, 28))
        inside.addWidget(drawing, 0, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        self.verdict = PlainLabel(look._(verdict.words), role="display")
        words.addWidget(self.verdict)
        words.addWidget(PlainLabel(look._(verdict.sentence), role="muted", wrap=True))
        row.addLayout(words, 1)
        self.body.addLayout(row)

    def _digests(self, outcome: ReadingOutcome) -> None:
        look = self._look
        for name, value in outcome.command.digests.items():
            stored = outcome.baseline.get(name, "")
            if stored and outcome.result != "hashed":
                self.add(PlainLabel(ALGORITHM_NAMES.get(name, name), role="eyebrow"))
                self.add(DigestComparison(look, ALGORITHM_NAMES.get(name, name), stored, value))
            elif outcome.result == "hashed":
                self.add(DigestBlock(look, ALGORITHM_NAMES.get(name, name), value))

    def _facts(self, outcome: ReadingOutcome) -> list[tuple[str, str]]:
        look, command = self._look, outcome.command
        facts = [(look._(N_("Read from")), command.source)]
        if command.size is not None:
            facts.append((look._(N_("Size")), f"{size_words(command.size)} ({command.size})"))
        if command.files is not None:
            facts.append((look._(N_("Files")), str(command.files)))
        return facts

    def _listed(self, heading: str, lines: tuple[str, ...], count: int | None) -> None:
        if not lines:
            return
        look = self._look
        self.add(rule())
        self.add(PlainLabel(heading, role="strong"))
        for line in lines[:LISTED]:
            self.add(PlainLabel(line, role="mono", wrap=True, selectable=True))
        unnamed = max(count or 0, len(lines)) - len(lines[:LISTED])
        if unnamed:
            more = look.ngettext("and {n} more", "and {n} more", unnamed)
            self.add(PlainLabel(more.format(n=unnamed), role="muted"))
