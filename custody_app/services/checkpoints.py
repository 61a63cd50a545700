"""The station's signed heads: made after every append, kept in the store and in the high-water mark."""

from __future__ import annotations

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import sign_note
from custody_app.log.note import Checkpoint, SignedNote
from custody_app.log.statement import Head
from custody_app.storage import HighWater, Store


class Checkpoints:
    """Signs the head of the store and makes it durable.

    Args:
        store: the station's log.
        station_key: the epoch's key, named by the origin.
        high_water: the mark outside the database.
    """

    def __init__(self, store: Store, station_key: SigningKey, high_water: HighWater) -> None:
        self._store = store
        self._station_key = station_key
        self._high_water = high_water

    def make(self) -> SignedNote:
        """Sign the present head, save it, move the mark; return the checkpoint."""
        head = self._store.head()
        note = signed_checkpoint(self._store.origin, head, self._station_key)
        self._store.save_checkpoint(head, note.encoded)
        self._high_water.advance(head)
        return note


def signed_checkpoint(origin: str, head: Head, station_key: SigningKey) -> SignedNote:
    """Return the checkpoint of `head`, signed by the epoch's key under the origin's name."""
    text = Checkpoint(origin, head).text
    return SignedNote(text, (sign_note(origin, station_key, text),))
