"""Hashing a folder: one read pass, a canonical manifest in path order, findings instead of exceptions."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from custody_app.clock import Clock, SystemClock
from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, ordered_algorithms
from custody_app.hashing.entry import Entry, Xattr
from custody_app.hashing.file_hash import Reading, read_evidence
from custody_app.hashing.findings import Finding, reason_of
from custody_app.hashing.manifest import ManifestWriter
from custody_app.hashing.names import shown
from custody_app.hashing.pipeline import TICK, Ring, watch
from custody_app.hashing.progress import Progress, Silent
from custody_app.hashing.reader import EvidenceFile, FileState, open_evidence, open_folder, state_of
from custody_app.hashing.resume import ResumeFile
from custody_app.hashing.small_files import Lines, Outcome, list_xattrs
from custody_app.hashing.walk import FileName, FileRun, Walk
from custody_app.hashing.worker_pool import RUNS_IN_BATCH, Batch, WorkerPool
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from custody_app.hashing.manifest import Sink
    from custody_app.hashing.worker_pool import Found

KEPT_FINDINGS: Final = 10_000


@dataclass(frozen=True)
class FolderResult:
    """What one pass over a folder found.

    Attributes:
        path: the folder as it was given, raw.
        digest: SHA-256 of the canonical manifest in hex.
        algorithms: digests of each file, in the program's order.
        entries: lines of the manifest, head and totals not counted.
        files: regular files read whole and unchanged.
        size: bytes of all regular files.
        bytes_read: bytes read in this run.
        findings: at most `KEPT_FINDINGS`, in the order in which they were met.
        findings_count: all of them.
        resumed: files taken over from the state file of an earlier run.
        started: claimed time.
        ended: claimed time.
    """

    path: bytes
    digest: str
    algorithms: tuple[str, ...]
    entries: int
    files: int
    size: int
    bytes_read: int
    findings: tuple[Finding, ...]
    findings_count: int
    resumed: int
    started: datetime
    ended: datetime

    @property
    def whole(self) -> bool:
        """Whether everything was read, unchanged."""
        return not self.findings_count


def hash_folder(
    root: str | bytes | os.PathLike[str] | os.PathLike[bytes],
    algorithms: Iterable[str] = DEFAULT_ALGORITHMS,
    progress: Progress | None = None,
    *,
    manifest: Sink | None = None,
    on_entry: Callable[[Entry], None] | None = None,
    jobs: int | None = None,
    resume: Path | None = None,
    left_out: Collection[tuple[int, int]] = (),
    clock: Clock | None = None,
) -> FolderResult:
    """Read every file below `root` once and return the digest of the folder's canonical manifest.

    Links, FIFOs, sockets and devices are listed, never opened. Whatever cannot be read is a finding.

    Args:
        root: the folder; the last name may be a link, since the person named it; nothing below is followed.
        algorithms: names of `digests.ALGORITHMS`.
        progress: told of bytes done, of an unknown total; pauses and cancels.
        manifest: gets the manifest's bytes as they are made.
        on_entry: told of each entry, in the order of raw paths.
        jobs: processes for small files; None for one per usable core.
        resume: state file; a job that was ended goes on after its last finished file.
        left_out: (device, inode) of files that are not evidence, such as `manifest` when it lies inside.
        clock: claimed times; the system's if not given.

    Raises:
        InputWrong: `FOLDER_NOT_OPENED`, an unknown algorithm, or a state file of another job.
        Cancelled: by `progress`.
        EnvironmentUnavailable: a reading process died, or the manifest or state file cannot be written.
    """
    clock = clock or SystemClock()
    started = clock.utc_now()
    raw = os.fsencode(root)
    chosen = ordered_algorithms(algorithms)
    root_fd = _open_root(raw)
    try:
        state = ResumeFile(resume, state_of(os.fstat(root_fd)), chosen) if resume else None
    except CustodyError:
        os.close(root_fd)
        raise
    job = _FolderJob(
        chosen, progress or Silent(), ManifestWriter(chosen, manifest), on_entry=on_entry, jobs=jobs, state=state
    )
    ours = state.identities() if state else []
    digest = job.run(Walk(root_fd, job.note, [*left_out, *ours]))
    taken = state.taken if state else 0
    return job.result(raw, digest, chosen, taken, (started, clock.utc_now()))


def _open_root(raw: bytes) -> int:
    try:
        return open_folder(raw)
    except OSError as error:
        raise InputWrong(
            "FOLDER_NOT_OPENED",
            N_("The folder {path} cannot be opened: {reason}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check the name and whether you may read it."),
            path=shown(raw),
            reason=reason_of(error),
        ) from error


class _Step:
    """A batch on its way: entries that were ready, and runs still being read, in path order."""

    __slots__ = ("batch", "count", "items")

    def __init__(self) -> None:
        self.items: list[Entry | FileRun] = []
        self.count = 0
        self.batch = Batch()

    def ready(self, entry: Entry) -> None:
        """Add an entry that needs no reading."""
        self.items.append(entry)
        self.count += 1

    def read(self, run: FileRun) -> None:
        """Add files to be read."""
        self.items.append(run)
        self.count += len(run.names)
        self.batch.add(run)

    @property
    def complete(self) -> bool:
        """Whether nothing of it is still being read."""
        return self.batch.collected or not self.batch.count


class _FolderJob:
    """One pass: batches out, outcomes in, entries in order."""

    def __init__(
        self,
        algorithms: Sequence[str],
        progress: Progress,
        writer: ManifestWriter,
        *,
        on_entry: Callable[[Entry], None] | None,
        jobs: int | None,
        state: ResumeFile | None,
    ) -> None:
        self.writer = writer
        self.findings: list[Finding] = []
        self.findings_count = 0
        self.files = 0
        self.done = 0
        self._algorithms = algorithms
        self._progress = progress
        self._on_entry = on_entry
        self._state = state
        self._pool = WorkerPool(algorithms, jobs, as_lines=on_entry is None and state is None)
        self._steps: deque[_Step] = deque()
        self._step = _Step()
        self._current = ""
        self._first_names: dict[tuple[int, int], bytes] = {}

    def note(self, finding: Finding) -> None:
        """Keep a finding, or count it when there are too many to keep."""
        self.findings_count += 1
        if len(self.findings) < KEPT_FINDINGS:
            self.findings.append(finding)

    def result(
        self, path: bytes, digest: str, algorithms: tuple[str, ...], resumed: int, times: tuple[datetime, datetime]
    ) -> FolderResult:
        """Return what the pass found."""
        return FolderResult(
            path=path,
            digest=digest,
            algorithms=algorithms,
            entries=self.writer.entries,
            files=self.files,
            size=self.writer.size,
            bytes_read=self.done,
            findings=tuple(self.findings),
            findings_count=self.findings_count,
            resumed=resumed,
            started=times[0],
            ended=times[1],
        )

    def run(self, walk: Walk) -> str:
        """Read all that `walk` yields and return the digest of the manifest."""
        finished = False
        try:
            self._step = _Step()
            for item in walk:
                if isinstance(item, FileRun):
                    self._place(item)
                else:
                    self._step.ready(item)
                    self._send_if_full()
            self._send()
            while self._steps:
                self._take_in(wait=True)
            digest = self.writer.finish()
            finished = True
        finally:
            self._pool.close()
            if self._state is not None:
                self._state.close(finished=finished)
        return digest

    def _place(self, run: FileRun) -> None:
        """Give out the files of `run`; those that an earlier run finished are taken over."""
        start = 0
        if self._state is not None and not self._state.used_up:
            for place, name in enumerate(run.names):
                kept = self._finished_before(run, name)
                if kept is not None:
                    self._give_out(run.cut(start, place))
                    start = place + 1
                    self._step.ready(kept)
                    self._send_if_full()
        self._give_out(run.cut(start, len(run.names)))

    def _give_out(self, run: FileRun) -> None:
        start = 0
        while start < len(run.names):
            part = run.cut(start, start + self._pool.batch_limit - self._step.count)
            start += len(part.names)
            self._step.read(part)
            self._send_if_full()

    def _send_if_full(self) -> None:
        if self._step.count >= self._pool.batch_limit or len(self._step.batch.runs) >= RUNS_IN_BATCH:
            self._send()

    def _finished_before(self, run: FileRun, name: bytes) -> Entry | None:
        if self._state is None or self._state.used_up:
            return None
        try:
            seen = state_of(os.stat(name, dir_fd=run.folder.fd, follow_symlinks=False))
        except OSError:
            return None
        entry = self._state.take(run.prefix + name, seen)
        if entry is not None:
            self._state.add(entry, seen)
            self.files += 1
            if entry.hard_links > 1:
                self._first_names.setdefault((seen.device, seen.inode), entry.path)
        return entry

    def _send(self) -> None:
        step, self._step = self._step, _Step()
        while len(self._steps) >= self._pool.in_flight_limit or (step.batch.count and not self._pool.has_room()):
            self._take_in(wait=True)
        self._steps.append(step)
        if step.batch.count:
            self._pool.submit(step.batch)
        self._take_in(wait=False)

    def _take_in(self, *, wait: bool) -> None:
        """Collect what is finished, report, and write out the steps at the head that are complete."""
        waiting = wait and bool(self._steps) and not self._steps[0].complete
        for batch in self._pool.collect(TICK if waiting else 0.0):
            batch.collected = True
        self._progress.report(self.done, 0, self._current)
        while self._steps and self._steps[0].complete:
            self._write(self._steps.popleft())
            self._progress.report(self.done, 0, self._current)

    def _write(self, step: _Step) -> None:
        found = iter(step.batch.found or ())
        for item in step.items:
            if isinstance(item, FileRun):
                self._write_run(item, next(found))
            else:
                self._put(item)
        step.batch.release()

    def _write_run(self, run: FileRun, found: Found) -> None:
        place = 0
        for piece in found:
            if isinstance(piece, Lines):
                place += piece.files
                self.files += piece.files
                self.done += piece.size
                self.writer.add_lines(*piece)
            else:
                name = run.names[place]
                place += 1
                self._put(self._entry_of(FileName(run.folder, name, run.prefix + name), piece))
        self._current = shown(run.prefix + run.names[-1])

    def _put(self, entry: Entry) -> None:
        self.writer.add(entry)
        if self._on_entry is not None:
            self._on_entry(entry)

    def _entry_of(self, item: FileName, outcome: Outcome) -> Entry:
        if outcome.kind == "large":
            outcome = self._read_large(item)
        else:
            self.done += outcome.state[2] if outcome.state and outcome.digests else 0
        for code, values in outcome.findings:
            self.note(Finding(code, item.path, values))
        codes = tuple(code for code, _ in outcome.findings)
        if outcome.state is None:
            return Entry(item.path, outcome.kind or "file", findings=codes)
        state = FileState(*outcome.state)
        digests = {n: d.hex() for n, d in zip(self._algorithms, outcome.digests, strict=False)}
        same_as = None
        if state.links > 1:
            first = self._first_names.setdefault((state.device, state.inode), item.path)
            same_as = first if first != item.path else None
        xattrs = tuple(Xattr(*each) for each in outcome.xattrs)
        entry = Entry(item.path, "file", state.size, state.mtime_ns, digests, codes, None, state.links, same_as, xattrs)
        if not codes:
            self.files += 1
            if self._state is not None:
                self._state.add(entry, state)
        return entry

    def _read_large(self, item: FileName) -> Outcome:
        found: list[tuple[bytes, int, str]] = []

        def work(ring: Ring[Reading]) -> Reading:
            opened = open_evidence(item.name, item.path, item.folder.fd)
            if isinstance(opened, EvidenceFile):
                found.extend(list_xattrs(opened.fd))
            return read_evidence(opened, self._algorithms, ring)

        reading = watch(work, self._progress, shown(item.path), before=self.done)
        self.done += reading.bytes_read
        return Outcome(
            "file",
            tuple(bytes.fromhex(reading.digests[each]) for each in self._algorithms if reading.digests),
            reading.before,
            tuple((each.code, dict(each.values)) for each in reading.findings),
            tuple(found),
        )
