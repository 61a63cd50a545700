"""The acquisition record, and what collects it from a log line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.formats.listing import LineError, Refused, checked_hex

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_ERRORS: Final = 1000
KEPT_RANGES: Final = 10_000
KEPT_FILES: Final = 10_000
VALUE_LIMIT: Final = 4096
"""Characters kept of one value."""
_DIGITS: Final = 18
_NAMES: Final = {
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA-1": "sha1",
    "SHA256": "sha256",
    "SHA-256": "sha256",
    "SHA512": "sha512",
}
TOOLS: Final = {"ftk": "FTK Imager", "guymager": "Guymager", "dc3dd": "dc3dd", "ewfacquire": "ewfacquire"}


class Acquisition(NamedTuple):
    """What a log says about the making of an image.

    Attributes:
        format: ftk, guymager, ewfacquire or dc3dd.
        tool: the program's name.
        version: of the program; empty if the log does not say.
        fields: what else it says, by name: examiner, case_number, evidence_number, description, notes, source, model,
            serial, size (bytes), sector_size, image; only what is there and not empty.
        started: `YYYY-MM-DDThh:mm:ss`, with an offset only where the log has one, else the maker's local time.
        ended: the same.
        digests: of what was read from the source, lower-case hex per algorithm.
        verified: of the image or the source read again, as far as the log has them.
        bad_sectors: first and last of each range that could not be read, in order of the log.
        bad_count: sectors that could not be read; None if the log does not say.
        finished: whether the program says it succeeded; None if it does not say.
        files: names of the image's files.
        errors: at most `KEPT_ERRORS`.
        errors_count: all of them.
    """

    format: str
    tool: str
    version: str
    fields: Mapping[str, str]
    started: str
    ended: str
    digests: Mapping[str, str]
    verified: Mapping[str, str]
    bad_sectors: tuple[tuple[int, int], ...]
    bad_count: int | None
    finished: bool | None
    files: tuple[str, ...]
    errors: tuple[LineError, ...]
    errors_count: int

    @property
    def contradicts_itself(self) -> bool:
        """Whether what was read again differs from what was read first."""
        return any(self.digests.get(name, value) != value for name, value in self.verified.items())


class Reading:
    """What was found so far."""

    def __init__(self, format_name: str) -> None:
        self.format = format_name
        self.number = 0
        self.errors: list[LineError] = []
        self.errors_count = 0
        self.begin()

    def begin(self) -> None:
        """Forget what was found, but not what was wrong: programs that append to their logs begin anew."""
        self.version = ""
        self.section = ""
        self.fields: dict[str, str] = {}
        self.started = self.ended = ""
        self.digests: dict[str, str] = {}
        self.verified: dict[str, str] = {}
        self.ranges: list[tuple[int, int]] = []
        self.bad_count: int | None = None
        self.finished: bool | None = None
        self.files: list[str] = []

    def refuse(self, error: LineError) -> None:
        """Keep an error, or count it when there are too many to keep."""
        self.errors_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append(error)

    def keep(self, name: str, value: str) -> None:
        """Keep the first value of a field."""
        value = value.strip()[:VALUE_LIMIT]
        if value and value != "n/a":
            self.fields.setdefault(name, value)

    def add_file(self, name: str) -> None:
        """Keep the name of one of the image's files."""
        if name and name not in self.files[-2:] and len(self.files) < KEPT_FILES:
            self.files.append(name[:VALUE_LIMIT])

    def digest(self, kind: str, value: str, *, again: bool = False) -> None:
        """Keep a digest, or refuse the line; `again` for what was read a second time."""
        algorithm = _NAMES.get(kind.upper())
        if algorithm is None:
            raise Refused("LINE_ALGORITHM", found=kind[:32])
        found = checked_hex(value.strip().encode("ascii", "replace"), algorithm)
        kept = self.verified if again else self.digests
        if kept.setdefault(algorithm, found) != found:
            raise Refused("LINE_TWO_DIGESTS", found=algorithm)

    def bad(self, text: str) -> None:
        """Keep ranges of sectors such as `3-5, 9`."""
        for part in text.split(","):
            first, _, last = part.strip().partition("-")
            if not is_number(first) or (last and not is_number(last)) or int(last or first) < int(first):
                raise Refused("LINE_FORM")
            if len(self.ranges) < KEPT_RANGES:
                self.ranges.append((int(first), int(last or first)))

    def result(self) -> Acquisition:
        """Return the record."""
        if self.errors_count == 0 and not (self.digests or self.verified or self.started):
            self.refuse(LineError(max(1, self.number), "LOG_EMPTY"))
        return Acquisition(
            self.format,
            TOOLS[self.format],
            self.version,
            self.fields,
            self.started,
            self.ended,
            self.digests,
            self.verified,
            tuple(self.ranges),
            self.bad_count,
            self.finished,
            tuple(self.files),
            tuple(self.errors),
            self.errors_count,
        )


def is_number(text: str) -> bool:
    """Return whether `text` is a count that fits 64 bits."""
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
