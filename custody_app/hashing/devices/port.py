"""One open block device of Linux: size, sectors, write protection, identity, and reads at an offset."""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
import stat
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, Protocol, Self

BLKGETSIZE64: Final = 0x80081272
BLKROGET: Final = 0x125E
BLKSSZGET: Final = 0x1268
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_DIRECT: Final = getattr(os, "O_DIRECT", 0)
_WRITTEN_FIELD: Final = 6
"""Of `/sys/dev/block/M:m/stat`: sectors of 512 bytes written since the system came to know the device."""


class DeviceState(NamedTuple):
    """What the system says of a device.

    Attributes:
        size: bytes (BLKGETSIZE64).
        sector_size: bytes of a logical sector (BLKSSZGET).
        read_only: whether the system refuses writes (BLKROGET); software, not a write blocker.
        serial: serial number or world-wide name; empty where the device has none.
        written: sectors of 512 bytes that this system wrote to it so far; None where it does not count.
    """

    size: int
    sector_size: int
    read_only: bool
    serial: str
    written: int | None

    def same_device(self, other: DeviceState) -> bool:
        """Return whether `other` can be the same device, connected again."""
        return (self.size, self.sector_size, self.serial) == (other.size, other.sector_size, other.serial)


class Port(Protocol):
    """An open device; tests have one that fails where they want."""

    def state(self) -> DeviceState:
        """Return what the system says now.

        Raises:
            OSError: the device is gone.
        """

    def read_at(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on and return how many bytes.

        Raises:
            OSError: EIO for what cannot be read; ENODEV, ENXIO, ENOMEDIUM when the device is gone.
        """

    def read_sector(self, view: memoryview, offset: int) -> int:
        """As `read_at` for one sector, around the system's cache where that is possible."""

    def close(self) -> None:
        """Close the device."""


class LinuxPort:
    """A block device, opened for reading only.

    Raises:
        OSError: as `open` says; ENOTBLK when `path` is no block device.
    """

    def __init__(self, path: bytes) -> None:
        found = os.stat(path)  # noqa: PTH116  (raw names are bytes)
        if not stat.S_ISBLK(found.st_mode):
            # Never opened: opening alone can rewind a tape or hang.
            raise OSError(errno.ENOTBLK, os.strerror(errno.ENOTBLK))
        self._path = path
        self._number = found.st_rdev
        self._fd = os.open(path, _FLAGS)
        # The cache reads pages of 4 KiB: around one bad sector it would report eight.
        self._direct: int | None = None
        with suppress(OSError):
            self._direct = os.open(path, _FLAGS | _DIRECT) if _DIRECT else None
        self._page = memoryview(mmap.mmap(-1, max(mmap.PAGESIZE, 1 << 16)))

    @classmethod
    def opened(cls, path: bytes) -> Self:
        """Open `path`; what `hash_device` calls."""
        return cls(path)

    def state(self) -> DeviceState:
        """Return what the system says now."""
        if self._fd < 0 or os.stat(self._path).st_rdev != self._number:  # noqa: PTH116  (raw names are bytes)
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return DeviceState(
            struct.unpack("Q", fcntl.ioctl(self._fd, BLKGETSIZE64, bytes(8)))[0],
            struct.unpack("i", fcntl.ioctl(self._fd, BLKSSZGET, bytes(4)))[0],
            bool(struct.unpack("i", fcntl.ioctl(self._fd, BLKROGET, bytes(4)))[0]),
            self._serial(),
            self._written(),
        )

    def read_at(self, view: memoryview, offset: int) -> int:
        """Fill `view` from `offset` on."""
        return os.preadv(self._fd, [view], offset)

    def read_sector(self, view: memoryview, offset: int) -> int:
        """Read one sector around the cache."""
        if self._direct is None or len(view) > len(self._page):
            return self.read_at(view, offset)
        try:
            count = os.preadv(self._direct, [self._page[: len(view)]], offset)
        except OSError as error:
            if error.errno != errno.EINVAL:  # this device has no direct reads
                raise
            return self.read_at(view, offset)
        view[:count] = self._page[:count]
        return count

    def close(self) -> None:
        """Close the device; once is enough."""
        for fd in (self._fd, self._direct):
            if fd is not None and fd >= 0:
                os.close(fd)
        self._fd, self._direct = -1, None

    def _sysfs(self) -> Path:
        return Path(f"/sys/dev/block/{os.major(self._number)}:{os.minor(self._number)}")

    def _serial(self) -> str:
        place = self._sysfs()
        # A partition has the serial of its disk, one folder up.
        for name in ("device/serial", "serial", "device/wwid", "wwid", "../device/serial", "../device/wwid"):
            with suppress(OSError):
                text = (place / name).read_bytes()[:256].decode("ascii", "backslashreplace").strip()
                if text:
                    return text
        return ""

    def _written(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return int((self._sysfs() / "stat").read_bytes().split()[_WRITTEN_FIELD])
        return None
