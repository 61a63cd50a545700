"""Rules of registration, derivation and update: a legal basis always, and only the fields of the type."""

from __future__ import annotations

from collections.abc import Mapping

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.act import Act, ActLine, Json, members
from custody_app.domain.bodies import make_act
from custody_app.domain.checks import (
    NOTHING_RECORDED,
    check_code,
    check_count,
    check_digests,
    check_once,
    check_order,
    check_person,
    check_sha256,
    check_time,
    require,
)
from custody_app.domain.coordinates import check_coordinates
from custody_app.domain.exhibit_commands import DeriveExhibit, Description, RegisterExhibit, UpdateExhibit
from custody_app.domain.exhibit_types import ExhibitType
from custody_app.domain.field_checks import checked_fields, doubts, exhibit_type
from custody_app.domain.guards import (
    known_exhibit,
    open_exhibit,
    open_exhibits,
    require_case,
    require_cosigners,
    require_holder,
    require_role,
)
from custody_app.domain.state import CaseState, State
from custody_app.domain.values import Acquisition, Attachment
from custody_app.domain.vocabulary import (
    ATTACHMENT_KINDS,
    COPY_KINDS,
    FIXATIONS,
    FLAGS,
    PARTS,
    SEAL_KINDS,
    WRITE_BLOCKERS,
)
from custody_app.i18n import N_

SEAL_IN_USE = "SEAL_IN_USE"
"""The doubt that the seal's number is on another exhibit too; who has every case at hand finds it."""


def register(state: State, command: RegisterExhibit) -> Act:
    """Register a root exhibit under a legal basis of its case."""
    require_role(state, command.actor, "exhibit.register")
    case = require_case(state, command.case)
    _require_new(state, case, command.exhibit, command.number)
    _require_basis(case, command.basis)
    if command.type == "crypto_asset":
        _require_two_persons(command)
    body = members(number=command.number, root=command.number, type=command.type, basis=command.basis)
    return _new_exhibit(state, command, case, body)


def derive(state: State, command: DeriveExhibit) -> Act:
    """Register an exhibit made from others, under the root of its first parent."""
    require_role(state, command.actor, "exhibit.derive")
    parents = open_exhibits(state, command.parents)
    require_holder(command.actor, parents)
    case = require_case(state, parents[0].case)
    _require_new(state, case, command.exhibit, command.number)
    basis = command.basis or parents[0].basis
    _require_basis(case, basis)
    _check_acquisition(command.acquisition)
    body = {
        "child": command.exhibit,
        "parents": list(command.parents),
        "number": command.number,
        "root": parents[0].root or parents[0].number or command.number,
        "type": command.type,
        "basis": basis,
        "acquisition": command.acquisition.to_body(),
    }
    lines = tuple(ActLine(parent) for parent in command.parents)
    return _new_exhibit(state, command, case, body, lines)


def update(state: State, command: UpdateExhibit) -> Act:
    """State what is new about an exhibit."""
    require_role(state, command.actor, "exhibit.update")
    exhibit = open_exhibit(state, command.exhibit)
    case = require_case(state, exhibit.case)
    require(command.reason, N_("Reason"))
    if command.basis:
        _require_basis(case, command.basis)
    kind = exhibit_type(exhibit.type)
    body = {**description(state, case, command, kind, whole=False), **members(basis=command.basis)}
    if not body:
        raise InputWrong(
            "NOTHING_NEW",
            N_("Nothing new was said about the exhibit."),
            kept=NOTHING_RECORDED,
            advice=N_("Fill in what has changed."),
        )
    return make_act(
        "exhibit.update",
        actor=command.actor,
        case=exhibit.case,
        lines=(ActLine(exhibit.id),),
        body={**body, "reason": command.reason},
        exhibit_type=exhibit.type,
    )


def description(state: State, case: CaseState, command: Description, kind: ExhibitType, *, whole: bool) -> Json:
    """Return the checked members that a registration, a derivation and an update share."""
    for flag in command.flags or ():
        check_code(flag, FLAGS, N_("Sensitive content"))
    for way in command.fixed:
        check_code(way, FIXATIONS, N_("Fixed by"))
    check_once(command.fixed, N_("Fixed by"))
    for participant in command.people:
        check_code(participant.part, PARTS, N_("Part taken"))
        require(participant.part, N_("Part taken"))
        require(participant.person or participant.name, N_("Name"))
        if participant.person:
            check_person(participant.person)
    check_time(command.seized, N_("Time of the seizure"))
    if command.place is not None:
        check_coordinates(command.place.coordinates, N_("Coordinates"))
    check_attachments(command.attachments)
    if command.container:
        _check_container(state, case, command)
    # Only doubts that these values raise are signed as confirmed; a box ticked in vain says nothing.
    raised = [*doubts(kind, command.fields), *([SEAL_IN_USE] if getattr(command, "seal", None) else [])]
    confirmed = [code for code in raised if code in command.confirmed]
    described = members(
        court_number=command.court_number,
        agency_number=command.agency_number,
        container=command.container,
        fields=checked_fields(kind, command.fields, command.confirmed, whole=whole),
        confirmed=confirmed,
        seized=command.seized,
        place=command.place.to_body() if command.place else None,
        from_=command.from_.to_body() if command.from_ else None,
        owner=command.owner.to_body() if command.owner else None,
        people=command.people,
        fixed=command.fixed,
        steps=command.steps,
        attachments=command.attachments,
    )
    if command.flags or (command.flags is not None and not whole):
        described["flags"] = sorted(set(command.flags))
    return described


def check_attachments(attachments: tuple[Attachment, ...]) -> None:
    """Refuse attachments without a digest, of an unknown kind, or given twice."""
    for attachment in attachments:
        require(attachment.sha256, N_("SHA-256 of the file"))
        check_sha256(attachment.sha256, N_("SHA-256 of the file"))
        require(attachment.kind, N_("Kind of attachment"))
        check_code(attachment.kind, ATTACHMENT_KINDS, N_("Kind of attachment"))
        check_count(attachment.size, N_("Size in bytes"))
    check_once((attachment.sha256 for attachment in attachments), N_("Attachments"))


def _new_exhibit(
    state: State,
    command: RegisterExhibit | DeriveExhibit,
    case: CaseState,
    body: Json,
    parents: tuple[ActLine, ...] = (),
) -> Act:
    kind = exhibit_type(command.type)
    require_cosigners(state, command.actor, command.cosigners)
    check_digests(command.digests, N_("Digests"))
    if command.seal is not None:
        require(command.seal.number, N_("Seal number"))
        require(command.seal.kind, N_("Kind of seal"))
        check_code(command.seal.kind, SEAL_KINDS, N_("Kind of seal"))
    if command.digests and "sha256" not in command.digests:
        require("", N_("SHA-256"))
    body |= description(state, case, command, kind, whole=True)
    body |= members(
        seal=command.seal.to_body() if command.seal else None,
        location=command.location,
        digests=other_digests(command.digests),
        note=command.note,
        cosigners=command.cosigners,
    )
    new = ActLine(command.exhibit, command.digests.get("sha256"), new=True)
    act = "exhibit.derive" if parents else "exhibit.register"
    return make_act(act, actor=command.actor, case=case.id, lines=(*parents, new), body=body)


def other_digests(digests: Mapping[str, str]) -> dict[str, str]:
    """Return the digests that stand in the body: all but SHA-256, which stands in the exhibit's line."""
    return {algorithm: value for algorithm, value in digests.items() if algorithm != "sha256"}


def _require_new(state: State, case: CaseState, exhibit: str, number: str) -> None:
    require(exhibit, N_("Exhibit"))
    require(number, N_("Exhibit number"))
    if case.status == "closed":
        raise RuleRefused(
            "CASE_CLOSED",
            N_("Case {number} is closed."),
            kept=NOTHING_RECORDED,
            advice=N_("Open the case again by an update first."),
            number=case.number or case.id,
        )
    if exhibit in state.exhibits:
        raise RuleRefused(
            "CUSTODY_REREGISTER",
            N_("Exhibit {exhibit} is registered already."),
            kept=NOTHING_RECORDED,
            advice=N_("Update it instead."),
            exhibit=exhibit,
        )
    if (case.id, number) in state.numbers:
        raise RuleRefused(
            "NUMBER_TAKEN",
            N_("Exhibit number {number} is taken in this case."),
            kept=NOTHING_RECORDED,
            advice=N_("Take the next free number."),
            number=number,
        )


def _require_basis(case: CaseState, basis: str) -> None:
    if not basis or case.basis(basis) is None:
        raise RuleRefused(
            "NO_LEGAL_BASIS",
            N_("No exhibit is registered without a legal basis."),
            kept=NOTHING_RECORDED,
            advice=N_("Add the warrant, consent or order to the case; in an exigency, state it as a basis to follow."),
        )


def _require_two_persons(command: RegisterExhibit) -> None:
    if not command.cosigners and not any(participant.part == "witness" for participant in command.people):
        raise RuleRefused(
            "TWO_PERSONS",
            N_("Crypto-assets are seized by two persons."),
            kept=NOTHING_RECORDED,
            advice=N_("Let a second officer sign too, or name a witness."),
        )


def _check_container(state: State, case: CaseState, command: Description) -> None:
    container = known_exhibit(state, command.container)
    own = getattr(command, "exhibit", "")
    seen = {own}
    # A container within itself, through any number of others, would never end.
    step: str = container.id
    while step and step not in seen:
        seen.add(step)
        inside = state.exhibits.get(step)
        step = inside.container if inside else ""
    if step == own or container.case != case.id:
        raise InputWrong(
            "CONTAINER_WRONG",
            N_("Exhibit {number} cannot be the container."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose another exhibit of the same case."),
            number=container.number or container.id,
        )


def _check_acquisition(acquisition: Acquisition) -> None:
    require(acquisition.copy, N_("Kind of copy"))
    check_code(acquisition.copy, COPY_KINDS, N_("Kind of copy"))
    require(acquisition.tool, N_("Tool"))
    require(acquisition.version, N_("Version of the tool"))
    check_code(acquisition.write_blocker, WRITE_BLOCKERS, N_("Write blocker"))
    check_time(acquisition.started, N_("Started"))
    check_time(acquisition.ended, N_("Ended"))
    check_order(acquisition.started, acquisition.ended)
    check_count(acquisition.bad_sectors, N_("Sectors that could not be read"))
    check_digests(dict(acquisition.stored_digests), N_("Digests stored by the tool"))
