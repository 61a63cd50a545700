"""Database and files: the only layer that loads SQLAlchemy."""

from custody_app.storage.anchor_rows import SavedAnchor, Waiting
from custody_app.storage.as_recorded import AsRecorded
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.case_record import case_state
from custody_app.storage.high_water import HighWater, Standing
from custody_app.storage.list_rows import (
    PAGE,
    CaseFilter,
    CaseRow,
    ExhibitFilter,
    ExhibitRow,
    LocationRow,
    PersonRow,
    SealRow,
    StatementFilter,
    StatementRow,
    TransferFilter,
    TransferRow,
)
from custody_app.storage.log_reading import SavedCheckpoint
from custody_app.storage.recorded import NewEntry, PeerEntry, Recorded, StoredEntry
from custody_app.storage.refusals import HeadMoved, stands_already
from custody_app.storage.station_files import StationFiles
from custody_app.storage.station_lock import StationLock
from custody_app.storage.store import Store

__all__ = [
    "PAGE",
    "AsRecorded",
    "AttachmentStore",
    "CaseFilter",
    "CaseRow",
    "ExhibitFilter",
    "ExhibitRow",
    "HeadMoved",
    "HighWater",
    "LocationRow",
    "NewEntry",
    "PeerEntry",
    "PersonRow",
    "Recorded",
    "SavedAnchor",
    "SavedCheckpoint",
    "SealRow",
    "Standing",
    "StatementFilter",
    "StatementRow",
    "StationFiles",
    "StationLock",
    "Store",
    "StoredEntry",
    "TransferFilter",
    "TransferRow",
    "Waiting",
    "case_state",
    "stands_already",
]
