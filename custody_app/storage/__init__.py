"""Database and files: the only layer that loads SQLAlchemy."""

from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.high_water import HighWater, Standing
from custody_app.storage.recorded import NewEntry, PeerEntry, Recorded, StoredEntry
from custody_app.storage.refusals import HeadMoved
from custody_app.storage.station_lock import StationLock
from custody_app.storage.store import Store

__all__ = [
    "AttachmentStore",
    "HeadMoved",
    "HighWater",
    "NewEntry",
    "PeerEntry",
    "Recorded",
    "Standing",
    "StationLock",
    "Store",
    "StoredEntry",
]
