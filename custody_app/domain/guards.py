"""Rules that many acts share: who may act, on which exhibits, and when an exhibit takes no act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain.act import ActLine
from custody_app.domain.checks import NOTHING_RECORDED, check_once
from custody_app.domain.roles import ELSEWHERE, PERMITTED, ROLES
from custody_app.domain.state import CaseState, ExhibitState, State
from custody_app.i18n import N_

LINES = 250
"""Exhibits in one statement, so that it stays below 64 KiB."""


def require_person(state: State, person: str) -> None:
    """Refuse a person that the station's own roster does not name (PERSON_UNKNOWN)."""
    if ELSEWHERE in state.roster.get(person, (ELSEWHERE,)):
        raise _person_unknown(person)


def require_recipient(state: State, person: str) -> None:
    """Refuse a person that neither the station's roster names nor one that was adopted for its peers."""
    if person not in state.roster:
        raise _person_unknown(person)


def require_role(state: State, actor: str, act: str) -> None:
    """Refuse an actor without a role that may make this act (ROLE_MISSING)."""
    require_person(state, actor)
    permitted = PERMITTED.get(act)
    if permitted is not None and not permitted & state.roster[actor]:
        raise RuleRefused(
            "ROLE_MISSING",
            N_("{person} has no role that may do this."),
            kept=NOTHING_RECORDED,
            advice=N_("Ask somebody with one of these roles: {roles}."),
            person=actor,
            roles=", ".join(role for role in ROLES if role in permitted),
        )


def require_cosigners(state: State, actor: str, cosigners: Sequence[str]) -> None:
    """Refuse cosigners that are unknown, named twice, or the actor (COSIGNER_IS_ACTOR)."""
    check_once(cosigners, N_("Signed also by"))
    for person in cosigners:
        require_person(state, person)
        if person == actor:
            raise InputWrong(
                "COSIGNER_IS_ACTOR",
                N_("{person} signs already."),
                kept=NOTHING_RECORDED,
                advice=N_("Name another person."),
                person=person,
            )


def require_case(state: State, case: str) -> CaseState:
    """Return the case, or refuse an unknown one (CASE_UNKNOWN)."""
    known = state.cases.get(case)
    if known is None:
        raise InputWrong(
            "CASE_UNKNOWN",
            N_("There is no case {case}."),
            kept=NOTHING_RECORDED,
            advice=N_("Open the case first, or import its package."),
            case=case,
        )
    return known


def known_exhibit(state: State, exhibit: str) -> ExhibitState:
    """Return the exhibit, or refuse an unknown one (EXHIBIT_UNKNOWN)."""
    known = state.exhibits.get(exhibit)
    if known is None:
        raise InputWrong(
            "EXHIBIT_UNKNOWN",
            N_("There is no exhibit {exhibit}."),
            kept=NOTHING_RECORDED,
            advice=N_("Check the number, or register the exhibit first."),
            exhibit=exhibit,
        )
    return known


def open_exhibit(state: State, exhibit: str) -> ExhibitState:
    """Return an exhibit that takes acts.

    Raises:
        RuleRefused: EXHIBIT_DISPOSED, or OFFER_OPEN while an offer waits for its answer.
        InputWrong: EXHIBIT_UNKNOWN.
    """
    known = known_exhibit(state, exhibit)
    if known.disposed is not None:
        raise RuleRefused(
            "EXHIBIT_DISPOSED",
            N_("Exhibit {number} was disposed of on {at}; its record is complete."),
            kept=NOTHING_RECORDED,
            advice=N_("Add a note to the case instead."),
            number=known.number or known.id,
            at=known.disposed.at,
        )
    if known.open_offer:
        raise RuleRefused(
            "OFFER_OPEN",
            N_("Exhibit {number} is offered to another person, who has not answered."),
            kept=NOTHING_RECORDED,
            advice=N_("Let the recipient accept or reject the offer, or cancel it, first."),
            number=known.number or known.id,
        )
    return known


def open_exhibits(state: State, exhibits: Sequence[str]) -> tuple[ExhibitState, ...]:
    """Return exhibits of one case that all take acts.

    Raises:
        InputWrong: NO_EXHIBIT, GIVEN_TWICE, MIXED_CASES, EXHIBIT_UNKNOWN.
        RuleRefused: EXHIBIT_DISPOSED, OFFER_OPEN.
    """
    if not exhibits:
        raise InputWrong(
            "NO_EXHIBIT",
            N_("No exhibit was named."),
            kept=NOTHING_RECORDED,
            advice=N_("Choose at least one exhibit."),
        )
    check_once(exhibits, N_("Exhibit"))
    known = tuple(open_exhibit(state, exhibit) for exhibit in exhibits)
    if len({each.case for each in known}) > 1:
        raise InputWrong(
            "MIXED_CASES",
            N_("These exhibits belong to different cases."),
            kept=NOTHING_RECORDED,
            advice=N_("Do it once for each case."),
        )
    return known


def require_holder(actor: str, exhibits: Iterable[ExhibitState], code: str = "NOT_HOLDER") -> None:
    """Refuse an actor who does not hold all these exhibits."""
    for each in exhibits:
        if actor not in each.holder.releasers:
            raise RuleRefused(
                code,
                N_("{person} does not hold exhibit {number}; {holder} does."),
                kept=NOTHING_RECORDED,
                advice=N_("Let the holder do it, or take custody by a transfer first."),
                person=actor,
                number=each.number or each.id,
                holder=each.holder.person or each.holder.name or "?",
            )


def lines_of(exhibits: Iterable[ExhibitState]) -> tuple[ActLine, ...]:
    """Return the exhibit lines of an act that states no digest."""
    return tuple(ActLine(each.id) for each in exhibits)


def batches(exhibits: Sequence[ExhibitState], size: int) -> tuple[Sequence[ExhibitState], ...]:
    """Return the exhibits in groups of at most `size`."""
    return tuple(exhibits[start : start + size] for start in range(0, len(exhibits), size))


def _person_unknown(person: str) -> RuleRefused:
    return RuleRefused(
        "PERSON_UNKNOWN",
        N_("{person} is not on the roster."),
        kept=NOTHING_RECORDED,
        advice=N_("Enrol the person first, or name somebody who is on the roster."),
        person=person,
    )
