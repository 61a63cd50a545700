"""The signed heads that the station keeps, and to whom they were handed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused
from custody_app.log.note import parse_note
from custody_app.services.station import OpenStation
from custody_app.ui.context import AppContext
from custody_app.ui.pages.exhibits.saving import ask_where, write_file
from custody_app.ui.pages.exhibits.wording import count_words
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, Cell, Column, EmptyState, IconCell, ListView, PagedModel, secondary_button

SHOWN = 500


@dataclass(frozen=True, slots=True)
class SignedHead:
    """One signed head; `held_by` names whoever was given a package at this head."""

    size: int
    root: str
    signers: str
    held_by: str
    note: bytes


def read_heads(station: OpenStation) -> list[SignedHead]:
    """Return the last five hundred signed heads, the newest first."""
    held: dict[int, list[str]] = {}
    for made in station.store.statements_of_type("export.made"):
        size, recipient = made.body.get("size"), made.body.get("recipient")
        if isinstance(size, int) and isinstance(recipient, str) and recipient:
            held.setdefault(size, []).append(recipient)
    found = []
    for saved in station.store.checkpoints()[-SHOWN:][::-1]:
        try:
            signers = ", ".join(line.name for line in parse_note(saved.note).signatures)
        except CanonRefused:
            signers = ""
        names = ", ".join(dict.fromkeys(held.get(saved.head.size, ())))
        found.append(SignedHead(saved.head.size, saved.head.root.hex(), signers, names, saved.note))
    return found


class CheckpointsCard(Card):
    """The list of signed heads; the chosen one is saved as a file."""

    failed = Signal(object)

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx.look, margin=13)
        self._ctx = ctx
        self._heads: dict[int, SignedHead] = {}
        look = ctx.look
        row = QHBoxLayout()
        words = N_("Whoever keeps one of these from outside can prove later that nothing before it was changed.")
        row.addWidget(PlainLabel(ctx._(words), role="muted", wrap=True), 1)
        row.addWidget(secondary_button(look, ctx._(N_("Save the chosen one …")), "download", self._ask))
        self.body.addLayout(row)
        model: PagedModel[SignedHead, int] = PagedModel(
            [
                Column(ctx._(N_("Entries")), self._size, weight=1, least=150),
                Column(ctx._(N_("Root")), self._root, weight=4, least=240),
                Column(ctx._(N_("Signed by")), _signers, weight=3, least=200, drop=2),
                Column(ctx._(N_("Handed to")), _held_by, weight=2, least=150, drop=1),
            ],
            ids=self._ids,
            rows=self._rows,
            key=_size_of,
            sort="-size",
            tasks=ctx.tasks,
        )
        model.failed.connect(self.failed)
        words = ctx._(N_("The head is signed after every recorded act."))
        empty = EmptyState(look, "signature", ctx._(N_("No signed head yet")), words)
        self.list = ListView(look, model, empty, name=ctx._(N_("Signed heads")))
        self.add(self.list, 1)

    def _ids(self, _sort: str) -> list[int]:
        self._heads = {head.size: head for head in read_heads(self._ctx.station)}
        return list(self._heads)

    def _rows(self, ids: Sequence[int]) -> list[SignedHead]:
        return [self._heads[each] for each in ids if each in self._heads]

    def _size(self, head: SignedHead) -> IconCell:
        return IconCell("signature", count_words(self._ctx.look, head.size))

    @staticmethod
    def _root(head: SignedHead) -> Cell:
        return Cell(head.root, mono=True)

    def _ask(self) -> None:
        chosen = self.list.current_id if self.list.current_id is not None else next(iter(self._heads), None)
        if isinstance(chosen, int):
            ask_where(self._ctx, self, f"checkpoint-{chosen}.txt", partial(self.save, chosen))

    def save(self, size: int, target: Path) -> None:
        """Write a signed head as a file."""
        note = self._heads[size].note
        self._ctx.tasks.run(partial(_write, target, note), done=self._saved, failed=self.failed.emit, owner=self)

    def _saved(self, target: Path) -> None:
        self._ctx.toast(self._ctx._(N_("Saved: {file}")).format(file=target))


def _write(target: Path, note: bytes, _control: Control) -> Path:
    return write_file(target, note)


def _signers(head: SignedHead) -> Cell:
    return Cell(head.signers or "–")


def _held_by(head: SignedHead) -> Cell:
    return Cell(head.held_by or "–")


def _size_of(head: SignedHead) -> int:
    return head.size
