"""A corpus of zips that mean harm, each made byte by byte from one harmless one."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

from custody_app.exchange.zip_layout import CENTRAL, END, END_64, LARGE, LOCAL, LOCATOR_64

UNIX = 3 << 8


@cache
def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member; what is None is as it should be."""

    name: bytes
    data: bytes = b"content"
    method: int = 0
    flags: int = 0
    crc: int | None = None
    compressed: int | None = None
    size: int | None = None
    attributes: int = 0o100644 << 16
    made_by: int = UNIX | 20
    version: int = 20
    extra: bytes = b""
    comment: bytes = b""
    disk: int = 0
    offset: int | None = None
    local: dict[str, bytes | int] = field(default_factory=dict)
    after: bytes = b""

    @property
    def packed(self) -> bytes:
        """The data as they stand in the zip."""
        if self.method != 8:
            return self.data
        return _deflated(self.data)

    def told(self) -> tuple[int, int, int]:
        """CRC, compressed size, size."""
        packed = self.packed
        return (
            zlib.crc32(self.data) if self.crc is None else self.crc,
            len(packed) if self.compressed is None else self.compressed,
            len(self.data) if self.size is None else self.size,
        )

    def local_record(self) -> bytes:
        """The local record and the data."""
        crc, compressed, size = self.told()
        own = {"name": self.name, "flags": self.flags, "method": self.method, "extra": b""}
        own |= {"crc": crc, "compressed": compressed, "size": size} | self.local
        name, extra = own["name"], own["extra"]
        fixed = (own["flags"], own["method"], 0, 33, own["crc"], own["compressed"], own["size"], len(name), len(extra))
        return LOCAL.pack(b"PK\3\4", 20, *fixed) + name + extra + self.packed + self.after

    def central_record(self, offset: int) -> bytes:
        """The record of the directory."""
        place = offset if self.offset is None else self.offset
        lengths = (len(self.name), len(self.extra), len(self.comment), self.disk, 0, self.attributes, place)
        fixed = CENTRAL.pack(
            b"PK\1\2", self.made_by, self.version, self.flags, self.method, 0, 33, *self.told(), *lengths
        )
        return fixed + self.name + self.extra + self.comment


HARMLESS = (
    Member(name=b"top/bagit.txt"),
    Member(name=b"top/data/log/checkpoint", data=b"abc" * 100, method=8),
    Member(name=b"top/verify/check.sh"),
)


def forge(members: tuple[Member, ...] = HARMLESS, *, swap: bool = False, **end: int | bytes) -> bytes:
    """Return the zip of `members`; `end` replaces fields of the end record."""
    pieces, directory, place = [], [], 0
    for member in members:
        directory.append(member.central_record(place))
        pieces.append(member.local_record())
        place += len(pieces[-1])
    body = b"".join(pieces)
    if swap:
        directory.reverse()
    records = b"".join(directory)
    told = {"disk": 0, "first": 0, "here": len(members), "all": len(members), "size": len(records), "offset": len(body)}
    told |= {"comment": b"", "before": b"", "between": b"", "wide": b""} | end
    told["offset"] += len(told["before"]) if end.get("shift") else 0
    fields = [told[name] for name in ("disk", "first", "here", "all", "size", "offset")]
    tail = END.pack(b"PK\5\6", *fields, len(told["comment"])) + told["comment"]
    return told["before"] + body + told["between"] + records + told["wide"] + tail


def with_first(**changes: object) -> bytes:
    """Return the harmless zip with its first member changed."""
    return forge((replace(HARMLESS[0], **changes), *HARMLESS[1:]))


def with_packed(**changes: object) -> bytes:
    """Return the harmless zip with its deflated member changed."""
    return forge((HARMLESS[0], replace(HARMLESS[1], **changes), HARMLESS[2]))


def named(*names: bytes) -> bytes:
    """Return the harmless zip and members of these names."""
    return forge((*HARMLESS, *(Member(name=name) for name in names)))


def moded(mode: int, system: int = 3) -> bytes:
    """Return a zip with a member of a Unix file type."""
    return forge((*HARMLESS, Member(name=b"top/data/x", attributes=mode << 16, made_by=system << 8 | 20)))


def wide(size: int, compressed: int) -> bytes:
    """Return a zip64 extra field."""
    return struct.pack("<2H2Q", 1, 16, size, compressed)


def wide_end(count: int, size: int, offset: int, *, rest: int = 44, at: int | None = None, disks: int = 1) -> bytes:
    """Return the zip64 end records."""
    record = END_64.pack(b"PK\6\6", rest, 45, 45, 0, 0, count, count, size, offset)
    return record + LOCATOR_64.pack(b"PK\6\7", 0, offset + size if at is None else at, disks)


def wide_zip(*, here: int = 0xFFFF, told: int = 3, rest: int = 44, disks: int = 1, shift: int = 0) -> bytes:
    """Return the harmless zip with zip64 end records, right unless told otherwise."""
    content, end = forge()[:-22], forge()[-22:]
    size, offset = int.from_bytes(end[12:16], "little"), int.from_bytes(end[16:20], "little")
    records = wide_end(told, size, offset, rest=rest, at=offset + size + shift, disks=disks)
    return content + records + END.pack(b"PK\5\6", 0, 0, here, here, LARGE, offset, 0)


def overlapping_bomb() -> bytes:
    """Return a zip whose many members all mean the same data, quoting one another's records."""
    kernel = Member(name=b"top/kernel", data=bytes(1 << 20), method=8)
    body = kernel.local_record()
    record = kernel.central_record(0)
    records = b"".join(record.replace(b"top/kernel", b"top/k%05d" % n) for n in range(500))
    return body + records + END.pack(b"PK\5\6", 0, 0, 500, 500, len(records), len(body), 0)


def two_directories() -> bytes:
    """Return two whole zips, one behind the other: programs differ in which one they see."""
    return forge() + forge((replace(HARMLESS[0], data=b"another"), *HARMLESS[1:]))


def hidden_directory() -> bytes:
    """Return a zip with a second directory between the members and the one that counts."""
    return forge(between=b"".join(member.central_record(0) for member in HARMLESS), offset=0)


def many(count: int, **end: int) -> bytes:
    """Return a zip of very many empty members."""
    members = tuple(Member(name=b"top/data/%06d" % n, data=b"") for n in range(count))
    if not end:
        end = {"here": count & 0xFFFF, "all": count & 0xFFFF}
    return forge(members, **end)


def descriptor(crc: int, compressed: int, size: int) -> bytes:
    """Return a data descriptor."""
    return struct.pack("<4s3L", b"PK\7\x08", crc, compressed, size)


def streamed(**told: int) -> bytes:
    """Return a zip whose first member tells its sizes only behind the data."""
    data = HARMLESS[0].data
    right = {"crc": zlib.crc32(data), "compressed": len(data), "size": len(data)} | told
    local = {"crc": 0, "compressed": 0, "size": 0}
    return with_first(flags=8, local=local, after=descriptor(**right))


def _cut(count: int) -> bytes:
    return forge()[:-count]


def _bomb_of_many() -> bytes:
    return forge(tuple(Member(name=b"top/data/%03d" % n, data=bytes(1 << 20), method=8) for n in range(60)))


SYMLINK, FIFO, DEVICE, SOCKET = stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFBLK | 0o600, stat.S_IFSOCK | 0o600

HOSTILE: dict[str, Callable[[], bytes]] = {
    # names
    "absolute": lambda: named(b"/etc/passwd"),
    "up": lambda: named(b"top/../../x"),
    "up at the end": lambda: named(b"top/.."),
    "here": lambda: named(b"top/./x"),
    "empty part": lambda: named(b"top//x"),
    "empty name": lambda: named(b""),
    "backslash up": lambda: named(b"top\\..\\..\\x"),
    "drive": lambda: named(b"C:/x"),
    "drive inside": lambda: named(b"top/c:x"),
    "share": lambda: named(b"//host/share/x"),
    "stream": lambda: named(b"top/x:hidden"),
    "nul": lambda: named(b"top/x\0.txt"),
    "newline": lambda: named(b"top/x\ny"),
    "escape": lambda: named(b"top/\x1b[2Jx"),
    "bidi": lambda: named("top/\u202etxt.exe".encode()),
    "zero width": lambda: named("top/a\u200bb".encode()),
    "not utf-8": lambda: named(b"top/\xff\xfe"),
    "cp437": lambda: named(b"top/\x81"),
    "nfc and nfd": lambda: named("top/\u00e9".encode(), "top/e\u0301".encode()),
    "reserved": lambda: named(b"top/CON"),
    "reserved with suffix": lambda: named(b"top/data/nul.json"),
    "reserved port": lambda: named(b"top/com1.txt/x"),
    "trailing dot": lambda: named(b"top/x."),
    "trailing space": lambda: named(b"top/x "),
    "wild card": lambda: named(b"top/*"),
    "long": lambda: named(b"top/" + b"a" * 300),
    "deep": lambda: named(b"top/" + b"a/" * 60 + b"x"),
    "twice": lambda: named(b"top/bagit.txt"),
    "case twin": lambda: named(b"top/BagIt.txt"),
    "folder case twin": lambda: named(b"top/DATA/x"),
    "file as folder": lambda: named(b"top/bagit.txt/x"),
    "folder as file": lambda: named(b"top/data"),
    "two tops": lambda: named(b"other/x"),
    "file at the top": lambda: named(b"x"),
    "top case twin": lambda: named(b"Top/x"),
    "no members": lambda: forge(()),
    "second name": lambda: with_first(extra=struct.pack("<2HBL", 0x7075, 5, 1, 0)),
    "local name differs": lambda: with_first(local={"name": b"top/other.txt"}),
    # kinds
    "symlink": lambda: moded(SYMLINK),
    "symlink of macos": lambda: moded(SYMLINK, 19),
    "symlink that claims dos": lambda: moded(SYMLINK, 0),
    "fifo": lambda: moded(FIFO),
    "device": lambda: moded(DEVICE),
    "socket": lambda: moded(SOCKET),
    "folder with content": lambda: forge((*HARMLESS, Member(name=b"top/x/", attributes=0o40755 << 16))),
    "folder mode on a file": lambda: moded(0o40755),
    "dos folder flag on a file": lambda: with_first(attributes=0x10),
    "volume label": lambda: with_first(attributes=0x08),
    # packing
    "encrypted": lambda: with_first(flags=1),
    "strongly encrypted": lambda: with_first(flags=0x41),
    "masked": lambda: with_first(flags=0x2000),
    "patched": lambda: with_first(flags=0x20),
    "aes": lambda: with_first(method=99),
    "bzip2": lambda: with_first(method=12),
    "lzma": lambda: with_first(method=14),
    "zstandard": lambda: with_first(method=93),
    "for a newer program": lambda: with_first(version=64),
    "method differs": lambda: with_first(local={"method": 8}),
    "flags differ": lambda: with_first(local={"flags": 0x0800}),
    # sizes
    "bomb": lambda: forge((*HARMLESS, Member(name=b"top/data/x", data=bytes(8 << 20), method=8))),
    "bomb of many": _bomb_of_many,
    "bomb beside ballast": lambda: forge(
        (Member(name=b"top/data/x", data=bytes(2 << 20), method=8), Member(name=b"top/data/y", data=bytes(100_000)))
    ),
    "overlapping bomb": overlapping_bomb,
    "huge claim": lambda: with_packed(size=LARGE - 1),
    "huge zip64 claim": lambda: with_packed(size=LARGE, extra=struct.pack("<2HQ", 1, 8, 1 << 60)),
    "stored with two sizes": lambda: with_first(size=3),
    "local size differs": lambda: with_first(local={"size": 1}),
    "local crc differs": lambda: with_first(local={"crc": 1}),
    "zip64 missing": lambda: with_packed(size=LARGE),
    "zip64 too short": lambda: with_packed(size=LARGE, extra=struct.pack("<2HL", 1, 4, 1)),
    "zip64 not needed": lambda: with_packed(extra=wide(300, 9)),
    "zip64 twice": lambda: with_packed(size=LARGE, extra=struct.pack("<2HQ", 1, 8, 300) * 2),
    "extra field past its end": lambda: with_first(extra=struct.pack("<2H", 0x5455, 400)),
    "extra field cut": lambda: with_first(extra=b"\1\0"),
    "same place twice": lambda: forge((*HARMLESS, replace(HARMLESS[2], name=b"top/y", offset=0))),
    "place past the end": lambda: with_first(offset=1 << 30),
    "out of order": lambda: forge(swap=True),
    "hidden between members": lambda: with_first(after=b"hidden bytes"),
    "hidden descriptor": lambda: with_first(after=descriptor(0, 0, 0)),
    "wrong descriptor": lambda: streamed(size=99),
    "wrong crc in descriptor": lambda: streamed(crc=99),
    # ends
    "prepended": lambda: forge(before=b"#!/bin/sh\necho harm\n"),
    "prepended and shifted": lambda: forge(before=b"#!/bin/sh\necho harm\n", shift=1),
    "prepended zip": lambda: forge(before=forge((HARMLESS[0],)), shift=1),
    "appended": lambda: forge() + b"more",
    "comment": lambda: forge(comment=b"hello"),
    "end record in comment": lambda: forge(comment=forge()[-22:]),
    "two zips": two_directories,
    "two directories": hidden_directory,
    "hidden before the directory": lambda: forge(between=b"hidden", offset=10),
    "count too small": lambda: forge(here=2, all=2),
    "count too large": lambda: forge(here=4, all=4),
    "counts differ": lambda: forge(here=2),
    "count zero": lambda: forge(here=0, all=0),
    "second disk": lambda: forge(disk=1, first=1),
    "member on another disk": lambda: with_first(disk=3),
    "member comment": lambda: with_first(comment=b"hello"),
    "directory offset too small": lambda: forge(offset=0),
    "directory offset too large": lambda: forge(offset=1 << 31),
    "directory size too large": lambda: forge(size=1 << 31),
    "zip64 end elsewhere": lambda: forge(wide=wide_end(3, 1, 1, at=7)),
    "zip64 end differs": lambda: forge(wide=wide_end(5, 1, 1)),
    "zip64 end of odd size": lambda: forge(wide=wide_end(3, 1, 1, rest=1 << 40)),
    "zip64 locator of many disks": lambda: forge(wide=wide_end(3, 1, 1, disks=9)),
    "zip64 end, other count": lambda: wide_zip(here=2),
    "zip64 end, smaller count": lambda: wide_zip(told=2),
    "zip64 end, longer": lambda: wide_zip(rest=45),
    "zip64 end, many disks": lambda: wide_zip(disks=2),
    "zip64 end, misplaced": lambda: wide_zip(shift=-1),
    "zip64 count": lambda: forge(here=0xFFFF, all=0xFFFF, wide=wide_end(1 << 60, 1, 1)),
    "limits without zip64": lambda: forge(here=0xFFFF, all=0xFFFF),
    "65,536 members": lambda: many(65_536),
    "66,000 members, count wrapped": lambda: many(66_000),
    "truncated end": lambda: _cut(1),
    "truncated directory": lambda: _cut(40),
    "truncated member": lambda: forge()[:60],
    "empty": lambda: b"",
    "only an end": lambda: END.pack(b"PK\5\6", 0, 0, 0, 0, 0, 0, 0),
    "not a zip": lambda: b"%PDF-1.7\n" * 40,
    "tar": lambda: b"top/bagit.txt".ljust(1024, b"\0"),
    "gzip": lambda: b"\x1f\x8b\x08" + bytes(100),
}

DAMAGED: dict[str, Callable[[], bytes]] = {
    "wrong crc, stored": lambda: with_first(crc=7),
    "wrong crc, deflated": lambda: with_packed(crc=7),
    "deflated to more than told": lambda: with_packed(size=200),
    "deflated to less than told": lambda: with_packed(size=301),
    "not deflated": lambda: _as_deflated(b"\xff" * 9),
    "deflate cut short": lambda: _as_deflated(Member(name=b"x", data=b"abc" * 100, method=8).packed[:-3]),
    "bytes after the deflated": lambda: _as_deflated(Member(name=b"x", data=b"abc" * 100, method=8).packed + b"more"),
}


def _as_deflated(packed: bytes) -> bytes:
    """Return a zip whose deflated member holds these bytes instead."""

    class Raw(Member):
        @property
        def packed(self) -> bytes:
            return packed

    return forge((HARMLESS[0], Raw(name=b"top/data/x", data=b"abc" * 100, method=8), HARMLESS[2]))


def rezipped_by_others() -> dict[str, bytes]:
    """Return harmless zips as other programs write them."""
    found = {"forged": forge(), "streamed": streamed()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.mkdir("top")
        zipped.mkdir("top/data")
        for member in HARMLESS:
            zipped.writestr(member.name.decode(), member.data)
    found["python"] = buffer.getvalue()

    class Pipe(io.RawIOBase):
        """Cannot seek, so that descriptors are needed."""

        def __init__(self) -> None:
            self.content = b""

        def writable(self) -> bool:
            return True

        def write(self, piece: bytes) -> int:
            self.content += bytes(piece)
            return len(piece)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as zipped:
        for member in HARMLESS:
            zipped.writestr(member.name.decode(), member.data)
    found["piped"] = pipe.content
    times = struct.pack("<2HBL", 0x5455, 5, 1, 1_700_000_000)
    found["extra fields"] = with_first(extra=times, local={"extra": times})
    found["zip64 end"] = wide_zip()
    found["of dos"] = with_first(made_by=20, attributes=0x20)
    return found
