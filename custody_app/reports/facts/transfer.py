"""Transfers of custody as documents print them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from custody_app.domain import lenient
from custody_app.reports.facts.said import Party, People
from custody_app.reports.facts.statement import Json, Ref, StatementFacts, read_ref


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """What was offered of one exhibit, and what was answered.

    Attributes:
        seals: numbers that the giver stated.
        accepted: None while there is no answer, or where the whole offer was rejected or taken back.
        seal_ok: whether the receiver found the seal as stated.
    """

    exhibit: str
    seals: tuple[str, ...]
    accepted: bool | None = None
    condition: str = ""
    seal_ok: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFacts:
    """A transfer: the offer, the answer, line by line.

    Attributes:
        status: `open`, `accepted`, `rejected`, `cancelled`.
        image: SHA-256 of the handwritten signature of a receiver without a key, "" else.
        signed_on: `screen` or `paper`, likewise.
    """

    offer: StatementFacts
    answer: StatementFacts | None
    status: str
    giver: Party
    receiver: Party
    lines: tuple[TransferLine, ...]
    image: str = ""
    signed_on: str = ""

    @property
    def handwritten(self) -> bool:
        """Whether the receiver has no key, so that the answer's signer attests the signature by hand."""
        return not self.receiver.person and self.status == "accepted"

    @property
    def accepted(self) -> tuple[str, ...]:
        """Exhibits that changed hands."""
        return tuple(line.exhibit for line in self.lines if line.accepted)

    def text(self, member: str) -> str:
        """Return a text of the offer, "" where it is withheld or absent."""
        return lenient.text(self.offer.body, member)


def read_transfer(value: Json, statements: Mapping[Ref, StatementFacts], people: People) -> TransferFacts:
    """Return the typed transfer of one object of `transfers`."""
    offer = statements[read_ref(value)]
    answer = statements[read_ref(value["answer"])] if "answer" in value else None
    hand = lenient.inner(answer.body, "handwritten") if answer else {}
    return TransferFacts(
        offer=offer,
        answer=answer,
        status=value["status"],
        giver=people.actor(offer),
        receiver=people.recipient(offer.body.get("to")),
        lines=tuple(_line(offer, answer, exhibit, frozenset(value["accepted"])) for exhibit in offer.exhibits),
        image=lenient.text(hand, "image"),
        signed_on=lenient.text(hand, "on"),
    )


def _line(offer: StatementFacts, answer: StatementFacts | None, exhibit: str, accepted: frozenset[str]) -> TransferLine:
    seals = tuple(
        lenient.text(seal, "number")
        for seal in lenient.objects(offer.body, "seals")
        if lenient.text(seal, "exhibit") == exhibit
    )
    answers = lenient.objects(answer.body, "lines") if answer is not None and answer.type == "transfer.accept" else ()
    told = next((line for line in answers if lenient.text(line, "exhibit") == exhibit), None)
    if told is None:
        return TransferLine(exhibit=exhibit, seals=seals)
    seal_ok = told.get("seal_ok")
    return TransferLine(
        exhibit=exhibit,
        seals=seals,
        accepted=exhibit in accepted,
        condition=lenient.text(told, "condition"),
        seal_ok=seal_ok if isinstance(seal_ok, bool) else None,
        reason=lenient.text(told, "reason"),
    )
