"""What every manifest format comes down to: a name, its digests, perhaps its size, and the line it stood on."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, Protocol

from custody_app.hashing.digests import DIGEST_BYTES
from custody_app.i18n import N_, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from custody_app.hashing.entry import Entry
    from custody_app.i18n import Translator

LINE_LIMIT: Final = 1 << 20
"""Longest line in bytes, its newline included."""

TEXTS: Final[Mapping[str, str]] = {
    "LINE_TOO_LONG": N_("Line {line} is longer than a manifest line can be."),
    "LINE_FORM": N_("Line {line} is not a line of this format."),
    "LINE_HEX": N_("Line {line}: the digest is not lower-case or upper-case hex of the right length."),
    "LINE_ALGORITHM": N_("Line {line}: the digest {found} is not known or not that of the lines before."),
    "LINE_UTF8": N_("Line {line}: the name is not valid UTF-8."),
    "LINE_ESCAPE": N_("Line {line}: the name has an escape that this format does not know."),
    "LINE_NAME_EMPTY": N_("Line {line}: the name is empty or contains a zero byte."),
    "LINE_NAME_ABSOLUTE": N_("Line {line}: {found} is an absolute path; it is not looked at."),
    "LINE_NAME_UPWARDS": N_("Line {line}: {found} leads out of the folder; it is not looked at."),
    "LINE_NAME_TWICE": N_("Line {line}: {found} was already named in line {first}."),
    "LINE_NO_DIGEST": N_("Line {line}: {found} has no digest, so nothing can be compared."),
    "LINE_SIZE": N_("Line {line}: the size is not a number."),
    "LINE_ENTRY": N_("Line {line} is not canonical: {found}."),
    "LINE_DOCTYPE": N_("Line {line}: a document type is not read, since it can hide what the rest means."),
    "LINE_TWO_DIGESTS": N_("Line {line}: two different digests {found} are given for the same bytes."),
    "LINE_TIME": N_("Line {line}: this is not a time that such a log has."),
    "LOG_EMPTY": N_("Line {line}: the log ends without a digest and without a time."),
    "HEADER": N_("Line {line}: the header of this format is missing or wrong."),
}


class Listed(NamedTuple):
    """One name of a manifest.

    Attributes:
        line: number of the line, from 1.
        path: raw bytes as written, escapes undone.
        digests: lower-case hex per algorithm; empty where the maker could not read the file.
        size: bytes, where the format has it.
        kind: the manifest's word; "file" in every format but the program's own.
        target: where a link points.
    """

    line: int
    path: bytes
    digests: Mapping[str, str]
    size: int | None = None
    kind: str = "file"
    target: bytes | None = None


class LineError(NamedTuple):
    """A line that cannot be used; reading goes on after it.

    Attributes:
        line: number of the line, from 1.
        code: a key of `TEXTS`.
        values: the other fields of the text.
    """

    line: int
    code: str
    values: Mapping[str, str | int] = {}

    def sentence(self, translator: Translator) -> str:
        """Return the error in the translator's language."""
        fields = {name: visible(str(value)) for name, value in self.values.items()}
        return translator._(TEXTS[self.code]).format_map(fields | {"line": str(self.line)})


class Refused(ValueError):
    """Raised inside readers: this line cannot be used."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class NameNotWritable(ValueError):
    """The format has no way to write this name."""


class Format(Protocol):
    """One manifest format.

    Attributes:
        name: as in `--format`.
        algorithms: digests it can carry.
        default: digests it carries when none are asked for.
        several: whether it can carry more than one.
        tail: the bytes after the last name.
    """

    name: str
    algorithms: Sequence[str]
    default: Sequence[str]
    several: bool
    tail: bytes

    def head(self, algorithms: Sequence[str]) -> bytes:
        """Return the bytes before the first name."""

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return the bytes of one file.

        Raises:
            NameNotWritable: the format cannot carry this name.
        """

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:
        """Read a manifest, one line at a time; `hint` names the digest where the format does not."""


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes | LineError]]:
    """Yield number and bytes of each line, without its line feed; memory stays bounded by `LINE_LIMIT`."""
    number = 0
    while line := stream.readline(LINE_LIMIT):
        number += 1
        if line.endswith(b"\n"):
            yield number, line[:-1]
        elif len(line) < LINE_LIMIT:
            yield number, line
        else:
            yield number, LineError(number, "LINE_TOO_LONG")
            while line and not line.endswith(b"\n"):
                line = stream.readline(LINE_LIMIT)


def checked_hex(text: bytes, algorithm: str) -> str:
    """Return the digest in lower case, or refuse the line."""
    value = text.decode("ascii", "replace").lower()
    if len(value) != 2 * DIGEST_BYTES[algorithm] or value.strip("0123456789abcdef"):
        raise Refused("LINE_HEX")
    return value


def escape_gnu(name: bytes) -> tuple[bytes, bytes]:
    r"""Return the prefix and the escaped name as GNU coreutils write it: `\` first, then `\\`, `\n`, `\r`."""
    if not {b"\\", b"\n", b"\r"} & {name[i : i + 1] for i in range(len(name))}:
        return b"", name
    return b"\\", name.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r")


def unescape_gnu(name: bytes) -> bytes:
    """Undo `escape_gnu`, or refuse the line."""
    first, *rest = name.split(b"\\")
    out, pending = first, iter(rest)
    for part in pending:
        if part == b"":
            follows = next(pending, None)
            if follows is None:
                raise Refused("LINE_ESCAPE")
            out += b"\\" + follows
        elif part[:1] in (b"n", b"r"):
            out += {b"n": b"\n", b"r": b"\r"}[part[:1]] + part[1:]
        else:
            raise Refused("LINE_ESCAPE")
    return out
