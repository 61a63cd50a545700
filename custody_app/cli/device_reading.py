"""`custody hash DEVICE`: a block device, read-only, with what could not be read."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody_app.cli.output import Output
    from custody_app.hashing.devices.device_hash import DeviceResult
    from custody_app.hashing.progress import Progress


def is_block_device(path: str) -> bool:
    """Return whether `path` names a block device, also through a link such as those in `/dev/disk/by-id`."""
    try:
        return stat.S_ISBLK(os.stat(path).st_mode)  # noqa: PTH116  (start-up)
    except (OSError, ValueError):
        return False


def read_device(path: str, algorithms: Sequence[str], progress: Progress, blocker: str, out: Output) -> DeviceResult:
    """Read the device and say at once when it is disconnected and when it is back."""
    from custody_app.hashing.devices.device_hash import hash_device  # noqa: PLC0415  (start-up)

    def tell(gone: bool) -> None:
        out.message(
            N_("{path} is disconnected; the reading is paused until it is back.")
            if gone
            else N_("{path} is back; the reading goes on."),
            path=path,
        )

    return hash_device(path, algorithms, progress, blocker=blocker, on_disconnection=tell)


def device_document(result: DeviceResult) -> dict[str, Any]:
    """Return the reading as JSON; sectors count from 0."""
    from custody_app.clock import format_time  # noqa: PLC0415  (start-up)
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    return {
        "path": name_value(result.path),
        "digests": dict(result.digests),
        "before": result.before._asdict(),
        "after": result.after._asdict() if result.after else None,
        "write_blocker": result.blocker or None,
        "unreadable": [list(each) for each in result.unreadable],
        "unreadable_sectors": result.unreadable_sectors,
        "pauses": [{"sector": each.sector, "seconds": round(each.seconds)} for each in result.pauses],
        "bytes_read": result.bytes_read,
        "started": format_time(result.started),
        "ended": format_time(result.ended),
    }
