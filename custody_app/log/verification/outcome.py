"""The answer of a verification (cli.md, `custody verify --json`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from custody_app.i18n import Translator
from custody_app.log.canonical import b64
from custody_app.log.statement import Head
from custody_app.log.verification.findings import Finding
from custody_app.log.verification.run import Counts

_EXIT_CODES: Final = {"pass": 0, "fail": 1, "unreadable": 2, "unproven": 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a verification found.

    Attributes:
        outcome: `pass`, `fail`, `unproven`, or `unreadable`.
        evidence: `match`, `mismatch`, `not_compared`.
        transfers: `all_signed`, `not_all_signed`, `none`.
        record: `consistent`, `inconsistent`. These three are None for what is unreadable.
        outside_proof: sorted, of `cosignature`, `held`, `tsa`.
        origin, head: of the package's own log, None where it has no readable checkpoint.
        proven_times: (size, time) by which the log had that size, from outside, ascending.
    """

    outcome: str
    evidence: str | None
    transfers: str | None
    record: str | None
    outside_proof: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: str | None = None
    head: Head | None = None
    counts: Counts = field(default_factory=Counts)
    proven_times: tuple[tuple[int, str], ...] = ()
    translator: Translator = field(default_factory=Translator, compare=False, repr=False)

    @property
    def exit_code(self) -> int:
        """0 no finding, 1 any FAIL, 2 unreadable, 3 no FAIL but something UNPROVEN."""
        return _EXIT_CODES[self.outcome]

    def to_json(self) -> dict[str, Any]:
        """Return the one JSON document that `--json` prints."""
        head = self.head
        return {
            "outcome": self.outcome,
            "evidence": self.evidence,
            "transfers": self.transfers,
            "record": self.record,
            "outside_proof": list(self.outside_proof),
            "findings": [finding.to_json(self.translator) for finding in self.findings],
            "log": {
                "origin": self.origin,
                "size": None if head is None else head.size,
                "root": None if head is None else b64(head.root),
            },
            "counts": asdict(self.counts),
        }

    def texts(self) -> list[str]:
        """Return each finding as a plain sentence."""
        return [finding.text(self.translator) for finding in self.findings]


def unreadable(translator: Translator | None = None) -> Outcome:
    """Return the answer for what is no package at all: an unsafe zip, no `bagit.txt`."""
    return Outcome("unreadable", None, None, None, translator=translator or Translator())
