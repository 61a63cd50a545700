"""Entries that no signed head covers: the program stopped before it signed one, or somebody else put them there.

The station's key vouches for what it signs. So before it signs for entries that it finds, they are read back and
hashed again, and every signature they need must hold under the adopted roster.
"""

from __future__ import annotations

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.sshsig import NAMESPACE_STATEMENT
from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_
from custody_app.log.envelope import Envelope
from custody_app.log.roster import Roster
from custody_app.log.statement import STATION_ACTOR
from custody_app.storage import Store


def refusal_of_tail(store: Store, roster: Roster, origin: str) -> CustodyError | None:
    """Return why the station must not sign for the entries that no signed head covers, None if it may.

    Args:
        store: the station's log.
        roster: what the people of this station adopted.
        origin: the log's origin.
    """
    latest = store.latest_checkpoint()
    since = latest.head.size if latest is not None else 0
    try:
        store.confirm(since)
        unsigned = (stored.seq for stored in store.entries(since) if not _is_signed(stored.envelope, roster, origin))
        seq = next(unsigned, None)
    except CustodyError as error:
        return error
    if seq is None:
        return None
    return EnvironmentUnavailable(
        "TAIL_UNSIGNED",
        N_("Entry {seq} stands in the log without the signatures it needs."),
        kept=N_("It is open for reading only; nothing was changed."),
        advice=N_("This program did not put it there. Copy the station folder, then verify it."),
        seq=seq,
    )


def _is_signed(encoded: bytes | None, roster: Roster, origin: str) -> bool:
    try:
        envelope = Envelope.from_bytes(encoded or b"")
        said = envelope.statement
        message = said.canonical
    except (InputWrong, KeyError, TypeError):
        return False
    held = {_owner(each, roster, origin) for each in envelope.signatures if verify(each, NAMESPACE_STATEMENT, message)}
    return said.log == origin and {said.actor, *said.cosigners} <= held


def _owner(signature: Signature, roster: Roster, origin: str) -> str:
    epoch = roster.epoch(origin)
    if epoch is not None and signature.key == PublicKey.from_ed25519(epoch.key.public):
        return STATION_ACTOR
    found = roster.key_of(signature.key)
    return found[0] if found is not None else ""
