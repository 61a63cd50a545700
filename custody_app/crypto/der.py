"""Reading DER (X.690): just enough for time stamps, strict about lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31


class DerWrong(InputWrong):
    """The bytes are not the DER that was expected."""

    def __init__(self) -> None:
        super().__init__("DER", N_("The file is not written as a time stamp is."))


@dataclass(frozen=True, slots=True)
class Element:
    """One value: its tag byte, its content, and all its bytes."""

    tag: int
    content: bytes
    encoded: bytes

    def expect(self, tag: int) -> Element:
        """Return the element if it has this tag; raises DerWrong."""
        if self.tag != tag:
            raise DerWrong
        return self

    def children(self, tag: int = SEQUENCE) -> list[Element]:
        """Return the elements inside, if this one has the tag; raises DerWrong."""
        self.expect(tag)
        found = []
        rest = self.content
        while rest:
            child = _first(rest)
            found.append(child)
            rest = rest[len(child.encoded) :]
        return found

    @property
    def integer(self) -> int:
        """The value of an INTEGER."""
        return int.from_bytes(self.expect(INTEGER).content, "big", signed=True)

    @property
    def oid(self) -> str:
        """The value of an OBJECT IDENTIFIER in hex, which names it as well as dots do."""
        return self.expect(OBJECT_IDENTIFIER).content.hex()


def read_element(encoded: bytes) -> Element:
    """Return the one element that `encoded` is; raises DerWrong."""
    element = _first(encoded)
    if len(element.encoded) != len(encoded):
        raise DerWrong
    return element


def _first(encoded: bytes) -> Element:
    if len(encoded) < 2 or encoded[0] & 0x1F == 0x1F:
        raise DerWrong
    length, start = encoded[1], 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4 or len(encoded) < 2 + size:
            raise DerWrong
        length, start = int.from_bytes(encoded[2 : 2 + size], "big"), 2 + size
    if len(encoded) < start + length:
        raise DerWrong
    return Element(encoded[0], encoded[start : start + length], encoded[: start + length])
