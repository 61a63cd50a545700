"""Whether a station may lie in a folder: what forbids it, what to be warned of."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from custody_app.i18n import N_
from custody_app.services.station_file import FILE_NAME

LEAST_FREE: Final = 2_000_000_000
_SYNC_NAMES: Final = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "mobile documents": "iCloud",
    "cloudstorage": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pcloud drive": "pCloud",
    "pclouddrive": "pCloud",
    "mega": "MEGA",
    "megasync": "MEGA",
    "box sync": "Box",
    "syncthing": "Syncthing",
    "seafile": "Seafile",
}
_SYNC_MARKS: Final = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".owncloudsync.log": "Nextcloud",
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
    ".tmp.drivedownload": "Google Drive",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a folder.

    Attributes:
        error: why no station can be made there, marked; "" where one can.
        station: whether a station lies there already.
        sync: the program that copies the folder elsewhere, "" for none found.
        free: bytes left on its disk, None while unknown.
    """

    error: str = ""
    station: bool = False
    sync: str = ""
    free: int | None = None

    @property
    def scarce(self) -> bool:
        """Whether there is little room."""
        return self.free is not None and self.free < LEAST_FREE


def look_at(path: Path | None) -> Place:
    """Look at a folder without making or changing anything."""
    if path is None:
        return Place(N_("Name a folder: the station's log, keys and files will lie in it."))
    if not path.is_absolute():
        return Place(N_("Name the whole path, from the root of the disk."))
    try:
        return _looked_at(path)
    except OSError:
        return Place(N_("This folder cannot be looked at. Choose one that you may write to."))


def _looked_at(path: Path) -> Place:
    sync = _sync_of(path)
    if (path / FILE_NAME).is_file():
        return Place(N_("There is a station in this folder already. Open it, or choose another folder."), True, sync)
    if path.exists() and not path.is_dir():
        return Place(N_("This is a file, not a folder. Choose another name."), sync=sync)
    if path.is_dir() and any(path.iterdir()):
        return Place(N_("This folder is not empty, and a station needs one of its own. Add a name to it."), sync=sync)
    standing = next(each for each in (path, *path.parents) if each.exists())
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK):
        return Place(N_("You may not write here. Choose a folder of your own, or ask the administrator."), sync=sync)
    return Place(sync=sync, free=shutil.disk_usage(standing).free)


def _sync_of(path: Path) -> str:
    for each in (path, path.resolve()):
        for part in each.parts:
            plain = part.casefold()
            # "OneDrive - Agency" and "Nextcloud (work)" are such folders too.
            first = plain.split(" - ")[0].split(" (")[0].strip()
            if found := _SYNC_NAMES.get(plain) or _SYNC_NAMES.get(first):
                return found
        for parent in (each, *each.parents):
            for mark, name in _SYNC_MARKS.items():
                if (parent / mark).exists():
                    return name
            if parent.is_dir() and any(parent.glob(".sync_*.db")):
                return "Nextcloud"
    return ""
