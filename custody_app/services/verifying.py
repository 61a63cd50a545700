"""Verification of anything that holds a log: a station, a package, an unpacked package."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from custody_app.diagnostics import InputWrong
from custody_app.exchange.package_reader import open_package
from custody_app.i18n import N_
from custody_app.log.verification import Outcome, Trust, load_trust, unreadable, verify
from custody_app.services.station_file import FILE_NAME, read_station_file
from custody_app.storage import Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.station_files import StationFiles

Report = Callable[[int, int, str], None]


def verify_path(path: Path, trust: Path | None = None, report: Report | None = None) -> Outcome:
    """Verify what lies at `path` against `trust`, which comes from outside; always to the end.

    Args:
        path: a station's folder, a package, or an unpacked package.
        trust: a trust folder or a roster.json, None for internal consistency only.
        report: told of the progress; may raise Cancelled.

    Raises:
        InputWrong: NOT_FOUND, TRUST_UNREADABLE. What cannot be read as a package is an outcome, "unreadable".
    """
    if not path.exists():
        raise InputWrong("NOT_FOUND", N_("There is no file or folder {path}."), advice=N_("Check the name."), path=path)
    given = load_trust(trust) if trust is not None else None
    if (path / FILE_NAME).is_file():
        return verify_station(path, given, report)
    try:
        with open_package(path) as package:
            return verify(package, given, report)
    except InputWrong as error:
        return unreadable(error)


def verify_station(directory: Path, trust: Trust | None, report: Report | None = None) -> Outcome:
    """Verify a station where it lies; its database is opened for reading only."""
    info = read_station_file(directory)
    store = Store.open(directory / "station.db", read_only=True)
    try:
        attachments = AttachmentStore(directory / "attachments")
        files = StationFiles(store, directory / "trust", attachments)
        return verify(files, trust, report)
    finally:
        store.close()
        del info
