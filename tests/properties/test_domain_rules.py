"""Whatever people try, in whatever order, no act breaks the rules of custody of log-format.md.

The rules are written here a second time, over the bare statements, as a verifier would judge them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.domain import fold
from custody_app.domain.command import Command
from custody_app.domain.commands import (
    AcceptedLine,
    AcceptTransfer,
    AddNote,
    CancelTransfer,
    CorrectStatement,
    DeriveExhibit,
    DisposeExhibit,
    HashExhibit,
    OfferTransfer,
    RegisterExhibit,
    RejectTransfer,
    RelocateExhibit,
    SealExhibit,
    UpdateExhibit,
    VerifyExhibit,
)
from custody_app.domain.values import Acquisition, KeylessRecipient, Seal
from tests.unit.domain.custody_book import ROSTER, SHA_A, SHA_B, Book, Made, book_with_case

ROSTER_OF_ALL = {person: {"registrar", "custodian", "examiner", "supervisor"} for person in ("ana", "ben", "eva")}
EXHIBITS = ("x1", "x2", "x3", "x4", "x5", "x6")
OWNER = KeylessRecipient(kind="owner", name="Jo")
IMAGING = Acquisition(copy="forensic_copy", tool="dd", version="9")

PEOPLE = ("ana", "ben", "eva", "aud")
DIGESTS = ({"sha256": SHA_A}, {"sha256": SHA_B}, {"sha256": SHA_A, "md5": "0" * 32}, {})
SEALS = ("S1", "S2", "S3")


def commands(chance: Random, book: Book) -> Command:
    """Draw a command that may or may not be allowed now; offers and digests are mostly real ones."""
    actor, one = chance.choice(PEOPLE), chance.choice(EXHIBITS)
    some, number = tuple(chance.sample(EXHIBITS, chance.randint(1, 2))), chance.choice(SEALS)
    held = book.state.exhibits.get(one)
    if held and held.holder.releasers and chance.random() < 0.6:
        actor, some = min(held.holder.releasers), (one,)
    statement = chance.choice(book.made).digest
    kind = chance.choice(_KINDS)
    if kind is AcceptTransfer:
        # The newest offer and its own exhibits, as a rule; now and then something else.
        offer = next((made for made in reversed(book.made) if made.type == "transfer.offer"), book.made[0])
        mine = tuple(line.exhibit for line in offer.lines) if chance.randint(0, 5) else some
        lines = tuple(
            AcceptedLine(exhibit=each, condition="ok", accepted=chance.random() < 0.5, reason="torn") for each in mine
        )
        who = offer.body["to"] if isinstance(offer.body.get("to"), str) and chance.randint(0, 4) else actor
        signature = SHA_A if chance.randint(0, 3) else ""
        return AcceptTransfer(actor=who, offer=offer.digest, lines=lines, signature=signature)
    if kind in (RejectTransfer, CancelTransfer):
        offers = [made.digest for made in book.made if made.type == "transfer.offer"]
        return kind(actor=actor, offer=chance.choice([*offers, statement]), reason="no")
    if kind is OfferTransfer:
        return _offer(chance, book, actor, some)
    return _plain(chance, kind, actor, one, some, number, statement)


def _offer(chance: Random, book: Book, actor: str, some: tuple[str, ...]) -> Command:
    """Draw an offer: as a rule by a holder, of what that person holds; now and then by anybody, of anything."""
    known = book.state.exhibits
    if chance.randint(0, 4):
        holders = sorted({min(each.holder.releasers) for each in known.values() if each.holder.releasers}) or [actor]
        actor = chance.choice(holders)
        some = tuple(each.id for each in known.values() if actor in each.holder.releasers) or some
    in_force = tuple((each, seal.number) for each in some if each in known for seal in known[each].seals_in_force)
    to = chance.choice((*PEOPLE, OWNER))
    return OfferTransfer(actor=actor, exhibits=some, to=to, purpose="loan", condition="ok", seals=in_force)


_KINDS = (
    *(AcceptTransfer, AcceptTransfer, AcceptTransfer, OfferTransfer, OfferTransfer, RejectTransfer, CancelTransfer),
    *(RegisterExhibit, DeriveExhibit, UpdateExhibit, HashExhibit, VerifyExhibit, SealExhibit),
    *(SealExhibit, VerifyExhibit, RelocateExhibit, DisposeExhibit, AddNote, CorrectStatement),
)


def _plain(
    chance: Random, kind: type[Command], actor: str, one: str, some: tuple[str, ...], number: str, statement: str
) -> Command:
    fields = {"title": "t"}
    child = chance.choice(EXHIBITS)
    made: dict[type[Command], Command] = {
        RegisterExhibit: RegisterExhibit(
            actor=actor, case="c1", exhibit=one, number=f"n{one}", type="object", basis="b1", fields=fields
        ),
        DeriveExhibit: DeriveExhibit(
            actor=actor,
            exhibit=child,
            parents=some,
            number=f"n{child}",
            type="file_set",
            acquisition=IMAGING,
            fields=fields,
        ),
        UpdateExhibit: UpdateExhibit(actor=actor, exhibit=one, reason="seen", fields={"notes": "n"}),
        HashExhibit: HashExhibit(actor=actor, exhibit=one, digests=chance.choice(DIGESTS), tool="t"),
        VerifyExhibit: VerifyExhibit(
            actor=chance.choice((actor, "station")), exhibit=one, digests=chance.choice(DIGESTS), tool="t"
        ),
        SealExhibit: SealExhibit(
            actor=actor,
            exhibits=some,
            action=chance.choice(("apply", "break", "reseal", "check")),
            seal=Seal(number=number),
            old=chance.choice(SEALS),
            old_kept="inside",
            intact=chance.random() < 0.5,
            purpose="look",
        ),
        RelocateExhibit: RelocateExhibit(actor=actor, exhibits=some, location="shelf"),
        DisposeExhibit: DisposeExhibit(actor=actor, exhibits=(one,), action="forfeit", authority="order"),
        AddNote: AddNote(actor=actor, case="c1", text="hm", exhibits=some),
        CorrectStatement: CorrectStatement(actor=actor, statement=statement, value="v", reason="typo"),
    }
    return made[kind]


@dataclass
class Judge:
    """The rules of log-format.md, Transfer of custody, over statements alone."""

    holders: dict[str, set[str]] = field(default_factory=dict)
    offers: dict[str, Made] = field(default_factory=dict)
    open_offer: dict[str, str] = field(default_factory=dict)
    baseline: dict[str, dict[str, str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def judge(self, made: Made) -> None:
        listed = [line.exhibit for line in made.lines]
        assert len(set(listed)) == len(listed)
        assert not self.gone & set(listed), "a disposed exhibit takes nothing more"
        new = {line.exhibit for line in made.lines if line.new}
        assert new == ({listed[-1]} if made.type in ("exhibit.register", "exhibit.derive") else set())
        assert not new & set(self.holders), "registered twice"
        assert set(listed) - new <= set(self.holders), "an exhibit without a registration"
        waiting = {self.open_offer[each] for each in listed if each in self.open_offer}
        answers = made.type in ("transfer.accept", "transfer.reject", "transfer.cancel")
        assert waiting == ({made.body["offer"]} if answers else set()), "only an answer may follow an open offer"
        for line in made.lines:
            self._judge_digest(made, line.exhibit, line.sha256)
        for each in new:
            self.holders[each] = {made.actor}
        self._judge_transfer(made, listed)

    def _judge_digest(self, made: Made, exhibit_id: str, sha256: str | None) -> None:
        if sha256 is None:
            return
        stated = {"sha256": sha256, **made.body.get("digests", {})}
        known = self.baseline.setdefault(exhibit_id, {})
        equal = all(known.get(name, value) == value for name, value in stated.items())
        if made.type == "exhibit.verify":
            assert made.body["result"] == ("match" if equal else "mismatch")
            assert made.body["expected"]["sha256"] == known["sha256"]
        else:
            assert equal, "a baseline is never replaced"
            known |= stated

    def _judge_transfer(self, made: Made, listed: list[str]) -> None:
        if made.type == "transfer.offer":
            assert all(made.actor in self.holders[each] for each in listed), "only the holder offers"
            self.offers[made.digest] = made
            self.open_offer |= dict.fromkeys(listed, made.digest)
        elif made.type.startswith("transfer."):
            offer = self.offers[made.body["offer"]]
            assert listed == [line.exhibit for line in offer.lines]
            for each in listed:
                assert self.open_offer.pop(each) == offer.digest
            to = offer.body["to"]
            if made.type == "transfer.cancel":
                assert made.actor == offer.actor
            elif isinstance(to, str):
                assert made.actor == to
            else:
                assert made.body["handwritten"]["image"]
            if made.type == "transfer.accept":
                assert sorted(line["exhibit"] for line in made.body["lines"]) == sorted(listed)
                for line in made.body["lines"]:
                    assert line["accepted"] or line["reason"]
                    if line["accepted"]:
                        self.holders[line["exhibit"]] = {made.actor}
        elif made.type == "exhibit.dispose":
            assert all(made.actor in self.holders[each] for each in listed)
            self.gone |= set(listed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_no_sequence_of_commands_breaks_the_rules_of_custody(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  (a walk, no secret)
    book = book_with_case()
    book.state = book.state.with_roster(ROSTER | ROSTER_OF_ALL)
    judge = Judge()
    for made in book.made:
        judge.judge(made)
    for each in EXHIBITS[:3]:
        judge.judge(book.do(RegisterExhibit(actor="ana", case="c1", exhibit=each, number=f"n{each}", type="object",
                                            basis="b1", fields={"title": "t"})))  # fmt: skip
    for _ in range(80):
        before = book.state
        try:
            made = book.do(commands(chance, book))
        except (RuleRefused, InputWrong):
            assert book.state is before
            continue
        judge.judge(made)
        for exhibit_id, state in book.state.exhibits.items():
            gone = exhibit_id in judge.gone
            assert state.holder.releasers == (set() if gone else judge.holders[exhibit_id])
            assert dict(state.baseline) == judge.baseline.get(exhibit_id, {})
            assert state.open_offer == judge.open_offer.get(exhibit_id, "")
            assert (state.disposed is not None) == gone
            last = [made.digest for made in book.made if exhibit_id in [line.exhibit for line in made.lines]][-1]
            assert state.last == last, "the line has one end"
    assert fold(book.made, fold(()).with_roster(book.state.roster)) == book.state
