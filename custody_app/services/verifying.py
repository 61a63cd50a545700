"""Verification of anything that holds a log: a station, a package, an unpacked package, a document with a package."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_reader import open_package
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_, Translator
from custody_app.log.verification import Outcome, Trust, load_trust, unreadable, verify
from custody_app.services.fork_verifying import is_evidence_file, verify_evidence
from custody_app.services.station_file import FILE_NAME
from custody_app.storage import Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.station_files import StationFiles


def verify_path(
    path: Path,
    trust: Path | None = None,
    progress: Progress | None = None,
    translator: Translator | None = None,
    on_unreadable: Callable[[InputWrong], None] = lambda _: None,
) -> Outcome:
    """Verify what lies at `path` against `trust`, which comes from outside; always to the end.

    Args:
        path: a station's folder, a package, an unpacked package, a document with a package inside, or fork evidence.
        trust: a trust folder or a roster.json, None for internal consistency only.
        progress: hears of every entry and file, and may cancel.
        translator: the language of the findings.
        on_unreadable: told why nothing could be verified; the outcome then is "unreadable".

    Raises:
        InputWrong: NOT_FOUND, TRUST_UNREADABLE. What cannot be read as a package is an outcome, "unreadable".
    """
    if not path.exists():
        raise InputWrong("NOT_FOUND", N_("There is no file or folder {path}."), advice=N_("Check the name."), path=path)
    given = load_trust(trust) if trust is not None else None
    try:
        if is_station(path):
            return verify_station(path, given, progress, translator)
        if is_evidence_file(path):
            return verify_evidence(path, given, translator)
        with _package_of(path) as where, open_package(where) as package:
            return verify(package, given, progress, translator)
    except InputWrong as error:
        on_unreadable(error)
        return unreadable(translator)


@contextmanager
def _package_of(path: Path) -> Iterator[Path]:
    """Yield the package itself: of a PDF, the one it carries, taken out for as long as it is needed."""
    if not is_pdf(path):
        yield path
        return
    from custody_app.reports.check import extract_package  # noqa: PLC0415  (pikepdf is loaded for a PDF only)

    with TemporaryDirectory(prefix="custody-") as folder:
        inside = Path(folder) / "package.custody.zip"
        with inside.open("wb") as target:
            extract_package(path, target)
        yield inside


def is_station(path: Path) -> bool:
    """Tell whether `path` is the folder of a station."""
    return (path / FILE_NAME).is_file()


def is_pdf(path: Path) -> bool:
    """Tell whether the file begins as a PDF does, within its first 1,024 bytes."""
    if not path.is_file():  # to open a pipe is to wait for whoever writes to it
        return False
    try:
        with path.open("rb") as stream:
            return b"%PDF-" in stream.read(1024)
    except OSError:
        return False


def verify_station(
    directory: Path, trust: Trust | None, progress: Progress | None = None, translator: Translator | None = None
) -> Outcome:
    """Verify a station where it lies, by its log tables alone; its database is opened for reading only.

    Raises:
        InputWrong: the database is not a station's, of a newer program, or damaged.
    """
    store = Store.open_log(directory / "station.db")
    try:
        attachments = AttachmentStore(directory / "attachments")
        files = StationFiles(store, directory / "trust", attachments)
        return verify(files, trust, progress, translator)
    finally:
        store.close()
