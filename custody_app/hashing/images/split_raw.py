"""A raw image in several files, read as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody_app.hashing.images.findings import FindingLog
from custody_app.hashing.reader import EvidenceFile, open_by_path

if TYPE_CHECKING:
    from custody_app.hashing.images.segment_file import Opener
    from custody_app.hashing.images.segment_names import SegmentSet


class SplitRaw:
    """The files of a split raw image as one `pipeline.Source`; one of them is open at a time.

    Attributes:
        log: what is wrong with it.
        whole: whether everything was read, as far as the names on disk tell.
        media_bytes: bytes read so far.
    """

    def __init__(self, named: SegmentSet, opener: Opener = open_by_path) -> None:
        self._paths = iter(named.paths)
        self._opener = opener
        self._open: EvidenceFile | None = None
        self.log = FindingLog()
        self.whole = True
        self.media_bytes = 0
        for path in named.missing:
            self._tell_missing(path)

    def _tell_missing(self, path: bytes) -> None:
        self.log.add("IMAGE_SEGMENT_MISSING", path)
        self.whole = False

    def readinto(self, view: memoryview) -> int:
        """Fill `view` from the files in turn and return how many bytes; 0 is the end."""
        filled = 0
        while filled < len(view) and (self._open is not None or self._next()):
            if self._open is None:
                continue
            count = self._open.readinto(view[filled:])
            filled += count
            if not count:
                self._finish()
        self.media_bytes += filled
        return filled

    def _next(self) -> bool:
        path = next(self._paths, None)
        if path is None:
            return False
        opened = self._opener(path)
        if isinstance(opened, EvidenceFile):
            self._open = opened
            opened.advise_sequential()
        else:
            self.log.adopt(opened)
            self.whole = False
        return True

    def _finish(self) -> None:
        if self._open is not None:
            _, findings = self._open.finish()
            self.whole &= self._open.bytes_read == self._open.size
            for finding in findings:
                self.log.adopt(finding)
            self.close()

    def close(self) -> None:
        """Close what is open."""
        if self._open is not None:
            self._open.close()
            self._open = None
