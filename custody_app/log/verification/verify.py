"""The program's own verifier: every check of log-format.md, always to the end, no exception for hostile input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from custody_app.i18n import Translator
from custody_app.log.roster import Roster
from custody_app.log.verification.anchors import check_anchors
from custody_app.log.verification.checkpoints import check_checkpoint, claimed_origins, peer_origin
from custody_app.log.verification.clocks import Clocks
from custody_app.log.verification.custody import Custody
from custody_app.log.verification.disclosures import Disclosures
from custody_app.log.verification.entries import EntryWalk
from custody_app.log.verification.evidence import check_evidence
from custody_app.log.verification.heads import Outside, check_heads
from custody_app.log.verification.layout import LogFiles, sort_names
from custody_app.log.verification.log_view import LogView
from custody_app.log.verification.manifests import check_manifests, check_package_signature, read_scope
from custody_app.log.verification.outcome import Outcome, unreadable
from custody_app.log.verification.rosters import choose_roster, peer_roster
from custody_app.log.verification.run import Run, Scope
from custody_app.log.verification.source import PackageFiles
from custody_app.log.verification.statements import Statements
from custody_app.log.verification.trust import Trust

_SIGNED = ("SIG", "KEY", "ACCEPT", "OFFER")


class Progress(Protocol):
    """What the verification tells its owner; `hashing.progress.Control` is one."""

    def report(self, done: int, total: int, current: str) -> None:
        """Take note of the advance; may raise `Cancelled`."""


def verify(
    files: PackageFiles,
    trust: Trust | None,
    progress: Progress | None = None,
    translator: Translator | None = None,
) -> Outcome:
    """Verify a package or a station against what is trusted from outside.

    Args:
        files: what is verified; hostile.
        trust: what is believed; None checks internal consistency only.
        progress: hears of every entry and file, and may cancel.
        translator: the language of the findings' sentences.

    Raises:
        Cancelled: by `progress`.
        OSError: the machine, not the package, could not be read.
    """
    layout = sort_names(files.names())
    if files.kind == "package" and "bagit.txt" not in layout.names:
        return unreadable(translator)
    report = progress.report if progress is not None else _silent
    run = Run(files, layout, trust, Scope("whole-log"), report)
    told: dict[str, str] = {}
    if run.is_package:
        run.scope, told = read_scope(run)
    choose_roster(run)
    own = _own_view(run)
    if run.is_package:
        check_manifests(run, told)
        check_package_signature(run)
    views = {own.origin: own, **_peer_views(run, own)}
    outside = Outside()
    walked = _walk(run, own, views)
    check_heads(run, own, views, outside)
    check_anchors(run, own, outside)
    _judge_tail(run, own, outside)
    for origin, clocks in walked.items():
        _judge_keys(run, views[origin], clocks, outside)
    lenient = any(view.incomplete for view in views.values()) or run.findings.has("PEER_MISSING")
    custody = Custody(run, views, lenient=lenient)
    custody.follow()
    return _outcome(run, own, custody, outside, translator or Translator())


def _own_view(run: Run) -> LogView:
    log = run.layout.own
    origin = run.scope.log if run.scope.log is not None else next(iter(claimed_origins(run, log)), "")
    view = _view(run, log, origin, None, run.roster)
    if run.is_package and view.head is not None:
        told = (run.scope.size, run.scope.root)
        head = (str(view.head.size), view.head.to_json()["root"])
        if told != head:
            run.findings.add("MANIFEST", file="bag-info.txt", expected=" ".join(head), found=f"{told[0]} {told[1]}")
    return view


def _peer_views(run: Run, own: LogView) -> dict[str, LogView]:
    views: dict[str, LogView] = {}
    met = {own.origin}
    for log in run.layout.peers:
        origin = peer_origin(run, log)
        if origin in met:
            # Two versions of one log beside each other: only one of them would be judged.
            label = None if origin == own.origin else origin
            run.findings.add("CP_ORIGIN", log=label, file=log.folder, expected="one folder for a log", found=log.folder)
            continue
        met.add(origin)
        roster = peer_roster(run, log, origin)
        if roster is None:
            run.untrusted.add(origin)
            run.findings.add("PEER_MISSING", log=origin, found=origin)
        else:
            views[origin] = _view(run, log, origin, origin, roster)
    return dict(sorted(views.items()))


def _view(run: Run, log: LogFiles, origin: str, label: str | None, roster: Roster | None) -> LogView:
    partial = not run.scope.is_whole or (label is not None and log.blinded is not None)
    if not partial:
        log.others.discard("blinded.jsonl")  # a whole log stands in its entries' files, all of them
    epoch = None if roster is None else roster.epoch(origin)
    view = LogView(origin, label, log, partial, run.scope.case, roster, epoch)
    check_checkpoint(run, view)
    return view


def _walk(run: Run, own: LogView, views: Mapping[str, LogView]) -> dict[str, Clocks]:
    disclosures = Disclosures(run, own.origin)
    clocks = {}
    for origin, view in views.items():
        walk = EntryWalk(run, view)
        statements = Statements(run, view, disclosures)
        for number, entry in walk.entries():
            statements.check(number, entry)
        statements.finish()
        if view.partial:
            _check_partial(run, view, walk)
        if run.is_package:
            walk.report_orphans()
        walk.clocks.finish(run.findings, view.clock_steps, view.label)
        clocks[origin] = walk.clocks
    disclosures.finish()
    return clocks


def _check_partial(run: Run, view: LogView, walk: EntryWalk) -> None:
    """CASE_PARTIAL where it cannot be seen that nothing of the case is left out; SEQ_GAP where something is."""
    if view.files.blinded is None:
        run.findings.add("CASE_PARTIAL", log=view.label, file=f"{view.files.folder}blinded.jsonl")
    cases = (
        set() if run.scope.is_whole else {""} if view.case is None or run.scope.name == "blinded" else {"", view.case}
    )
    for case in sorted(cases - view.salts.keys()):
        run.findings.add("CASE_PARTIAL", log=view.label, expected=f"case_salt {case}".strip())
    walk.report_hidden(view.tags(cases))


def _judge_tail(run: Run, own: LogView, outside: Outside) -> None:
    if own.head is not None and outside.covered < own.head.size:
        run.findings.add("UNPROVEN_TAIL", entry=outside.covered, expected=own.head.size, found=outside.covered)
    if not outside.kinds & {"tsa", "cosignature"}:
        run.findings.add("NO_ANCHOR")


def _judge_keys(run: Run, view: LogView, clocks: Clocks, outside: Outside) -> None:
    for use in view.key_uses:
        since = use.compromised_since
        if since is None:
            code = "CLOCK_SUSPECT" if clocks.is_suspect(use.seq) else "KEY_PERIOD"
            run.counts.signatures -= code == "KEY_PERIOD"
        elif view.label is None and any(size > use.seq and time < since for size, time in outside.times):
            continue
        else:
            code = "KEY_COMPROMISED"
        run.findings.add(code, log=view.label, entry=use.seq, expected=use.person, found=use.at)


def _outcome(run: Run, own: LogView, custody: Custody, outside: Outside, translator: Translator) -> Outcome:
    baselines = {e.baselines["sha256"] for e in custody.exhibits.values() if "sha256" in e.baselines}
    compared, file_mismatch = check_evidence(run, baselines)
    run.counts.exhibits = len(custody.exhibits)
    run.counts.transfers = len(custody.transfers.offers)
    findings = run.findings.sorted()
    failed = [finding for finding in findings if finding.verdict == "FAIL"]
    faulty = any((f.log, f.entry) in custody.transfers.places and f.code.startswith(_SIGNED) for f in failed)
    signed = "all_signed" if custody.transfers.all_answered and not faulty else "not_all_signed"
    return Outcome(
        outcome="fail" if failed else "unproven" if findings else "pass",
        evidence="mismatch" if custody.mismatch or file_mismatch else "match" if compared else "not_compared",
        transfers=signed if custody.transfers.offers else "none",
        record="inconsistent" if any(f.code != "EVIDENCE_HASH" for f in failed) else "consistent",
        outside_proof=tuple(sorted(outside.kinds)),
        findings=findings,
        origin=own.origin or None,
        head=own.head,
        counts=run.counts,
        proven_times=tuple(sorted(outside.times)),
        translator=translator,
    )


def _silent(_done: int, _total: int, _current: str) -> None:
    """Nobody watches."""
