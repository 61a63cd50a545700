"""What only this station can check of an arrived log: against the entries it holds, and against its own log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from custody_app.diagnostics import CustodyError, InputWrong, RuleRefused
from custody_app.i18n import N_
from custody_app.log.merkle import range_root
from custody_app.log.note import parse_checkpoint_text, parse_note
from custody_app.services.importing_logs import ArrivedLog, PackagedLogs
from custody_app.storage import Store

_NOTHING_TAKEN = N_("Nothing was taken from it.")


def held_that_fit(
    store: Store, given: Sequence[tuple[str, bytes]], found: Sequence[ArrivedLog]
) -> tuple[tuple[str, bytes], ...]:
    """Return the heads held of these logs, from the store and from `given`, that are not larger than what arrived.

    A package that comes late ends before a head that is held already: that is no truncation. Its entries are then
    compared one by one with those held.
    """
    sizes = {log.origin: log.head.size for log in found}
    notes = dict(given)
    for origin in sizes:
        notes |= {f"{origin} {saved.head.size}": saved.note for saved in store.peer_heads(origin)}
    return tuple((name, note) for name, note in sorted(notes.items()) if _fits(note, sizes))


def refusal_of_logs(
    store: Store, packaged: PackagedLogs, logs: Sequence[ArrivedLog], found: Sequence[ArrivedLog]
) -> CustodyError | None:
    """Return why these logs cannot be taken in beside what is held: one of them, or this station's, has two histories.

    Args:
        store: this station's log and what it holds.
        packaged: the package's entries.
        logs: what would be taken in.
        found: these, and this station's own log where the package brings it back.
    """
    for log in found:
        if log.origin == store.origin:
            return _refusal_of_own(store, packaged, log)
    for log in logs:
        seq = _differing(((each.seq, each.entry) for each in store.peer_entries(log.origin)), packaged.leaves(log))
        if seq is not None:
            return RuleRefused(
                "PEER_FORK",
                N_("Another entry {seq} of the log {log} is held here already: that log was forked."),
                kept=N_("Nothing of the package was taken over."),
                advice=N_("Keep both packages and ask the other station; one of the two histories is not true."),
                seq=seq,
                log=log.origin,
            )
    return None


def _refusal_of_own(store: Store, packaged: PackagedLogs, log: ArrivedLog) -> CustodyError | None:
    head = store.head()
    if log.head.size > head.size:
        return RuleRefused(
            "OWN_LOG_BEHIND",
            N_("The other station has seen {seen} entries of this station's log; only {size} are here."),
            kept=_NOTHING_TAKEN,
            advice=N_("An older copy of this station may be in use: verify the station before anything else."),
            seen=log.head.size,
            size=head.size,
        )
    same_root = range_root(store.node, 0, log.head.size) == log.head.root
    own = ((each.seq, each.entry) for each in store.entries(0, log.head.size))
    if same_root and _differing(own, packaged.leaves(log)) is None:
        return None
    return RuleRefused(
        "OWN_LOG_DIFFERS",
        N_("The package brings back entries of this station's log that differ from those here."),
        kept=_NOTHING_TAKEN,
        advice=N_("Keep the package, and verify this station before anything else."),
    )


def _differing(held: Iterator[tuple[int, bytes]], brought: Iterator[tuple[int, bytes]]) -> int | None:
    """Return the first number under which the two have other bytes; both come in order, with gaps."""
    there = next(brought, None)
    for seq, leaf in held:
        while there is not None and there[0] < seq:
            there = next(brought, None)
        if there is None:
            return None
        if there[0] == seq and there[1] != leaf:
            return seq
    return None


def _fits(note: bytes, sizes: dict[str, int]) -> bool:
    try:
        told = parse_checkpoint_text(parse_note(note).text)
    except InputWrong:
        return True  # verification says what is wrong with it
    return told.head.size <= sizes.get(told.origin, -1)
