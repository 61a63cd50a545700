"""One entry beside the list: the statement, its bytes, its neighbours, its proof."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from custody_app.hashing.progress import Control
from custody_app.i18n import N_, visible
from custody_app.services.log_reading import LogView
from custody_app.ui.context import AppContext
from custody_app.ui.pages.exhibits.link_row import LinkRow
from custody_app.ui.pages.exhibits.saving import ask_where, write_file
from custody_app.ui.pages.exhibits.wording import count_words
from custody_app.ui.pages.log.entry_known import EntryKnown, Neighbour, read_entry
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    Banner,
    Card,
    Chip,
    DigestBlock,
    EmptyState,
    FactGrid,
    FilterBar,
    icon_button,
    secondary_button,
)
from custody_app.ui.widgets.facts import label_width
from custody_app.ui.widgets.progress_row import size_words

PARTS = ("statement", "bytes", "place")
LONGEST_WORD = 22


class EntryPanel(Card):
    """Shows the entry that `show_entry` names; `wanted` tells that a neighbour was asked for."""

    wanted = Signal(int)
    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look, margin=16)
        self._ctx = ctx
        self._asked: tuple[str, int] | None = None
        self.known: EntryKnown | None = None
        look, px = ctx.look, ctx.look.px
        self.setMinimumWidth(px(400))
        self.setMaximumWidth(px(520))
        top = QHBoxLayout()
        self._number = PlainLabel(role="heading")
        top.addWidget(self._number, 1)
        self._older = icon_button(look, "arrow-up", ctx._(N_("The entry before")), self._show_before)
        self._newer = icon_button(look, "arrow-down", ctx._(N_("The entry after")), self._show_after)
        top.addWidget(self._older)
        top.addWidget(self._newer)
        self.body.addLayout(top)
        self._told = PlainLabel(role="muted", wrap=True)
        self.add(self._told)
        self.parts = FilterBar(
            [
                ("statement", ctx._(N_("Statement"))),
                ("bytes", ctx._(N_("Bytes"))),
                ("place", ctx._(N_("Place and proof"))),
            ],
            px(8),
            ctx._(N_("What is shown of the entry")),
        )
        self.parts.chosen.connect(self._choose_part)
        row = QHBoxLayout()
        row.addWidget(self.parts)
        row.addStretch(1)
        self.body.addLayout(row)
        self._stack = QStackedWidget()
        self.add(self._stack, 1)
        words = ctx._(N_("Its statement, bytes, neighbours and proof are shown here."))
        self._stack.addWidget(EmptyState(look, "list", ctx._(N_("Choose an entry")), words))
        kept = self._stack.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._stack.setSizePolicy(kept)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Ask for an entry: none is chosen."""
        self._asked, self.known = None, None
        self._number.clear()
        self._told.clear()
        self._older.setEnabled(False)
        self._newer.setEnabled(False)
        self._show_parts(())
        self._stack.show()

    def show_entry(self, log: str, seq: int) -> None:
        """Fetch and show an entry; until it is there, no more than its number."""
        self._asked = (log, seq)
        if self.known is None:
            self._name(seq)
            self._stack.hide()
        self._ctx.tasks.run(partial(self._read, log, seq), done=self._show, failed=self.failed.emit, owner=self)

    def _read(self, log: str, seq: int, _control: Control) -> tuple[tuple[str, int], EntryKnown]:
        return (log, seq), read_entry(self._ctx.station, self._ctx.look, log, seq)

    def _show(self, found: tuple[tuple[str, int], EntryKnown]) -> None:
        asked, known = found
        if asked != self._asked:
            return
        self.known = known
        self._name(known.seq)
        self._told.setText(known.told or self._ctx._(N_("The text of this statement was erased or is withheld.")))
        self._older.setEnabled(known.before is not None)
        self._newer.setEnabled(known.after is not None)
        self._show_parts((self._statement(known), self._bytes(known), self._place(known)))
        self._stack.show()

    def _name(self, seq: int) -> None:
        look = self._ctx.look
        self._number.setText(look._(N_("Entry {number}")).format(number=count_words(look, seq)))

    def _show_parts(self, pages: Sequence[QWidget]) -> None:
        """Put these in the place of the last ones; the first of the stack says that none is chosen."""
        before = [self._stack.widget(place) for place in range(1, self._stack.count())]
        for page in pages:
            self._stack.addWidget(page)
        for old in before:
            if old is not None:
                self._stack.removeWidget(old)
                old.deleteLater()
        self._choose_part(self.parts.current)

    def _choose_part(self, part: str) -> None:
        self._stack.setCurrentIndex(1 + PARTS.index(part) if self._stack.count() > len(PARTS) else 0)

    def _statement(self, known: EntryKnown) -> QWidget:
        look = self._ctx.look
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, look.px(6), 0)
        column.setSpacing(look.px(12))
        if not known.own:
            words = self._ctx._(N_("An entry of the log {log}, brought here by a package.")).format(log=known.log)
            column.addWidget(Banner(look, words, "info"))
        if known.lines:
            column.addWidget(self._read_back(known))
        for name, fingerprint in known.signed_by:
            words = name or self._ctx._(N_("A key that is not on the roster"))
            role = "ok" if name else "danger"
            column.addWidget(LinkRow(look, "signature", words, fingerprint, role=role))
        column.addStretch(1)
        return _scrolled(held)

    def _read_back(self, known: EntryKnown) -> QWidget:
        """Return the lines that were read back, long digests broken so that nothing is cut off."""
        look = self._ctx.look
        card = Card(look, margin=14)
        wide = label_width(look, [look._(line.label) for line in known.lines])
        facts: list[tuple[str, str | QWidget]] = []
        group = ("", 0)
        for line in known.lines:
            if line.group and (line.group, line.item) != group:
                card.add(FactGrid(look, facts, label_width=wide))
                facts = []
                heading = look._(line.group) + (f" {line.item}" if line.item else "")
                card.add(PlainLabel(heading, role="eyebrow"))
            group = (line.group, line.item)
            facts.append((look._(line.label), broken(look._(line.value) if line.term else line.value)))
        card.add(FactGrid(look, facts, label_width=wide))
        return card

    def _bytes(self, known: EntryKnown) -> QWidget:
        look = self._ctx.look
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        texts = (
            (N_("Entry, {size}"), known.entry_size, known.entry_text, 2),
            (N_("Envelope, {size}"), known.envelope_size, known.envelope_text, 3),
        )
        for label, size, text, stretch in texts:
            words = self._ctx._(label).format(size=size_words(size))
            heading = PlainLabel(words, role="eyebrow")
            column.addWidget(heading)
            shown = QPlainTextEdit()
            shown.setReadOnly(True)
            shown.setTabChangesFocus(True)
            shown.setFont(look.theme.mono(0.93))
            shown.setPlainText(visible(text, keep_newlines=True) or self._ctx._(N_("Withheld")))
            shown.setAccessibleName(words)
            shown.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
            heading.setBuddy(shown)
            column.addWidget(shown, stretch)
        return held

    def _place(self, known: EntryKnown) -> QWidget:
        look, ctx = self._ctx.look, self._ctx
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, look.px(6), 0)
        column.setSpacing(look.px(10))
        column.addWidget(DigestBlock(look, ctx._(N_("Leaf hash")), known.leaf_hash))
        column.addWidget(DigestBlock(look, ctx._(N_("SHA-256 of the statement")), known.digest))
        column.addWidget(PlainLabel(ctx._(N_("Neighbours")), role="strong"))
        for neighbour, missing in (
            (known.before, N_("This is the first entry of the log")),
            (known.after, N_("This is the last entry of the log")),
        ):
            if neighbour is not None:
                column.addWidget(self._neighbour(neighbour))
            else:
                column.addWidget(PlainLabel(ctx._(missing) if known.own else "–", role="muted"))
        column.addWidget(PlainLabel(ctx._(N_("Proof")), role="strong"))
        if known.covered:
            words = ctx.look.ngettext(
                "{n} hash leads from this entry to the signed head of {size} entries.",
                "{n} hashes lead from this entry to the signed head of {size} entries.",
                known.proof_hashes,
            )
            told = words.format(n=known.proof_hashes, size=count_words(look, known.covered))
            column.addWidget(PlainLabel(told, role="muted", wrap=True))
            save = secondary_button(look, ctx._(N_("Save the proof …")), "download", self._ask_proof)
            column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            words = ctx._(N_("No signed head covers this entry here."))
            column.addWidget(PlainLabel(words, role="muted", wrap=True))
        column.addStretch(1)
        return _scrolled(held)

    def _neighbour(self, neighbour: Neighbour) -> QWidget:
        ctx = self._ctx
        fits = ctx._(N_("Fits")) if neighbour.fits else ctx._(N_("Does not fit"))
        role, icon = ("ok", "link") if neighbour.fits else ("danger", "unlink")
        title = ctx._(N_("Entry {number}")).format(number=count_words(ctx.look, neighbour.seq))
        return LinkRow(
            ctx.look,
            "link",
            f"{title} · {neighbour.label}" if neighbour.label else title,
            neighbour.leaf_hash,
            beside=Chip(ctx.look, fits, role, icon),
            on_open=partial(self.wanted.emit, neighbour.seq),
        )

    def _show_before(self) -> None:
        if self.known is not None and self.known.before is not None:
            self.wanted.emit(self.known.before.seq)

    def _show_after(self) -> None:
        if self.known is not None and self.known.after is not None:
            self.wanted.emit(self.known.after.seq)

    def _ask_proof(self) -> None:
        if self.known is not None:
            ask_where(self._ctx, self, f"entry-{self.known.seq}.tlog-proof", self.save_proof)

    def save_proof(self, target: Path) -> None:
        """Write the inclusion proof of the entry that is shown."""
        if self.known is None:
            return
        work = partial(_write_proof, LogView(self._ctx.station.store), self.known.seq, target)
        self._ctx.tasks.run(work, done=self._saved, failed=self.failed.emit, owner=self)

    def _saved(self, target: Path) -> None:
        self._ctx.toast(self._ctx._(N_("Saved: {file}")).format(file=target))


def _write_proof(view: LogView, seq: int, target: Path, _control: Control) -> Path:
    return write_file(target, view.proof(seq))


def broken(value: str) -> str:
    """Return a text whose words of more than 22 characters, such as digests, go over several lines."""
    words = []
    for word in value.split(" "):
        parts = [word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)]
        # Lines end at hyphens by themselves.
        words.append(word if "-" in word else "\n".join(parts))
    return " ".join(words)


def _scrolled(held: QWidget) -> QScrollArea:
    held.setObjectName("scroll_card")
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setWidget(held)
    scroll.viewport().setAutoFillBackground(False)
    held.setAutoFillBackground(False)
    return scroll
