"""What the system says when a file cannot be written, by blame."""

from __future__ import annotations

import errno

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def disk_full() -> EnvironmentUnavailable:
    """Return the refusal of a disk without room."""
    return EnvironmentUnavailable(
        "DISK_FULL",
        N_("There is not enough free space."),
        kept=N_("Nothing was written."),
        advice=N_("Free some space, or choose another disk."),
    )


def refused_by_system(error: OSError) -> EnvironmentUnavailable:
    """Return the refusal that `error`, raised while writing, stands for."""
    if error.errno in _FULL:
        return disk_full()
    return EnvironmentUnavailable(
        "FOLDER_REFUSED",
        N_("The file cannot be written there: {reason}."),
        kept=N_("Nothing was written."),
        advice=N_("Choose another folder or disk."),
        reason=error.strerror or type(error).__name__,
    )
