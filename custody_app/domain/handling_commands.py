"""Commands about what is done with exhibits: seals, places, access, incidents, disposition."""

from __future__ import annotations

from dataclasses import dataclass

from custody_app.domain.command import Command
from custody_app.domain.values import Attachment, OutsidePerson, Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class SealExhibit(Command):
    """Apply, break, renew or check a seal on exhibits that share it.

    Attributes:
        action: `apply` (with `seal`), `break` (`old`, `purpose`), `reseal` (`seal`, `old`, `old_kept`),
            `check` (`old`, `intact`, `reads` where another number was found).
        place: where it was done.
        confirmed: codes of doubts (SEAL_IN_USE) that the person has confirmed.
    """

    exhibits: tuple[str, ...]
    action: str
    seal: Seal | None = None
    old: str = ""
    old_kept: str = ""
    intact: bool | None = None
    reads: str = ""
    purpose: str = ""
    place: str = ""
    attachments: tuple[Attachment, ...] = ()
    cosigners: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelocateExhibit(Command):
    """Move exhibits to another place; the holder stays."""

    exhibits: tuple[str, ...]
    location: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessExhibit(Command):
    """Record that somebody saw or worked on exhibits. `changes` needs a `justification`."""

    exhibits: tuple[str, ...]
    purpose: str
    by: OutsidePerson | None = None
    authority: str = ""
    started: str = ""
    ended: str = ""
    changes: str = ""
    justification: str = ""
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIncident(Command):
    """Record a loss, damage or another incident. `kind` is of `vocabulary.INCIDENTS`."""

    exhibits: tuple[str, ...]
    kind: str
    what: str
    discovered: str = ""
    measures: str = ""
    attachments: tuple[Attachment, ...] = ()
    cosigners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeExhibit(Command):
    """Dispose of exhibits: the end of their custody.

    Attributes:
        action: of `vocabulary.DISPOSITIONS`; `destroy` needs `method` and a witness (`witnesses` or `cosigners`),
            `return` needs `receiver`.
        done: date, where it was done before it is recorded.
        signature: SHA-256 of the receiver's handwritten signature, signed `signed_on` `screen` or `paper`.
    """

    exhibits: tuple[str, ...]
    action: str
    authority: str
    method: str = ""
    done: str = ""
    receiver: OutsidePerson | None = None
    witnesses: tuple[OutsidePerson, ...] = ()
    signature: str = ""
    signed_on: str = "screen"
    attachments: tuple[Attachment, ...] = ()
    note: str = ""
    cosigners: tuple[str, ...] = ()
