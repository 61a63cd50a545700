"""What a verification finds: codes, verdicts and their sentences (log-format.md, Verdicts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from custody_app.i18n import Translator, visible
from custody_app.log.verification.sentences import SENTENCES

Verdict = Literal["FAIL", "UNPROVEN"]

UNPROVEN_CODES: Final = frozenset(
    """UNPROVEN_TAIL NO_ANCHOR SELF_TRUST KEY_COMPROMISED BODY_WITHHELD OPEN_TRANSFER CLOCK_SUSPECT CASE_PARTIAL
    PEER_MISSING""".split()
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or not proven.

    Attributes:
        code: fixed upper-case name.
        verdict: FAIL or UNPROVEN.
        entry: sequence number, for UNPROVEN_TAIL the largest covered size.
        file: name in the package, without the top folder.
        expected: what should stand there; found: what does.
        log: origin, None for the package's own log.
    """

    code: str
    verdict: Verdict
    entry: int | None = None
    file: str | None = None
    expected: str | None = None
    found: str | None = None
    log: str | None = None

    def text(self, translator: Translator) -> str:
        """Return the finding as a plain sentence; what came from outside is made visible."""
        sentence = translator._(SENTENCES[self.code])
        fields = {"entry": self.entry, "file": self.file, "expected": self.expected, "found": self.found}
        return sentence.format_map({name: _shown(value) for name, value in fields.items()})

    def to_json(self, translator: Translator) -> dict[str, Any]:
        """Return the finding as cli.md lays it out; `log` only where it is another log."""
        told: dict[str, Any] = {
            "code": self.code,
            "verdict": self.verdict,
            "entry": self.entry,
            "file": self.file,
            "expected": self.expected,
            "found": self.found,
            "text": self.text(translator),
        }
        if self.log is not None:
            told["log"] = self.log
        return told


class Findings:
    """Collects findings; the same one twice is one."""

    def __init__(self) -> None:
        self._found: dict[Finding, None] = {}

    def add(
        self,
        code: str,
        *,
        log: str | None = None,
        entry: int | None = None,
        file: str | None = None,
        expected: object = None,
        found: object = None,
        unproven: bool = False,
    ) -> None:
        """Note one finding; `unproven` lowers a FAIL that a statement records."""
        verdict: Verdict = "UNPROVEN" if unproven or code in UNPROVEN_CODES else "FAIL"
        finding = Finding(code, verdict, entry, file, _told(expected), _told(found), log)
        self._found.setdefault(finding)

    def sorted(self) -> tuple[Finding, ...]:
        """Return the findings: own log first, then by entry, code and file."""
        return tuple(sorted(self._found, key=_place))

    def has(self, code: str) -> bool:
        """Tell whether some finding has this code."""
        return any(finding.code == code for finding in self._found)

    def __iter__(self) -> Any:
        return iter(self._found)


def _place(finding: Finding) -> tuple[str, int, str, str, str, str]:
    entry = -1 if finding.entry is None else finding.entry
    return (
        finding.log or "",
        entry,
        finding.code,
        finding.file or "",
        finding.expected or "",
        finding.found or "",
    )


def _told(value: object) -> str | None:
    return None if value is None else str(value)[:400]


def _shown(value: object) -> str:
    return "—" if value is None else visible(str(value))
