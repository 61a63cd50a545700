"""What is known of one log while it is verified."""

from __future__ import annotations

from dataclasses import dataclass, field

from custody_app.log.canonical import Json
from custody_app.log.entry import case_tag
from custody_app.log.note import SignedNote
from custody_app.log.roster import Epoch, Roster
from custody_app.log.statement import Head
from custody_app.log.verification.layout import LogFiles
from custody_app.log.verification.packed_tree import PackedTree


@dataclass(frozen=True, slots=True)
class Act:
    """A statement, as much of it as custody needs.

    Attributes:
        exhibits: (exhibit, digest of its last statement or None, sha256 or None).
        body: of transfers, and `result` of a comparison; empty for the rest.
    """

    log: str
    seq: int
    type: str
    digest: bytes
    case: str
    actor: str
    cosigners: tuple[str, ...]
    exhibits: tuple[tuple[str, bytes | None, str | None], ...]
    body: Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A head of another log that a statement, or a kept note, names; `seq` and `file` say which."""

    log: str
    head: Head
    seq: int | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A signature whose key did not hold, or was compromised, at the entry's time; judged when clocks are known."""

    seq: int
    at: str
    person: str
    compromised_since: str | None = None


@dataclass(slots=True)
class LogView:
    """One log under verification.

    Attributes:
        origin: the log that it should be.
        label: None for the package's own log, else the origin; what findings carry as `log`.
        partial: only the entries of a case, or none but the station's, are there as files.
        case: the case of a partial log.
        note, head: the checkpoint, None where it is missing or unreadable.
        broken: entries are missing, so roots cannot be computed.
        gap: SEQ_GAP was reported; root_fails: ROOT was reported.
        acts: statements that touch exhibits or transfers.
        erased: number of an erased entry → digest of its statement (`body.erase`).
        withheld: numbers of entries whose envelope is absent because it was erased.
        incomplete: something of this log was refused or withheld.
        previous: the head of the epoch before, from genesis.
        digests: of every statement that was not refused.
    """

    origin: str
    label: str | None
    files: LogFiles
    partial: bool
    case: str | None
    roster: Roster | None
    epoch: Epoch | None
    note: SignedNote | None = None
    head: Head | None = None
    tree: PackedTree = field(default_factory=PackedTree)
    broken: bool = False
    gap: bool = False
    root_fails: bool = False
    incomplete: bool = False
    acts: list[Act] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    previous: Seen | None = None
    base_mismatches: list[tuple[int, Head, bytes | None]] = field(default_factory=list)
    key_uses: list[KeyUse] = field(default_factory=list)
    clock_steps: list[int] = field(default_factory=list)
    absent: list[int] = field(default_factory=list)
    erased: dict[int, bytes] = field(default_factory=dict)
    withheld: set[int] = field(default_factory=set)
    salts: dict[str, bytes] = field(default_factory=dict)
    digests: set[bytes] = field(default_factory=set)

    @property
    def has_roots(self) -> bool:
        """Whether the root of every prefix up to the checkpoint can be computed and is to be believed."""
        return not self.broken and not self.root_fails and self.head is not None and self.tree.size >= self.head.size

    def tags(self, cases: set[str]) -> set[bytes]:
        """Return the tags of these cases, as far as their salts are known."""
        return {case_tag(case, self.salts[case]) for case in cases & self.salts.keys()}
