"""Rules of seals, places, access, incidents and disposition."""

from __future__ import annotations

from collections.abc import Sequence

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.act import Act, Json, members
from custody_app.domain.bodies import make_act
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_date,
    check_order,
    check_sha256,
    check_time,
    require,
)
from custody_app.domain.exhibit_rules import SEAL_IN_USE, check_attachments
from custody_app.domain.guards import (
    LINES,
    batches,
    lines_of,
    open_exhibits,
    require_case,
    require_cosigners,
    require_holder,
    require_role,
)
from custody_app.domain.handling_commands import (
    AccessExhibit,
    DisposeExhibit,
    RelocateExhibit,
    ReportIncident,
    SealExhibit,
)
from custody_app.domain.state import ExhibitState, State
from custody_app.domain.vocabulary import DISPOSITIONS, INCIDENTS, SEAL_ACTIONS, SEAL_KINDS, SIGNED_ON
from custody_app.i18n import N_


def seal(state: State, command: SealExhibit) -> tuple[Act, ...]:
    """Apply, break, renew or check a seal."""
    require(command.action, N_("Act on the seal"))
    check_code(command.action, SEAL_ACTIONS, N_("Act on the seal"))
    checking = command.action == "check"
    require_role(state, command.actor, "exhibit.seal check" if checking else "exhibit.seal")
    exhibits = open_exhibits(state, command.exhibits)
    if not checking:
        require_holder(command.actor, exhibits)
    require_cosigners(state, command.actor, command.cosigners)
    check_attachments(command.attachments)
    if command.action in {"apply", "reseal"}:
        _check_new_seal(command, exhibits)
    if command.action in {"break", "reseal", "check"}:
        _check_old_seal(command, exhibits)
    applied = command.action in {"apply", "reseal"}
    body = members(
        action=command.action,
        seal=command.seal.to_body() if applied and command.seal else None,
        old=command.old if command.action != "apply" else "",
        old_kept=command.old_kept if command.action == "reseal" else "",
        intact=command.intact if checking else None,
        reads=command.reads if checking else "",
        purpose=command.purpose,
        place=command.place,
        confirmed=[SEAL_IN_USE] if applied and SEAL_IN_USE in command.confirmed else [],
        attachments=command.attachments,
        cosigners=command.cosigners,
    )
    return _acts("exhibit.seal", command.actor, exhibits, body)


def relocate(state: State, command: RelocateExhibit) -> tuple[Act, ...]:
    """Move exhibits to another place."""
    require_role(state, command.actor, "exhibit.relocate")
    exhibits = open_exhibits(state, command.exhibits)
    require_holder(command.actor, exhibits)
    require(command.location, N_("Location"))
    body = members(location=command.location, reason=command.reason)
    return _acts("exhibit.relocate", command.actor, exhibits, body)


def access(state: State, command: AccessExhibit) -> tuple[Act, ...]:
    """Record access, its purpose, and what it changed and why."""
    require_role(state, command.actor, "exhibit.access")
    exhibits = open_exhibits(state, command.exhibits)
    require_cosigners(state, command.actor, command.cosigners)
    require(command.purpose, N_("Purpose"))
    if command.by is not None:
        require(command.by.name, N_("Access by"))
    if command.changes:
        require(command.justification, N_("Justification"))
    check_time(command.started, N_("Started"))
    check_time(command.ended, N_("Ended"))
    check_order(command.started, command.ended)
    body = members(
        purpose=command.purpose,
        by=command.by.to_body() if command.by else None,
        authority=command.authority,
        started=command.started,
        ended=command.ended,
        changes=command.changes,
        justification=command.justification,
        cosigners=command.cosigners,
    )
    return _acts("exhibit.access", command.actor, exhibits, body)


def incident(state: State, command: ReportIncident) -> tuple[Act, ...]:
    """Record a loss, damage or another incident."""
    require_role(state, command.actor, "exhibit.incident")
    exhibits = open_exhibits(state, command.exhibits)
    require_cosigners(state, command.actor, command.cosigners)
    require(command.kind, N_("Incident"))
    check_code(command.kind, INCIDENTS, N_("Incident"))
    require(command.what, N_("What happened"))
    check_time(command.discovered, N_("Discovered"))
    check_attachments(command.attachments)
    body = members(
        kind=command.kind,
        what=command.what,
        discovered=command.discovered,
        measures=command.measures,
        attachments=command.attachments,
        cosigners=command.cosigners,
    )
    return _acts("exhibit.incident", command.actor, exhibits, body)


def dispose(state: State, command: DisposeExhibit) -> tuple[Act, ...]:
    """End the custody of exhibits, with authority; destruction with method and witness."""
    require_role(state, command.actor, "exhibit.dispose")
    exhibits = open_exhibits(state, command.exhibits)
    require_holder(command.actor, exhibits)
    if require_case(state, exhibits[0].case).hold:
        raise RuleRefused(
            "CASE_HELD",
            N_("Nothing of this case may be disposed of: it is on hold."),
            kept=NOTHING_RECORDED,
            advice=N_("The hold must be lifted first, by a statement with its ground."),
        )
    require_cosigners(state, command.actor, command.cosigners)
    _check_disposition(command)
    check_attachments(command.attachments)
    signature = {"image": command.signature, "on": command.signed_on} if command.signature else None
    body = members(
        action=command.action,
        authority=command.authority,
        method=command.method,
        done=command.done,
        receiver=command.receiver.to_body() if command.receiver else None,
        witnesses=command.witnesses,
        handwritten=signature,
        attachments=command.attachments,
        note=command.note,
        cosigners=command.cosigners,
    )
    return _acts("exhibit.dispose", command.actor, exhibits, body)


def _acts(kind: str, actor: str, exhibits: Sequence[ExhibitState], body: Json) -> tuple[Act, ...]:
    return tuple(
        make_act(kind, actor=actor, case=batch[0].case, lines=lines_of(batch), body=body)
        for batch in batches(exhibits, LINES)
    )


def _check_new_seal(command: SealExhibit, exhibits: Sequence[ExhibitState]) -> None:
    number = command.seal.number if command.seal else ""
    require(number, N_("Seal number"))
    if command.seal is not None:
        require(command.seal.kind, N_("Kind of seal"))
        check_code(command.seal.kind, SEAL_KINDS, N_("Kind of seal"))
    if command.action == "reseal":
        require(command.old_kept, N_("Where the old seal is kept"))
    for each in exhibits:
        if any(known.number == number for known in each.seals):
            raise RuleRefused(
                "SEAL_NUMBER_TAKEN",
                N_("Seal {seal} was on exhibit {number} before; a seal is used once."),
                kept=NOTHING_RECORDED,
                advice=N_("Read the number again, or take a new seal."),
                seal=number,
                number=each.number or each.id,
            )


def _check_old_seal(command: SealExhibit, exhibits: Sequence[ExhibitState]) -> None:
    require(command.old, N_("Old seal number"))
    if command.action == "break":
        require(command.purpose, N_("Purpose"))
    if command.action == "check" and command.intact is None:
        require("", N_("Intact"))
    for each in exhibits:
        # A seal that a recorded act broke may be named when the exhibit is sealed again, once.
        candidates = each.seals if command.action == "reseal" else each.seals_in_force
        if not any(known.number == command.old and not known.kept for known in candidates):
            raise RuleRefused(
                "SEAL_UNKNOWN",
                N_("Exhibit {number} has no seal {seal} on record."),
                kept=NOTHING_RECORDED,
                advice=N_(
                    "Read the seal on the exhibit itself; where it differs, check the seal on record and say so."
                ),
                seal=command.old,
                number=each.number or each.id,
            )


def _check_disposition(command: DisposeExhibit) -> None:
    require(command.action, N_("Disposition"))
    check_code(command.action, DISPOSITIONS, N_("Disposition"))
    require(command.authority, N_("Authority"))
    check_date(command.done, N_("Done on"))
    check_code(command.signed_on, SIGNED_ON, N_("Signed"))
    check_sha256(command.signature, N_("Handwritten signature"))
    for witness in command.witnesses:
        require(witness.name, N_("Witness"))
    if command.action == "destroy":
        require(command.method, N_("Method"))
        if not command.witnesses and not command.cosigners:
            raise InputWrong(
                "WITNESS_MISSING",
                N_("A destruction needs a witness."),
                kept=NOTHING_RECORDED,
                advice=N_("Name the witness, or let a second officer sign too."),
            )
    if command.action == "return":
        require(command.receiver.name if command.receiver else "", N_("Received by"))
