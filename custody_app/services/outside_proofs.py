"""What a package carries of confirmations from outside: cosigned heads, time stamps, the authorities' certificates."""

from __future__ import annotations

from custody_app.exchange.package_contents import Anchor
from custody_app.log.roster import Roster
from custody_app.log.verification.checkpoints import cosignatures, read_checkpoint
from custody_app.storage import SavedCheckpoint, Store


def cosigned_heads(store: Store, size: int) -> tuple[bytes, ...]:
    """Return the notes of heads that others hold since they cosigned them, smallest first, each with all its lines.

    Args:
        store: the log.
        size: of the package's head; a larger one would tell of entries that are not there.
    """
    sizes = sorted({each.size for each in store.anchors() if each.kind == "cosig" and each.size <= size})
    notes = {each.head.size: each.note for each in store.checkpoints()}  # of one size, the last has every line
    return tuple(notes[each] for each in sizes if each in notes)


def time_stamps(store: Store, size: int) -> tuple[Anchor, ...]:
    """Return the time stamps of heads up to `size`, smallest first."""
    found = [
        Anchor(each.size, each.request, each.answer, each.note)
        for each in store.anchors()
        if each.kind == "tsa" and each.request is not None and each.size <= size
    ]
    return tuple(sorted(found, key=lambda each: each.size))


def head_for_others(store: Store, roster: Roster) -> SavedCheckpoint | None:
    """Return the head that a package is made at: the last one, or the last with as many witnesses as the roster asks.

    Where no head has enough of them the last one is taken, and the verification says CP_QUORUM.
    """
    latest = store.latest_checkpoint()
    if not roster.quorum:
        return latest
    enough = [each for each in store.checkpoints() if _witnesses(each, roster) >= roster.quorum]
    return enough[-1] if enough else latest


def _witnesses(saved: SavedCheckpoint, roster: Roster) -> int:
    read = read_checkpoint(saved.note)
    return 0 if read is None else len(cosignatures(read[0], roster))
