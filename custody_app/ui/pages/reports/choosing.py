"""Which document: case, kind, transfer, language, paper, for whom."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from custody_app.i18n import N_
from custody_app.services.reporting import PAPERS, ReportRequest
from custody_app.storage.list_rows import TransferFilter, TransferRow
from custody_app.ui.context import AppContext
from custody_app.ui.pages.exhibits.act_form import ActForm
from custody_app.ui.pages.exhibits.leads import RECEIPT, REPORT
from custody_app.ui.pages.exhibits.wording import moment_words
from custody_app.ui.pages.first_run.language_step import OWN_NAMES
from custody_app.ui.pages.transfer.receipt import status_words

KIND_NAMES: Final = ((REPORT, N_("Custody report")), (RECEIPT, N_("Transfer receipt")))
CASES_OFFERED: Final = 300
"""The cases last worked on; documents of older ones are begun on their own page."""


class Choosing(QWidget):
    """The questions; `request` is the answer."""

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self._pinned = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.form = form = ActForm(ctx)
        column.addWidget(form)
        column.addStretch(1)
        self._case = form.choice("case", N_("Case"), [])
        self._kind = form.choice("kind", N_("Document"), KIND_NAMES)
        self._transfer = form.choice("transfer", N_("Transfer"), [])
        language = form.choice("language", N_("Language"), tuple(OWN_NAMES.items()))
        language.choose(ctx.translator.language)
        form.choice("paper", N_("Paper"), [(paper, paper) for paper in PAPERS])
        form.side_by_side("language", "paper")
        form.text("recipient", N_("For whom"), help=N_("Recorded in the log when the document is issued."))
        form.text("reason", N_("Reason"))
        self._case.currentIndexChanged.connect(self._case_changed)
        self._kind.currentIndexChanged.connect(self._kind_changed)
        form.changed.connect(self.changed)

    def read(self) -> None:
        """Offer what the station holds now."""
        store = self.ctx.station.store
        ids = store.case_ids(sort="-last_at")[:CASES_OFFERED]
        if self._pinned and self._pinned not in ids:
            ids.insert(0, self._pinned)
        rows = store.case_rows(ids)
        self._case.set_choices([(row.id, " · ".join(part for part in (row.number, row.title) if part)) for row in rows])
        self._read_transfers()

    @property
    def empty(self) -> bool:
        """Whether there is no case."""
        return not self._case.count()

    def choose(self, values: dict[str, Any]) -> None:
        """Put answers in; the case first, since it decides which transfers there are."""
        if case := str(values.get("case", "")):
            self._pinned = case
            self.read()
            self._case.choose(case)
            self._read_transfers()
        self.form.set_values({key: value for key, value in values.items() if key != "case" and value})
        self._kind_changed()

    def answers(self) -> ReportRequest:
        """Return what is chosen, complete or not."""
        texts = self.form.texts("case", "kind", "transfer", "language", "paper", "recipient", "reason")
        return ReportRequest(
            kind=texts["kind"],
            case=texts["case"],
            language=texts["language"],
            paper=texts["paper"],
            transfer=texts["transfer"] if texts["kind"] == RECEIPT else "",
            recipient=texts["recipient"],
            reason=texts["reason"],
        )

    def request(self) -> ReportRequest | None:
        """Return what is wanted, or None after saying beside the field what is missing."""
        self.form.clear_errors()
        wanted = self.answers()
        if wanted.kind == RECEIPT and not wanted.transfer:
            words = N_("This case has no transfer yet. Nothing was made. Choose another case, or the custody report.")
            self.form.rows["transfer"].set_error(self.ctx._(words))
            self.form.rows["kind"].focus()
            return None
        return wanted

    def file_name(self) -> str:
        """Return the name offered for the file, without its ending."""
        number = self._case.currentText().split(" · ", 1)[0]
        safe = "".join(each if each.isalnum() or each in "-_." else "-" for each in number).strip(".")
        today = self.ctx.station.clock.utc_now().date().isoformat()
        return f"{safe or 'case'}-{self._kind.code()}-{today}"

    def _case_changed(self, *_: object) -> None:
        self._read_transfers()

    def _kind_changed(self, *_: object) -> None:
        self.form.rows["transfer"].setVisible(self._kind.code() == RECEIPT)

    def _read_transfers(self) -> None:
        case, store = self._case.code(), self.ctx.station.store
        rows = store.transfer_rows(store.transfer_ids(TransferFilter(case=case), "-offered_at")) if case else []
        names = dict(self.ctx.station.trust.names())
        self._transfer.set_choices([(row.offer, self._transfer_words(row, names)) for row in rows])
        self._kind_changed()

    def _transfer_words(self, row: TransferRow, names: dict[str, str]) -> str:
        receiver = names.get(row.receiver, row.receiver_name or row.receiver)
        parts = (
            f"{names.get(row.giver, row.giver)} → {receiver}",
            moment_words(self.ctx.look, row.offered_at, self.ctx.station.clock.utc_now()),
            status_words(self.ctx.translator, row.status),
        )
        return " · ".join(parts)
