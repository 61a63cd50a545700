"""Enrolling somebody: the work in a thread that waits for the person to have read what will be signed."""

from __future__ import annotations

import threading
import time
from typing import Final

from custody_app.diagnostics import Cancelled
from custody_app.hashing.progress import Progress
from custody_app.services.acts import Proposal
from custody_app.services.enrolment import EnrolledPerson
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation

READING_SECONDS: Final = 300.0
"""How long the read-back stands before it is given up: keys are in memory meanwhile."""
_LOOK_SECONDS: Final = 0.05


class Enrolment:
    """One enrolment; `proposal` is set while it waits for `answer`.

    Attributes:
        at: whose passphrase was being tried, `supervisor` or `root`, so that an error finds its field.
    """

    def __init__(self, station: OpenStation, new: NewPerson, by: str, by_passphrase: str, root_passphrase: str) -> None:
        self._station, self._new, self._by = station, new, by
        self._by_passphrase, self._root_passphrase = by_passphrase, root_passphrase
        self._answered = threading.Event()
        self._granted = False
        self._progress: Progress | None = None
        self.proposal: Proposal | None = None
        self.at = "supervisor"

    def run(self, progress: Progress) -> EnrolledPerson:
        """Do it; the service makes the key, asks, then records in one transaction.

        Raises:
            CustodyError: as `Officers.enrol`; Cancelled: nothing was recorded and no key was left behind.
        """
        self._progress = progress
        # Tried by itself, since both wrong passphrases come back with the same code.
        self._station.session.fresh(self._by, self._by_passphrase).wipe()
        self.at = "root"
        return self._station.officers.enrol(
            self._new, self._by, self._by_passphrase, self._root_passphrase, approve=self._approve
        )

    def answer(self, *, granted: bool) -> None:
        """The person has read it; GUI thread."""
        self._granted = granted
        self._answered.set()

    def _approve(self, proposal: Proposal) -> None:
        assert self._progress is not None  # noqa: S101  (set by run)
        self.at = ""
        self.proposal = proposal
        end = time.monotonic() + READING_SECONDS
        while not self._answered.wait(_LOOK_SECONDS):
            # Each report wakes the page, and raises Cancelled when the window was locked or closed.
            self._progress.report(0, 0, "")
            if time.monotonic() > end:
                raise Cancelled
        if not self._granted:
            raise Cancelled
