"""Which file is what: the names of a package, sorted to the logs they belong to (log-format.md, Package)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from custody_app.log.verification.source import FileTooLarge, PackageFiles

LOG_FOLDER: Final = "data/log/"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
PACKAGE_SIGNATURE: Final = "tagmanifest-sha256.txt.sig"
ROSTER: Final = "data/trust/roster.json"
DISCLOSURES: Final = "data/disclosures.json"

_LOG_FILE = re.compile(r"(data/log/|data/peer/[0-9a-f]{16}/)(.+)\Z")
_NUMBERED = re.compile(r"(entry|envelope|proof)/([0-9]{12})(\.json|\.tlog-proof)\Z")
_LOG_OTHER = re.compile(r"(checkpoint|blinded\.jsonl|consistency/[0-9]{12}|held/[0-9]{1,16}\.note)\Z")
_PEER_ROSTER = re.compile(r"roster\.json(\.sig)?\Z")
_PLACES = re.compile(
    r"""(bagit\.txt|bag-info\.txt|manifest-sha256\.txt|tagmanifest-sha256\.txt(\.sig)?
    |data/trust/(roster\.json|roster\.json\.sig|allowed_signers|policy)
    |data/anchors/([0-9]{1,16}\.(tsq|tsr|note)|[A-Za-z0-9._-]+\.pem)
    |data/disclosures\.json|data/files/[0-9a-f]{64}|data/report\.pdf|verify/[A-Za-z0-9._-]+)\Z""",
    re.VERBOSE,
)
_SUFFIX: Final = {"entry": ".json", "envelope": ".json", "proof": ".tlog-proof"}


@dataclass(slots=True)
class LogFiles:
    """The files of one log.

    Attributes:
        folder: `data/log/` or `data/peer/<hex>/`.
        entries: numbers that have an entry file; envelopes and proofs likewise.
    """

    folder: str
    entries: set[int] = field(default_factory=set)
    envelopes: set[int] = field(default_factory=set)
    proofs: set[int] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def entry(self, number: int) -> str:
        """Return the name of an entry's file."""
        return f"{self.folder}entry/{number:012d}.json"

    def envelope(self, number: int) -> str:
        """Return the name of an envelope's file."""
        return f"{self.folder}envelope/{number:012d}.json"

    def proof(self, number: int) -> str:
        """Return the name of an entry's proof."""
        return f"{self.folder}proof/{number:012d}.tlog-proof"

    def consistency(self, size: int) -> str | None:
        """Return the name of the consistency proof from `size`, or None where there is none."""
        name = f"consistency/{size:012d}"
        return self.folder + name if name in self.others else None

    @property
    def blinded(self) -> str | None:
        """The name of the blinded log, or None."""
        return f"{self.folder}blinded.jsonl" if "blinded.jsonl" in self.others else None

    @property
    def held(self) -> list[str]:
        """The names of the heads that the package says somebody holds."""
        return sorted(self.folder + name for name in self.others if name.startswith("held/"))


@dataclass(slots=True)
class Layout:
    """All files of a package, sorted.

    Attributes:
        logs: by folder; the package's own is `data/log/`.
        evidence: names under `data/files/`.
        anchors: names under `data/anchors/`.
        strays: names that have no place in a package.
        names: all of them.
    """

    logs: dict[str, LogFiles] = field(default_factory=dict)
    evidence: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def own(self) -> LogFiles:
        """The package's own log."""
        return self.logs.setdefault(LOG_FOLDER, LogFiles(LOG_FOLDER))

    @property
    def peers(self) -> list[LogFiles]:
        """The other logs, by folder name."""
        return [self.logs[folder] for folder in sorted(self.logs) if folder != LOG_FOLDER]


def sort_names(names: Iterable[str]) -> Layout:
    """Return the layout of these names."""
    layout = Layout()
    for name in names:
        layout.names.add(name)
        in_log = _LOG_FILE.match(name)
        if in_log and _sort_log_file(layout, in_log[1], in_log[2]):
            continue
        if name.startswith("data/files/") and _PLACES.match(name):
            layout.evidence.append(name)
        elif name.startswith("data/anchors/") and _PLACES.match(name):
            layout.anchors.append(name)
        elif not _PLACES.match(name):
            layout.strays.append(name)
    layout.evidence.sort()
    layout.anchors.sort()
    return layout


def _sort_log_file(layout: Layout, folder: str, rest: str) -> bool:
    numbered = _NUMBERED.match(rest)
    is_place = _LOG_OTHER.match(rest) or (folder != LOG_FOLDER and _PEER_ROSTER.match(rest))
    if not is_place and not (numbered and _SUFFIX[numbered[1]] == numbered[3]):
        return False
    log = layout.logs.setdefault(folder, LogFiles(folder))
    if numbered:
        kinds = {"entry": log.entries, "envelope": log.envelopes, "proof": log.proofs}
        kinds[numbered[1]].add(int(numbered[2]))
    else:
        log.others.add(rest)
    return True


def read_or_none(files: PackageFiles, name: str, limit: int) -> bytes | None:
    """Return a file, or None where it is missing or longer than `limit`."""
    try:
        return files.read(name, limit)
    except (KeyError, FileTooLarge):
        return None
