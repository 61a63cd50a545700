"""Acts: statements about to be made, as `decide` returns them, and recorded ones, as `evolve` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.i18n import N_

Json = dict[str, Any]

BODY_DEPTH = 5
"""Objects and arrays within one another in a body, the body itself being 1."""
MAX_INTEGER = 2**53 - 1

_KEY = re.compile(r"[a-z0-9_]{1,40}\Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ActLine:
    """One exhibit that an act concerns.

    Attributes:
        exhibit: exhibit id.
        sha256: 64 lower-case hex characters where the act states or checks the content, else None.
        new: True for a registration and for the new child of a derivation: the line has no `prev`.
    """

    exhibit: str
    sha256: str | None = None
    new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One statement to be made; whoever records it adds id, log, base, times, `prev` and salts.

    Attributes:
        type: statement type, such as `exhibit.register`.
        case: case id, or "" for station-wide acts.
        actor: person id, or `station`; the recorder signs as this person.
        lines: the exhibits concerned, each once.
        body: fit for canonical JSON, at most `BODY_DEPTH` deep.
        redactable: dotted paths into `body`; a part `*` stands for each item of an array.
        cosigners: persons who sign besides the actor; the same as `body.cosigners`.
    """

    type: str
    case: str = ""
    actor: str = ""
    lines: tuple[ActLine, ...] = ()
    body: Json = field(default_factory=dict)
    redactable: tuple[str, ...] = ()
    cosigners: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_canonical(self.body, BODY_DEPTH)
        exhibits = [line.exhibit for line in self.lines]
        if len(set(exhibits)) != len(exhibits):
            raise ProgramBroken("ACT_SHAPE", N_("An exhibit stands twice in one statement."))
        if list(self.cosigners) != self.body.get("cosigners", []):
            raise ProgramBroken("ACT_SHAPE", N_("The cosigners differ from those in the statement."))


class RecordedLine(Protocol):
    """An exhibit line of a recorded statement."""

    @property
    def exhibit(self) -> str:
        """Exhibit id."""

    @property
    def sha256(self) -> str | None:
        """Digest of content, hex, or None."""


class Recorded(Protocol):
    """A recorded statement as `evolve` reads it; `body` is full, with all disclosures put back."""

    @property
    def type(self) -> str:
        """Statement type."""

    @property
    def case(self) -> str:
        """Case id, or ""."""

    @property
    def actor(self) -> str:
        """Person id, or `station`."""

    @property
    def at(self) -> str:
        """Claimed time, UTC."""

    @property
    def body(self) -> Mapping[str, Any]:
        """What was asserted; withheld members are absent."""

    @property
    def lines(self) -> Sequence[RecordedLine]:
        """The exhibits concerned."""

    @property
    def digest(self) -> str:
        """The statement's digest, standard base64."""

    @property
    def seq(self) -> int:
        """Place in its log."""


def members(**given: Any) -> Json:
    """Return the members that were given; None, "" and empty collections are omitted, tuples become arrays."""
    return {name.rstrip("_"): plain(value) for name, value in given.items() if not _absent(value)}


def plain(value: Any) -> Any:
    """Return `value` with tuples and sets as arrays and mappings as objects, absent members omitted."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items() if not _absent(item)}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if hasattr(value, "to_body"):
        return value.to_body()
    return str(value) if isinstance(value, str) else value


def with_case_salt(act: Act, salt: str) -> Act:
    """Return a `case.open` or `genesis` act with its `case_salt` (standard base64 of 16 random bytes), redactable."""
    redactable = (*(path for path in act.redactable if path != "case_salt"), "case_salt")
    return replace(act, body={**act.body, "case_salt": salt}, redactable=redactable)


def check_canonical(value: Any, depth: int) -> None:
    """Refuse what canonical JSON excludes.

    Raises:
        InputWrong: TEXT_NOT_UNICODE for a lone surrogate, NUMBER_TOO_LARGE past 2^53-1.
        ProgramBroken: ACT_SHAPE for a float, a null, a bad key or too much nesting.
    """
    pending: list[tuple[Any, int]] = [(value, depth)]
    while pending:
        node, left = pending.pop()
        if isinstance(node, str):
            if _SURROGATE.search(node):
                raise InputWrong(
                    "TEXT_NOT_UNICODE",
                    N_("A text holds bytes that are no characters."),
                    kept=N_("Nothing was recorded."),
                    advice=N_("Type the text again, or leave those characters out."),
                )
        elif isinstance(node, int):
            if abs(node) > MAX_INTEGER:
                raise InputWrong(
                    "NUMBER_TOO_LARGE",
                    N_("The number {number} is too large to be recorded."),
                    kept=N_("Nothing was recorded."),
                    advice=N_("Check the number."),
                    number=node,
                )
        elif isinstance(node, (dict, list)) and left > 0:
            pending += ((child, left - 1) for child in _children(node))
        else:
            raise ProgramBroken("ACT_SHAPE", N_("A statement holds a value that cannot be written down."))


def _children(node: Json | list[Any]) -> Iterable[Any]:
    if isinstance(node, list):
        return node
    if not all(isinstance(key, str) and _KEY.match(key) for key in node):
        raise ProgramBroken("ACT_SHAPE", N_("A statement holds a member with an unfit name."))
    return node.values()


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, (str, tuple, list, set, frozenset, Mapping)) and not value)
