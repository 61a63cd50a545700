"""The few facts that a station folder tells before its log is opened (station.json)."""

from __future__ import annotations

import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused, canon, parse

VERSION: Final = "custody/station/1"
FILE_NAME: Final = "station.json"
NUMBER_PATTERN: Final = "{case}-{officer}-{n:03}"
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*\Z")
_STATION = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")


@dataclass(frozen=True, slots=True)
class StationFile:
    """What station.json holds.

    Attributes:
        agency: the agency's name, for people.
        domain: the agency's domain, the first part of the origin.
        station: the station's name in the origin.
        instance: random, so that a copy of the high-water mark outside the folder finds its station.
        epoch: 1 for the first; later ones follow a restore.
        language: the station's language.
        number_pattern: how exhibit numbers are made.
    """

    agency: str
    domain: str
    station: str
    instance: str
    epoch: int = 1
    language: str = "en"
    number_pattern: str = NUMBER_PATTERN

    @property
    def origin(self) -> str:
        """`<agency domain>/custody/<station>`, later epochs `…/e2`, `…/e3`."""
        first = f"{self.domain}/custody/{self.station}"
        return first if self.epoch == 1 else f"{first}/e{self.epoch}"


def check_names(domain: str, station: str) -> None:
    """Refuse a domain or station name that cannot stand in an origin.

    Raises:
        InputWrong: STATION_NAME.
    """
    if not _DOMAIN.match(domain) or len(domain) > 100 or not _STATION.match(station):
        raise InputWrong(
            "STATION_NAME",
            N_("{name} cannot name a station."),
            kept=N_("Nothing was made."),
            advice=N_("Use small letters, digits, full stops and hyphens, such as police.example and lab-2."),
            name=f"{domain}/custody/{station}",
        )


def write_station_file(directory: Path, station: StationFile) -> None:
    """Write station.json durably."""
    target = directory / FILE_NAME
    temporary = directory / f".{FILE_NAME}.new"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(canon({"v": VERSION, **asdict(station)}))
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(target)


def read_station_file(directory: Path) -> StationFile:
    """Return what station.json of `directory` holds.

    Raises:
        InputWrong: NOT_A_STATION or STATION_FILE_DAMAGED; EnvironmentUnavailable: STATION_UNREADABLE.
    """
    path = directory / FILE_NAME
    try:
        value = parse(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputWrong(
            "NOT_A_STATION",
            N_("{folder} is not a station."),
            advice=N_("Name the station's folder with --station, or make one with: custody station init"),
            folder=directory,
        ) from error
    except OSError as error:
        raise EnvironmentUnavailable(
            "STATION_UNREADABLE",
            N_("{folder} cannot be read: {reason}."),
            kept=N_("Nothing was changed."),
            advice=N_("Check the folder's permissions and the disk."),
            folder=directory,
            reason=error.strerror or error,
        ) from error
    except CanonRefused as error:
        raise _damaged(directory) from error
    fields = {name: kind for name, kind in value.items() if name != "v"}
    if value.get("v") != VERSION or set(fields) != set(StationFile.__slots__):
        raise _damaged(directory)
    return StationFile(**fields)


def _damaged(directory: Path) -> InputWrong:
    return InputWrong(
        "STATION_FILE_DAMAGED",
        N_("station.json in {folder} is damaged or was made by another version."),
        kept=N_("The log itself was not touched."),
        advice=N_("Bring station.json back from a backup, or ask the agency's administrator."),
        folder=directory,
    )
