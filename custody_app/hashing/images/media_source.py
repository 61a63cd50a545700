"""The bytes of an image's medium, in order, decompressed ahead by a crew of threads."""

from __future__ import annotations

import os
import threading
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.images.chunk_reader import ReadFailure, SpanContent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from custody_app.hashing.images.chunk_reader import ChunkReader, Piece
    from custody_app.hashing.images.chunk_tables import Span

_AHEAD_BYTES: Final = 32 << 20
RANGES_LIMIT: Final = 10_000
FAILURES_LIMIT: Final = 100


class ChunkRange(NamedTuple):
    """Chunks that follow each other."""

    first: int
    chunks: int


class CorruptChunks:
    """Which chunks were read as zeros: ranges, the first `RANGES_LIMIT` of them, and how many chunks in all."""

    def __init__(self) -> None:
        self.ranges: list[ChunkRange] = []
        self.ranges_count = self.count = 0
        self._after = -1

    def add(self, chunk: int) -> None:
        """Take note of `chunk`, which follows all that were noted before."""
        self.count += 1
        if chunk == self._after and self.ranges_count <= RANGES_LIMIT:
            last = self.ranges[-1]
            self.ranges[-1] = ChunkRange(last.first, last.chunks + 1)
        elif chunk != self._after:
            self.ranges_count += 1
            if self.ranges_count <= RANGES_LIMIT:
                self.ranges.append(ChunkRange(chunk, 1))
        self._after = chunk + 1


class _Job:
    __slots__ = ("answer", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.answer: SimpleQueue[SpanContent | BaseException] = SimpleQueue()


class MediaSource:
    """A `pipeline.Source` of decompressed bytes; as few spans are held at once as keep the threads busy.

    Threads are daemons: one that hangs in a dead disk does not keep the program from ending.

    Attributes:
        corrupt: chunks that were zeros, so far.
        failures: the first places that the system could not read.
    """

    def __init__(self, reader: ChunkReader, spans: Iterator[Span], span_bytes: int, threads: int = 0) -> None:
        workers = threads or max(2, os.cpu_count() or 1)
        # Twice the span: packed and unpacked.
        workers = max(1, min(workers, _AHEAD_BYTES // (2 * span_bytes)))
        self.corrupt = CorruptChunks()
        self.failures: list[ReadFailure] = []
        self._reader = reader
        self._spans = spans
        self._ahead = workers + 1 if workers > 1 else 1
        self._todo: SimpleQueue[_Job | None] = SimpleQueue()
        self._jobs: deque[_Job] = deque()
        self._pieces: deque[Piece] = deque()
        self._workers = workers
        for _ in range(workers):
            threading.Thread(target=self._work, name="inflate", daemon=True).start()

    def _work(self) -> None:
        while (job := self._todo.get()) is not None:
            try:
                job.answer.put(self._reader.read(job.span))
            except BaseException as error:  # noqa: BLE001  (raised again by readinto, in the reading thread)
                job.answer.put(error)

    def readinto(self, view: memoryview) -> int:
        """Fill `view` with the next bytes of the medium and return how many; 0 is the end."""
        filled, size = 0, len(view)
        while filled < size:
            if not self._pieces and not self._next_span():
                break
            piece = self._pieces.popleft()
            part = size - filled
            if len(piece) > part:
                held = memoryview(piece)
                self._pieces.appendleft(held[part:])
                piece = held[:part]
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled

    def _next_span(self) -> bool:
        while len(self._jobs) < self._ahead and (span := next(self._spans, None)) is not None:
            self._jobs.append(_Job(span))
            self._todo.put(self._jobs[-1])
        if not self._jobs:
            return False
        content = self._jobs.popleft().answer.get()
        if isinstance(content, BaseException):
            raise content
        self._pieces.extend(content.pieces)
        for chunk in content.corrupt:
            self.corrupt.add(chunk)
        self.failures += content.failures[: max(0, FAILURES_LIMIT - len(self.failures))]
        return True

    def close(self) -> None:
        """Let the threads end."""
        for _ in range(self._workers):
            self._todo.put(None)
