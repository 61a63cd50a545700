"""The files that travel with the record: each must have the digest it is named by (EVIDENCE_HASH)."""

from __future__ import annotations

from custody_app.log.verification.manifests import sha256_of
from custody_app.log.verification.run import Run


def check_evidence(run: Run, baselines: set[str]) -> tuple[bool, bool]:
    """Hash `data/files`; return whether one is an exhibit's baseline, and whether one is not what it is named."""
    compared = mismatch = False
    for name in run.layout.evidence:
        expected = name.rpartition("/")[2]
        run.report(0, 0, name)
        found = sha256_of(run.files, name)
        if found != expected:
            mismatch = True
            run.findings.add("EVIDENCE_HASH", file=name, expected=expected, found=found)
            continue
        run.counts.files += 1
        compared = compared or expected in baselines
    return compared, mismatch
