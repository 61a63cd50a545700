"""One open station: its log, its people, its services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from custody_app.clock import Clock
from custody_app.diagnostics import CustodyError
from custody_app.services.acts import Acts
from custody_app.services.anchoring import Anchoring
from custody_app.services.cases import Cases
from custody_app.services.checkpoints import Checkpoints
from custody_app.services.enrolment import Officers
from custody_app.services.exhibits import Exhibits
from custody_app.services.importing import Importing
from custody_app.services.packages import Packages
from custody_app.services.readings import Readings
from custody_app.services.recording import Recorder
from custody_app.services.reporting import Reports
from custody_app.services.session import Session
from custody_app.services.station_file import StationFile
from custody_app.services.transfers import Transfers
from custody_app.services.trust import StationTrust
from custody_app.services.witnessing import Witnessing
from custody_app.storage import Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.station_lock import StationLock


@dataclass(slots=True, kw_only=True)
class OpenStation:
    """Everything a face of the program needs of one station; close it when done.

    Attributes:
        read_only_because: why nothing may be recorded now, None when it may.
        station_key_in: "keyring" or "file".
    """

    directory: Path
    info: StationFile
    store: Store
    trust: StationTrust
    attachments: AttachmentStore
    session: Session
    acts: Acts
    recorder: Recorder
    checkpoints: Checkpoints
    officers: Officers
    cases: Cases
    exhibits: Exhibits
    transfers: Transfers
    readings: Readings
    packages: Packages
    importing: Importing
    reports: Reports
    anchoring: Anchoring
    witnessing: Witnessing
    clock: Clock
    random: Callable[[int], bytes]
    station_key_in: str
    lock: StationLock | None = None
    read_only_because: CustodyError | None = None

    def close(self) -> None:
        """Lock the session, close the database, free the station for others."""
        self.session.lock("")
        self.store.close()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
