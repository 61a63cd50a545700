"""Rules of cases, corrections, notes and keys."""

from __future__ import annotations

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.act import Act, ActLine, Json, members
from custody_app.domain.bodies import make_act, member_at
from custody_app.domain.case_commands import (
    AddNote,
    ContinueCase,
    CorrectStatement,
    EnrolKey,
    HoldCase,
    IssueReport,
    OpenCase,
    RevokeKey,
    UpdateCase,
)
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_date,
    check_once,
    check_order,
    check_person,
    check_sha256,
    check_time,
    require,
)
from custody_app.domain.exhibit_rules import check_attachments
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.field_checks import check_field
from custody_app.domain.guards import (
    lines_of,
    open_exhibit,
    open_exhibits,
    require_case,
    require_cosigners,
    require_person,
    require_role,
)
from custody_app.domain.state import CaseState, State
from custody_app.domain.values import LegalBasis
from custody_app.domain.vocabulary import BASIS_KINDS, CASE_STATUSES
from custody_app.i18n import N_


def open_case(state: State, command: OpenCase) -> Act:
    """Open a case."""
    require_role(state, command.actor, "case.open")
    require(command.case, N_("Case"))
    require(command.number, N_("Case number"))
    if command.case in state.cases:
        raise RuleRefused(
            "CASE_OPENED",
            N_("Case {number} was opened before."),
            kept=NOTHING_RECORDED,
            advice=N_("Update it instead."),
            number=command.number,
        )
    _check_bases(command.bases, None)
    check_attachments(command.attachments)
    body = members(number=command.number, **_described(command))
    return make_act("case.open", actor=command.actor, case=command.case, body=body)


def continue_case(state: State, command: ContinueCase) -> Act:
    """Open a case of another station in this log too, so that what is recorded of it here has a tag of its own."""
    require_person(state, command.actor)
    case = require_case(state, command.case)
    return make_act("case.open", actor=command.actor, case=case.id, body={"number": case.number})


def update_case(state: State, command: UpdateCase) -> Act:
    """State what is new about a case."""
    require_role(state, command.actor, "case.update")
    case = require_case(state, command.case)
    check_code(command.status, CASE_STATUSES, N_("Status"))
    _check_bases(command.bases, case)
    check_attachments(command.attachments)
    body = members(**_described(command), status=command.status, outcome=command.outcome)
    if not body:
        raise InputWrong(
            "NOTHING_NEW",
            N_("Nothing new was said about the case."),
            kept=NOTHING_RECORDED,
            advice=N_("Fill in what has changed."),
        )
    return make_act("case.update", actor=command.actor, case=case.id, body=body)


def hold_case(state: State, command: HoldCase) -> Act:
    """Put a case on hold, or lift the hold."""
    require_role(state, command.actor, "case.hold")
    case = require_case(state, command.case)
    require(command.ground, N_("Ground"))
    return make_act(
        "case.hold", actor=command.actor, case=case.id, body={"hold": command.hold, "ground": command.ground}
    )


def correct(state: State, command: CorrectStatement) -> Act:
    """Say how a statement should read. Disposed exhibits of it take no line any more."""
    require_role(state, command.actor, "correction")
    corrected = state.statements.get(command.statement)
    if corrected is None:
        raise InputWrong(
            "STATEMENT_UNKNOWN",
            N_("There is no such statement."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose the statement from the log."),
        )
    require(command.reason, N_("Reason"))
    if command.value in ("", ()):
        require("", N_("Reads correctly"))
    _check_correction(state, command, corrected.type, corrected.exhibits)
    lines = tuple(
        ActLine(open_exhibit(state, exhibit).id)
        for exhibit in corrected.exhibits
        if exhibit in state.exhibits and state.exhibits[exhibit].disposed is None
    )
    body = members(statement=command.statement, member=command.member, value=command.value, reason=command.reason)
    return make_act("correction", actor=command.actor, case=corrected.case, lines=lines, body=body)


def note(state: State, command: AddNote) -> Act:
    """Add a note to a case and to exhibits of it."""
    require_person(state, command.actor)
    require_cosigners(state, command.actor, command.cosigners)
    require(command.text, N_("Text"))
    check_attachments(command.attachments)
    exhibits = open_exhibits(state, command.exhibits) if command.exhibits else ()
    case = require_case(state, command.case)
    if any(each.case != case.id for each in exhibits):
        raise InputWrong(
            "MIXED_CASES",
            N_("These exhibits belong to different cases."),
            kept=NOTHING_RECORDED,
            advice=N_("Do it once for each case."),
        )
    body = members(text=command.text, attachments=command.attachments, cosigners=command.cosigners)
    return make_act("note", actor=command.actor, case=case.id, lines=lines_of(exhibits), body=body)


def issue_report(state: State, command: IssueReport) -> Act:
    """State that a document was issued; of a closed case too."""
    require_person(state, command.actor)
    if command.case not in state.cases:
        require_case(state, command.case)
    require(command.kind, N_("Kind of document"))
    require(command.language, N_("Language"))
    check_sha256(command.sha256, N_("SHA-256 of the document"))
    check_sha256(command.record, N_("Record digest"))
    body = members(
        kind=command.kind,
        sha256=command.sha256,
        length=command.length,
        record=command.record,
        language=command.language,
        jurisdiction=command.jurisdiction,
        template=command.template,
        exhibit=command.exhibit,
        transfer=command.transfer,
        size=command.size,
        root=command.root,
        recipient=command.recipient,
        reason=command.reason,
    )
    return make_act("report.issue", actor=command.actor, case=command.case, body=body)


def enrol_key(state: State, command: EnrolKey) -> Act:
    """Enrol a key of a person of the roster."""
    require_role(state, command.actor, "key.enrol")
    _check_key(command.person, command.key)
    require(command.proof, N_("Proof of possession"))
    if command.key in state.keys.get(command.person, ()):
        raise RuleRefused(
            "KEY_ENROLLED",
            N_("This key of {person} is enrolled already."),
            kept=NOTHING_RECORDED,
            advice=N_("Nothing is left to do."),
            person=command.person,
        )
    body = {"person": command.person, "key": command.key, "proof": command.proof}
    return make_act("key.enrol", actor=command.actor, body=body)


def revoke_key(state: State, command: RevokeKey) -> Act:
    """Revoke a key; a person may always revoke an own one."""
    require_person(state, command.actor)
    if command.actor != command.person:
        require_role(state, command.actor, "key.revoke")
    _check_key(command.person, command.key)
    require(command.reason, N_("Reason"))
    check_time(command.compromised_since, N_("In wrong hands since"))
    body = members(
        person=command.person, key=command.key, reason=command.reason, compromised_since=command.compromised_since
    )
    return make_act("key.revoke", actor=command.actor, body=body)


def _described(command: OpenCase | UpdateCase) -> Json:
    return {
        "title": command.title,
        "offence": command.offence,
        "authority": command.authority,
        "prosecutor": command.prosecutor,
        "unit": command.unit,
        "jurisdiction": command.jurisdiction,
        "languages": command.languages,
        "bases": command.bases,
        "note": command.note,
        "attachments": command.attachments,
    }


def _check_bases(bases: tuple[LegalBasis, ...], case: CaseState | None) -> None:
    check_once((basis.id for basis in bases), N_("Legal basis"))
    known = {basis.id: basis for basis in (*(case.bases if case else ()), *bases)}
    for basis in bases:
        require(basis.id, N_("Legal basis"))
        require(basis.kind, N_("Kind of legal basis"))
        check_code(basis.kind, BASIS_KINDS, N_("Kind of legal basis"))
        for date, label in (
            (basis.issued, N_("Issued on")),
            (basis.expires, N_("Expires on")),
            (basis.return_due, N_("Return due on")),
        ):
            check_date(date, label)
        check_order(basis.issued, basis.expires)
        check_sha256(basis.document, N_("SHA-256 of the document"))
        if basis.kind == "exigency":
            require(basis.facts, N_("Facts and necessity"))
        elif basis.kind != "consent":
            require(basis.number, N_("Number of the order"))
            require(basis.issuer, N_("Issued by"))
        filled = known.get(basis.follows)
        if (basis.to_follow and basis.kind != "exigency") or (basis.follows and not (filled and filled.to_follow)):
            raise InputWrong(
                "BASIS_FOLLOWS",
                N_("Only an exigency can be a basis to follow, and only such a basis can be filled by another."),
                kept=NOTHING_RECORDED,
                advice=N_("Check which legal basis this one belongs to."),
            )


def _check_correction(state: State, command: CorrectStatement, kind: str, exhibits: tuple[str, ...]) -> None:
    if not command.member:
        return
    # The new child of a derivation stands last; its fields are those of the statement.
    described = state.exhibits.get(exhibits[-1]) if exhibits else None
    exhibit_type = described.type if described else ""
    known = member_at(kind, command.member, exhibit_type)
    if known is None:
        raise InputWrong(
            "MEMBER_UNKNOWN",
            N_("That statement has no part {member}."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose the part from the list, or correct the statement as a whole."),
            member=command.member,
        )
    parts = command.member.split(".")
    exhibit = EXHIBIT_TYPES.get(exhibit_type)
    spec = exhibit.field(parts[1]) if exhibit and parts[0] == "fields" and len(parts) == 2 else None
    if spec is not None:
        check_field(spec, command.value)


def _check_key(person: str, key: str) -> None:
    check_person(person)
    require(key, N_("Public key"))
