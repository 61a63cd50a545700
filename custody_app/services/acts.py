"""Acts of people: a command is decided by the rules, read back, signed and recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from custody_app.crypto.signer import Signer
from custody_app.diagnostics import InputWrong
from custody_app.domain.act import Act, with_case_salt
from custody_app.domain.commands import Command, ContinueCase, OpenCase
from custody_app.domain.decision import decide
from custody_app.domain.folding import evolve
from custody_app.domain.readback import ReadBackLine, read_back
from custody_app.domain.state import State
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.log.statement import SALT_SIZE, Head, SeenHead
from custody_app.services.recording import Draft, Recorder, record_moved
from custody_app.services.session import FRESH_UNLOCK_TYPES, Session
from custody_app.services.trust import StationTrust
from custody_app.storage import Recorded, Store, case_state


@dataclass(frozen=True, slots=True)
class Decided:
    """A command and the statements it became; None for statements that no command asked for."""

    command: Command | None
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is about to be signed: one statement or several that stand or fall together.

    Attributes:
        case: the case whose record it was decided on, "" for the station's own.
        decided: the commands with their statements, in the order in which they will be recorded.
        state: what the record will add up to afterwards; later commands of the same sitting are decided on it.
    """

    case: str
    decided: tuple[Decided, ...]
    state: State

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The statements, in the order in which they will be recorded."""
        return tuple(draft for each in self.decided for draft in each.drafts)

    @property
    def signers(self) -> tuple[str, ...]:
        """The person ids that have to sign, each once, in order."""
        return tuple(dict.fromkeys(person for draft in self.drafts for person in draft.signers))

    @property
    def needs_fresh_unlock(self) -> bool:
        """Whether the passphrase is asked for again although the sitting is unlocked."""
        return any(draft.type in FRESH_UNLOCK_TYPES for draft in self.drafts)


class Acts:
    """Decides commands on the record, and records what people signed.

    Args:
        store: the station's log.
        recorder: makes and appends statements.
        trust: who is on the roster, with which roles.
        session: who is unlocked.
        random: the system's randomness.
    """

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        trust: StationTrust,
        session: Session,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._trust = trust
        self._session = session
        self._random = random

    def state(self, case: str) -> State:
        """Return what the recorded statements of a case ("" for the station's own) add up to.

        Its parts are read when they are asked for, as the record stands now.
        """
        return self._state_at(case, self._store.head())

    def propose(
        self, command: Command, case: str = "", after: Proposal | None = None, seen: Sequence[SeenHead] = ()
    ) -> Proposal:
        """Decide `command` and return the statements to be read back and signed.

        Args:
            command: what a person wants to have recorded.
            case: the case it belongs to; "" for station-wide commands and a case that is being opened.
            after: an earlier proposal of the same sitting, which will be recorded in the same transaction.
            seen: heads of other logs that the statements rest on.

        The first act on a case that another station opened is preceded by the case's opening in this log.

        Raises:
            RuleRefused, InputWrong: a rule refuses it, or something in it is wrong; nothing was recorded.
        """
        if after is None and self._is_of_another_station(command, case):
            after = self.propose(ContinueCase(actor=command.actor, case=case), case)
        # The head first: what is decided on a record must be signed on the head of that record.
        base = self._store.head()
        state = after.state if after else self._state_at(case, base)
        acts = [self._salted(act) for act in decide(state, command)]
        drafts = self._recorder.prepare(acts, after=after.drafts if after else (), seen=seen, base=base)
        for draft in drafts:
            state = evolve(state, draft)
        decided = (*(after.decided if after else ()), Decided(command, drafts))
        return Proposal(after.case if after else case, decided, state)

    def read_back(self, proposal: Proposal) -> list[list[ReadBackLine]]:
        """Return, statement by statement, exactly what will be signed, in reading order."""
        names = ProposalNames(proposal.state, self._trust.names_with_peers())
        return [read_back(draft.act, names, names.exhibit_type(draft)) for draft in proposal.drafts]

    def record(self, proposal: Proposal, signers: Mapping[str, Signer] | None = None) -> tuple[Recorded, ...]:
        """Sign and record a proposal, with the unlocked person's key where no fresh unlock is needed.

        Args:
            proposal: what was read back.
            signers: fresh signers by person id.

        Raises:
            Locked: SESSION_LOCKED, FRESH_UNLOCK_NEEDED; RuleRefused: SIGNER_ABSENT; RECORD_MOVED, or what the rules
                refuse now, where the record grew meanwhile.
        """
        given = dict(signers or {})
        person = self._session.person
        if person and person not in given and not proposal.needs_fresh_unlock:
            given[person] = self._session.signer()
        if not given:
            self._session.signer()
        return self._recorder.record(proposal.drafts, given, partial(self.decide_again, proposal))

    def decide_again(self, proposal: Proposal, head: Head) -> None:
        """Refuse a proposal that the rules would not make, or make otherwise, on the record at `head`.

        Raises:
            RuleRefused, InputWrong: RECORD_MOVED, or what the rules refuse now.
        """
        state = self._state_at(proposal.case, head)
        for each in proposal.decided:
            if each.command is None:  # such as the adoption of the roster that what follows stands on
                state = replace(state, roster=proposal.state.roster)
            elif [_unsalted(act) for act in decide(state, each.command)] != [_unsalted(d.act) for d in each.drafts]:
                raise record_moved()
            for draft in each.drafts:
                state = evolve(state, draft)

    def case_of(self, exhibit: str) -> str:
        """Return the case id of an exhibit id.

        Raises:
            InputWrong: EXHIBIT_UNKNOWN.
        """
        line = self._store.line(exhibit)
        if not line:
            raise InputWrong(
                "EXHIBIT_UNKNOWN",
                N_("No exhibit {exhibit} is registered here."),
                advice=N_("Check the exhibit number."),
                exhibit=exhibit,
            )
        return line[0].statement.case

    def _is_of_another_station(self, command: Command, case: str) -> bool:
        """Tell whether the record knows the case, but this log has not opened it yet."""
        if not case or isinstance(command, OpenCase | ContinueCase) or self._store.case_salt(case) is not None:
            return False
        return bool(self._store.case_rows([case]))

    def _state_at(self, case: str, head: Head) -> State:
        return case_state(self._store, case, head.size).with_roster(self._trust.roles())

    def _salted(self, act: Act) -> Act:
        return with_case_salt(act, b64(self._random(SALT_SIZE))) if act.type == "case.open" else act


def _unsalted(act: Act) -> Act:
    """Return an act without its case salt, which is random."""
    return replace(act, body={name: value for name, value in act.body.items() if name != "case_salt"}, redactable=())


@dataclass(frozen=True, slots=True)
class ProposalNames:
    """Names for the ids in a proposal: persons from the roster, all else from the record as it would become."""

    state: State
    people: Mapping[str, str]

    def person(self, person: str) -> str:
        """Return the name of a person, "" if the roster has none."""
        return self.people.get(person, "")

    def exhibit(self, exhibit: str) -> str:
        """Return the exhibit number, "" if it is not known."""
        known = self.state.exhibits.get(exhibit)
        return known.number if known else ""

    def case(self, case: str) -> str:
        """Return the case number, "" if it is not known."""
        known = self.state.cases.get(case)
        return known.number if known else ""

    def exhibit_type(self, draft: Draft) -> str:
        """Return the type of the exhibit that an update describes, "" for all other statements."""
        known = self.state.exhibits.get(draft.lines[0].exhibit) if draft.type == "exhibit.update" else None
        return known.type if known else ""
