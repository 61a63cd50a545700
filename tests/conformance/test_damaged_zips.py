"""Zips changed in their own records: what one reader calls unsafe, the other does, and both see the same members."""

import io
import random
import struct
import zipfile

import pytest

from custody_app.diagnostics import InputWrong
from custody_app.exchange.zip_reader import ZipReader
from custody_app.verifier import verify_custody as standalone
from tests.conformance.builder.package import seal, zip_bytes
from tests.conformance.builder.scene import CAST

RECORDS = (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\7\x08", b"PK\6\6", b"PK\6\7")
FILES = dict(sorted(seal({"bag-info.txt": b"x", "data/log/checkpoint": b"y" * 99}, CAST.ana).items()))


class Pipe(io.RawIOBase):
    """Cannot be sought in, so that the zip has data descriptors."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.written += content
        return len(content)


def with_descriptors() -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in FILES.items():
            archive.writestr("top/" + name, raw)
    return bytes(pipe.written)


def with_wide_sizes(*, told_twice: bool = False) -> bytes:
    """Local records with their sizes in a zip64 field; `told_twice` in the short fields too, as Python 3.11.2 does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, raw in FILES.items():
            with archive.open("top/" + name, "w", force_zip64=True) as member:
                member.write(raw)
    zipped = bytearray(out.getvalue())
    with zipfile.ZipFile(out) as archive:
        for told in archive.infolist():
            sizes = (told.compress_size, told.file_size) if told_twice else (0xFFFFFFFF, 0xFFFFFFFF)
            struct.pack_into("<2L", zipped, told.header_offset + 18, *sizes)
    return bytes(zipped)


def test_sizes_that_are_told_twice_are_unsafe_for_both() -> None:
    raw = with_wide_sizes(told_twice=True)
    assert by_the_program(raw) == by_the_standalone(raw) == "unsafe"


def by_the_program(raw: bytes) -> list[str] | str:
    try:
        reader = ZipReader(io.BytesIO(raw))
        top = reader.top_folder()
        return sorted(name[len(top) + 1 :] for name in reader.names())
    except InputWrong:
        return "unsafe"


def by_the_standalone(raw: bytes) -> list[str] | str:
    try:
        return sorted(standalone.ZipFiles(io.BytesIO(raw)).names)
    except standalone.Unreadable:
        return "unsafe"


def change(raw: bytes, rng: random.Random) -> bytes:
    """One bit, one byte, or some bytes too many, mostly in the records."""
    out = bytearray(raw)
    starts = [at for at in range(len(raw)) if raw[at : at + 4] in RECORDS]
    at = min(rng.choice(starts) + rng.randrange(46), len(raw) - 1)
    act = rng.randrange(8)
    if act < 4:
        out[at] ^= 1 << rng.randrange(8)
    elif act == 4:
        out[at] = rng.choice([0, 1, 8, 255])
    elif act == 5:
        out[at:at] = bytes(rng.choice([1, 4, 16]))
    elif act == 6:
        out += b"x"
    else:
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


@pytest.mark.parametrize("make", [lambda: zip_bytes(FILES), with_descriptors, with_wide_sizes])
def test_both_readers_refuse_the_same(make) -> None:
    rng, raw = random.Random(8), make()  # noqa: S311 - a repeatable sample
    assert by_the_program(raw) == by_the_standalone(raw) == sorted(FILES)
    for number in range(400):
        changed = change(raw, rng)
        assert by_the_program(changed) == by_the_standalone(changed), number
