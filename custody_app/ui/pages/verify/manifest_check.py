"""Audits a manifest of any layout: only what it lists, or also what else lies in the folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from custody_app.diagnostics import InputWrong
from custody_app.hashing.audit import Audit, audit, look_below
from custody_app.hashing.audit_listing import Listing, open_manifest, read_listing
from custody_app.hashing.comparison import Difference, same_content, settle
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, ordered_algorithms
from custody_app.hashing.entry import Entry
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.findings import Finding
from custody_app.hashing.formats import algorithm_hint, detect_format
from custody_app.hashing.names import shown
from custody_app.hashing.progress import Progress
from custody_app.hashing.reader import open_below, open_folder
from custody_app.i18n import N_
from custody_app.ui.pages.verify.subject import START_BYTES


@dataclass(frozen=True, slots=True)
class ManifestCheck:
    """An audit, and what it was made of.

    Attributes:
        layout: `sha256sum`, `bsd`, `hashdeep`, `bagit`, `json`.
        everything: whether files that are not listed were looked for.
    """

    audit: Audit
    layout: str
    everything: bool


def check_manifest(manifest: Path, root: Path, *, everything: bool, progress: Progress) -> ManifestCheck:
    """Compare what is on the disk with a manifest.

    Args:
        manifest: sha256sum, BSD, hashdeep, BagIt or the program's own JSON lines.
        root: the folder that its names are in.
        everything: also read what is not listed: it counts as new, or as moved.
        progress: pauses and cancels.

    Raises:
        InputWrong: MANIFEST_NOT_READ, FOLDER_NOT_OPENED; Cancelled.
    """
    raw = os.fsencode(root)
    try:
        with open_manifest(manifest) as stream:
            start = stream.read(START_BYTES).split(b"\n", 1)[0] + b"\n"
            layout = detect_format(manifest.name, start)
            stream.seek(0)
            own = os.fstat(stream.fileno())
            listing = read_listing(stream, layout, algorithm_hint(manifest.name), raw)
    except OSError as error:
        raise InputWrong(
            "MANIFEST_NOT_READ",
            N_("The manifest {path} cannot be read: {reason}."),
            kept=N_("Nothing was checked."),
            advice=N_("Check the name and whether you may read it."),
            path=manifest,
            reason=error.strerror or error,
        ) from error
    if everything:
        left_out = [(own.st_dev, own.st_ino)]
        found = audit(listing, raw, progress, all_kinds=layout == "json", left_out=left_out)
    else:
        found = _listed_only(listing, raw, progress)
    return ManifestCheck(found, layout, everything)


def _listed_only(listing: Listing, root: bytes, progress: Progress) -> Audit:
    try:
        folder = open_folder(root)
    except OSError as error:
        raise InputWrong(
            "FOLDER_NOT_OPENED",
            N_("The folder {path} cannot be opened: {reason}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check the name and whether you may read it."),
            path=shown(root),
            reason=error.strerror or error,
        ) from error
    listing.strip_own_name()
    algorithms = ordered_algorithms(listing.algorithms or DEFAULT_ALGORITHMS[:1])
    reading = _Reading(listing, folder, algorithms, progress)
    try:
        reading.run()
    finally:
        os.close(folder)
    gone = [entry for path, entry in sorted(listing.entries.items()) if path not in reading.seen]
    return Audit(
        settle(reading.matched, reading.changed, gone, [], listing.lines),
        tuple(listing.errors),
        listing.errors_count,
        tuple(reading.findings),
        reading.unreadable,
        len(listing.undigested),
        algorithms,
        None,
    )


class _Reading:
    """One pass over the listed names, with the progress of all of them together."""

    def __init__(self, listing: Listing, folder: int, algorithms: tuple[str, ...], progress: Progress) -> None:
        self._listing, self._folder, self._algorithms, self._progress = listing, folder, algorithms, progress
        self._before = self._total = 0
        self.matched = self.unreadable = 0
        self.changed: list[Difference] = []
        self.findings: list[Finding] = []
        self.seen: set[bytes] = set()

    def report(self, done: int, _total: int, current: str) -> None:
        """Tell the bytes of one file as bytes of all."""
        self._progress.report(self._before + done, self._total, current)

    def run(self) -> None:
        """Read everything that is listed."""
        self._total = sum(map(self._size, self._listing.entries))
        for path, listed in sorted(self._listing.entries.items()):
            self.report(0, 0, shown(path))
            found = look_below(self._folder, path)
            if found is None:
                continue
            self.seen.add(path)
            if found.kind != "file" or listed.kind != "file":
                self._compare(listed, found)
                continue
            result = hash_file(path, self._algorithms, self, opener=partial(open_below, self._folder))
            self._before += result.bytes_read
            self.findings += result.findings
            if result.digests:
                self._compare(listed, Entry(path, "file", result.size, digests=result.digests))
            else:
                self.unreadable += 1

    def _compare(self, listed: Entry, found: Entry) -> None:
        if same_content(listed, found):
            self.matched += 1
            return
        line = self._listing.lines[listed.path]
        self.changed.append(Difference("changed", listed.path, None, listed.digests, found.digests, line))

    def _size(self, path: bytes) -> int:
        try:
            return os.stat(path, dir_fd=self._folder, follow_symlinks=False).st_size
        except OSError:
            return 0
