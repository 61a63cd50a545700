"""Reads the end and the central directory of a stranger's zip, believing nothing that is said only once."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from custody_app.exchange.member_names import damaged_package, unsafe_package
from custody_app.exchange.zip_layout import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END,
    END_64,
    END_64_SIGNATURE,
    END_SIGNATURE,
    EXTRA_64,
    LARGE,
    LOCAL_SIGNATURE,
    LOCATOR_64,
    LOCATOR_64_SIGNATURE,
    MANY,
    REGULAR_FILE,
    STORED,
)
from custody_app.i18n import N_

DESCRIPTOR_FLAG = 0x0008
_HARMLESS_FLAGS = 0x0006 | DESCRIPTOR_FLAG | 0x0800
_UNICODE_PATH = 0x7075
_NEWEST_VERSION = 63
_DOS_FOLDER, _DOS_VOLUME = 0x10, 0x08


class Directory(NamedTuple):
    """Where the central directory stands, and what it claims to hold."""

    offset: int
    size: int
    members: int


class Record(NamedTuple):
    """One record of the central directory.

    Attributes:
        place: offset of the record; next_place: of the one after.
        local: offset of the local record.
        compressed, size: bytes.
    """

    place: int
    next_place: int
    name: bytes
    flags: int
    method: int
    crc: int
    compressed: int
    size: int
    local: int

    @property
    def is_folder(self) -> bool:
        """Whether the record names a folder."""
        return self.name.endswith(b"/")


class ZipBytes:
    """The bytes of a zip, read at given places."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = stream.seek(0, os.SEEK_END)

    def at(self, place: int, length: int) -> bytes:
        """Return exactly `length` bytes from `place`.

        Raises:
            InputWrong: PACKAGE_DAMAGED, the file ends before.
        """
        if place < 0 or place + length > self.size:
            raise damaged_package(N_("it ends too early"))
        self._stream.seek(place)
        found = self._stream.read(length)
        if len(found) != length:
            raise damaged_package(N_("it became shorter while it was read"))
        return found


def find_directory(source: ZipBytes) -> Directory:
    """Return where the one central directory is: it must end exactly where the end records begin.

    Raises:
        InputWrong: PACKAGE_DAMAGED, no zip; PACKAGE_UNSAFE, something after the end, a comment, several disks,
            or end records that contradict one another.
    """
    if source.size < END.size or source.at(0, 4) != LOCAL_SIGNATURE:
        raise damaged_package(N_("it does not begin as a zip file does"))
    end_at = source.size - END.size
    signature, disk, first_disk, here, members, size, offset, comment = END.unpack(source.at(end_at, END.size))
    if signature != END_SIGNATURE or comment:
        raise damaged_package(N_("it does not end as a zip file does"))
    locator_at = end_at - LOCATOR_64.size
    if locator_at > 0 and source.at(locator_at, 4) == LOCATOR_64_SIGNATURE:
        wide, end_at = _wide_end(source, locator_at)
        for short, long, most in ((here, wide[0], MANY), (members, wide[1], MANY), (size, wide[2], LARGE),
                                  (offset, wide[3], LARGE)):  # fmt: skip
            if short not in (long, most):
                raise unsafe_package(N_("its two end records differ"))
        here, members, size, offset = wide
    if disk not in (0, MANY) or first_disk not in (0, MANY) or here != members:
        raise unsafe_package(N_("it is one of several disks"))
    if offset + size != end_at or members * CENTRAL.size > size:
        raise unsafe_package(N_("its directory is not where it says"))
    return Directory(offset, size, members)


def _wide_end(source: ZipBytes, locator_at: int) -> tuple[tuple[int, int, int, int], int]:
    """Return (records here, records, size, offset) of the zip64 end record, and where that begins."""
    _, disk, wide_at, disks = LOCATOR_64.unpack(source.at(locator_at, LOCATOR_64.size))
    if disk or disks > 1 or wide_at != locator_at - END_64.size:
        raise unsafe_package(N_("its zip64 end record is not where it says"))
    signature, rest, _, _, disk, first_disk, *wide = END_64.unpack(source.at(wide_at, END_64.size))
    if signature != END_64_SIGNATURE or rest != END_64.size - 12 or disk or first_disk:
        raise unsafe_package(N_("its zip64 end record is malformed"))
    return (wide[0], wide[1], wide[2], wide[3]), wide_at


def read_records(source: ZipBytes, directory: Directory) -> Iterator[Record]:
    """Yield every record of the directory, which they must fill exactly.

    Raises:
        InputWrong: PACKAGE_UNSAFE, as `read_record` says, or the count is not the one claimed.
    """
    place, end = directory.offset, directory.offset + directory.size
    window_at, window = place, b""
    for _ in range(directory.members):
        # A window spares two system calls a record; the longest record is 46 + 3 × 65,535 bytes.
        if place + CENTRAL.size + 3 * MANY > window_at + len(window) < end:
            window_at, window = place, source.at(place, min(end - place, 4 * MANY + (1 << 20)))
        record = parse_record(window, place - window_at, place)
        place = record.next_place
        yield record
    if place != end:
        raise unsafe_package(N_("its directory holds more than it says"))


def read_record(source: ZipBytes, place: int) -> Record:
    """Return the record at `place`; it was read before."""
    fixed = source.at(place, CENTRAL.size)
    lengths = CENTRAL.unpack(fixed)[10:13]
    return parse_record(fixed + source.at(place + CENTRAL.size, sum(lengths)), 0, place)


def parse_record(window: bytes, start: int, place: int) -> Record:
    """Return the record that begins at `start` of `window` and at `place` of the file.

    Raises:
        InputWrong: PACKAGE_UNSAFE, it is encrypted, packed otherwise than stored or deflated, a link or device,
            has a second name, a comment, or zip64 fields that contradict the short ones.
    """
    if start + CENTRAL.size > len(window):
        raise unsafe_package(N_("its directory is cut short"))
    (signature, _, version, flags, method, _, _, crc, compressed, size, name_length, extra_length, comment, disk, _,
     attributes, local) = CENTRAL.unpack_from(window, start)  # fmt: skip
    name_at = start + CENTRAL.size
    extra_at = name_at + name_length
    end = extra_at + extra_length + comment
    if signature != CENTRAL_SIGNATURE or end > len(window):
        raise unsafe_package(N_("its directory is malformed"))
    name = window[name_at:extra_at]
    if flags & ~_HARMLESS_FLAGS:
        raise unsafe_package(N_("a file is encrypted or patched"), name)
    if method not in (STORED, DEFLATED) or version & 0xFF > _NEWEST_VERSION:
        raise unsafe_package(N_("a file is packed in an unknown way"), name)
    if comment or disk not in (0, MANY):
        raise unsafe_package(N_("a file has a comment or lies on another disk"), name)
    if attributes != REGULAR_FILE:
        _check_kind(attributes, name)
    if extra_length or LARGE in (size, compressed, local):
        wide = parse_extra(window[extra_at : extra_at + extra_length], name)
        size, compressed, local = widen((size, compressed, local), wide, name)
    if method == STORED and size != compressed:
        raise unsafe_package(N_("a stored file has two sizes"), name)
    return Record(place, place + end - start, name, flags, method, crc, compressed, size, local)


def _check_kind(attributes: int, name: bytes) -> None:
    kind = stat.S_IFMT(attributes >> 16)
    folder = name.endswith(b"/")
    if kind not in (0, stat.S_IFDIR if folder else stat.S_IFREG):
        raise unsafe_package(N_("a link, a device or another thing that is no file"), name)
    if attributes & _DOS_VOLUME or (attributes & _DOS_FOLDER and not folder):
        raise unsafe_package(N_("a volume label, or a folder that poses as a file"), name)


def parse_extra(extra: bytes, name: bytes) -> bytes | None:
    """Return the zip64 field of an extra area, if it has one.

    Raises:
        InputWrong: PACKAGE_UNSAFE, the area is malformed, has two zip64 fields, or names the member a second time.
    """
    place, wide = 0, None
    while place < len(extra):
        if place + 4 > len(extra):
            raise unsafe_package(N_("a malformed extra field"), name)
        kind, length = struct.unpack_from("<2H", extra, place)
        place += 4 + length
        if place > len(extra) or kind == _UNICODE_PATH or (kind == EXTRA_64 and wide is not None):
            raise unsafe_package(N_("a malformed or misleading extra field"), name)
        if kind == EXTRA_64:
            wide = extra[place - length : place]
    return wide


def widen(short: tuple[int, ...], wide: bytes | None, name: bytes) -> tuple[int, ...]:
    """Return `short` with each value that stands at its limit replaced from the zip64 field, in that order.

    Raises:
        InputWrong: PACKAGE_UNSAFE, the field is missing though needed, or has another length than needed.
    """
    needed = [at for at, value in enumerate(short) if value == LARGE]
    if len(wide or b"") != 8 * len(needed):
        raise unsafe_package(N_("zip64 sizes that contradict the others"), name)
    values = list(short)
    for at, value in zip(needed, struct.unpack(f"<{len(needed)}Q", wide or b""), strict=True):
        values[at] = value
    return tuple(values)
