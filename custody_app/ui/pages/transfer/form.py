"""What was entered about a transfer so far, and the commands it amounts to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from custody_app.domain.commands import AcceptedLine, OfferTransfer
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import KeylessRecipient

NOW, LATER = "now", "later"


@dataclass(slots=True)
class TransferForm:
    """Everything as entered; nothing is checked here.

    Attributes:
        offer: digest of a recorded offer that is being answered; "" while one is being made.
        exhibits: ids, in the order they were chosen.
        when: `now`, both sign here; `later`, the receiver accepts at another time.
        keyless: the receiver has no key; then `kind`, `name`, `org` tell who it is, and `attestor` signs for it.
        seals: exhibit id to what was typed back, in the order of its seals.
        lines: exhibit id to the receiver's answer: accepted, condition, seal_ok, reason.
    """

    offer: str = ""
    case: str = ""
    exhibits: list[str] = field(default_factory=list)
    when: str = NOW
    keyless: bool = False
    to: str = ""
    kind: str = ""
    name: str = ""
    org: str = ""
    attestor: str = ""
    purpose: str = ""
    condition: str = ""
    due: str = ""
    seals: dict[str, list[str]] = field(default_factory=dict)
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    step: int = 0
    reached: int = 0

    @property
    def begun(self) -> bool:
        """Whether anything was entered that would be missed."""
        return bool(self.exhibits) and not self.offer

    def to_json(self) -> dict[str, Any]:
        """Return it for a draft."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> TransferForm:
        """Return what a draft holds; a member of another kind than expected is left at its default."""
        form = cls()
        for each in fields(cls):
            value = kept.get(each.name)
            if type(value) is type(getattr(form, each.name)):
                setattr(form, each.name, value)
        return form

    def typed_seals(self, exhibit: ExhibitState) -> list[str]:
        """Return what was typed back of an exhibit, "" for each seal that was not read yet."""
        typed = self.seals.get(exhibit.id, [])
        return [typed[place] if place < len(typed) else "" for place in range(len(exhibit.seals_in_force))]

    def offer_command(self, actor: str) -> OfferTransfer:
        """Return the offer."""
        keyless = KeylessRecipient(kind=self.kind, name=self.name, org=self.org)
        return OfferTransfer(
            actor=actor,
            exhibits=tuple(self.exhibits),
            to=keyless if self.keyless else self.to,
            purpose=self.purpose,
            condition=self.condition,
            seals=tuple((each, typed) for each in self.exhibits for typed in self.seals.get(each, []) if typed),
            due=self.due,
        )

    def accepted_lines(self, exhibits: Sequence[str]) -> tuple[AcceptedLine, ...]:
        """Return the receiver's answer, a line for each exhibit."""
        return tuple(
            AcceptedLine(
                exhibit=each,
                condition=str(self.lines.get(each, {}).get("condition", "")),
                accepted=bool(self.lines.get(each, {}).get("accepted", True)),
                seal_ok=bool(self.lines.get(each, {}).get("seal_ok", True)),
                reason=str(self.lines.get(each, {}).get("reason", "")),
            )
            for each in exhibits
        )
