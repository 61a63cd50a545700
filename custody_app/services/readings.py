"""Reading evidence for the record: one pass over a file or folder becomes a command to be signed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from custody_app import __version__
from custody_app.clock import Clock, format_time
from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import HashExhibit, VerifyExhibit
from custody_app.hashing.comparison import compare
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, provenance
from custody_app.hashing.file_hash import FileResult, hash_file
from custody_app.hashing.findings import UNREAD, Finding
from custody_app.hashing.folder import FolderResult, hash_folder
from custody_app.hashing.images.file_list import list_of_files
from custody_app.hashing.images.findings import ImageFinding
from custody_app.hashing.images.image_hash import ImageResult, hash_image
from custody_app.hashing.images.segment_names import find_segments
from custody_app.hashing.manifest import ManifestReader
from custody_app.hashing.names import shown
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_, Translator
from custody_app.storage.attachments import AttachmentStore

KEPT_FINDINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReading:
    """What one pass over the content of an exhibit found.

    Attributes:
        of: `file`, `folder` or `image`.
        digests: algorithm to hex; of a folder, `sha256` of its canonical manifest; of an image, those of the medium it
            holds; empty if it was not read whole.
        manifest: SHA-256 of the manifest kept as an attachment, of an image that of its files; "" of a file.
        findings: what could not be read or changed meanwhile, in English, as the record keeps it: the first ones.
        findings_count: how many there are, None where all are named.
        started, ended: claimed times, UTC.
    """

    of: str
    source: str
    size: int
    files: int | None
    digests: Mapping[str, str]
    manifest: str
    findings: tuple[str, ...]
    findings_count: int | None = None
    started: str
    ended: str
    tool: str
    version: str

    def hash_command(self, actor: str, exhibit: str, note: str = "") -> HashExhibit:
        """Return the command that states the digests.

        Raises:
            InputWrong: EVIDENCE_NOT_READ, the content was not read whole and unchanged.
        """
        if not self.digests:
            raise InputWrong(
                "EVIDENCE_NOT_READ",
                N_("{source} was not read whole and unchanged: {finding}"),
                kept=N_("No digest was recorded."),
                advice=N_("Mend the cause and hash again; until then this exhibit has no digest."),
                source=self.source,
                finding=self.findings[0] if self.findings else "",
            )
        return HashExhibit(actor=actor, exhibit=exhibit, note=note, **self._members())

    def verify_command(
        self, actor: str, exhibit: str, differing: tuple[str, ...] = (), count: int | None = None, note: str = ""
    ) -> VerifyExhibit:
        """Return the command that records a comparison; without digests it says that the content was unreadable."""
        return VerifyExhibit(
            actor=actor, exhibit=exhibit, differing=differing, differing_count=count, note=note, **self._members()
        )

    def _members(self) -> dict[str, Any]:
        return {
            "digests": dict(self.digests),
            "tool": self.tool,
            "version": self.version,
            "of": self.of,
            "size": self.size,
            "files": self.files,
            "started": self.started,
            "ended": self.ended,
            "source": self.source,
            "manifest": self.manifest,
            "findings": self.findings,
            "findings_count": self.findings_count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedReading:
    """A reading of content that has a baseline, and where it differs from it.

    Attributes:
        differing: the first names of a folder that are not as they were, each after what happened to it.
        differing_count: how many there are, None where no earlier manifest is kept to compare with.
        only_unread: what differs could not be read, so that nothing is known to have changed.
    """

    reading: EvidenceReading
    differing: tuple[str, ...] = ()
    differing_count: int | None = None
    only_unread: bool = False

    def verify_command(self, actor: str, exhibit: str, note: str = "") -> VerifyExhibit:
        """Return the command that records the comparison."""
        reading = replace(self.reading, digests={}) if self.only_unread else self.reading
        return reading.verify_command(actor, exhibit, self.differing, self.differing_count, note)


class Readings:
    """Reads evidence; keeps the manifest of a folder as an attachment.

    Args:
        attachments: where manifests are kept.
        clock: claimed times.
    """

    def __init__(self, attachments: AttachmentStore, clock: Clock) -> None:
        self._attachments = attachments
        self._clock = clock

    def read(
        self, path: Path, algorithms: Iterable[str] = DEFAULT_ALGORITHMS, progress: Progress | None = None
    ) -> EvidenceReading:
        """Read the file or folder at `path` once; an image (E01, split raw …) as the medium it holds.

        Raises:
            InputWrong: FOLDER_NOT_OPENED; Cancelled: nothing is kept.
        """
        chosen = tuple(dict.fromkeys(("sha256", *(name.replace("_", "-") for name in algorithms))))
        if path.is_dir() and not path.is_symlink():
            return self._folder(path, chosen, progress)
        if _is_image(path):
            return self._image(hash_image(path, chosen, progress, clock=self._clock), chosen)
        return self._file(hash_file(path, chosen, progress, clock=self._clock), chosen)

    def read_again(
        self, path: Path, baseline: Mapping[str, str], kept: str = "", progress: Progress | None = None
    ) -> RepeatedReading:
        """Read content again with the algorithms of its baseline; of a folder, find the names that differ.

        Args:
            path: the file or folder.
            baseline: algorithm to hex.
            kept: SHA-256 of the manifest that is the baseline, "" where none is kept.
            progress: told of the bytes read.

        Raises:
            As `read`; InputWrong: MANIFEST_LINE, ATTACHMENT_*: the kept manifest is not what it was.
        """
        folder = path.is_dir() and not path.is_symlink()
        if not kept and _is_image(path):
            return RepeatedReading(reading=self._image_again(path, baseline, progress))
        if not kept:
            reading = self.read(path, baseline, progress)
            return RepeatedReading(reading=_with(reading, _FOLDER_NOW) if folder else reading)
        with self._attachments.open(kept) as stream:
            manifest = ManifestReader(stream)
            next(iter(manifest), None)
        reading = self.read(path, manifest.algorithms, progress)
        if not folder:
            return RepeatedReading(reading=_with(reading, _FOLDER_THEN))
        if not reading.manifest or reading.manifest == kept:
            return RepeatedReading(reading=reading)
        with self._attachments.open(kept) as earlier, self._attachments.open(reading.manifest) as now:
            differences = compare(ManifestReader(earlier), ManifestReader(now)).differences
        if not differences:
            # The manifest holds the claimed times as well, so its digest differs although no content does.
            reading = replace(reading, findings=(*reading.findings, _ONLY_TIMES))
        return RepeatedReading(
            reading=reading,
            differing=tuple(f"{each.word}: {shown(each.path)}" for each in differences[:KEPT_FINDINGS]),
            differing_count=len(differences),
            only_unread=bool(differences)
            and _all_within((each.path for each in differences), self.unread(reading.manifest)),
        )

    def unread(self, manifest: str) -> set[bytes]:
        """Return the names of files and folders that were there and could not be read, by a kept manifest."""
        with self._attachments.open(manifest) as stream:
            return {
                entry.path
                for entry in ManifestReader(stream)
                if UNREAD.intersection(entry.findings) and entry.kind in {"file", "folder"}
            }

    def _file(self, result: FileResult, algorithms: tuple[str, ...]) -> EvidenceReading:
        whole = result.whole
        return EvidenceReading(
            of="file",
            source=shown(result.path),
            size=result.size or 0,
            files=None,
            digests=_as_stated(result.digests) if whole else {},
            manifest="",
            findings=_sentences(result.findings),
            started=format_time(result.started),
            ended=format_time(result.ended),
            tool=_TOOL,
            version=_version(algorithms),
        )

    def _image(self, result: ImageResult, algorithms: tuple[str, ...]) -> EvidenceReading:
        return EvidenceReading(
            of="image",
            source=shown(result.path),
            size=result.size,
            files=len(result.segments),
            digests=_as_stated({name: result.digests[name] for name in algorithms}) if result.read_whole else {},
            manifest=self._attachments.put(list_of_files(result.files, algorithms)),
            findings=_sentences(result.findings),
            findings_count=result.findings_count if result.findings_count > KEPT_FINDINGS else None,
            started=format_time(result.started),
            ended=format_time(result.ended),
            tool=_TOOL,
            version=_version(algorithms),
        )

    def _image_again(self, path: Path, baseline: Mapping[str, str], progress: Progress | None) -> EvidenceReading:
        """Read an image whose baseline may be that of its first file, as an earlier version stated it."""
        chosen = tuple(dict.fromkeys(("sha256", *(name.replace("_", "-") for name in baseline))))
        result = hash_image(path, chosen, progress, clock=self._clock)
        first = result.files[0]
        if result.digests.get("sha256") != baseline.get("sha256") == first.digests.get("sha256", ""):
            return self._file(first, chosen)
        return self._image(result, chosen)

    def _folder(self, path: Path, algorithms: tuple[str, ...], progress: Progress | None) -> EvidenceReading:
        with tempfile.TemporaryFile() as manifest:
            status = os.fstat(manifest.fileno())
            result: FolderResult = hash_folder(
                path,
                algorithms,
                progress,
                manifest=manifest,
                clock=self._clock,
                left_out=[(status.st_dev, status.st_ino)],
            )
            manifest.seek(0)
            kept = self._attachments.put(manifest)
        return EvidenceReading(
            of="folder",
            source=shown(result.path),
            size=result.size,
            files=result.files,
            digests={"sha256": result.digest},
            manifest=kept,
            findings=_sentences(result.findings),
            findings_count=result.findings_count if result.findings_count > KEPT_FINDINGS else None,
            started=format_time(result.started),
            ended=format_time(result.ended),
            tool=_TOOL,
            version=_version(algorithms),
        )


def _is_image(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and find_segments(os.fsencode(path)) is not None


def _all_within(paths: Iterable[bytes], unread: Collection[bytes]) -> bool:
    """Tell whether each path is unread, or lies in a folder that is."""
    return all(any(path == each or path.startswith(each + b"/") for each in unread) for path in paths)


def _with(reading: EvidenceReading, finding: str) -> EvidenceReading:
    return replace(reading, findings=(finding, *reading.findings))


_TOOL = "Custody"
_FOLDER_THEN = "The digest on record is that of a folder; this is a single file. Compare the folder."
_FOLDER_NOW = "The digest on record is that of a single file or stream; this is a folder. Compare the file."
_ONLY_TIMES = "Every file has the content it had; only times or attributes differ from the manifest on record."


def _as_stated(digests: Mapping[str, str]) -> dict[str, str]:
    """Return digests under the names that statements use (docs/statements.md): `sha3_256`."""
    return {name.replace("-", "_"): value for name, value in digests.items()}


def _version(algorithms: Iterable[str]) -> str:
    libraries = dict.fromkeys(provenance(algorithms).values())
    return f"{__version__}; {', '.join(libraries)}"


def _sentences(findings: Iterable[Finding | ImageFinding]) -> tuple[str, ...]:
    # The record speaks one language; screens and documents translate their own words around it.
    english = Translator("en")
    return tuple(finding.sentence(english) for finding in list(findings)[:KEPT_FINDINGS])
