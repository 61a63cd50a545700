"""Serves the files of a stranger's zip one by one: checked whole before the first byte is served, never extracted."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from custody_app.exchange.member_index import MemberIndex
from custody_app.exchange.member_names import check_name, damaged_package, unsafe_package
from custody_app.exchange.zip_directory import (
    DESCRIPTOR_FLAG,
    Record,
    ZipBytes,
    find_directory,
    parse_extra,
    read_record,
    read_records,
    widen,
)
from custody_app.exchange.zip_layout import DEFLATED, DESCRIPTOR_SIGNATURE, LOCAL, LOCAL_SIGNATURE, STORED
from custody_app.i18n import N_

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 1 << 16
_CHECKED_FIRST = 16 << 20
_MOST_DAMAGED = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What a package may ask of this machine.

    Attributes:
        members: files and folders; the default lets a whole log of a million entries pass, at 16 bytes each.
        folders: distinct folders.
        total: bytes once unpacked.
        ratio: unpacked bytes for each byte of the zip, past the first `spared` bytes.
    """

    members: int = 3_200_000
    folders: int = 10_000
    total: int = 1 << 42
    ratio: int = 200
    spared: int = 1 << 20


class ZipReader:
    """A zip whose every name, size and place was checked.

    The members must fill the file from its first byte to the directory, in the directory's order: then none
    overlaps another, and nothing hides between, before or behind them.

    Members whose bytes are cut or differ from their CRC do not make the zip unsafe: one lost bit on a stick must not
    hide what the rest says. They are in `damaged` and not served; past 16 MiB, where this would mean to read twice,
    they are served as they are, ending early where they cannot be unpacked: their digest tells.

    Attributes:
        total: bytes of all files once unpacked; files: how many.
        damaged: names of the members that are not served.

    Args:
        stream: the zip, seekable; closed by the caller.
        limits: what it may ask for.

    Raises:
        InputWrong: PACKAGE_UNSAFE or PACKAGE_DAMAGED.
    """

    def __init__(self, stream: BinaryIO, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._source = ZipBytes(stream)
        self._directory = find_directory(self._source)
        if self._directory.members > self._limits.members:
            raise unsafe_package(N_("too many files"))
        self._index = MemberIndex()
        self._folders: dict[bytes, bytes] = {}
        self._last_folder = b"/"  # of no member
        self._file_at_top = False
        self.total = 0
        self.files = 0
        self.damaged: set[str] = set()
        self._check_all()

    def top_folder(self) -> str:
        """Return the name of the one folder that everything is in.

        Raises:
            InputWrong: PACKAGE_UNSAFE, there is another one or none, or a file beside it.
        """
        tops = [folder for folder in self._folders if b"/" not in folder]
        if len(tops) != 1 or self._file_at_top or not self.files:
            raise unsafe_package(N_("not exactly one folder at the top"))
        return self._folders[tops[0]].decode("ascii")

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in the order they stand."""
        for record in read_records(self._source, self._directory):
            if not record.is_folder and (name := record.name.decode("ascii")) not in self.damaged:
                yield name

    def find(self, name: str) -> Record | None:
        """Return the record of file `name`, or None."""
        encoded = name.encode("utf-8", "surrogatepass")
        place = self._index.find(encoded)
        if place is None or name in self.damaged:
            return None
        record = read_record(self._source, place)
        return record if record.name == encoded and not record.is_folder else None

    def open(self, record: Record) -> BinaryIO:
        """Return a stream of the file's bytes."""
        return cast("BinaryIO", io.BufferedReader(_MemberStream(self._source, record), _PIECE))

    def _check_all(self) -> None:
        limits, previous_end, pending = self._limits, 0, None
        for record in read_records(self._source, self._directory):
            self._check_gap(pending, previous_end, record.local)
            previous_end = _data_place(self._source, record) + record.compressed
            pending = record
            self.total += record.size
            self._note(record)
            allowed = max(limits.spared, limits.ratio * record.compressed)
            if self.total > limits.total or record.size > allowed:
                raise unsafe_package(N_("it would unpack to too much"), record.name)
            if record.size <= _CHECKED_FIRST and not _is_intact(self._source, record):
                self.damaged.add(record.name.decode("ascii"))
                if len(self.damaged) > _MOST_DAMAGED:
                    raise damaged_package(N_("too many files are cut short or changed"))
        self._check_gap(pending, previous_end, self._directory.offset)
        if self.total > max(limits.spared, limits.ratio * self._source.size):
            raise unsafe_package(N_("it would unpack to too much"))
        self._check_twins()

    def _check_gap(self, record: Record | None, end: int, next_place: int) -> None:
        """Refuse anything but the descriptor of `record` between its end and what comes next."""
        gap = next_place - end
        if gap == 0:
            return
        if record is None or not record.flags & DESCRIPTOR_FLAG or gap not in (12, 16, 20, 24):
            raise unsafe_package(
                N_("files overlap, or something is hidden between them"), record.name if record else b""
            )
        width = 4 if gap < 20 else 8
        told = b"".join(
            (
                record.crc.to_bytes(4, "little"),
                *(n.to_bytes(8, "little")[:width] for n in (record.compressed, record.size)),
            )
        )
        signed = DESCRIPTOR_SIGNATURE if gap in (16, 24) else b""
        if self._source.at(end, gap) != signed + told:
            raise unsafe_package(N_("sizes that contradict one another"), record.name)

    def _note(self, record: Record) -> None:
        """Check the name and its folders, and remember where it is."""
        if record.is_folder and record.size:
            raise unsafe_package(N_("a folder with content"), record.name)
        self._index.add(record.name, record.place)
        self.files += not record.is_folder
        if record.name.rpartition(b"/")[0] == self._last_folder and not record.is_folder:
            check_name(record.name)
            return
        self._last_folder = record.name.rpartition(b"/")[0]
        parts = check_name(record.name.removesuffix(b"/"))
        self._file_at_top = self._file_at_top or (len(parts) == 1 and not record.is_folder)
        depth = len(parts) if record.is_folder else len(parts) - 1
        for count in range(depth, 0, -1):
            folder = b"/".join(parts[:count])
            known = self._folders.setdefault(folder.lower(), folder)
            if known != folder:
                raise unsafe_package(N_("two folders with the same name on some systems"), folder)
            if len(self._folders) > self._limits.folders:
                raise unsafe_package(N_("too many folders"))

    def _check_twins(self) -> None:
        twice = self._index.sort()
        if twice is not None:
            raise unsafe_package(
                N_("two files with the same name on some systems"), read_record(self._source, twice).name
            )
        for folder in self._folders:
            if self._index.find(folder) is not None:
                raise unsafe_package(N_("a file and a folder with the same name"), folder)


def _data_place(source: ZipBytes, record: Record) -> int:
    """Return where the member's data begin.

    Raises:
        InputWrong: PACKAGE_UNSAFE, the local record says something else than the directory.
    """
    # The name is asked for along with the fixed part: extra fields are rare.
    length = LOCAL.size + len(record.name)
    head = source.at(record.local, length)
    signature, _, flags, method, _, _, crc, compressed, size, name_length, extra_length = LOCAL.unpack_from(head)
    extra_length = int(extra_length)
    if signature != LOCAL_SIGNATURE or name_length != len(record.name) or head[LOCAL.size :] != record.name:
        raise unsafe_package(N_("two names for one file"), record.name)
    if extra_length:
        wide = parse_extra(source.at(record.local + length, extra_length), record.name)
        size, compressed = widen((size, compressed), wide, record.name)
    told = (crc, compressed, size)
    expected = (record.crc, record.compressed, record.size)
    later = record.flags & DESCRIPTOR_FLAG and told == (0, 0, 0)
    if (flags, method) != (record.flags, record.method) or not (told == expected or later):
        raise unsafe_package(N_("sizes that contradict one another"), record.name)
    return record.local + length + extra_length


def _is_intact(source: ZipBytes, record: Record) -> bool:
    """Tell whether a member unpacks to the size and CRC that its record tells."""
    if record.method == STORED and record.size <= _PIECE:
        return zlib.crc32(source.at(_data_place(source, record), record.size)) == record.crc
    stream, crc, size = _MemberStream(source, record), 0, 0
    while piece := stream.read(_PIECE):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
    return stream.ended_well and (crc, size) == (record.crc, record.size)


class _MemberStream(io.RawIOBase):
    """The bytes of one member; ends early where they cannot be unpacked, and never beyond the size told.

    Attributes:
        ended_well: whether all packed bytes were used, and nothing of them was left over.
    """

    def __init__(self, source: ZipBytes, record: Record) -> None:
        self._source = source
        self._place = _data_place(source, record)
        self._packed_left = record.compressed
        self._size_left = record.size
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if record.method == DEFLATED else None
        self._waiting = b""
        self.ended_well = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        if not len(view):
            return 0
        piece = self._unpack(len(view)) if self._unpacker else self._take(len(view))
        if len(piece) > self._size_left:
            piece = b""
        elif not piece:
            unpacker = self._unpacker
            whole = unpacker is None or (unpacker.eof and not unpacker.unused_data)
            self.ended_well = whole and not self._packed_left and not self._waiting
        self._size_left -= len(piece)
        view[: len(piece)] = piece
        return len(piece)

    def _take(self, most: int) -> bytes:
        count = min(most, self._packed_left)
        piece = self._source.at(self._place, count)
        self._place += count
        self._packed_left -= count
        return piece

    def _unpack(self, most: int) -> bytes:
        unpacker = self._unpacker
        while unpacker is not None and not unpacker.eof:
            packed = self._waiting or self._take(_PIECE)
            try:
                piece = unpacker.decompress(packed, most)
            except zlib.error:
                return b""
            self._waiting = unpacker.unconsumed_tail
            if piece or not packed:
                return piece
        return b""
