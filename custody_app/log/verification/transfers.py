"""Offers and their answers (log-format.md, Transfer of custody)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from custody_app.log.canonical import unb64
from custody_app.log.shape import is_text
from custody_app.log.verification.log_view import Act, LogView
from custody_app.log.verification.run import Run


@dataclass(slots=True)
class Offer:
    """An offer and what became of it.

    Attributes:
        to: person id, or None for a recipient without a key.
        answers: digest of each accept, reject or cancel → its type.
    """

    act: Act
    to: str | None
    answers: dict[bytes, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def is_answered(self) -> bool:
        """Whether an accept, reject, cancel, or a close that names one, is there."""
        return bool(self.answers) or self.closed


class Transfers:
    """Judges each answer against its offer: ACCEPT_*, OPEN_TRANSFER."""

    def __init__(self, run: Run, views: Mapping[str, LogView], *, lenient: bool, erased: set[bytes]) -> None:
        self._run = run
        self._views = views
        self._erased = erased
        self.lenient = lenient
        self.offers: dict[bytes, Offer] = {}
        self._known: set[bytes] = set().union(*(view.digests for view in views.values()))
        self.places: set[tuple[str | None, int]] = set()

    def is_known(self, digest: bytes) -> bool:
        """Tell whether some statement of any log has this digest, wherever it stands."""
        return digest in self._known

    def leave_out(self, act: Act) -> None:
        """Forget an act that was refused."""
        self._known.discard(act.digest)

    def offer_of(self, act: Act) -> Offer | None:
        """Return the offer that an act answers, or None."""
        told = act.body.get("offer") if act.type.startswith("transfer.") else None
        return self.offers.get(unb64(told, 32)) if isinstance(told, str) and act.type != "transfer.offer" else None

    def accepts(self, act: Act, exhibit: str) -> bool:
        """Tell whether an accept takes this exhibit."""
        return _lines(act).get(exhibit) is True

    def judge(self, act: Act, offer: Offer | None) -> None:
        """Judge an act of transfer."""
        if act.type.startswith("transfer."):
            self.places.add((self._views[act.log].label, act.seq))
        if act.type == "transfer.offer":
            to = act.body.get("to")
            self.offers[act.digest] = Offer(act, to if is_text(to) else None)
        elif act.type in ("transfer.accept", "transfer.reject", "transfer.cancel"):
            self._judge_answer(act, offer)
        elif act.type == "transfer.close":
            self._judge_close(act, offer)

    def finish(self) -> None:
        """OPEN_TRANSFER for every offer without an answer."""
        for offer in self.offers.values():
            if not offer.is_answered and not self._may_be_erased(offer):
                self._add("OPEN_TRANSFER", offer.act)

    @property
    def all_answered(self) -> bool:
        """Whether every offer shows who it is to, and has a visible answer; a close that names one is none."""
        return all(offer.answers and "to" in offer.act.body for offer in self.offers.values())

    def _judge_answer(self, act: Act, offer: Offer | None) -> None:
        if offer is None:
            self._not_found(act, [act.body["offer"]])
            return
        before = set(offer.answers.values())
        offer.answers[act.digest] = act.type
        if act.type == "transfer.accept":
            if before & {"transfer.reject", "transfer.cancel"}:
                self._add("ACCEPT_NO_OFFER", act)
            if "transfer.accept" in before:
                self._add("ACCEPT_TWICE", act)
            if not _fits_offer(act, offer.act):
                self._add("ACCEPT_EXHIBITS", act)
        expected = offer.act.actor if act.type == "transfer.cancel" else offer.to
        if expected is not None and act.actor != expected:
            self._add("ACCEPT_WRONG_PERSON", act, expected=expected, found=act.actor)

    def _judge_close(self, act: Act, offer: Offer | None) -> None:
        kind = "accept" if "accept" in act.body else "reject"
        answer = unb64(act.body[kind], 32)
        if offer is None:
            self._not_found(act, [act.body["offer"]])
        elif offer.answers.get(answer) == f"transfer.{kind}":
            offer.closed = True
        elif self.is_known(answer) or answer in offer.answers:
            self._add("ACCEPT_NO_OFFER", act)
        else:
            self._not_found(act, [act.body[kind]])
            offer.closed = self.lenient or answer in self._erased

    def _not_found(self, act: Act, digests: list[str]) -> None:
        """ACCEPT_NO_OFFER, unless what is named may be among the things that are refused or not here."""
        for digest in (unb64(told, 32) for told in digests):
            if digest in self._known or not (self.lenient or digest in self._erased):
                self._add("ACCEPT_NO_OFFER", act)

    def _may_be_erased(self, offer: Offer) -> bool:
        """Tell whether an erased statement may be the answer: one later in the same log, or one in another."""
        return any(
            view.withheld and (view.origin != offer.act.log or max(view.withheld) > offer.act.seq)
            for view in self._views.values()
        )

    def _add(self, code: str, act: Act, *, expected: object = None, found: object = None) -> None:
        view = self._views[act.log]
        self._run.findings.add(code, log=view.label, entry=act.seq, expected=expected, found=found)


def _lines(act: Act) -> dict[str, bool]:
    """Return exhibit → accepted for the well-formed lines of an accept."""
    return {line["exhibit"]: line["accepted"] for line in _line_list(act) if _is_line(line)}


def _line_list(act: Act) -> list[Any]:
    lines = act.body.get("lines")
    return lines if isinstance(lines, list) else []


def _is_line(line: Any) -> bool:
    return isinstance(line, dict) and is_text(line.get("exhibit")) and isinstance(line.get("accepted"), bool)


def _fits_offer(accept: Act, offer: Act) -> bool:
    """Tell whether an accept answers each exhibit of the offer, once, right after it."""
    offered = {name for name, _, _ in offer.exhibits}
    listed = {name for name, _, _ in accept.exhibits}
    lines = _line_list(accept)
    if listed != offered or len(lines) != len(offered) or not all(_is_line(line) for line in lines):
        return False
    if {line["exhibit"] for line in lines} != offered:
        return False
    return all(prev == offer.digest for _, prev, _ in accept.exhibits)
