"""`decide`: what a command becomes, or why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from custody_app.diagnostics import ProgramBroken
from custody_app.domain import (
    case_rules,
    exhibit_rules,
    handling_rules,
    reading_rules,
    transfer_rules,
)
from custody_app.domain import commands as given
from custody_app.domain.act import Act
from custody_app.domain.act_size import check_size
from custody_app.domain.bodies import walk
from custody_app.domain.checks import check_text
from custody_app.domain.command import Command
from custody_app.domain.secrets_guard import refuse_secrets
from custody_app.domain.state import State
from custody_app.i18n import N_

Rule = Callable[[State, Any], Act | tuple[Act, ...]]

RULES: Mapping[type[Command], Rule] = {
    given.OpenCase: case_rules.open_case,
    given.ContinueCase: case_rules.continue_case,
    given.UpdateCase: case_rules.update_case,
    given.HoldCase: case_rules.hold_case,
    given.CorrectStatement: case_rules.correct,
    given.AddNote: case_rules.note,
    given.IssueReport: case_rules.issue_report,
    given.EnrolKey: case_rules.enrol_key,
    given.RevokeKey: case_rules.revoke_key,
    given.RegisterExhibit: exhibit_rules.register,
    given.DeriveExhibit: exhibit_rules.derive,
    given.UpdateExhibit: exhibit_rules.update,
    given.HashExhibit: reading_rules.state_digests,
    given.VerifyExhibit: reading_rules.compare,
    given.SealExhibit: handling_rules.seal,
    given.RelocateExhibit: handling_rules.relocate,
    given.AccessExhibit: handling_rules.access,
    given.ReportIncident: handling_rules.incident,
    given.DisposeExhibit: handling_rules.dispose,
    given.OfferTransfer: transfer_rules.offer,
    given.AcceptTransfer: transfer_rules.accept,
    given.RejectTransfer: transfer_rules.reject,
    given.CancelTransfer: transfer_rules.cancel,
    given.CloseTransfer: transfer_rules.close,
}
"""The rule of each command."""


def decide(state: State, command: Command) -> tuple[Act, ...]:
    """Return the acts that the command becomes: one, or several where one statement would grow too large.

    Raises:
        RuleRefused: a rule of custody refuses; its code is fixed (docs/statements.md lists them).
        InputWrong: what was given is incomplete or unfit.
    """
    rule = RULES.get(type(command))
    if rule is None:
        raise ProgramBroken("COMMAND_UNKNOWN", N_("The command {name} has no rule."), name=type(command).__name__)
    decided = rule(state, command)
    acts = decided if isinstance(decided, tuple) else (decided,)
    for act in acts:
        check_size(act)
        for path, value in walk(act.body):
            if isinstance(value, str):
                check_text(value, path)
        refuse_secrets(act.body)
    return acts
