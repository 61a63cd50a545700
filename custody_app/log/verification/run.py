"""The state that the parts of one verification share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from custody_app.log.roster import Roster
from custody_app.log.verification.findings import Findings
from custody_app.log.verification.layout import Layout
from custody_app.log.verification.source import PackageFiles
from custody_app.log.verification.trust import Trust

Report = Callable[[int, int, str], None]


@dataclass(slots=True)
class Scope:
    """What a package says it is.

    Attributes:
        name: `whole-log`, `case` or `blinded`.
        log: origin, None where the package does not say.
        case: the case's id, None for a whole log.
    """

    name: str
    log: str | None = None
    case: str | None = None
    size: str | None = None
    root: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all entries are to be there."""
        return self.name == "whole-log"


@dataclass(slots=True)
class Counts:
    """How much was looked at and stood.

    Attributes:
        entries: entries of the right form; statements: statements of the right form.
        signatures: signatures that hold.
        transfers: offers; exhibits: different exhibits; files: evidence files with the digest they are named by.
    """

    entries: int = 0
    statements: int = 0
    signatures: int = 0
    transfers: int = 0
    exhibits: int = 0
    files: int = 0


@dataclass(slots=True)
class Run:
    """One verification under way."""

    files: PackageFiles
    layout: Layout
    trust: Trust | None
    scope: Scope
    report: Report
    findings: Findings = field(default_factory=Findings)
    counts: Counts = field(default_factory=Counts)
    roster: Roster | None = None
    known_rosters: set[str] = field(default_factory=set)
    rosters_complete: bool = True
    untrusted: set[str] = field(default_factory=set)
    statement_ids: set[bytes] = field(default_factory=set)

    @property
    def is_package(self) -> bool:
        """Whether manifests, proofs and the package's signature are to be expected."""
        return self.files.kind == "package"
