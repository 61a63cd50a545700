"""The line of each exhibit through all logs: who held it, and does each act follow the last (CUSTODY_*, OFFER_*)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from custody_app.log.verification.log_view import Act, LogView
from custody_app.log.verification.merging import merged
from custody_app.log.verification.run import Run
from custody_app.log.verification.transfers import Offer, Transfers

_ANSWERS = ("transfer.accept", "transfer.reject", "transfer.cancel")


@dataclass(frozen=True, slots=True)
class Standing:
    """How an exhibit stands after one statement.

    Attributes:
        holders: who may offer it; None where that is not known.
        offer: digest of the offer that is open, or None.
    """

    holders: frozenset[str] | None
    offer: bytes | None = None


@dataclass(slots=True)
class Exhibit:
    """One exhibit: the first stated digest of each kind, and how it stood after each of its statements."""

    registered: bool = False
    baselines: dict[str, str] = field(default_factory=dict)
    after: dict[bytes, Standing] = field(default_factory=dict)
    child: dict[bytes, bytes] = field(default_factory=dict)


class Custody:
    """Follows the acts of all logs in their merged order.

    Args:
        unknown: digests of erased statements, which still serve as parents.
        lenient: something was refused, withheld or is missing, so what is found nowhere is not reported.
    """

    def __init__(self, run: Run, views: Mapping[str, LogView], *, lenient: bool) -> None:
        self._run = run
        self._views = views
        self._erased = {view.erased[number] for view in views.values() for number in view.withheld}
        self._lenient = lenient
        self.exhibits: dict[str, Exhibit] = {}
        self.transfers = Transfers(run, views, lenient=lenient, erased=self._erased)
        self.mismatch = False

    def follow(self) -> None:
        """Judge every act."""
        cases: dict[str, str] = {}
        kept = []
        for act in merged([view.acts for view in self._views.values()]):
            if any(cases.get(name, act.case) != act.case for name, _, _ in act.exhibits):
                self._add("BODY_SHAPE", act, found="an exhibit of another case")
                self._lenient = self.transfers.lenient = True
                self.transfers.leave_out(act)
            else:
                cases.update((name, act.case) for name, _, _ in act.exhibits)
                kept.append(act)
        for act in kept:
            self._follow(act)
        self.transfers.finish()

    def _follow(self, act: Act) -> None:
        offer = self.transfers.offer_of(act)
        before = {exhibit: self._before(act, exhibit, prev) for exhibit, prev, _ in act.exhibits}
        if act.type == "transfer.offer":
            self._check_holder(act, before)
        self.transfers.judge(act, offer)
        for exhibit, _, sha256 in act.exhibits:
            standing = self._after(act, exhibit, before[exhibit], offer)
            self.exhibits[exhibit].after[act.digest] = standing
            self._compare(act, exhibit, _stated(act, sha256))

    # Before the act.

    def _before(self, act: Act, name: str, prev: bytes | None) -> Standing:
        """Return how the exhibit stood, judging whether the act may follow there."""
        known = self.exhibits.get(name)
        if prev is None:
            if known is not None and known.registered:
                self._add("CUSTODY_REREGISTER", act, found=name)
            self.exhibits.setdefault(name, Exhibit()).registered = True
            return Standing(frozenset({act.actor}))
        exhibit = self.exhibits.setdefault(name, Exhibit())
        standing = exhibit.after.get(prev)
        if standing is None:
            standing = self._unknown_parent(act, name, prev)
        if exhibit.child.setdefault(prev, act.digest) != act.digest:
            self._add("CUSTODY_FORK", act, found=name)
        if standing.offer == prev and act.type not in _ANSWERS and not self.transfers.offers[prev].is_answered:
            self._add("OFFER_OPEN", act, found=name)
        return standing

    def _unknown_parent(self, act: Act, name: str, prev: bytes) -> Standing:
        if prev in self._erased and not self.transfers.is_known(prev):
            return Standing(None)
        found_nowhere = not self.transfers.is_known(prev)
        if not (found_nowhere and (self._lenient or self._blame_previous_epoch(act))):
            self._add("CUSTODY_ORPHAN", act, found=name)
        return Standing(None)

    def _blame_previous_epoch(self, act: Act) -> bool:
        """PEER_MISSING where the exhibit may come from the epoch before, which is not here."""
        previous = self._views[act.log].previous
        if previous is None or previous.log in self._views:
            return False
        label = self._views[act.log].label
        self._run.findings.add("PEER_MISSING", log=label, entry=previous.seq, found=previous.log)
        return True

    def _check_holder(self, act: Act, before: Mapping[str, Standing]) -> None:
        for name, standing in before.items():
            if standing.holders is not None and act.actor not in standing.holders:
                holders = ", ".join(sorted(standing.holders)) or name
                self._add("OFFER_NOT_HOLDER", act, expected=holders, found=act.actor)
                return

    # After it.

    def _after(self, act: Act, name: str, before: Standing, offer: Offer | None) -> Standing:
        if act.type == "transfer.offer":
            return replace(before, offer=act.digest)
        if act.type == "exhibit.dispose":
            return Standing(frozenset())
        if act.type == "transfer.accept":
            return Standing(self._holders_after(act, name, before, offer))
        return replace(before, offer=None)

    def _holders_after(self, act: Act, name: str, before: Standing, offer: Offer | None) -> frozenset[str] | None:
        if not self.transfers.accepts(act, name):
            return before.holders
        if offer is not None and offer.to is not None:
            return frozenset({offer.to})
        # After a recipient without a key, or an offer that is not here, whoever signed the accept may offer.
        return frozenset({act.actor, *act.cosigners})

    def _compare(self, act: Act, name: str, stated: dict[str, str]) -> None:
        """EVIDENCE_HASH once, for SHA-256 rather than another, where a stated digest is not the first of its kind."""
        baselines = self.exhibits[name].baselines
        different = [kind for kind, value in stated.items() if baselines.setdefault(kind, value) != value]
        for kind in different[:1]:
            recorded = act.type == "exhibit.verify" and act.body.get("result") == "mismatch"
            self.mismatch = True
            self._add("EVIDENCE_HASH", act, expected=baselines[kind], found=stated[kind], unproven=recorded)

    def _add(
        self, code: str, act: Act, *, expected: object = None, found: object = None, unproven: bool = False
    ) -> None:
        view = self._views[act.log]
        self._run.findings.add(code, log=view.label, entry=act.seq, expected=expected, found=found, unproven=unproven)


def _stated(act: Act, sha256: str | None) -> dict[str, str]:
    """Return what an act says of one exhibit's content: SHA-256 first, others where it lists no second exhibit."""
    stated = {} if sha256 is None else {"sha256": sha256}
    others = act.body.get("digests")
    if isinstance(others, dict) and len(act.exhibits) == 1:
        for kind, value in sorted(others.items()):
            if isinstance(value, str):
                stated.setdefault(kind, value)
    return stated
