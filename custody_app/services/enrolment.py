"""People of the station: enrolling, changing a passphrase, exporting a key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from custody_app.clock import Clock, format_time
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import DEFAULT_COST, Cost, change_passphrase, read_key_file, write_key_file
from custody_app.crypto.openssh_private import write_openssh_key
from custody_app.crypto.sshsig import NAMESPACE_ENROL
from custody_app.domain.bodies import make_act
from custody_app.domain.commands import EnrolKey
from custody_app.log.canonical import b64, canon
from custody_app.log.roster import Person, PersonKey, Roster
from custody_app.log.roster_signing import sign_roster
from custody_app.log.statement import Head
from custody_app.services.acts import Acts, Decided, Proposal
from custody_app.services.new_person import NewPerson, check_new_people, check_passphrase
from custody_app.services.recording import Recorder, record_moved
from custody_app.services.session import Session
from custody_app.services.trust import StationTrust

VERSION: Final = "custody/enrol/1"
ROOT_KEY: Final = "roster-root"


def enrolment_proof(key: SigningKey, origin: str, person: str) -> str:
    """Return the proof that whoever enrols `key` holds it: base64 of the raw signature over the enrolment.

    Signed is canon({"key", "log", "person", "v": "custody/enrol/1"}) under custody.enrol.v1 (log-format.md).
    """
    message = canon({"key": key.public_key.line, "log": origin, "person": person, "v": VERSION})
    return b64(key.sign(NAMESPACE_ENROL, message).sig)


@dataclass(frozen=True, slots=True)
class EnrolledPerson:
    """One row of the list of officers."""

    id: str
    name: str
    post: str
    roles: tuple[str, ...]
    fingerprints: tuple[str, ...]
    has_key_file: bool


class Officers:
    """The people who sign at this station.

    Args:
        origin: the log's origin.
        agency: the agency's name, which no passphrase may consist of.
        keys: the folder of key files.
        trust: the adopted roster.
        acts, recorder: decide and record.
        session: opens key files.
        clock: claimed time.
        random: the system's randomness.
        cost: what a guess at a passphrase costs.
    """

    def __init__(
        self,
        origin: str,
        agency: str,
        keys: Path,
        trust: StationTrust,
        acts: Acts,
        recorder: Recorder,
        session: Session,
        clock: Clock,
        random: Callable[[int], bytes],
        cost: Cost = DEFAULT_COST,
    ) -> None:
        self._origin = origin
        self._agency = agency
        self._keys = keys
        self._trust = trust
        self._acts = acts
        self._recorder = recorder
        self._session = session
        self._clock = clock
        self._random = random
        self._cost = cost

    def list(self) -> Sequence[EnrolledPerson]:
        """Return the people on the roster, in its order."""
        return [
            EnrolledPerson(
                person.id,
                person.name,
                person.post,
                person.roles,
                tuple(held.key.fingerprint for held in person.keys),
                (self._keys / f"{person.id}.custody-key").is_file(),
            )
            for person in self._trust.roster.people
        ]

    def enrol(
        self,
        new: NewPerson,
        by: str,
        by_passphrase: str,
        root_passphrase: str,
        by_key_file: Path | None = None,
        approve: Callable[[Proposal], None] = lambda _: None,
    ) -> EnrolledPerson:
        """Enrol a person: key file, next roster, `roster.adopt` and `key.enrol` in one transaction.

        Args:
            new: the person, with the passphrase they chose.
            by: the supervisor who enrols; signs both statements.
            by_passphrase: unlocks the supervisor's key afresh.
            root_passphrase: unlocks the roster's root key.
            by_key_file: the supervisor's key file, None for the one kept here.
            approve: reads back what will be signed; may raise Cancelled, and nothing was done.

        Raises:
            InputWrong: as `check_new_people`; Locked: WRONG_PASSPHRASE; RuleRefused: ROLE_MISSING.
        """
        check_new_people([new], self._agency, [person.id for person in self._trust.roster.people])
        root = read_key_file(self._session.key_file(ROOT_KEY), root_passphrase)
        supervisor = self._session.fresh(by, by_passphrase, by_key_file)
        key = SigningKey.generate(self._random)
        try:
            roster = self._next_roster(new, key)
            proposal = self._proposal(new, key, roster, by)
            approve(proposal)
            path = self._keys / f"{new.id}.custody-key"
            write_key_file(path, key, new.passphrase, person=new.id, cost=self._cost, random=self._random)
            try:
                self._trust.lay_pending(roster, sign_roster(roster, [root]))
                self._recorder.record(proposal.drafts, {by: supervisor}, partial(self._decide_again, proposal, roster))
            except BaseException:
                # A commit may land although its answer was lost: the key is forgotten only if it did not.
                if not self._recorder.is_recorded(proposal.drafts):
                    path.unlink(missing_ok=True)
                raise
            self._trust.take_pending(roster.digest)
        finally:
            for opened in (root, supervisor, key):
                opened.wipe()
        return next(person for person in self.list() if person.id == new.id)

    def change_passphrase(self, person: str, old: str, new: str) -> None:
        """Lock the person's key file with another passphrase; nothing is recorded, the key stays the same."""
        known = self._trust.roster.person(person)
        probe = NewPerson(id=person, name=known.name if known else person, roles=("auditor",), passphrase=new)
        check_passphrase(new, probe, self._agency)
        change_passphrase(self._session.key_file(person), old, new, cost=self._cost, random=self._random)

    def export_key(self, person: str, passphrase: str, target: Path) -> None:
        """Write the person's key in OpenSSH format, locked with the same passphrase, for use with `ssh-keygen`."""
        key = read_key_file(self._session.key_file(person), passphrase)
        try:
            write_openssh_key(target, key, passphrase)
        finally:
            key.wipe()

    def _decide_again(self, proposal: Proposal, roster: Roster, head: Head) -> None:
        if roster.version != self._trust.roster.version + 1:
            raise record_moved()
        self._acts.decide_again(proposal, head)

    def _next_roster(self, new: NewPerson, key: SigningKey) -> Roster:
        now = format_time(self._clock.utc_now())
        person = Person(new.id, new.name, new.post, new.roles, (PersonKey(key.public_key, now),))
        return self._trust.roster.successor(now).with_person(person)

    def _proposal(self, new: NewPerson, key: SigningKey, roster: Roster, by: str) -> Proposal:
        adopt = make_act("roster.adopt", actor=by, body={"roster": roster.digest, "version": roster.version})
        state = self._acts.state("")
        drafts = self._recorder.prepare([adopt])
        adopted = Proposal("", (Decided(None, drafts),), state.with_roster({p.id: p.roles for p in roster.people}))
        proof = enrolment_proof(key, self._origin, new.id)
        command = EnrolKey(actor=by, person=new.id, key=key.public_key.line, proof=proof)
        return self._acts.propose(command, after=adopted)
