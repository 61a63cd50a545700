"""Rules of digests: the first is the baseline for ever, and a comparison is always a statement of its own."""

from __future__ import annotations

from custody_app.diagnostics import RuleRefused
from custody_app.domain.act import Act, ActLine, Json, members
from custody_app.domain.bodies import make_act
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_count,
    check_digests,
    check_order,
    check_sha256,
    check_time,
    require,
)
from custody_app.domain.exhibit_commands import HashExhibit, Reading, VerifyExhibit
from custody_app.domain.exhibit_rules import other_digests
from custody_app.domain.guards import open_exhibit, require_role
from custody_app.domain.state import ExhibitState, State
from custody_app.domain.vocabulary import CONTENT_KINDS
from custody_app.i18n import N_

STATION = "station"
LISTED = 100
"""Findings and differences named in a statement; beyond them it says how many there are."""


def state_digests(state: State, command: HashExhibit) -> Act:
    """State digests; those stated before must be the same, and at least one must be new."""
    require_role(state, command.actor, "exhibit.hash")
    exhibit = open_exhibit(state, command.exhibit)
    require(command.digests.get("sha256", ""), N_("SHA-256"))
    reading = _read(command)
    different = _different(exhibit, command)
    if different or not set(command.digests) - set(exhibit.baseline):
        raise RuleRefused(
            "BASELINE_DIFFERS" if different else "BASELINE_STATED",
            N_("Exhibit {number} was hashed before, with another result.")
            if different
            else N_("Exhibit {number} was hashed before; its digests are on record."),
            kept=N_("The digests on record stay as they are."),
            advice=N_("Verify the exhibit: a comparison is recorded as such, whatever its result."),
            number=exhibit.number or exhibit.id,
        )
    return make_act(
        "exhibit.hash",
        actor=command.actor,
        case=exhibit.case,
        lines=(ActLine(exhibit.id, command.digests["sha256"]),),
        body={**reading, **members(note=command.note)},
    )


def compare(state: State, command: VerifyExhibit) -> Act:
    """Compare what was read with the baseline; a mismatch is recorded and replaces nothing."""
    if command.actor != STATION:
        require_role(state, command.actor, "exhibit.verify")
    exhibit = open_exhibit(state, command.exhibit)
    if command.digests:
        require(command.digests.get("sha256", ""), N_("SHA-256"))
    if "sha256" not in exhibit.baseline:
        raise RuleRefused(
            "NO_BASELINE",
            N_("Exhibit {number} has no digest on record to compare with."),
            kept=NOTHING_RECORDED,
            advice=N_("Hash the exhibit first."),
            number=exhibit.number or exhibit.id,
        )
    result = "unreadable" if not command.digests else "mismatch" if _different(exhibit, command) else "match"
    check_count(command.differing_count, N_("Number of differences"))
    compared = command.digests or exhibit.baseline
    body = {
        "result": result,
        **_read(command),
        "expected": {name: value for name, value in exhibit.baseline.items() if name in compared},
        **members(differing=command.differing[:LISTED], differing_count=_differences(command), note=command.note),
    }
    return make_act(
        "exhibit.verify",
        actor=command.actor,
        case=exhibit.case,
        lines=(ActLine(exhibit.id, command.digests.get("sha256")),),
        body=body,
    )


def _different(exhibit: ExhibitState, command: Reading) -> bool:
    return any(exhibit.baseline.get(name, value) != value for name, value in command.digests.items())


def _differences(command: VerifyExhibit) -> int | None:
    if command.differing_count is not None:
        return command.differing_count
    return len(command.differing) if len(command.differing) > LISTED else None


def _read(command: Reading) -> Json:
    check_digests(command.digests, N_("Digests"))
    check_code(command.of, CONTENT_KINDS, N_("What was read"))
    require(command.of, N_("What was read"))
    require(command.tool, N_("Tool"))
    check_time(command.started, N_("Started"))
    check_time(command.ended, N_("Ended"))
    check_order(command.started, command.ended)
    check_count(command.size, N_("Size in bytes"))
    check_count(command.files, N_("Number of files"))
    check_sha256(command.manifest, N_("SHA-256 of the file manifest"))
    return members(
        of=command.of,
        size=command.size,
        files=command.files,
        digests=other_digests(command.digests),
        tool=command.tool,
        version=command.version,
        started=command.started,
        ended=command.ended,
        source=command.source,
        manifest=command.manifest,
        findings=command.findings[:LISTED],
        findings_count=_unnamed(command),
    )


def _unnamed(command: Reading) -> int | None:
    """Return how many findings there are, None where the statement names them all."""
    count = max(command.findings_count or 0, len(command.findings))
    return count if count > len(command.findings[:LISTED]) else None
