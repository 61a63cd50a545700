"""What the sections of an EWF image say, as far as they are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.images.chunk_tables import ChunkTables
from custody_app.hashing.images.findings import FindingLog

if TYPE_CHECKING:
    from custody_app.hashing.images.segment_file import SegmentFile

LISTED_LIMIT: Final = 10_000
"""Most acquisition errors, sessions and logical files that are kept; all are counted."""
TEXT_LIMIT: Final = 4 << 20
"""Most bytes of text that a section may hold."""


class Volume(NamedTuple):
    """How large the medium is: chunks as stated, sectors per chunk, bytes per sector, sectors, set identifier."""

    chunks: int
    sectors_per_chunk: int
    bytes_per_sector: int
    sectors: int
    set_identifier: bytes = b""


class SectorRange(NamedTuple):
    """Sectors that follow each other."""

    first: int
    sectors: int


class LogicalFile(NamedTuple):
    """A file or folder in a logical image: its path there, and its size in bytes as claimed."""

    name: str
    size: int | None


class EwfFacts:
    """Everything read from the sections; filled segment by segment.

    Attributes:
        format: `E01`, `S01`, `L01`, `Ex01` or `Lx01`.
        method: how chunks are compressed, `zlib` or `bzip2`.
        volume: None until a sound section said it.
        case: case data by EWF's own identifiers (`c`, `n`, `e`, …).
        stored: hex digest per algorithm as stored.
        sections: how often each kind of section was seen.
        whole: whether all segments are there and belong together.
    """

    def __init__(self, image_format: str) -> None:
        self.format = image_format
        self.method = "zlib"
        self.tables = ChunkTables(2 if image_format in {"Ex01", "Lx01"} else 1)
        self.log = FindingLog()
        self.volume: Volume | None = None
        self.case: dict[str, str] = {}
        self.stored: dict[str, str] = {}
        self.acquisition_errors: list[SectorRange] = []
        self.acquisition_errors_count = 0
        self.sessions: list[int] = []
        self.logical_files: list[LogicalFile] = []
        self.logical_files_count = 0
        self.sections: dict[str, int] = {}
        self.set_identifier = b""
        self.whole = True

    def store_digest(self, algorithm: str, value: bytes, segment: SegmentFile) -> None:
        """Take note of a stored digest; one of zeros is none."""
        if not any(value):
            return
        found = value.hex()
        known = self.stored.setdefault(algorithm, found)
        if known != found:
            self.log.add("IMAGE_DIGESTS_CONFLICT", segment.path, algorithm=algorithm, expected=known, found=found)

    def add_case(self, values: dict[str, str]) -> None:
        """Take note of case data; what a richer header said before stays."""
        for name, value in values.items():
            if value.strip() and name not in self.case:
                self.case[name] = value.strip()

    def belongs(self, identifier: bytes, segment: SegmentFile) -> bool:
        """Return whether a segment with `identifier` is of this image; the first one says which it is."""
        if any(identifier) and not self.set_identifier:
            self.set_identifier = identifier
        if not any(identifier) or identifier == self.set_identifier:
            return True
        self.log.add("IMAGE_SEGMENT_FOREIGN", segment.path, found=identifier.hex(), expected=self.set_identifier.hex())
        self.whole = False
        return False
