"""The three plain answers, as numbers and names that a document puts into words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from custody_app.reports.facts.exhibit import ExhibitFacts, Integrity
from custody_app.reports.facts.record import GapFacts, RecordFacts
from custody_app.reports.facts.said import Party
from custody_app.reports.facts.transfer import TransferFacts

STRETCHES = frozenset({"before_registration", "offer_open", "lost"})
"""Kinds of gaps for which the record, for a while, rests on less than a named holder's signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was seized, who held it, is it unchanged.

    Attributes:
        seized: exhibits that derive from no other; made: those that do.
        types: exhibit type to how many of the seized.
        holders: everybody who held an exhibit, in the order in which they first did.
        taken: transfers by which something changed hands; rejected: lines that were refused.
        signed_by_both: of those, transfers that giver and receiver signed with keys.
        stretches: stretches that the record does not fully cover.
        by_integrity: exhibits by what the record lets one say of their content.
        doubtful: seals that a check or a receiver found otherwise than stated.
    """

    seized: tuple[ExhibitFacts, ...]
    made: tuple[ExhibitFacts, ...]
    types: tuple[tuple[str, int], ...]
    holders: tuple[Party, ...]
    taken: tuple[TransferFacts, ...]
    signed_by_both: tuple[TransferFacts, ...]
    rejected: int
    stretches: tuple[GapFacts, ...]
    by_integrity: dict[Integrity, tuple[ExhibitFacts, ...]]
    doubtful: tuple[GapFacts, ...]

    @property
    def comparable(self) -> int:
        """How many exhibits have digests on record."""
        apart = (Integrity.NO_DIGEST, Integrity.NOT_DIGITAL)
        return sum(len(exhibits) for state, exhibits in self.by_integrity.items() if state not in apart)


def answer(record: RecordFacts) -> Answers:
    """Return the answers that the record gives."""
    exhibits = tuple(record.exhibits.values())
    seized = tuple(exhibit for exhibit in exhibits if not exhibit.parents)
    taken = tuple(transfer for transfer in record.transfers if transfer.accepted)
    return Answers(
        seized=seized,
        made=tuple(exhibit for exhibit in exhibits if exhibit.parents),
        types=tuple(Counter(exhibit.type for exhibit in seized).items()),
        holders=holders(record),
        taken=taken,
        signed_by_both=tuple(transfer for transfer in taken if not transfer.handwritten),
        rejected=sum(line.accepted is False for transfer in record.transfers for line in transfer.lines),
        stretches=tuple(gap for gap in record.gaps if gap.kind in STRETCHES),
        by_integrity={state: tuple(e for e in exhibits if e.integrity is state) for state in Integrity},
        doubtful=tuple(gap for gap in record.gaps if gap.kind == "seal_doubtful"),
    )


def holders(record: RecordFacts) -> tuple[Party, ...]:
    """Return everybody who held an exhibit, in the order in which they first did; figures name them A, B, C."""
    moments = [
        (holding.since.at, holding.statement.seq, holding.holder)
        for exhibit in record.exhibits.values()
        for holding in exhibit.custody
    ]
    return tuple(dict.fromkeys(holder for _, _, holder in sorted(moments, key=lambda each: each[:2])))
