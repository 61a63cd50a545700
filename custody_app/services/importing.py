"""Packages in: verified in quarantine against this station's own trust, shown, then taken in; recorded by the station.

Order and number of imports do not matter: what is held already stays, what a later package tells more is added.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from custody_app.crypto.sshsig import parse_armour
from custody_app.diagnostics import CustodyError, InputWrong, RuleRefused
from custody_app.domain.act import Act
from custody_app.domain.bodies import make_act
from custody_app.domain.state import State
from custody_app.exchange import bagit
from custody_app.exchange.package_layout import FILES, TRUST
from custody_app.exchange.package_reader import open_package
from custody_app.exchange.quarantine import LIMITS, Quarantine
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import MAX_BYTES_LARGE, b64
from custody_app.log.note import MAX_NOTE
from custody_app.log.roster import Roster
from custody_app.log.statement import STATION_ACTOR
from custody_app.log.verification import Outcome, PackageFiles, Trust, load_trust, verify
from custody_app.log.verification.layout import read_or_none
from custody_app.services.imported_logs import keep_carried
from custody_app.services.importing_checks import held_that_fit, refusal_of_logs
from custody_app.services.importing_logs import ArrivedLog, PackagedLogs, arrived_logs, told_of_itself
from custody_app.services.importing_review import ArrivedOffer, ImportReview, PackageSigner, TakenIn
from custody_app.services.kept_files import kept_by
from custody_app.services.recording import Recorder
from custody_app.services.trust import StationTrust
from custody_app.storage import PeerEntry, Recorded, Store, TransferFilter
from custody_app.storage.attachments import AttachmentStore

_MAX_LIST: Final = 1 << 29
_NOTHING_TAKEN: Final = N_("Nothing was taken from it.")


class Importing:
    """Takes in what other stations sent.

    Args:
        store: the log, and what was imported beside it.
        recorder: records that a package was taken in.
        trust: the adopted roster and those of peers.
        attachments: keeps the photographs and papers that came along.
        quarantine: `DIR/quarantine`.
    """

    def __init__(
        self, store: Store, recorder: Recorder, trust: StationTrust, attachments: AttachmentStore, quarantine: Path
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._trust = trust
        self._attachments = attachments
        self._quarantine = Quarantine(quarantine)

    def inspect(
        self, path: Path, progress: Progress | None = None, translator: Translator | None = None
    ) -> ImportReview:
        """Verify a package where it lies; nothing is written, so it cannot be taken in from this review.

        Raises:
            InputWrong: PACKAGE_UNSAFE, PACKAGE_DAMAGED, PACKAGE_UNREADABLE; Cancelled.
        """
        with ExitStack() as stack:
            files = stack.enter_context(open_package(path, LIMITS))
            return self._review(path, files, stack.pop_all().close, progress, translator)

    def review(
        self, path: Path, progress: Progress | None = None, translator: Translator | None = None
    ) -> ImportReview:
        """Copy a package into quarantine and verify the copy; `take_in` takes from that copy.

        Raises:
            As `inspect`; EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED.
        """
        files, fresh = self._quarantine.take(path, progress)
        try:
            return self._review(path, files, lambda: self._quarantine.release(fresh), progress, translator)
        except BaseException:
            self._quarantine.release(fresh)
            raise

    def take_in(self, review: ImportReview, *, confirmed: bool = False, progress: Progress | None = None) -> TakenIn:
        """Take in what was reviewed, and record that it was; taking it in again changes nothing.

        Args:
            review: as `review` returned it, still open.
            confirmed: a person saw what is not proven, and takes it in all the same.
            progress: told of the files; asked whether to go on before anything is taken.

        Raises:
            RuleRefused: the review's refusal; IMPORT_UNCONFIRMED; PEER_FORK, DUPLICATE_STATEMENT.
            EnvironmentUnavailable: see `refusals`; taking it in again completes what was cut off.
        """
        if review.refusal is not None:
            raise review.refusal
        if review.needs_confirmation and not confirmed:
            raise RuleRefused(
                "IMPORT_UNCONFIRMED",
                N_("Something in this package is not proven."),
                kept=_NOTHING_TAKEN,
                advice=N_("Look at what is not proven, then confirm that you take it in all the same."),
            )
        packaged = PackagedLogs(review.files, review.origin)
        brought = {log: list(packaged.entries(log)) for log in review.logs}
        kept = self._keep_files(review, brought, progress)
        changed: list[Recorded] = []
        for log, entries in reversed(brought.items()):  # the package's own log last: then the rest is complete
            self._keep_roster(review.files, log)
            changed += self._store.import_peer(log.origin, log.head, log.note, entries)
        made = None if self._is_known(review.package) else self._recorder.record_machine_act(_import_made(review))
        return TakenIn(
            statements=len(changed),
            files=kept,
            recorded=made,
            offers=tuple(offer.transfer.offer for offer in self._offers(review.state) if offer.status == "open"),
            answers=self.closable(),
            disputes=tuple(self._disputes(changed)),
            same_numbers=tuple(self._same_numbers(changed)),
        )

    def closable(self) -> tuple[str, ...]:
        """Return the offers made here that another station answered and nobody closed yet."""
        rows = self._store.transfer_rows(self._store.transfer_ids(TransferFilter()))
        return tuple(
            row.offer
            for row in rows
            if row.log == self._store.origin
            and row.status in ("accepted", "rejected")
            and not row.closed
            and self._store.answered_in(row.answer) != row.log
        )

    # The review.

    def _review(
        self,
        path: Path,
        files: PackageFiles,
        release: Callable[[], None],
        progress: Progress | None,
        translator: Translator | None,
    ) -> ImportReview:
        told, found = told_of_itself(files), arrived_logs(files)
        origin = told.get("Custody-Log") or (found[0].origin if found else "")
        roster = self._answering(files, origin)
        trust = self._trust_for(roster, found)
        outcome = verify(files, trust, progress, translator)
        package = hashlib.sha256(read_or_none(files, bagit.TAG_MANIFEST, _MAX_LIST) or b"").hexdigest()
        refusal = self._refusal(origin, roster, outcome)
        logs = () if refusal else tuple(_trusted(found, outcome, self._store.origin))
        packaged = PackagedLogs(files, origin) if logs else None
        if packaged is not None:
            refusal = refusal_of_logs(self._store, packaged, logs, found)
        state = packaged.state([*logs], self._store.origin) if packaged is not None else State()
        offered = _newest_roster(files, roster)
        station = offered.station_of(origin) if offered is not None else None
        return ImportReview(
            file=path,
            package=package,
            scope=told.get("Custody-Scope", ""),
            case=told.get("Custody-Case", ""),
            origin=origin,
            agency="" if offered is None else offered.agency,
            station="" if station is None else station.station,
            head=outcome.head,
            outcome=outcome,
            signer=_signer(files, offered),
            logs=logs,
            state=state,
            offers=tuple(self._offers(state)),
            answers=tuple(self._answered(state)),
            refusal=refusal,
            known=self._is_known(package),
            files=files,
            release=release,
        )

    def _answering(self, files: PackageFiles, origin: str) -> Roster | None:
        """Return the adopted roster that answers for the package's log: by its name, else by its agency's."""
        rosters = (self._trust.roster, *self._trust.peers)
        named = next((roster for roster in rosters if roster.epoch(origin) is not None), None)
        offered = _roster_in(files, f"{TRUST}/roster.json")
        if named is not None or offered is None or offered.epoch(origin) is None:
            return named
        return next((roster for roster in rosters if roster.agency == offered.agency), None)

    def _trust_for(self, roster: Roster | None, found: list[ArrivedLog]) -> Trust:
        """Return this station's trust as seen from the package: its agency's roster first, all others as peers."""
        own, everybody = self._trust.roster, (self._trust.roster, *self._trust.peers)
        given = load_trust(self._trust.directory)
        first = roster or own
        return Trust(
            roster=first,
            signatures=self._trust.signatures if first is own else None,
            held=held_that_fit(self._store, given.held, found),
            tsa=given.tsa,
            peers=tuple(each for each in everybody if each is not first),
        )

    def _refusal(self, origin: str, roster: Roster | None, outcome: Outcome) -> CustodyError | None:
        if outcome.outcome == "unreadable":
            return bagit.malformed("bagit.txt")
        if origin == self._store.origin:
            return RuleRefused(
                "PACKAGE_OWN",
                N_("This package was made at this very station."),
                kept=_NOTHING_TAKEN,
                advice=N_("Take in the package that the other station made."),
            )
        if roster is None:
            return RuleRefused(
                "STATION_UNKNOWN",
                N_("No roster that the people of this station adopted names the log {log}."),
                kept=_NOTHING_TAKEN,
                advice=N_("Adopt the roster of its agency first, obtained by another way than this package."),
                log=origin,
            )
        failed = sorted({finding.code for finding in outcome.findings if finding.verdict == "FAIL"})
        if not failed:
            return None
        return RuleRefused(
            "PACKAGE_FAILED",
            N_("The package failed the verification: {codes}."),
            kept=_NOTHING_TAKEN,
            advice=N_("Keep the medium as it is, and ask the sender for the package again."),
            codes=", ".join(failed),
        )

    def _offers(self, state: State) -> Iterator[ArrivedOffer]:
        known = {row.offer: row.status for row in self._store.transfer_rows(list(state.transfers))}
        for transfer in state.transfers.values():
            if transfer.by != transfer.to and self._is_for_us(transfer.to) and transfer.status == "open":
                exhibits = (state.exhibits[each] for each in transfer.exhibits if each in state.exhibits)
                yield ArrivedOffer(transfer, tuple(exhibits), known.get(transfer.offer, "open"))

    def _is_for_us(self, person: str) -> bool:
        return self._trust.roster.person(person) is not None

    def _answered(self, state: State) -> Iterator[str]:
        own = {row.offer for row in self._store.transfer_rows(list(state.transfers)) if row.log == self._store.origin}
        answered = (each for each in state.transfers.values() if each.status in ("accepted", "rejected"))
        return (transfer.offer for transfer in answered if transfer.offer in own)

    def _is_known(self, package: str) -> bool:
        return any(made.body.get("package") == package for made in self._store.statements_of_type("import.made"))

    # Taking in.

    def _keep_files(
        self, review: ImportReview, brought: dict[ArrivedLog, list[PeerEntry]], progress: Progress | None
    ) -> int:
        """Keep the files that a statement names as photographs, papers, manifests or signatures; durable first."""
        packaged = PackagedLogs(review.files, review.origin)
        named = {sha256 for log in brought for said in packaged.statements(log) for sha256 in _named_by(said)}
        kept = 0
        for sha256 in sorted(named):
            if sha256 in self._attachments or not _has(review.files, f"{FILES}/{sha256}"):
                continue
            if progress is not None:
                progress.report(0, 0, sha256)
            with review.files.open(f"{FILES}/{sha256}") as stream:
                kept += self._attachments.put(stream) == sha256
        return kept

    def _keep_roster(self, files: PackageFiles, log: ArrivedLog) -> None:
        """Keep the roster that names a log of another agency, so that it can travel on with the log."""
        if self._trust.roster.epoch(log.origin) is not None:
            return
        for name in (f"{TRUST}/roster.json", f"{log.folder}roster.json"):
            encoded = read_or_none(files, name, MAX_BYTES_LARGE)
            roster = _roster_in(files, name)
            if encoded is not None and roster is not None and roster.epoch(log.origin) is not None:
                by_agency = hashlib.sha256(roster.agency.encode("utf-8")).hexdigest()[:16]
                keep_carried(self._trust, by_agency, encoded, read_or_none(files, f"{name}.sig", MAX_NOTE) or b"")
                return

    def _disputes(self, changed: Iterable[Recorded]) -> Iterator[str]:
        for exhibit in sorted({line.exhibit for each in changed for line in each.statement.exhibits}):
            parents = Counter(
                line.prev
                for each in self._store.line(exhibit)
                for line in each.statement.exhibits
                if line.exhibit == exhibit
            )
            if any(count > 1 for count in parents.values()):
                yield exhibit

    def _same_numbers(self, changed: Iterable[Recorded]) -> Iterator[str]:
        registered = {
            (each.statement.case, str(each.body.get("number", "")))
            for each in changed
            if each.statement.type in ("exhibit.register", "exhibit.derive")
        }
        for case, number in sorted(registered):
            if len(self._store.exhibits_numbered(case, number)) > 1:
                yield number


def _import_made(review: ImportReview) -> Act:
    head = review.logs[0].head
    body = {
        "package": review.package,
        "log": review.origin,
        "size": head.size,
        "root": b64(head.root),
        "outcome": review.outcome.outcome,
        "findings": sorted({finding.code for finding in review.outcome.findings}),
    }
    return make_act("import.made", actor=STATION_ACTOR, body=body)


def _trusted(found: list[ArrivedLog], outcome: Outcome, own: str) -> Iterator[ArrivedLog]:
    """Yield the logs to take in: not this station's own, and none whose agency is not trusted."""
    untrusted = {each.log for each in outcome.findings if each.code == "PEER_MISSING" and each.entry is None}
    return (log for log in found if log.origin != own and log.origin not in untrusted)


def _named_by(said: Recorded) -> Iterator[str]:
    return kept_by(said.statement.type, said.body)


def _newest_roster(files: PackageFiles, trusted: Roster | None) -> Roster | None:
    """Return the package's roster where it is a later one of a trusted agency (verification judged it), else that."""
    offered = _roster_in(files, f"{TRUST}/roster.json")
    if trusted is None or offered is None or offered.agency != trusted.agency or offered.version < trusted.version:
        return trusted
    return offered


def _roster_in(files: PackageFiles, name: str) -> Roster | None:
    try:
        return Roster.from_bytes(read_or_none(files, name, MAX_BYTES_LARGE) or b"")
    except InputWrong:
        return None


def _signer(files: PackageFiles, roster: Roster | None) -> PackageSigner | None:
    try:
        blocks = parse_armour((read_or_none(files, bagit.SIGNATURE, MAX_NOTE) or b"").decode("ascii"))
    except (InputWrong, UnicodeDecodeError):
        return None
    if not blocks:
        return None
    key = blocks[0].key
    held = roster.key_of(key) if roster is not None else None
    person = roster.person(held[0]) if roster is not None and held is not None else None
    return PackageSigner("" if person is None else person.id, "" if person is None else person.name, key.fingerprint)


def _has(files: PackageFiles, name: str) -> bool:
    try:
        files.size(name)
    except KeyError:
        return False
    return True
