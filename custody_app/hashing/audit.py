"""`custody check`: audits files against a manifest, in hashdeep's words."""

from __future__ import annotations

import errno
import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from custody_app.diagnostics import InputWrong
from custody_app.hashing.comparison import Comparison, Difference, same_content, settle
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, ordered_algorithms
from custody_app.hashing.entry import Entry
from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.folder import hash_folder
from custody_app.hashing.names import shown
from custody_app.hashing.reader import FOLDER_FLAGS, kind_of, open_below, open_folder, open_quietly
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from custody_app.hashing.audit_listing import Listing
    from custody_app.hashing.findings import Finding
    from custody_app.hashing.formats.listing import LineError
    from custody_app.hashing.progress import Progress


class Audit(NamedTuple):
    """The outcome of an audit.

    Attributes:
        comparison: matched, changed, missing, moved, new.
        errors: lines of the manifest that cannot be used, at most `audit_listing.KEPT_ERRORS`.
        errors_count: all of them.
        findings: what could not be read now, or changed while it was read.
        unreadable: listed files that could not be read now: neither matched nor changed.
        undigested: lines without a digest: nothing to compare with.
        algorithms: digests that were computed.
        below: the folder in which moved and new files were looked for; None when only listed names were.
    """

    comparison: Comparison
    errors: tuple[LineError, ...]
    errors_count: int
    findings: tuple[Finding, ...]
    unreadable: int
    undigested: int
    algorithms: tuple[str, ...]
    below: bytes | None

    @property
    def outcome(self) -> str:
        """Return fail, unreadable, unproven or pass, the first that holds."""
        if not self.comparison.same:
            return "fail"
        if self.errors_count or self.unreadable or (self.findings and self.below is not None):
            return "unreadable"
        return "unproven" if self.undigested or not self.comparison.counts["matched"] else "pass"


def audit(
    listing: Listing,
    root: bytes | None,
    progress: Progress | None = None,
    *,
    all_kinds: bool = False,
    jobs: int | None = None,
    left_out: Collection[tuple[int, int]] = (),
) -> Audit:
    """Compare what is on the disk with `listing`.

    Args:
        listing: the manifest; names are taken below `root`.
        root: the folder audited; everything in it that is not listed is new. None for the current folder, where
            moved and new files are looked for only below the folder that all names share, if they share one.
        progress: pauses and cancels.
        all_kinds: whether the manifest lists folders, links and the like too, as the program's own does.
        jobs: processes for small files.
        left_out: (device, inode) of files that are not evidence, such as the manifest itself.

    Raises:
        InputWrong: `FOLDER_NOT_OPENED`: the root is not there.
        Cancelled: by `progress`.
    """
    algorithms = ordered_algorithms(listing.algorithms or DEFAULT_ALGORITHMS[:1])
    if root is not None and not _is_folder(root):
        raise InputWrong(
            "FOLDER_NOT_OPENED",
            N_("The folder {path} cannot be opened: {reason}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check the name and whether you may read it."),
            path=shown(root),
            reason="not a folder",
        )
    if root is not None:
        listing.strip_own_name()
    shared = b"" if root is not None else _shared_folder(listing.lines)
    desk = _Desk(listing, shared, all_kinds=all_kinds)
    below: bytes | None = None
    if root is not None or (shared and _is_folder(shared)):
        below = root if root is not None else shared.rstrip(b"/")
        result = hash_folder(below, algorithms, progress, on_entry=desk.see, jobs=jobs, left_out=left_out)
        desk.findings += result.findings
    else:
        _read_listed(desk, algorithms, progress)
    return Audit(
        desk.settle(),
        tuple(listing.errors),
        listing.errors_count,
        tuple(desk.findings),
        desk.unreadable,
        len(listing.undigested),
        algorithms,
        below,
    )


class _Desk:
    """Where each name that is seen is laid beside the one that is listed."""

    def __init__(self, listing: Listing, prefix: bytes, *, all_kinds: bool) -> None:
        self.listing = listing
        self.findings: list[Finding] = []
        self.unreadable = 0
        self._prefix = prefix
        self._all_kinds = all_kinds
        self._matched = 0
        self._changed: list[Difference] = []
        self._fresh: list[Entry] = []
        self._seen: set[bytes] = set()

    def see(self, found: Entry) -> None:
        """Take in what is on the disk."""
        entry = found._replace(path=self._prefix + found.path)
        listed = self.listing.entries.get(entry.path)
        if entry.path in self.listing.undigested or (listed is None and not self._counts(entry)):
            return
        if listed is None:
            self._fresh.append(entry)
            return
        self._seen.add(entry.path)
        if entry.kind == "file" and not entry.digests and listed.kind == "file":
            self.unreadable += 1
        elif same_content(listed, entry):
            self._matched += 1
        else:
            line = self.listing.lines[entry.path]
            self._changed.append(Difference("changed", entry.path, None, listed.digests, entry.digests, line))

    def _counts(self, entry: Entry) -> bool:
        return entry.kind == "file" or self._all_kinds

    def settle(self) -> Comparison:
        """Return the outcome once everything was seen."""
        gone = [entry for path, entry in sorted(self.listing.entries.items()) if path not in self._seen]
        return settle(self._matched, self._changed, gone, self._fresh, self.listing.lines)


def _read_listed(desk: _Desk, algorithms: Sequence[str], progress: Progress | None) -> None:
    here = open_folder(b".")
    try:
        for path, listed in sorted(desk.listing.entries.items()):
            seen = look_below(here, path)
            if seen is None:
                continue
            if seen.kind != "file" or listed.kind != "file":
                desk.see(seen)
                continue
            result = hash_file(path, algorithms, progress, opener=partial(open_below, here))
            desk.findings += result.findings
            desk.see(Entry(path, "file", result.size, digests=result.digests))
    finally:
        os.close(here)


def look_below(root_fd: int, path: bytes) -> Entry | None:
    """Return kind and target of `path` below an open folder, following no link in any part; None if not there."""
    *folders, name = path.split(b"/")
    held = os.dup(root_fd)
    try:
        for each in folders:
            deeper, _ = open_quietly(each, FOLDER_FLAGS, held)
            os.close(held)
            held = deeper
        kind = kind_of(os.stat(name, dir_fd=held, follow_symlinks=False).st_mode)
        return Entry(path, kind, target=os.readlink(name, dir_fd=held) if kind == "link" else None)
    except OSError as error:
        # What cannot be entered is not missing: the reading after this says why it cannot be read.
        return Entry(path, "file") if error.errno in {errno.EACCES, errno.EPERM, errno.EIO} else None
    finally:
        os.close(held)


def _is_folder(path: bytes) -> bool:
    try:
        os.close(open_folder(path))
    except OSError:
        return False
    return True


def _shared_folder(paths: Collection[bytes]) -> bytes:
    folders = {path.rpartition(b"/")[0] for path in paths}
    if not folders or b"" in folders:
        return b""
    shared = os.path.commonpath(list(folders))
    return shared + b"/" if shared else b""
