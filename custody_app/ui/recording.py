"""Records what a page has read back itself; pages without a read-back of their own use `ctx.sign`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.ui.context import AppContext

if TYPE_CHECKING:
    from custody_app.crypto.ed25519 import SigningKey
    from custody_app.services.acts import Proposal
    from custody_app.storage import Recorded


def standing(ctx: AppContext, proposal: Proposal) -> tuple[Recorded, ...]:
    """Return the entries of a proposal that stands in the log although recording it failed, () where it does not."""
    try:
        found = [ctx.station.store.find_digest(draft.statement.digest) for draft in proposal.drafts]
    except CustodyError:  # the database is out of reach; the error shown says what is known
        return ()
    entries = tuple(each for each in found if each is not None)
    return entries if len(entries) == len(found) else ()


class Recording:
    """One recording in the background: its outcome is told on the GUI thread, the keys are wiped either way.

    Args:
        ctx: the window.
        proposal: exactly what the page has read back.
        signers: fresh keys by person id; the sitting's own key signs where no fresh unlock is needed.
        done: gets what was recorded, after it was read back from the disk.
        failed: gets the error; nothing was recorded.
        owner: the page; once it is gone nobody is told.
    """

    def __init__(
        self,
        ctx: AppContext,
        proposal: Proposal,
        signers: Mapping[str, SigningKey],
        done: Callable[[Sequence[Recorded]], None],
        failed: Callable[[CustodyError], None],
        owner: QObject,
    ) -> None:
        self._ctx, self._proposal, self._signers = ctx, proposal, dict(signers)
        self._told_done, self._told_failed, self._owner = done, failed, owner

    def start(self) -> None:
        """Hand it to the one writer."""
        acts, proposal, signers = self._ctx.station.acts, self._proposal, self._signers

        def work(_control: Control) -> Sequence[Recorded]:
            try:
                return acts.record(proposal, signers)
            finally:
                for key in signers.values():
                    key.wipe()

        self._ctx.tasks.run(work, done=self._done, failed=self._told_failed, owner=self._owner, writes=True)

    def _done(self, recorded: Sequence[Recorded]) -> None:
        if recorded:
            told = self._ctx.look.ngettext(
                N_("Recorded as entry {first}."), N_("Recorded as entries {first} to {last}."), len(recorded)
            )
            self._ctx.toast(told.format(first=recorded[0].seq, last=recorded[-1].seq))
        self._told_done(recorded)
        self._ctx.recorded.emit()
