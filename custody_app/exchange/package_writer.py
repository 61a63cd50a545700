"""Writes a package: a BagIt bag in a zip, signed by who exports it, read back before it gets its name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from custody_app.crypto.signer import Signer
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong, ProgramBroken
from custody_app.exchange import bagit
from custody_app.exchange.bag_writer import BagWriter
from custody_app.exchange.log_section import LogSection, LogSurvey, survey
from custody_app.exchange.new_file import NewFile, remove_left_behind
from custody_app.exchange.package_contents import Anchor, EvidenceFile, PackageContents, Scope
from custody_app.exchange.package_layout import (
    ANCHORS,
    DISCLOSURES,
    FILES,
    LOG,
    REPORT,
    TRUST,
    VERSION,
    peer_folder,
    top_folder,
)
from custody_app.exchange.package_reader import ZippedPackage
from custody_app.exchange.verify_folder import verify_folder
from custody_app.exchange.zip_reader import Limits
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import N_
from custody_app.log.canonical import MAX_BYTES_LARGE, Json, b64, canon

_PIECE = 1 << 20
# What this program made itself needs no guard against bombs.
_TRUSTED = Limits(members=1 << 40, folders=1 << 20, total=1 << 62, ratio=1 << 20)


@dataclass(frozen=True, slots=True)
class WrittenPackage:
    """A package that was written and read back.

    Attributes:
        path: where it is.
        size: bytes of the zip.
        tag_manifest_sha256: what the exporter's signature vouches for, as hex.
        payload_bytes, payload_files: what is below `data`.
    """

    path: Path
    size: int
    tag_manifest_sha256: str
    payload_bytes: int
    payload_files: int


def write_package(
    contents: PackageContents,
    target: Path,
    signer: Signer,
    *,
    progress: Progress | None = None,
    overwrite: bool = False,
    verify: Mapping[str, bytes] | None = None,
) -> WrittenPackage:
    """Write the package `contents` to `target`; the same contents and signer give the same bytes.

    The zip is written beside the target, flushed to the disk, read back from there with every digest compared, and
    only then renamed; parts that a killed program left there are removed. Memory does not grow with the number of
    entries.

    Args:
        contents: what goes in.
        target: the file, named `*.custody.zip`.
        signer: the exporter.
        progress: told of bytes, first written, then read back; asked whether to go on.
        overwrite: replace an existing file.
        verify: the files of `verify/`; the program's own by default.

    Raises:
        InputWrong: FILE_EXISTS; RECORD_UNPROVEN; FILE_CHANGED, a file is not the one its digest names.
        EnvironmentUnavailable: DISK_FULL, FOLDER_REFUSED, FILE_UNREADABLE.
        ProgramBroken: PACKAGE_READ_BACK, what was written is not what is on the disk.
        Cancelled: the person stopped it. In all these cases nothing is left behind.
    """
    progress = progress or Silent()
    found = _survey(contents, progress)
    tags = dict(verify_folder() if verify is None else verify)
    remove_left_behind(target)
    with NewFile(target, overwrite=overwrite) as new:
        total = found.bytes + sum(file.size for file in contents.files.values()) + len(contents.report or b"")
        # Unnamed files: should the machine stop, nothing of them stays.
        with TemporaryFile(dir=target.parent) as directory, TemporaryFile(dir=target.parent) as manifest:
            lists = (cast("BinaryIO", directory), cast("BinaryIO", manifest))
            bag = BagWriter(new.stream, lists, top_folder(contents.log.head), _Advance(progress, 2 * total))
            _write_payload(bag, contents, found)
            size, signed = bag.finish({bagit.BAG_INFO: _bag_info(contents, bag.payload)} | tags, signer)
        new.flush()
        with new.open_again() as stream:
            _read_back(stream, total, progress)
        new.keep()
    return WrittenPackage(target, size, signed, *bag.payload)


def _survey(contents: PackageContents, progress: Progress) -> LogSurvey:
    """Read all logs once; refuse contents that no caller may ask for."""
    whole = contents.scope is Scope.WHOLE_LOG
    members = ((member.log or contents.log.origin, member.entry) for member in contents.disclosures)
    logs = [contents.log, *contents.peers]
    found = survey(logs, progress, heads_wanted=not whole or len(logs) > 1, wanted=members)
    if found.left_out:
        # It would tell a secret of another case, and the receiver could not even check it.
        raise ValueError(f"disclosures of entries that are not included: {sorted(found.left_out)[:5]}")
    if whole and contents.log.origin not in found.whole:
        raise ValueError("a whole log includes every entry")
    return found


def _write_payload(bag: BagWriter, contents: PackageContents, found: LogSurvey) -> None:
    """Write all of `data/`, sorted by path."""
    anchors = {f"{ANCHORS}/{name}": content for name, content in contents.certificates.items()}
    for stem, anchor in _stems(contents.anchors):
        anchors |= {f"{stem}.tsq": anchor.tsq, f"{stem}.note": anchor.note}
        if anchor.tsr is not None:
            anchors[f"{stem}.tsr"] = anchor.tsr
    bag.add_all(anchors)
    bag.add(DISCLOSURES, _disclosed(contents))
    for sha256, file in sorted(contents.files.items()):
        bag.add_chunks(f"{FILES}/{sha256}", _checked(sha256, file), file.size)
    whole = contents.scope is Scope.WHOLE_LOG
    LogSection(contents.log, LOG, found, blinded=not whole).write(bag)
    for peer in sorted(contents.peers, key=lambda log: peer_folder(log.origin)):
        blinded = not (whole and peer.origin in found.whole)
        LogSection(peer, peer_folder(peer.origin), found, blinded=blinded).write(bag)
    if contents.report is not None:
        bag.add(REPORT, contents.report)
    bag.add_all(
        {
            f"{TRUST}/roster.json": contents.roster,
            f"{TRUST}/roster.json.sig": contents.roster_sig,
            f"{TRUST}/allowed_signers": contents.allowed_signers,
            f"{TRUST}/policy": contents.policy,
        }
    )


def _stems(anchors: Iterable[Anchor]) -> Iterator[tuple[str, Anchor]]:
    """Yield each anchor with the name of its files: a second one of a size has a leading zero more, up to 16 digits."""
    taken: set[str] = set()
    for anchor in anchors:
        names = (f"{ANCHORS}/{anchor.size:0{digits}d}" for digits in range(12, 17))
        stem = next((name for name in names if name not in taken), None)
        if stem is not None:
            taken.add(stem)
            yield stem, anchor


def _disclosed(contents: PackageContents) -> bytes:
    """Return data/disclosures.json, sorted so that the same contents give the same bytes."""
    members = sorted(contents.disclosures, key=lambda member: (member.log or "", member.entry, member.disclosure))
    told: Json = {
        "v": "custody/disclosures/1",
        "disclosures": [
            {"entry": member.entry, "disclosure": member.disclosure} | ({"log": member.log} if member.log else {})
            for member in members
        ],
        "names": [{"id": person, "name": name} for person, name in sorted(contents.names.items())],
    }
    return canon(told, max_bytes=MAX_BYTES_LARGE)


def _checked(sha256: str, file: EvidenceFile) -> Iterator[bytes]:
    """Yield a file's bytes; they must be the ones its digest names."""
    digest, size = hashlib.sha256(), 0
    try:
        with file.open() as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                yield piece
    except OSError as error:
        raise EnvironmentUnavailable(
            "FILE_UNREADABLE",
            N_("The file with the digest {sha256} cannot be read: {reason}."),
            kept=N_("No package was written."),
            advice=N_("Check the disk it lies on, or export without files."),
            sha256=sha256,
            reason=error.strerror or type(error).__name__,
        ) from error
    if (digest.hexdigest(), size) != (sha256, file.size):
        raise InputWrong(
            "FILE_CHANGED",
            N_("A file is not the one with the digest {sha256} any more."),
            kept=N_("No package was written."),
            advice=N_("Verify the exhibit, or export without files."),
            sha256=sha256,
        )


def _read_back(stream: BinaryIO, total: int, progress: Progress) -> None:
    """Read the zip from the disk again and compare every digest."""
    try:
        package = ZippedPackage(stream, _TRUSTED)
        second_half = _Advance(progress, 2 * total, total)
        problem = next(bagit.check_bag(package, progress=second_half), None)
    except InputWrong as error:
        raise _not_as_written(str(error.values.get("name", ""))) from error
    if problem is not None:
        raise _not_as_written(problem.file)


def _not_as_written(file: str) -> ProgramBroken:
    return ProgramBroken(
        "PACKAGE_READ_BACK",
        N_("The package could not be read back as it was written: {file}"),
        kept=N_("No package was kept."),
        advice=N_("Try another disk."),
        file=file,
    )


def _bag_info(contents: PackageContents, payload: tuple[int, int]) -> bytes:
    head = contents.log.head
    labels = [
        ("Bagging-Date", contents.bagging_date.isoformat()),
        ("Payload-Oxum", f"{payload[0]}.{payload[1]}"),
        ("Custody-Package", VERSION),
        ("Custody-Scope", contents.scope.value),
        ("Custody-Log", contents.log.origin),
        ("Custody-Size", str(head.size)),
        ("Custody-Root", b64(head.root)),
    ]
    if contents.scope is not Scope.WHOLE_LOG:
        labels.append(("Custody-Case", contents.case))
    return bagit.encode_bag_info(labels)


class _Advance:
    """Turns bytes of one half of the work into the advance of the whole; the total is an estimate."""

    def __init__(self, progress: Progress, total: int, before: int = 0) -> None:
        self._progress = progress
        self._total = total
        self._before = before

    def report(self, done: int, _total: int, current: str) -> None:
        self._progress.report(min(self._before + done, self._total), self._total, current)
