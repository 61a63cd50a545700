"""Cases: opened with a legal basis, followed, found again by number or id."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import HoldCase, OpenCase, UpdateCase
from custody_app.domain.state import CaseState
from custody_app.domain.values import Attachment, LegalBasis
from custody_app.i18n import N_
from custody_app.services.acts import Acts, Proposal
from custody_app.storage import Store
from custody_app.storage.list_rows import CaseFilter


class Cases:
    """The cases of this station.

    Args:
        store: the log and its projections.
        acts: decides and records.
        random: makes ids.
    """

    def __init__(self, store: Store, acts: Acts, random: Callable[[int], bytes]) -> None:
        self._store = store
        self._acts = acts
        self._random = random

    def propose_open(
        self,
        actor: str,
        number: str,
        bases: tuple[LegalBasis, ...],
        *,
        title: str = "",
        offence: str = "",
        authority: str = "",
        prosecutor: str = "",
        unit: str = "",
        jurisdiction: str = "",
        languages: tuple[str, ...] = (),
        note: str = "",
        attachments: tuple[Attachment, ...] = (),
    ) -> Proposal:
        """Return the statement that opens a case under a new id.

        Raises:
            RuleRefused: ROLE_MISSING; InputWrong: CASE_NUMBER_TAKEN, or something given is wrong.
        """
        if number and self._store.case_ids(CaseFilter(number=number)):
            raise InputWrong(
                "CASE_NUMBER_TAKEN",
                N_("Case {number} is open here already."),
                kept=N_("No case was opened."),
                advice=N_("Use the case that is there, or check the number."),
                number=number,
            )
        command = OpenCase(
            actor=actor,
            case=str(uuid.UUID(bytes=self._random(16), version=4)),
            number=number,
            title=title,
            offence=offence,
            authority=authority,
            prosecutor=prosecutor,
            unit=unit,
            jurisdiction=jurisdiction,
            languages=languages,
            bases=bases,
            note=note,
            attachments=attachments,
        )
        return self._acts.propose(command)

    def propose_update(self, command: UpdateCase) -> Proposal:
        """Return the statement that says what is new about a case."""
        return self._acts.propose(command, command.case)

    def propose_hold(self, command: HoldCase) -> Proposal:
        """Return the statement that puts a case on hold or lifts the hold."""
        return self._acts.propose(command, command.case)

    def find(self, named: str) -> str:
        """Return the case id for an id or a case number.

        Raises:
            InputWrong: CASE_UNKNOWN, CASE_AMBIGUOUS.
        """
        if self._store.case_rows([named]):
            return named
        found = self._store.case_ids(CaseFilter(number=named)) if named else []
        if len(found) == 1:
            return found[0]
        raise InputWrong(
            "CASE_AMBIGUOUS" if found else "CASE_UNKNOWN",
            N_("Several cases have the number {case}.") if found else N_("There is no case {case} here."),
            advice=N_("Look it up with: custody case list"),
            case=named,
        )

    def state(self, case: str) -> CaseState:
        """Return what the record says of a case."""
        return self._acts.state(case).cases[case]
