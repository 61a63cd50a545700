"""A book of acts without a log: decides, records with made-up digests, folds. The domain's whole world in memory."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from custody_app.diagnostics import CustodyError, InputWrong, RuleRefused
from custody_app.domain import Act, ExhibitState, State, decide, evolve
from custody_app.domain.act import ActLine
from custody_app.domain.case_commands import OpenCase
from custody_app.domain.command import Command
from custody_app.domain.exhibit_commands import RegisterExhibit
from custody_app.domain.transfer_commands import AcceptedLine, OfferTransfer
from custody_app.domain.values import KeylessRecipient, LegalBasis
from custody_app.i18n import Translator

ROSTER = {
    "ana": {"registrar", "supervisor"},
    "ben": {"custodian"},
    "eva": {"examiner"},
    "sol": {"supervisor"},
    "aud": {"auditor"},
    "zoe": set(),
}
WARRANT = LegalBasis(id="b1", kind="warrant", number="77/2024", issuer="2nd court")
SHA_A, SHA_B = "a" * 64, "b" * 64


@dataclass(frozen=True)
class Made:
    """A recorded statement."""

    type: str
    case: str
    actor: str
    body: dict[str, Any]
    lines: tuple[ActLine, ...]
    digest: str
    seq: int
    at: str


@dataclass
class Book:
    state: State = field(default_factory=lambda: State().with_roster(ROSTER))
    made: list[Made] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def do(self, command: Command) -> Made:
        return self.do_all(command)[-1]

    def do_all(self, command: Command) -> list[Made]:
        acts = decide(self.state, command)
        return [self.record(act) for act in acts]

    def record(self, act: Act) -> Made:
        seq = len(self.made) + 1
        text = json.dumps([seq, act.type, act.actor, act.body], sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:44]
        at = f"2024-05-01T{seq // 3600:02}:{seq // 60 % 60:02}:{seq % 60:02}.000Z"
        made = Made(act.type, act.case, act.actor, act.body, act.lines, digest, seq, at)
        self.state = evolve(self.state, made)
        self.made.append(made)
        self.acts.append(act)
        return made

    def exhibit(self, exhibit: str) -> ExhibitState:
        return self.state.exhibits[exhibit]


def book_with_case() -> Book:
    book = Book()
    book.do(OpenCase(actor="ana", case="c1", number="123/24", title="R v Doe", bases=(WARRANT,)))
    return book


def second_case(book: Book) -> None:
    book.do(OpenCase(actor="ana", case="c2", number="124/24", bases=(WARRANT,)))


def book_with_exhibits(count: int = 1) -> Book:
    book = book_with_case()
    for n in range(1, count + 1):
        book.do(registration(n))
    return book


def registration(n: int = 1, **changes: Any) -> RegisterExhibit:
    given: dict[str, Any] = {
        "actor": "ana",
        "case": "c1",
        "exhibit": f"x{n}",
        "number": f"A-{n:03}",
        "type": "object",
        "basis": "b1",
        "fields": {"title": f"Notebook {n}"},
    }
    return RegisterExhibit(**(given | changes))


def refused(book: Book, command: Command) -> str:
    """Return the code of the refusal, which must say what happened, what was kept and what to do."""
    before = book.state
    with pytest.raises(CustodyError) as error:
        book.do(command)
    assert book.state is before
    assert isinstance(error.value, RuleRefused | InputWrong)
    assert all(error.value.sentences(Translator()))
    return error.value.code


def offered(book: Book, *exhibits: str, to: str | KeylessRecipient = "ben", actor: str = "ana", **more: Any) -> Made:
    return book.do(
        OfferTransfer(actor=actor, exhibits=exhibits, to=to, purpose="storage", condition="as sealed", **more)
    )


def taken(*exhibits: str) -> tuple[AcceptedLine, ...]:
    return tuple(AcceptedLine(exhibit=exhibit, condition="good") for exhibit in exhibits)
