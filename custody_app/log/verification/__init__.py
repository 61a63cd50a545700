"""The program's own verifier: `verify(files, trust)` gives an `Outcome` with every finding."""

from custody_app.log.verification.findings import Finding
from custody_app.log.verification.outcome import Outcome, unreadable
from custody_app.log.verification.source import FileTooLarge, FolderFiles, PackageFiles
from custody_app.log.verification.trust import Trust, load_trust
from custody_app.log.verification.verify import verify

__all__ = [
    "FileTooLarge",
    "Finding",
    "FolderFiles",
    "Outcome",
    "PackageFiles",
    "Trust",
    "load_trust",
    "unreadable",
    "verify",
]
