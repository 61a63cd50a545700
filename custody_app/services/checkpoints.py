"""The station's signed heads: made after every append, kept in the store and in the high-water mark."""

from __future__ import annotations

from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.note_key import sign_note
from custody_app.log.note import Checkpoint, NoteSignature, SignedNote
from custody_app.log.statement import Head
from custody_app.storage import HighWater, Store


class Checkpoints:
    """Signs the head of the store and makes it durable.

    Args:
        origin: the log's origin; it names the key.
        store: the station's log.
        station_key: the epoch's key, named by the origin.
        high_water: the mark outside the database.
    """

    def __init__(self, origin: str, store: Store, station_key: SigningKey, high_water: HighWater) -> None:
        self._origin = origin
        self._store = store
        self._station_key = station_key
        self._high_water = high_water

    def make_missing(self) -> None:
        """Sign the head if the program was stopped between an append and its checkpoint."""
        latest = self._store.latest_checkpoint()
        head = self._store.head()
        if head.size and (latest is None or latest.head != head):
            self.make()

    def make(self) -> SignedNote:
        """Sign the present head, save it, move the mark; return the checkpoint."""
        head = self._store.head()
        note = signed_checkpoint(self._origin, head, self._station_key)
        self._store.save_checkpoint(head, note.encoded)
        self._high_water.advance(head)
        return note


def signed_checkpoint(origin: str, head: Head, station_key: SigningKey) -> SignedNote:
    """Return the checkpoint of `head`, signed by the epoch's key under the origin's name."""
    text = Checkpoint(origin, head).text
    line = sign_note(origin, station_key, text)
    return SignedNote(text, (NoteSignature(line.name, line.key_id, line.raw),))
