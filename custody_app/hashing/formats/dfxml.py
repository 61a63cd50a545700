"""DFXML 1.0 (Digital Forensics XML): a `fileobject` with `filename`, `filesize` and `hashdigest` for each file.

Written as `hashdeep -d` and fiwalk do: UTF-8, one element a line. Read as a stream with no document type, no entities
but the five of XML, and bounded depth, so that a hostile file costs no more memory than its longest name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from custody_app.hashing.digests import ALGORITHMS, DEFAULT_ALGORITHMS
from custody_app.hashing.formats.listing import (
    LINE_LIMIT,
    LineError,
    Listed,
    NameNotWritable,
    Refused,
    checked_hex,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from custody_app.hashing.entry import Entry

_XMLNS: Final = "http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML"
_PIECE: Final = 1 << 16
_DEPTH: Final = 64
_LONGEST_TOKEN: Final = 4 * LINE_LIMIT
"""Bytes that may pass without an element or text: a tag without end would be kept in memory whole."""
_WANTED: Final = frozenset({"filename", "filesize", "hashdigest", "name_type", "alloc", "unalloc"})
_NOT_XML = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
_WRITTEN: Final = {name: name.upper() for name in ALGORITHMS}
_READ: Final = {name.upper().replace("-", ""): name for name in ALGORITHMS}
_SIZE_DIGITS: Final = 16


class DfxmlFormat:
    """Names are text: what is not Unicode, or holds what XML cannot, cannot be written."""

    name = "dfxml"
    algorithms: Sequence[str] = ALGORITHMS
    default: Sequence[str] = DEFAULT_ALGORITHMS
    several = True
    tail = b"</dfxml>\n"

    def head(self, algorithms: Sequence[str]) -> bytes:  # noqa: ARG002  (as in Format)
        """Return the declaration and the start of the document; it says what made it, nothing of this machine."""
        return (
            "<?xml version='1.0' encoding='UTF-8'?>\n"
            f"<dfxml xmlns='{_XMLNS}' xmlns:dc='http://purl.org/dc/elements/1.1/' version='1.0'>\n"
            "<metadata><dc:type>Hash List</dc:type></metadata>\n<creator><program>custody</program></creator>\n"
        ).encode()

    def encode(self, entry: Entry, algorithms: Sequence[str]) -> bytes:
        """Return the element of one file."""
        try:
            name = entry.path.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NameNotWritable(self.name) from error
        if any(char in _NOT_XML for char in name):
            raise NameNotWritable(self.name)
        # A line end inside an element would be read as a line feed whatever it was.
        shown = escape(name, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
        digests = "".join(
            f"<hashdigest type='{_WRITTEN[each]}'>{entry.digests[each]}</hashdigest>" for each in algorithms
        )
        named = f"<filename>{shown}</filename><filesize>{entry.size}</filesize>"
        return f"<fileobject>{named}{digests}</fileobject>\n".encode()

    def read(self, stream: BinaryIO, hint: Sequence[str] = ()) -> Iterator[Listed | LineError]:  # noqa: ARG002  (as in Format)
        """Read element by element; after what is not XML nothing more is read."""
        reading = _Reading()
        while True:
            piece = stream.read(_PIECE)
            more = reading.feed(piece)
            yield from reading.found
            reading.found.clear()
            if not more or not piece:
                return


class _Stopped(ValueError):
    """What follows is not read."""


class _Reading:
    """One pass over a document."""

    def __init__(self) -> None:
        self.found: list[Listed | LineError] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._depth = 0
        self._object_depth = 0
        self._line = 0
        self._fields: dict[str, str] = {}
        self._digests: list[tuple[str, str]] = []
        self._field = ""
        self._kind = ""
        self._parts: list[str] = []
        self._length = 0
        self._unmarked = 0

    def feed(self, piece: bytes) -> bool:
        """Read on and return whether there may be more; an empty piece is the end."""
        self._unmarked += len(piece)
        try:
            self._parser.Parse(piece, not piece)
            if self._unmarked > _LONGEST_TOKEN:
                raise _Stopped("LINE_TOO_LONG")
        except _Stopped as stopped:
            self.found.append(LineError(self._parser.CurrentLineNumber, str(stopped)))
            return False
        except (expat.ExpatError, ValueError):
            # ValueError: an encoding that Python does not have.
            self.found.append(LineError(max(1, self._parser.ErrorLineNumber), "LINE_FORM"))
            return False
        return True

    def _refuse(self, *_: object) -> None:
        raise _Stopped("LINE_DOCTYPE")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._unmarked = 0
        self._depth += 1
        name = tag.rpartition(":")[2]
        if self._depth == 1 and name != "dfxml":
            raise _Stopped("HEADER")
        if self._depth > _DEPTH:
            raise _Stopped("LINE_FORM")
        if not self._object_depth:
            if name == "fileobject":
                self._object_depth = self._depth
                self._line = self._parser.CurrentLineNumber
                self._fields, self._digests = {}, []
            return
        # Only the object's own children: digests of its pieces lie deeper.
        self._field = name if self._depth == self._object_depth + 1 and name in _WANTED else ""
        if self._field:
            self._kind = attributes.get("type", "")
            self._parts, self._length = [], 0

    def _text(self, text: str) -> None:
        self._unmarked = 0
        if not self._field:
            return
        self._length += len(text)
        if self._length > LINE_LIMIT:
            raise _Stopped("LINE_TOO_LONG")
        self._parts.append(text)

    def _end(self, tag: str) -> None:  # noqa: ARG002  (expat has made sure of it)
        self._unmarked = 0
        if self._object_depth:
            if self._depth == self._object_depth:
                self._object_depth = 0
                self._finish()
            elif self._field and self._depth == self._object_depth + 1:
                value = "".join(self._parts)
                if self._field == "hashdigest":
                    self._digests.append((self._kind, value.strip()))
                else:
                    self._fields.setdefault(self._field, value)
                self._field = ""
        self._depth -= 1

    def _finish(self) -> None:
        fields = self._fields
        # Folders, links and what the file system only remembers are no files to be found on the disk.
        if fields.get("name_type", "r").strip() != "r":
            return
        if fields.get("alloc", "1").strip() == "0" or fields.get("unalloc", "0").strip() == "1":
            return
        try:
            self.found.append(self._listed())
        except Refused as refused:
            self.found.append(LineError(self._line, refused.code, refused.values))

    def _listed(self) -> Listed:
        size = self._fields.get("filesize", "").strip()
        if size and (not size.isascii() or not size.isdigit() or len(size) > _SIZE_DIGITS):
            raise Refused("LINE_SIZE")
        digests: dict[str, str] = {}
        for kind, value in self._digests:
            algorithm = _READ.get(kind.upper().replace("-", "").replace("_", ""))
            if algorithm is None:
                continue
            found = checked_hex(value.encode("ascii", "replace"), algorithm)
            if digests.setdefault(algorithm, found) != found:
                raise Refused("LINE_TWO_DIGESTS", found=algorithm)
        if self._digests and not digests:
            raise Refused("LINE_ALGORITHM", found=self._digests[0][0][:32])
        path = self._fields.get("filename", "").encode("utf-8", "surrogatepass")
        return Listed(self._line, path, digests, int(size) if size else None)
