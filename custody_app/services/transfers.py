"""Transfers of custody: offered by the holder, accepted or rejected line by line by the receiver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    CancelTransfer,
    CloseTransfer,
    OfferTransfer,
    RejectTransfer,
)
from custody_app.domain.state import TransferState
from custody_app.i18n import N_
from custody_app.log.statement import SeenHead
from custody_app.services.acts import Acts, Proposal
from custody_app.services.imported_logs import ImportedLogs
from custody_app.storage import Store, TransferRow

SHORTEST_PREFIX = 6
Stage = Literal["", "on_the_way", "arrived", "answered", "closed"]
"""On the way: a package with the offer left. Arrived: the offer came from another station. Answered: there."""


class Transfers:
    """The transfers of this station.

    Args:
        store: the log and its projections.
        acts: decides and records.
        imported: the heads of other stations' logs.
    """

    def __init__(self, store: Store, acts: Acts, imported: ImportedLogs) -> None:
        self._store = store
        self._acts = acts
        self._imported = imported

    def propose_offer(self, command: OfferTransfer) -> Proposal:
        """Return the offer, or several where the list is long.

        Raises:
            RuleRefused: OFFER_NOT_HOLDER, OFFER_OPEN, SEAL_MISSING and others; InputWrong: EXHIBITS_OF_CASES.
        """
        cases = {self._acts.case_of(exhibit) for exhibit in command.exhibits}
        if len(cases) != 1:
            raise InputWrong(
                "EXHIBITS_OF_CASES",
                N_("One transfer holds exhibits of one case only."),
                kept=N_("Nothing was recorded."),
                advice=N_("Make one transfer for each case."),
            )
        return self._acts.propose(command, cases.pop())

    def propose_accept(self, command: AcceptTransfer, after: Proposal | None = None) -> Proposal:
        """Return the acceptance of an offer, recorded or, in the same sitting, about to be."""
        case = "" if after else self.case_of(command.offer)
        return self._acts.propose(command, case, after, () if after else self._seen_of(command.offer))

    def propose_reject(self, command: RejectTransfer) -> Proposal:
        """Return the rejection of an offer as a whole."""
        return self._acts.propose(command, self.case_of(command.offer), seen=self._seen_of(command.offer))

    def propose_close(self, command: CloseTransfer) -> Proposal:
        """Return the close, in this log, of an offer that another station answered.

        Raises:
            RuleRefused: TRANSFER_CLOSED, ACCEPT_NO_OFFER; TRANSFER_NOT_ELSEWHERE, offer and answer stand in one log.
        """
        row = self._row(command.offer)
        answered_in = self._store.answered_in(command.answer)
        if row.log != self._store.origin or answered_in == row.log:
            raise RuleRefused(
                "TRANSFER_NOT_ELSEWHERE",
                N_("Only an offer made here and answered at another station is closed."),
                kept=N_("Nothing was recorded."),
                advice=N_("Nothing is left to do."),
            )
        return self._acts.propose(command, row.case, seen=self._imported.seen(answered_in, row.case))

    def stage(self, offer: str) -> Stage:
        """Return where a transfer between two stations stands; "" for one within this station."""
        return self.stages([self._row(offer)])[0]

    def stages(self, rows: Sequence[TransferRow]) -> list[Stage]:
        """Return where each of these transfers stands, as `stage` does."""
        left: dict[str, int] = {}
        for made in self._store.statements_of_type("export.made") if any(map(_is_open, rows)) else ():
            size = made.body.get("size", 0)
            left[made.statement.case] = max(left.get(made.statement.case, 0), size)
        return [self._stage(row, max(left.get(row.case, 0), left.get("", 0))) for row in rows]

    def _stage(self, row: TransferRow, left: int) -> Stage:
        """Return the stage of one transfer; packages of its case were made up to the size `left`."""
        own = self._store.origin
        if row.closed:
            return "closed"
        if _is_open(row):
            return "arrived" if row.log != own else "on_the_way" if row.seq < left else ""
        if row.status == "cancelled" or row.log == own == self._store.answered_in(row.answer):
            return ""
        return "answered"

    def _seen_of(self, offer: str) -> tuple[SeenHead, ...]:
        """Return the head of the log that an offer came with, () for one of this log."""
        row = self._row(offer)
        return () if row.log == self._store.origin else self._imported.seen(row.log, row.case)

    def propose_cancel(self, command: CancelTransfer) -> Proposal:
        """Return the taking back of an open offer."""
        return self._acts.propose(command, self.case_of(command.offer))

    def propose_hand_over(
        self,
        offer: OfferTransfer,
        lines: Sequence[AcceptedLine],
        receiver: str,
        signature: str = "",
        signed_on: str = "screen",
    ) -> Proposal:
        """Return offer and acceptance together, for two people at one laptop; both are recorded or none.

        Args:
            offer: what the holder hands over.
            lines: what the receiver says of each exhibit.
            receiver: the receiver's person id, or who attests for a receiver without a key.
            signature: SHA-256 of the handwritten signature, where the receiver has no key.
            signed_on: `screen` or `paper`, likewise.
        """
        proposal = self.propose_offer(offer)
        by_exhibit = {line.exhibit: line for line in lines}
        for draft in [each for each in proposal.drafts if each.type == "transfer.offer"]:
            exhibits = [line.exhibit for line in draft.lines]
            answered = tuple(by_exhibit[exhibit] for exhibit in exhibits if exhibit in by_exhibit)
            accept = AcceptTransfer(
                actor=receiver, offer=draft.digest, lines=answered, signature=signature, signed_on=signed_on
            )
            proposal = self._acts.propose(accept, after=proposal)
        return proposal

    def find(self, named: str) -> str:
        """Return the digest of the offer that starts with `named`, at least six characters of it.

        Raises:
            InputWrong: OFFER_UNKNOWN, OFFER_AMBIGUOUS.
        """
        found = [row.offer for row in self._store.transfer_rows([named])]
        if not found and len(named) >= SHORTEST_PREFIX:
            found = [offer for offer in self._store.transfer_ids() if offer.startswith(named)]
        if len(found) == 1:
            return found[0]
        raise InputWrong(
            "OFFER_AMBIGUOUS" if found else "OFFER_UNKNOWN",
            N_("There is no single transfer {transfer} here."),
            advice=N_("Look it up with: custody transfer list"),
            transfer=named,
        )

    def state(self, offer: str) -> TransferState:
        """Return what the record says of a transfer."""
        return self._acts.state(self.case_of(offer)).transfers[offer]

    def case_of(self, offer: str) -> str:
        """Return the case of an offer."""
        return self._row(offer).case

    def _row(self, offer: str) -> TransferRow:
        return self._store.transfer_rows([self.find(offer)])[0]


def _is_open(row: TransferRow) -> bool:
    return row.status == "open"
