"""An issued document between the disk and the log: written whole beside its name, named once it was recorded."""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from pathlib import Path

from custody_app.crypto.ed25519 import SigningKey
from custody_app.exchange.new_file import NewFile
from custody_app.hashing.progress import Progress
from custody_app.services.reporting import ReadyReport, ReportRequest, Reports


class WaitingFile:
    """A document that is safe on the disk and does not bear its name yet.

    `keep` names it, `discard` removes it; the end of the program removes it too.

    Raises:
        EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED.
    """

    def __init__(self, ready: ReadyReport, target: Path) -> None:
        self.ready, self.target = ready, target
        with ExitStack() as guard:
            # The dialog that asked for the name asked already whether to replace a file.
            self._new = guard.enter_context(NewFile(target, overwrite=True))
            self._new.stream.write(ready.pdf)
            self._new.flush()
            self._stack = guard.pop_all()
        self._at_end = weakref.finalize(self, self._stack.close)

    def keep(self, _progress: Progress) -> None:
        """Give the file its name; OSErrors become EnvironmentUnavailable."""
        with self._stack:
            self._new.keep()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._at_end()


class Issue:
    """The work of making a document to be issued; runs off the GUI thread, and wipes the key."""

    def __init__(self, reports: Reports, request: ReportRequest, person: str, key: SigningKey, target: Path) -> None:
        self._reports, self._request = reports, request
        self._person, self._key, self._target = person, key, target

    def __call__(self, progress: Progress) -> WaitingFile:
        """Make the document and write it beside its name."""
        try:
            ready = self._reports.make(self._request, self._person, self._key, progress)
        finally:
            self._key.wipe()
        return WaitingFile(ready, self._target)


class SaveAgain:
    """Writes a document that was issued already to another place."""

    def __init__(self, ready: ReadyReport, target: Path) -> None:
        self._ready, self._target = ready, target

    def __call__(self, progress: Progress) -> Path:
        """Write and name it."""
        WaitingFile(self._ready, self._target).keep(progress)
        return self._target
