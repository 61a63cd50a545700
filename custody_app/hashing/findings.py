"""What could not be read, or changed while it was read: facts of the record, never exceptions."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.names import shown
from custody_app.i18n import N_, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody_app.i18n import Translator

TEXTS: Final[dict[str, str]] = {
    "FILE_VANISHED": N_("{path} is not there."),
    "FILE_DENIED": N_("{path} may not be read: {reason}."),
    "FILE_UNREADABLE": N_("{path} cannot be opened: {reason}."),
    "FILE_READ_ERROR": N_("{path} cannot be read beyond byte {offset}: {reason}."),
    "FILE_GREW": N_("{path} grew while it was read: {expected} bytes at the start, {found} at the end."),
    "FILE_SHRANK": N_("{path} shrank while it was read: {expected} bytes at the start, {found} at the end."),
    "FILE_CHANGED": N_("{path} was changed while it was read."),
    "LINK_NOT_FOLLOWED": N_("{path} is a link; links are never followed."),
    "NOT_A_FILE": N_("{path} is not a file but a {kind}; it was not opened."),
    "FOLDER_DENIED": N_("The folder {path} may not be listed: {reason}."),
    "FOLDER_UNREADABLE": N_("The folder {path} cannot be listed: {reason}."),
    "FOLDER_CHANGED": N_("The folder {path} was changed while it was read."),
    "FOLDER_MOVED": N_("The folder {path} was moved while it was read; the rest of it was not read."),
    "FOLDER_LOOP": N_("The folder {path} contains itself; it was not entered again."),
    "NAME_TOO_LONG": N_("{path} is longer than a manifest can hold; it was not read."),
}

DEVICE_TEXTS: Final[dict[str, str]] = {
    "DEVICE_UNREADABLE": N_("{path}: sectors {first} to {last} cannot be read; in the digests they count as zeros."),
    "DEVICE_WRITTEN": N_("{path} was written to while it was read."),
    "DEVICE_CHANGED": N_(
        "{path} was not as before when it had been read: its size, its serial number or its protection."
    ),
    "DEVICE_GONE": N_("{path} was disconnected at sector {sector} and did not come back; it was not read whole."),
    "DEVICE_OTHER": N_("At sector {sector} another device was connected as {path}; the first was not read whole."),
}
"""Findings of devices, which no manifest holds."""

_READ_BUT_CHANGED: Final = frozenset(
    {"FILE_GREW", "FILE_SHRANK", "FILE_CHANGED", "FOLDER_CHANGED", "DEVICE_WRITTEN", "DEVICE_CHANGED"}
)
UNREAD: Final = frozenset(TEXTS | DEVICE_TEXTS) - _READ_BUT_CHANGED
"""Codes after which there is no digest, or a part of a folder is missing."""


class Finding(NamedTuple):
    """One thing that a person must know about one name.

    Attributes:
        code: a key of `TEXTS` or `DEVICE_TEXTS`, the same in every language.
        path: the raw name it is about.
        values: the other fields of the text: sizes in bytes, offsets, the system's reason.
    """

    code: str
    path: bytes
    values: Mapping[str, str | int] = {}

    def sentence(self, translator: Translator) -> str:
        """Return the finding in the translator's language, with hidden characters made visible."""
        fields = {name: visible(str(value)) for name, value in self.values.items()}
        return translator._((TEXTS | DEVICE_TEXTS)[self.code]).format_map(fields | {"path": visible(shown(self.path))})


def finding_of_open(path: bytes, error: OSError, *, folder: bool = False) -> Finding:
    """Return the finding for an `open` that failed with `error`."""
    reason = reason_of(error)
    if error.errno in {errno.ENOENT, errno.ESTALE}:
        return Finding("FILE_VANISHED", path)
    if error.errno == errno.ELOOP and not folder:
        return Finding("LINK_NOT_FOLLOWED", path)
    if error.errno in {errno.EACCES, errno.EPERM}:
        return Finding("FOLDER_DENIED" if folder else "FILE_DENIED", path, {"reason": reason})
    return Finding("FOLDER_UNREADABLE" if folder else "FILE_UNREADABLE", path, {"reason": reason})


def reason_of(error: OSError) -> str:
    """Return the system's own words for `error`, without names from outside."""
    return f"{os.strerror(error.errno)} (errno {error.errno})" if error.errno else type(error).__name__
