"""Other copies of a log's head: held notes, `seen`, bases, and what is confirmed from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from custody_app.clock import format_time
from custody_app.log.canonical import CanonRefused, b64
from custody_app.log.merkle import verify_consistency
from custody_app.log.note import MAX_NOTE, SignedNote
from custody_app.log.proof import parse_consistency
from custody_app.log.statement import Head
from custody_app.log.verification.checkpoints import cosignatures, is_signed_by_log, read_checkpoint
from custody_app.log.verification.layout import read_or_none
from custody_app.log.verification.log_view import LogView
from custody_app.log.verification.run import Run


@dataclass(slots=True)
class Outside:
    """What is confirmed of the package's own log by somebody outside.

    Attributes:
        kinds: of `held`, `cosignature`, `tsa`.
        covered: the largest size that is confirmed.
        times: (size, time) by which the log had that size, written as times in statements.
    """

    kinds: set[str] = field(default_factory=set)
    covered: int = 0
    times: list[tuple[int, str]] = field(default_factory=list)

    def confirm(self, kind: str, size: int, time: str | None = None) -> None:
        """Note that `size` is confirmed, by `time` if that is told."""
        self.kinds.add(kind)
        self.covered = max(self.covered, size)
        if time is not None:
            self.times.append((size, time))


def check_heads(run: Run, own: LogView, views: Mapping[str, LogView], outside: Outside) -> None:
    """BASE_ROOT, HELD_BAD, TRUNCATED, FORK, PEER_MISSING; notes what confirms the own log."""
    for view in views.values():
        for number, base, root in view.base_mismatches if _is_judged(view) else ():
            found = None if root is None else b64(root)
            run.findings.add("BASE_ROOT", log=view.label, entry=number, expected=b64(base.root), found=found)
        _check_seen(run, view, views)
        _check_revoked(run, view)
    _check_held(run, own, views, outside)
    if run.trust is not None and own.note is not None and own.head is not None:
        confirm_cosigned(own, own.note, own.head.size, outside)


def judge_head(run: Run, view: LogView, head: Head, *, entry: int | None, file: str | None, log: str | None) -> bool:
    """Compare a head that somebody saw with the log as it is shown; TRUNCATED or FORK, or True where it agrees."""
    if view.head is None:
        return False
    if head.size > view.head.size:
        run.findings.add("TRUNCATED", log=log, entry=entry, file=file, expected=head.size, found=view.head.size)
        return False
    if not _is_judged(view):
        return False
    agrees = _agrees(run, view, head)
    if agrees is False:
        run.findings.add("FORK", log=log, entry=entry, file=file, expected=b64(head.root))
    return agrees is True


def _is_judged(view: LogView) -> bool:
    return not view.gap and not view.root_fails


def _agrees(run: Run, view: LogView, head: Head) -> bool | None:
    """Tell whether the log had that head; None where the package does not have what it takes to tell."""
    if view.head is not None and head.size == view.head.size:
        return head.root == view.head.root
    if not view.broken and view.tree.size >= head.size:
        if view.tree.root(head.size) != head.root:
            return False
        return not view.partial or _proof_holds(run, view, head) is not False
    return _proof_holds(run, view, head)


def _proof_holds(run: Run, view: LogView, head: Head) -> bool | None:
    name = view.files.consistency(head.size)
    if name is None or view.head is None or head.size == 0:
        return None
    try:
        proof = parse_consistency(read_or_none(run.files, name, MAX_NOTE) or b"")
    except CanonRefused:
        return False
    return verify_consistency(head.size, head.root, view.head.size, view.head.root, proof)


def _check_seen(run: Run, view: LogView, views: Mapping[str, LogView]) -> None:
    for seen in view.seen:
        if seen.log in views:
            judge_head(run, views[seen.log], seen.head, entry=seen.seq, file=None, log=view.label)
        elif seen.log not in run.untrusted:
            run.findings.add("PEER_MISSING", log=view.label, entry=seen.seq, found=seen.log)
    if view.previous is not None and view.previous.log in views:
        judge_head(
            run, views[view.previous.log], view.previous.head, entry=view.previous.seq, file=None, log=view.label
        )


def _check_revoked(run: Run, view: LogView) -> None:
    """STATION_REVOKED where the log goes on past its last trusted head, or does not contain it."""
    last = view.epoch.last if view.epoch is not None else None
    if last is None or view.head is None:
        return
    if view.head.size > last.size or (_is_judged(view) and last.size and _agrees(run, view, last) is False):
        name = f"{view.files.folder}checkpoint"
        run.findings.add("STATION_REVOKED", file=name, expected=last.size, found=view.head.size, log=view.label)


def _check_held(run: Run, own: LogView, views: Mapping[str, LogView], outside: Outside) -> None:
    for name, encoded in run.trust.held if run.trust is not None else ():
        read = read_checkpoint(encoded)
        view = own if read is None else views.get(read[1].origin)
        if view is None:
            continue
        head = _held_head(run, view, name, encoded)
        if head is None:
            continue
        agrees = judge_head(run, view, head, entry=None, file=name, log=view.label)
        if view is own and (agrees or head == own.head):
            outside.confirm("held", head.size)
            if read is not None:
                confirm_cosigned(own, read[0], head.size, outside)
    for view, name in _held_inside(views):
        encoded = read_or_none(run.files, name, MAX_NOTE) or b""
        head = _held_head(run, view, name, encoded)
        if head is None:
            continue
        agrees = judge_head(run, view, head, entry=None, file=name, log=view.label)
        read = read_checkpoint(encoded)
        if view is own and run.trust is not None and read is not None and (agrees or head == own.head):
            confirm_cosigned(own, read[0], head.size, outside)


def _held_inside(views: Mapping[str, LogView]) -> Iterator[tuple[LogView, str]]:
    for view in views.values():
        for name in view.files.held:
            yield view, name


def _held_head(run: Run, view: LogView, name: str, encoded: bytes) -> Head | None:
    read = read_checkpoint(encoded)
    if read is None or view.epoch is None or read[1].origin != view.origin or not is_signed_by_log(read[0], view.epoch):
        run.findings.add("HELD_BAD", log=view.label, file=name)
        return None
    return read[1].head


def confirm_cosigned(own: LogView, note: SignedNote, size: int, outside: Outside) -> None:
    """Note every trusted cosignature of a note of the own log, whose root has been found to agree."""
    for time in cosignatures(note, own.roster).values():
        try:
            moment = format_time(datetime.fromtimestamp(time, UTC))
        except (ValueError, OverflowError, OSError):
            moment = None
        outside.confirm("cosignature", size, moment)
