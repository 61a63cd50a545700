"""Verification of anything that holds a log: a station, a package, an unpacked package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_reader import open_package
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_, Translator
from custody_app.log.verification import Outcome, Trust, load_trust, unreadable, verify
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
        path: a station's folder, a package, or an unpacked package.
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
        if (path / FILE_NAME).is_file():
            return verify_station(path, given, progress, translator)
        with open_package(path) as package:
            return verify(package, given, progress, translator)
    except InputWrong as error:
        on_unreadable(error)
        return unreadable(translator)


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
