"""One statement of the case, as a snapshot tells it; also fit for the rules that fold and tell statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

Json = Mapping[str, Any]


class Ref(NamedTuple):
    """Where a statement stands: the number of its entry, and the log where it is not the case's own."""

    entry: int
    log: str = ""


class Moment(NamedTuple):
    """A claimed time: UTC as signed, and the local offset of the station that claimed it, `[+-]HH:MM`."""

    at: str
    offset: str = ""


class Bound(NamedTuple):
    """A confirmation from outside: when, UTC, and by which authority or witness; "" where there is none."""

    time: str = ""
    by: str = ""


_OPEN: Final = Bound()


class Line(NamedTuple):
    """An exhibit that the statement concerns, with its SHA-256 where it states or checks the content."""

    exhibit: str
    sha256: str | None


class Signed(NamedTuple):
    """Who signed, and the fingerprint of the key."""

    person: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFacts:
    """A statement: who said what, when, and where it stands.

    Attributes:
        recorded: time of the entry, as the station claimed it.
        body: what was said; withheld members are absent.
        digest: standard base64.
        after, before: the confirmations between which it was recorded.
    """

    ref: Ref
    type: str
    case: str
    moment: Moment
    recorded: str
    actor: str
    lines: tuple[Line, ...]
    digest: str
    signatures: tuple[Signed, ...]
    body: Json
    after: Bound = _OPEN
    before: Bound = _OPEN

    @property
    def at(self) -> str:
        """Claimed time, UTC."""
        return self.moment.at

    @property
    def seq(self) -> int:
        """Place in its log."""
        return self.ref.entry

    @property
    def exhibits(self) -> tuple[str, ...]:
        """Ids of the exhibits concerned."""
        return tuple(line.exhibit for line in self.lines)

    def sha256(self, exhibit: str) -> str:
        """Return the SHA-256 that the statement gives of an exhibit, "" where it gives none."""
        return next((line.sha256 or "" for line in self.lines if line.exhibit == exhibit), "")


def read_statement(value: Json, case: str) -> StatementFacts:
    """Return the typed statement of one object of `statements`."""
    return StatementFacts(
        ref=read_ref(value),
        type=value["type"],
        case=case,
        moment=Moment(value["at"], value["offset"]),
        recorded=value["recorded"],
        actor=value["actor"],
        lines=tuple(Line(line["exhibit"], line.get("sha256")) for line in value["exhibits"]),
        digest=value["digest"],
        signatures=tuple(Signed(each["person"], each["key"]) for each in value["signatures"]),
        body=value["body"],
        after=_bound(value, "after"),
        before=_bound(value, "before"),
    )


def _bound(value: Json, side: str) -> Bound:
    told = value.get("window", {}).get(side)
    return Bound(told["time"], told["by"]) if told else _OPEN


def read_ref(value: Json) -> Ref:
    """Return the reference that stands in an object."""
    return Ref(value["entry"], value.get("log", ""))
