"""Transfers of custody: offered by the holder, accepted or rejected line by line by the receiver."""

from __future__ import annotations

from collections.abc import Sequence

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    CancelTransfer,
    OfferTransfer,
    RejectTransfer,
)
from custody_app.domain.state import TransferState
from custody_app.i18n import N_
from custody_app.services.acts import Acts, Proposal
from custody_app.storage import Store

SHORTEST_PREFIX = 6


class Transfers:
    """The transfers of this station.

    Args:
        store: the log and its projections.
        acts: decides and records.
    """

    def __init__(self, store: Store, acts: Acts) -> None:
        self._store = store
        self._acts = acts

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
        return self._acts.propose(command, "" if after else self.case_of(command.offer), after)

    def propose_reject(self, command: RejectTransfer) -> Proposal:
        """Return the rejection of an offer as a whole."""
        return self._acts.propose(command, self.case_of(command.offer))

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
        for draft in proposal.drafts:
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
        rows = self._store.transfer_rows([self.find(offer)])
        return rows[0].case
