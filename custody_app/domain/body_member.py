"""One member of a statement's body: where it stands, what it is, whether it may be withheld, what it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from custody_app.domain.vocabulary import Choices


class MemberKind(StrEnum):
    """What a member holds."""

    TEXT = "text"
    CODE = "code"
    PERSON = "person id"
    EXHIBIT = "exhibit id"
    STATEMENT = "statement digest, base64"
    SHA256 = "SHA-256, hex"
    TIME = "time, UTC"
    DATE = "date"
    WHOLE = "whole number"
    YES_NO = "true or false"
    KEY = "base64 or key text"
    OBJECT = "object"
    ARRAY = "array"
    RECIPIENT = "person id, or object"
    ANY = "as the member it replaces"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member.

    Attributes:
        path: dotted; a part `*` stands for each item of an array, `<…>` for a name that varies.
        label: English, marked for translation.
        required: stands in every statement of the type, or in every object that holds it.
    """

    path: str
    kind: MemberKind
    label: str
    required: bool = False
    redactable: bool = False
    choices: Choices = ()
    note: str = ""

    def under(self, prefix: str) -> Member:
        """Return the same member within another."""
        return Member(
            path=f"{prefix}.{self.path}",
            kind=self.kind,
            label=self.label,
            required=self.required,
            redactable=self.redactable,
            choices=self.choices,
            note=self.note,
        )


Body = tuple[Member, ...]


def member(
    path: str,
    label: str,
    kind: MemberKind = MemberKind.TEXT,
    choices: Choices = (),
    *,
    required: bool = False,
    note: str = "",
) -> Member:
    """Return a member that always stays readable."""
    return Member(path=path, kind=kind, label=label, required=required, choices=choices, note=note)


def private(
    path: str, label: str, kind: MemberKind = MemberKind.TEXT, *, required: bool = False, note: str = ""
) -> Member:
    """Return a redactable member: what an outsider said or is, and free text."""
    return Member(path=path, kind=kind, label=label, required=required, redactable=True, note=note)


def within(prefix: str, inner: Iterable[Member]) -> Body:
    """Return the members of an object or of each object of an array."""
    return tuple(each.under(prefix) for each in inner)
