"""What a package is made from; services fill it from the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from custody_app.log.merkle import NodeReader
from custody_app.log.note import parse_checkpoint_text, parse_note
from custody_app.log.statement import Head

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CERTIFICATE = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.pem")


class Scope(StrEnum):
    """How much of the log leaves the station."""

    WHOLE_LOG = "whole-log"
    CASE = "case"
    BLINDED = "blinded"


class LogEntry(NamedTuple):
    """One entry of a log.

    Attributes:
        seq: its number.
        entry: its bytes; every entry of the log has them, for the blinded log.
        envelope: bytes of its envelope; None where not included, or erased.
        included: whether the package holds the entry by itself, with its proof.
    """

    seq: int
    entry: bytes
    envelope: bytes | None
    included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContents:
    """One log, up to the head that everything is proven against.

    Attributes:
        origin: its name.
        checkpoint: the signed note of `head`, as bytes.
        head: size and root.
        entries: returns an iterator of entries 0 to size - 1; called several times.
        node: reads the Merkle tree.
        held: other checkpoints of this log that somebody holds, as notes.
        consistency_sizes: sizes to prove besides those that the writer finds by itself: the bases of included
            statements, held checkpoints, and the heads that other included logs have seen.
        roster: with `roster_sig`, another agency's; None where the package's own roster names this log.
    """

    origin: str
    checkpoint: bytes
    head: Head
    entries: Callable[[], Iterator[LogEntry]]
    node: NodeReader
    held: Sequence[bytes] = ()
    consistency_sizes: Collection[int] = ()
    roster: bytes | None = None
    roster_sig: bytes | None = None

    def __post_init__(self) -> None:
        told = parse_checkpoint_text(parse_note(self.checkpoint).text)
        if (told.origin, told.head) != (self.origin, self.head):
            raise ValueError("the checkpoint is of another head")


class Anchor(NamedTuple):
    """A timestamp over the checkpoint of one size: query, response (None while it is awaited) and note, as bytes."""

    size: int
    tsq: bytes
    tsr: bytes | None
    note: bytes


class EvidenceFile(NamedTuple):
    """A file that travels along, named by its SHA-256."""

    size: int
    open: Callable[[], BinaryIO]


class DisclosedMember(NamedTuple):
    """A redactable member made readable: the log (None for the package's own), the entry, the disclosure's text."""

    log: str | None
    entry: int
    disclosure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContents:
    """Everything that goes into a package.

    Attributes:
        scope: how much of the log.
        case: case id; "" exactly for a whole log.
        bagging_date: the day it is made, which the record of its making states.
        log: the station's log; peers: other logs and earlier epochs that the exhibits passed through.
        roster, roster_sig, allowed_signers, policy: the trust files, as bytes.
        anchors: timestamps; certificates: file name (`*.pem`) to bytes.
        disclosures: in any order; names: person id to name.
        files: SHA-256 as hex to file; none in a blinded package.
        report: a PDF, or None.
    """

    scope: Scope
    case: str = ""
    bagging_date: date
    log: LogContents
    peers: Sequence[LogContents] = ()
    roster: bytes
    roster_sig: bytes
    allowed_signers: bytes
    policy: bytes
    anchors: Sequence[Anchor] = ()
    certificates: Mapping[str, bytes] = field(default_factory=dict)
    disclosures: Collection[DisclosedMember] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, EvidenceFile] = field(default_factory=dict)
    report: bytes | None = None

    def __post_init__(self) -> None:
        if (self.scope is Scope.WHOLE_LOG) != (self.case == ""):
            raise ValueError("a case is named exactly unless the package holds the whole log")
        if self.scope is Scope.BLINDED and self.files:
            raise ValueError("a blinded package has no files")
        if not all(_SHA256.fullmatch(name) for name in self.files):
            raise ValueError("files are named by their SHA-256")
        if not all(_CERTIFICATE.fullmatch(name) for name in self.certificates):
            raise ValueError("certificates are named *.pem")
        origins = [self.log.origin, *(peer.origin for peer in self.peers)]
        if len(set(origins)) != len(origins):
            raise ValueError("a log is there twice")
