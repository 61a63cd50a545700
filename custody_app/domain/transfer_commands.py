"""Commands about transfers of custody."""

from __future__ import annotations

from dataclasses import dataclass

from custody_app.domain.command import Command
from custody_app.domain.values import Courier, KeylessRecipient


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTransfer(Command):
    """Offer exhibits to another person. More than `BATCH` exhibits become several offers.

    Attributes:
        to: person id, or a recipient without a key.
        purpose: a code of `vocabulary.PURPOSES`, or other words.
        seals: (exhibit id, seal number) as typed back from the exhibits; must be the seals in force.
        due: date by which it is to come back.
    """

    exhibits: tuple[str, ...]
    to: str | KeylessRecipient
    purpose: str
    condition: str
    seals: tuple[tuple[str, str], ...] = ()
    due: str = ""
    courier: Courier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    """What the recipient says of one exhibit. `reason` is needed where it is not accepted."""

    exhibit: str
    condition: str
    accepted: bool = True
    seal_ok: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTransfer(Command):
    """Accept an offer, a line for each of its exhibits.

    Attributes:
        offer: digest of the offer, standard base64.
        signature: SHA-256 of the recipient's handwritten signature, where the recipient has no key; the actor
            then attests it.
        signed_on: `screen` or `paper`.
    """

    offer: str
    lines: tuple[AcceptedLine, ...]
    signature: str = ""
    signed_on: str = "screen"
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectTransfer(Command):
    """Reject an offer as a whole."""

    offer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTransfer(Command):
    """Take back an offer that nobody has answered yet."""

    offer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTransfer(Command):
    """Close, in the sender's log, an offer answered at another station; `answer` is the digest of that statement."""

    offer: str
    answer: str
