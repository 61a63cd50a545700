"""How an act becomes a recorded entry: prepared, read back, signed, appended, read back, checkpointed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from custody_app.clock import Clock, format_time
from custody_app.crypto.signer import Signer
from custody_app.diagnostics import CustodyError, ProgramBroken, RuleRefused
from custody_app.domain.act import Act, ActLine
from custody_app.domain.bodies import make_act
from custody_app.i18n import N_
from custody_app.log.canonical import Json, b64, unb64
from custody_app.log.entry import case_tag
from custody_app.log.envelope import Envelope, sign
from custody_app.log.redaction import Disclosure, conceal
from custody_app.log.sequencing import clock_finding, read_clock
from custody_app.log.statement import SALT_SIZE, STATION_ACTOR, ExhibitLine, Head, SeenHead, Statement
from custody_app.services.checkpoints import Checkpoints
from custody_app.storage import HeadMoved, NewEntry, Recorded, Store, stands_already


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement ready to be read back and signed; nothing of it is recorded yet.

    Attributes:
        act: what the rules decided, with the full body that people read.
        statement: exactly what will be signed.
        disclosures: the redactable members, kept beside the log.
    """

    act: Act
    statement: Statement
    disclosures: tuple[Disclosure, ...]

    @property
    def signers(self) -> tuple[str, ...]:
        """The person ids whose signatures it needs, the actor first."""
        return (self.statement.actor, *self.statement.cosigners)

    # What follows lets the rules read a draft as if it were recorded, so that an accept can follow its offer.
    @property
    def type(self) -> str:
        """The statement's type."""
        return self.act.type

    @property
    def case(self) -> str:
        """The statement's case."""
        return self.act.case

    @property
    def actor(self) -> str:
        """Who asserts it."""
        return self.statement.actor

    @property
    def at(self) -> str:
        """When, as claimed."""
        return self.statement.at

    @property
    def body(self) -> Json:
        """The full body."""
        return dict(self.act.body)

    @property
    def lines(self) -> tuple[ActLine, ...]:
        """The exhibits concerned."""
        return self.act.lines

    @property
    def digest(self) -> str:
        """The statement's digest in base64."""
        return b64(self.statement.digest)

    @property
    def seq(self) -> int:
        """No place in the log yet: -1."""
        return -1


@dataclass(frozen=True, slots=True)
class OneMoment:
    """A clock that shows what another showed once.

    The entries get the very reading that was looked at for a moved clock, so that no step falls in between, untold.
    """

    wall: datetime
    mono: int
    boot: str
    offset: str

    @classmethod
    def of(cls, clock: Clock) -> OneMoment:
        """Look at `clock`, its wall and its time since boot next to each other."""
        wall, mono = clock.utc_now(), clock.monotonic_ms()
        return cls(wall, mono, clock.boot_id(), clock.local_offset())

    def utc_now(self) -> datetime:
        """Return the claimed wall time of that moment."""
        return self.wall

    def monotonic_ms(self) -> int:
        """Return the time since boot at that moment."""
        return self.mono

    def boot_id(self) -> str:
        """Return the boot of that moment."""
        return self.boot

    def local_offset(self) -> str:
        """Return the offset of that moment."""
        return self.offset


class Recorder:
    """Makes statements out of acts and appends them to the station's log.

    Args:
        origin: the log's origin, also while the log is still empty.
        store: the station's log.
        checkpoints: signs and keeps the heads.
        station_signer: signs what the machine itself asserts.
        clock: claimed time.
        random: the system's randomness; tests pass a fake.
        refusal: why this station may only be read, None when it may be written.
    """

    def __init__(
        self,
        origin: str,
        store: Store,
        checkpoints: Checkpoints,
        station_signer: Signer,
        clock: Clock,
        random: Callable[[int], bytes],
        refusal: CustodyError | None = None,
    ) -> None:
        self._refusal = refusal
        self._origin = origin
        self.store = store
        self._checkpoints = checkpoints
        self._station_signer = station_signer
        self._clock = clock
        self._random = random

    def prepare(
        self,
        acts: Sequence[Act],
        after: Sequence[Draft] = (),
        seen: Sequence[SeenHead] = (),
        base: Head | None = None,
    ) -> tuple[Draft, ...]:
        """Return the statements of `acts`, one after the other, ready to be read back.

        Later acts stand on earlier ones: their exhibit lines continue from the drafts before them.

        Args:
            acts: as the rules decided them.
            after: drafts that will be recorded before these in the same transaction.
            seen: heads of other logs that were verified.
            base: the head that the acts were decided on, None for the present one; where there are drafts before
                these, theirs is taken.

        Raises:
            CanonRefused: a statement would not be canonical or is past 64 KiB.
        """
        base = after[0].statement.base if after else base or self.store.head()
        moment = self._clock.utc_now()
        last = {line.exhibit: draft.statement.digest for draft in after for line in draft.act.lines}
        drafts = []
        for act in acts:
            body, disclosures = conceal(act.body, act.redactable, self._random)
            statement = Statement(
                type=act.type,
                id=self._new_id(),
                log=self._origin,
                base=base,
                case=act.case,
                exhibits=tuple(self._line(line, last, base) for line in act.lines),
                at=format_time(moment),
                offset=self._clock.local_offset(),
                actor=act.actor,
                body=body,
                salt=self._random(SALT_SIZE),
                seen=tuple(seen),
            )
            last.update({line.exhibit: statement.digest for line in act.lines})
            drafts.append(Draft(act, statement, tuple(disclosures)))
        return tuple(drafts)

    def record(
        self,
        drafts: Sequence[Draft],
        signers: Mapping[str, Signer],
        decide_again: Callable[[Head], None] = lambda _: None,
    ) -> tuple[Recorded, ...]:
        """Sign the drafts and append them in one transaction; return only when they are durable and read back.

        Args:
            drafts: as `prepare` returned them.
            signers: a signer for each person that the drafts name.
            decide_again: raises where the drafts do not follow from the record at the head it is given; asked when
                the head moved after they were prepared.

        Raises:
            RuleRefused: SIGNER_ABSENT; RECORD_MOVED when another act reached these exhibits in between.
        """
        if self._refusal is not None:
            raise self._refusal
        if self.is_recorded(drafts):  # the answer was lost, not the act: it is not signed again
            stands = [self.store.find_digest(draft.statement.digest) for draft in drafts]
            self._sign_head()
            return tuple(recorded for recorded in stands if recorded is not None)
        envelopes = tuple(sign(draft.statement, self._signers_of(draft, signers)) for draft in drafts)
        return self.append(envelopes, {draft.statement.id: draft for draft in drafts}, decide_again)

    def record_machine_act(self, act: Act) -> Recorded:
        """Record what the station itself asserts, signed by the epoch's key."""
        drafts = self.prepare([act])
        return self.record(drafts, {STATION_ACTOR: self._station_signer})[0]

    def is_recorded(self, drafts: Sequence[Draft]) -> bool:
        """Tell whether these very statements stand in the log, whatever happened to the answer."""
        return all(self.store.find_digest(draft.statement.digest) is not None for draft in drafts)

    def append(
        self,
        envelopes: Sequence[Envelope],
        drafts: Mapping[str, Draft],
        decide_again: Callable[[Head], None] = lambda _: None,
    ) -> tuple[Recorded, ...]:
        """Append signed envelopes, made here or brought from a token, with one retry when the head moved."""
        expected = envelopes[0].statement.base
        try:
            recorded = self._append_at(envelopes, drafts, expected)
        except HeadMoved as moved:
            self._recheck(envelopes)
            decide_again(moved.head)
            recorded = self._append_at(envelopes, drafts, moved.head)
        self._sign_head()
        return recorded

    def _sign_head(self) -> None:
        try:
            self._checkpoints.make()
        except CustodyError as error:
            raise stands_already(error) from error

    def _append_at(
        self, envelopes: Sequence[Envelope], drafts: Mapping[str, Draft], expected: Head
    ) -> tuple[Recorded, ...]:
        new = [self._new_entry(envelope, drafts[envelope.statement.id], drafts.values()) for envelope in envelopes]
        moment = OneMoment.of(self._clock)
        step = self._clock_step(moment)
        recorded = self.store.append([*step, *new], expected, moment)
        return tuple(recorded[len(step) :])

    def _new_entry(self, envelope: Envelope, draft: Draft, beside: Iterable[Draft] = ()) -> NewEntry:
        return NewEntry(envelope, self._tag(draft, beside), draft.disclosures)

    def _clock_step(self, moment: Clock) -> list[NewEntry]:
        """Return the station's own statement that its clock was moved, where it was; it never blocks an act."""
        last = self.store.last_entry()
        reading = read_clock(moment)
        finding = clock_finding(last, reading) if last is not None else None
        if last is None or finding is None:
            return []
        body = {"before": last.at, "after": reading.at, "reason": finding}
        draft = self.prepare([make_act("clock.step", actor=STATION_ACTOR, body=body)])[0]
        return [self._new_entry(sign(draft.statement, [self._station_signer]), draft)]

    def _tag(self, draft: Draft, beside: Iterable[Draft]) -> bytes:
        salt = self.store.case_salt(draft.case)
        if salt is None:  # the case is opened here and now
            opening = next(
                each for each in (draft, *beside) if each.case == draft.case and "case_salt" in each.act.body
            )
            salt = unb64(opening.act.body["case_salt"], SALT_SIZE)
        return case_tag(draft.case, salt)

    def _recheck(self, envelopes: Sequence[Envelope]) -> None:
        """Refuse when an exhibit's line moved since the person read the statement; otherwise it still holds."""
        own: set[bytes] = set()
        for envelope in envelopes:
            for line in envelope.statement.exhibits:
                if line.prev not in own and line.prev != self.store.last_digest(line.exhibit):
                    raise record_moved()
            own.add(envelope.statement.digest)

    def _line(self, line: ActLine, last: Mapping[str, bytes], base: Head) -> ExhibitLine:
        exhibit, new = line.exhibit, line.new
        prev = None if new else last.get(exhibit) or self.store.last_digest(exhibit, before=base.size)
        if prev is None and not new:
            raise ProgramBroken("EXHIBIT_UNKNOWN", N_("The exhibit {exhibit} is not in this log."), exhibit=exhibit)
        return ExhibitLine(exhibit, prev, line.sha256)

    def _signers_of(self, draft: Draft, signers: Mapping[str, Signer]) -> list[Signer]:
        missing = [person for person in draft.signers if person not in signers]
        if missing:
            raise RuleRefused(
                "SIGNER_ABSENT",
                N_("{person} has to sign this as well."),
                kept=N_("Nothing was recorded."),
                advice=N_("Let {person} unlock their own key, then sign again."),
                person=missing[0],
            )
        return [signers[person] for person in draft.signers]

    def _new_id(self) -> str:
        return str(uuid.UUID(bytes=self._random(16), version=4))


def record_moved() -> RuleRefused:
    """Return the refusal of an act that was read before another on the same exhibits was recorded."""
    return RuleRefused(
        "RECORD_MOVED",
        N_("Another act on the same exhibit was recorded while you were reading."),
        kept=N_("Your act was not recorded."),
        advice=N_("Look at the exhibit again, then repeat the act."),
    )
