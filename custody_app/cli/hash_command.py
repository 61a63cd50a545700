"""`custody hash`: digests of files and folders, without any station."""

from __future__ import annotations

import argparse
import os
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from custody_app.cli.device_reading import device_document, is_block_device, read_device
from custody_app.cli.manifest_file import ManifestFile
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody_app.cli.manifest_file import GuardedStream
    from custody_app.cli.output import Output
    from custody_app.hashing.entry import Entry
    from custody_app.hashing.file_hash import FileResult
    from custody_app.hashing.findings import Finding
    from custody_app.hashing.folder import FolderResult
    from custody_app.hashing.formats.listing import Format
    from custody_app.hashing.images.findings import ImageFinding

EXIT_DONE, EXIT_FAILED, EXIT_UNREADABLE = 0, 1, 2
SHOWN_LEFT_OUT = 10
FORMAT_NAMES = ("sha256sum", "bsd", "hashdeep", "bagit", "dfxml", "json")


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add the options of `custody hash` (cli.md)."""
    from custody_app.cli.main import add_common_options  # noqa: PLC0415  (main loads this module)

    tr = translator._
    add_common_options(parser, translator, inner=True)
    parser.add_argument("paths", nargs="+", metavar="PATH", help=tr(N_("a file, a folder or a block device")))
    parser.add_argument(
        "--algorithms",
        metavar="LIST",
        help=tr(N_("sha256,sha512,sha3-256,blake3,sha1,md5 (sha1 and md5 only to compare with old records)")),
    )
    parser.add_argument("--format", choices=FORMAT_NAMES, help=tr(N_("the layout of the manifest (bsd)")))
    parser.add_argument("--output", metavar="FILE", help=tr(N_("where the manifest goes (standard output)")))
    parser.add_argument(
        "--blocker", metavar="TEXT", help=tr(N_("the hardware write blocker that a device is connected through"))
    )
    parser.add_argument("--jobs", type=int, metavar="N", help=tr(N_("processes for small files (one per core)")))
    parser.add_argument(
        "--resume", metavar="STATE", help=tr(N_("go on after the last finished file of this state file"))
    )
    parser.set_defaults(run=run)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `custody hash` with English help."""
    add_arguments(subparsers.add_parser("hash"), Translator())


def run(args: argparse.Namespace, out: Output) -> int:
    """Hash what was named and return the exit code: 0 read whole, 1 changed while it was read, 2 not read."""
    from custody_app.hashing.digests import ordered_algorithms, parse_algorithms  # noqa: PLC0415  (start-up)
    from custody_app.hashing.formats import FORMATS  # noqa: PLC0415  (start-up)

    layout = FORMATS[args.format or "bsd"]
    algorithms = parse_algorithms(args.algorithms) if args.algorithms else ordered_algorithms(layout.default)
    _check_fits(layout, algorithms)
    if args.jobs is not None and args.jobs < 1:
        raise InputWrong("JOBS_WRONG", N_("At least one process is needed."), advice=N_("Give --jobs 1 or more."))
    folders = [path for path in args.paths if os.path.isdir(path) and not os.path.islink(path)]  # noqa: PTH112, PTH114
    if args.resume and (len(args.paths) != 1 or not folders):
        raise InputWrong(
            "RESUME_ONE_FOLDER", N_("A state file belongs to one folder."), advice=N_("Name exactly one folder.")
        )
    job = _Job(args, out, layout, algorithms)
    with ManifestFile(args.output, quiet_stdout=args.json) as manifest:
        job.run(manifest, set(folders))
    job.report()
    return job.exit_code()


def _check_fits(layout: Format, algorithms: Sequence[str]) -> None:
    unfit = [each for each in algorithms if each not in layout.algorithms]
    if unfit or (len(algorithms) > 1 and not layout.several):
        raise InputWrong(
            "FORMAT_ALGORITHMS",
            N_("The format {format} cannot carry {algorithms}."),
            kept=N_("Nothing was read."),
            advice=N_("Choose fewer digests with --algorithms, or another --format."),
            format=layout.name,
            algorithms=", ".join(unfit or algorithms),
        )


class _Progress:
    def __init__(self, out: Output) -> None:
        self.report = out.report


class _Job:
    """One run: names in, manifest and JSON document out."""

    def __init__(self, args: argparse.Namespace, out: Output, layout: Format, algorithms: Sequence[str]) -> None:
        self._args = args
        self._out = out
        self._layout = layout
        self._algorithms = algorithms
        self._progress = _Progress(out)
        self._stream: GuardedStream | None = None
        self._files: list[dict[str, Any]] = []
        self._folders: list[dict[str, Any]] = []
        self._findings: list[Finding | ImageFinding] = []
        self._findings_count = 0
        self._unread = False
        self._left_out: list[bytes] = []
        self._left_out_count = 0
        self._unwritable: list[bytes] = []
        self._paths: list[str] = list(args.paths)
        self._images: list[dict[str, Any]] = []
        self._devices: list[dict[str, Any]] = []
        self._notes = 0

    def run(self, manifest: ManifestFile, folders: set[str]) -> None:
        """Read everything and write the manifest."""
        from custody_app.cli.image_paths import with_segments  # noqa: PLC0415  (start-up)

        self._stream = manifest.stream
        self._paths, images = with_segments(self._args.paths, folders)
        single = len(self._args.paths) == 1 and bool(folders)
        # Our own manifest is in the order of its names; other formats keep the order in which they were given.
        paths = self._in_order(folders) if self._layout.name == "json" else self._paths
        totals = _Totals()
        if self._stream is not None and not (single and self._layout.name == "json"):
            self._stream.write(self._layout.head(self._algorithms))
        for path in paths:
            if path in folders:
                self._hash_folder(path, manifest, totals, single=single)
            else:
                self._hash_file(path, totals)
        if self._stream is not None and self._layout.name == "json" and not single:
            self._stream.write(totals.line())
        if self._stream is not None:
            self._stream.write(self._layout.tail)
        for path in images:
            self._hash_image(path, images)

    def _in_order(self, folders: set[str]) -> list[str]:
        keys = {path: self._shown_name(os.fsencode(path)) + b"/" * (path in folders) for path in self._paths}
        paths = sorted(self._paths, key=keys.__getitem__)
        for before, after in pairwise(paths):
            if keys[before] == keys[after] or (before in folders and keys[after].startswith(keys[before])):
                raise InputWrong(
                    "PATH_TWICE",
                    N_("{path} is named twice, or lies in a folder that is named too."),
                    kept=N_("Nothing was read."),
                    advice=N_("Name it once."),
                    path=after,
                )
        return paths

    def _hash_folder(self, path: str, manifest: ManifestFile, totals: _Totals, *, single: bool) -> None:
        from pathlib import Path  # noqa: PLC0415  (start-up)

        from custody_app.hashing.folder import hash_folder  # noqa: PLC0415  (start-up)

        raw = os.fsencode(path)
        as_it_is = single and self._layout.name == "json"
        prefix = b"" if single and self._layout.name == "json" else self._shown_name(raw).rstrip(b"/") + b"/"

        def take(entry: Entry) -> None:
            named = entry._replace(path=prefix + entry.path) if prefix else entry
            self._take(named, totals, write=not as_it_is)

        result = hash_folder(
            path,
            self._algorithms,
            self._progress,
            manifest=self._stream if as_it_is else None,
            on_entry=None if as_it_is and not self._args.json else take,
            jobs=self._args.jobs,
            resume=Path(self._args.resume) if self._args.resume else None,
            left_out=manifest.identities,
        )
        self._findings += [each._replace(path=raw.rstrip(b"/") + b"/" + each.path) for each in result.findings]
        self._findings_count += result.findings_count
        self._folders.append(_folder_document(result))
        self._say_folder(result)

    def _hash_file(self, path: str, totals: _Totals) -> None:
        from custody_app.hashing.entry import Entry  # noqa: PLC0415  (start-up)
        from custody_app.hashing.file_hash import hash_file  # noqa: PLC0415  (start-up)

        if is_block_device(path):
            self._hash_device(path, totals)
            return
        result = hash_file(path, self._algorithms, self._progress)
        self._findings += result.findings
        self._findings_count += len(result.findings)
        codes = tuple(each.code for each in result.findings)
        mtime = result.before.mtime_ns if result.before else None
        entry = Entry(self._shown_name(result.path), "file", result.size, mtime, result.digests, codes)
        self._take(entry, totals, write=True, file=result)

    def _hash_device(self, path: str, totals: _Totals) -> None:
        from custody_app.hashing.entry import Entry  # noqa: PLC0415  (start-up)

        result = read_device(path, self._algorithms, self._progress, self._args.blocker or "", self._out)
        self._findings += result.findings
        self._findings_count += len(result.findings)
        self._devices.append(device_document(result))
        codes = tuple(each.code for each in result.findings)
        entry = Entry(self._shown_name(result.path), "file", result.before.size, None, result.digests, codes)
        # A line cannot say which sectors were left out: only a whole device has one.
        self._take(entry, totals, write=result.whole)

    def _hash_image(self, path: str, images: Sequence[str]) -> None:
        """Read the medium that an image holds, beside its files."""
        from custody_app.cli.hash_images import ImageReport, image_document, read_image  # noqa: PLC0415  (start-up)
        from custody_app.cli.image_paths import only_images  # noqa: PLC0415  (start-up)

        result = read_image(path, self._algorithms, self._progress)
        self._findings += result.findings
        self._findings_count += result.findings_count
        self._notes += result.findings_count - result.faults
        self._images.append(image_document(result, self._out.translator))
        manifest_alone = self._args.format or not only_images(self._args.paths, images)
        # The manifest's lines go to standard output in one piece, before what is said of the image.
        ImageReport(self._out, on_stdout=bool(self._args.output) or not manifest_alone).tell(result)

    def _shown_name(self, raw: bytes) -> bytes:
        """Return the name as given; the program's own manifest holds only names below one folder."""
        if self._layout.name != "json":
            return raw
        everything = [os.path.abspath(os.fsencode(each)) for each in self._paths]  # noqa: PTH100  (bytes)
        common = os.path.commonpath([os.path.dirname(each) for each in everything])  # noqa: PTH120  (bytes)
        return os.path.relpath(os.path.abspath(raw), common)  # noqa: PTH100  (bytes)

    def _take(self, entry: Entry, totals: _Totals, *, write: bool, file: FileResult | None = None) -> None:
        from custody_app.hashing.formats.listing import NameNotWritable  # noqa: PLC0415  (start-up)

        if entry.kind == "file" and not entry.digests:
            self._unread = True
        if self._args.json and entry.kind == "file":
            self._files.append(_file_document(entry, file))
        # Lines of other programs' formats can say nothing but the digest: they hold whole, unchanged files only.
        if self._layout.name != "json" and entry.kind not in {"file", "folder"}:
            self._left_out_count += 1
            self._left_out += [entry.path] if len(self._left_out) < SHOWN_LEFT_OUT else []
        if not write or self._stream is None or (self._layout.name != "json" and not _is_sound(entry)):
            return
        try:
            self._stream.write(self._layout.encode(entry, self._algorithms))
            totals.add(entry)
        except NameNotWritable:
            self._unwritable.append(entry.path)

    def _say_folder(self, result: FolderResult) -> None:
        from custody_app.hashing.names import shown  # noqa: PLC0415  (start-up)

        if not self._args.json:
            self._out.message(
                N_("{path}: {files} files, {size} bytes; SHA-256 of the folder's manifest {digest}"),
                path=shown(result.path),
                files=result.files,
                size=result.size,
                digest=result.digest,
            )
            if result.resumed:
                self._out.message(N_("{count} of them were read in an earlier run."), count=result.resumed)

    def report(self) -> None:
        """Say what went wrong, and print the JSON document."""
        from custody_app.hashing.names import shown  # noqa: PLC0415  (start-up)

        for each in self._findings:
            self._warn(each.sentence(self._out.translator), each.code)
        if self._findings_count > len(self._findings):
            self._out.message(N_("And {count} more."), count=self._findings_count - len(self._findings))
        self._say_left_out()
        for path in self._unwritable:
            sentence = self._out.translator._(N_("{path} cannot be written in this format; it is not in the manifest."))
            self._warn(sentence.replace("{path}", _visible(shown(path))), "NAME_NOT_WRITABLE")
        if self._args.json:
            self._out.document(self._document())

    def _say_left_out(self) -> None:
        from custody_app.hashing.names import shown  # noqa: PLC0415  (start-up)

        if self._left_out_count and not self._args.json:
            more = self._left_out_count > len(self._left_out)
            self._out.message(
                N_("Not in the manifest, since they are links, pipes, sockets or devices ({count}): {names}"),
                count=self._left_out_count,
                names=", ".join(map(shown, self._left_out)) + (", …" if more else ""),
            )

    def _warn(self, sentence: str, code: str) -> None:
        self._out.clear_bar()
        self._out.stderr.write(f"custody: {sentence} [{code}]\n")

    def _document(self) -> dict[str, Any]:
        from custody_app import __version__  # noqa: PLC0415  (start-up)
        from custody_app.hashing.digests import provenance  # noqa: PLC0415  (start-up)

        findings = [finding_document(each, self._out.translator) for each in self._findings]
        return {
            "v": "custody/hash/1",
            "tool": f"Custody {__version__}",
            "algorithms": list(self._algorithms),
            "provenance": provenance(self._algorithms),
            "files": self._files,
            "folders": self._folders,
            "devices": self._devices,
            "images": self._images,
            "findings": findings,
            "findings_count": self._findings_count,
        }

    def exit_code(self) -> int:
        """Return 2 when something was not read or not written, 1 when it changed meanwhile, else 0."""
        from custody_app.hashing.findings import UNREAD  # noqa: PLC0415  (start-up)

        if self._unread or self._unwritable or any(each.code in UNREAD for each in self._findings):
            return EXIT_UNREADABLE
        return EXIT_FAILED if self._findings_count > self._notes else EXIT_DONE


class _Totals:
    """The last line of a manifest that is put together here, from several names."""

    def __init__(self) -> None:
        self._entries = self._size = self._findings = 0

    def add(self, entry: Entry) -> None:
        self._entries += 1
        self._size += entry.size or 0
        self._findings += len(entry.findings)

    def line(self) -> bytes:
        from custody_app.hashing.entry import canonical  # noqa: PLC0415  (start-up)

        return canonical({"bytes": self._size, "entries": self._entries, "findings": self._findings})


def _is_sound(entry: Entry) -> bool:
    return entry.kind == "file" and bool(entry.digests) and not entry.findings


def _visible(text: str) -> str:
    from custody_app.i18n import visible  # noqa: PLC0415  (start-up)

    return visible(text)


def finding_document(finding: Finding | ImageFinding, translator: Translator) -> dict[str, Any]:
    """Return a finding for a JSON document."""
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    return {"code": finding.code, "path": name_value(finding.path), "text": finding.sentence(translator)}


def _file_document(entry: Entry, file: FileResult | None) -> dict[str, Any]:
    from custody_app.clock import format_time  # noqa: PLC0415  (start-up)
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    document: dict[str, Any] = {"path": name_value(entry.path), "size": entry.size, "digests": dict(entry.digests)}
    if entry.findings:
        document["findings"] = list(entry.findings)
    if file is not None:
        document |= {
            "path": name_value(file.path),
            "before": file.before._asdict() if file.before else None,
            "after": file.after._asdict() if file.after else None,
            "started": format_time(file.started),
            "ended": format_time(file.ended),
            "bytes_read": file.bytes_read,
            "access_time_kept": file.atime_kept,
        }
    return document


def _folder_document(result: FolderResult) -> dict[str, Any]:
    from custody_app.clock import format_time  # noqa: PLC0415  (start-up)
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    return {
        "path": name_value(result.path),
        "manifest_sha256": result.digest,
        "entries": result.entries,
        "files": result.files,
        "size": result.size,
        "bytes_read": result.bytes_read,
        "resumed": result.resumed,
        "started": format_time(result.started),
        "ended": format_time(result.ended),
    }
