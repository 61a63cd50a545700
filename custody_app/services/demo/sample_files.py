"""The files of the sample case: photographs with EXIF, a warrant, an extraction folder, a disk image as E01."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw

from custody_app.services.demo.sample_image import SECTOR, write_e01

IMAGE_SECTORS = 6144
_COLOURS = ((38, 70, 83), (42, 157, 143), (233, 196, 106), (231, 111, 81), (69, 123, 157))


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Where the sample case's files lie, all below one folder."""

    warrant: Path
    photographs: tuple[Path, ...]
    disk_image: Path
    raw_image: Path
    extraction: Path
    provider_return: Path
    cctv_clip: Path
    signature: Path


def make_sample_files(folder: Path, seed: int) -> SampleFiles:
    """Make the files, the same for the same seed; a few megabytes in all."""
    chance = random.Random(seed)  # noqa: S311  (content of sample files, not a secret)
    folder.mkdir(parents=True, exist_ok=True)
    photographs = tuple(
        _photograph(folder / f"IMG_{number:04d}.jpg", label, number)
        for number, label in enumerate(("Phone, cracked screen", "Laptop, sticker on lid", "Sealed bag", "Desk"), 1)
    )
    raw = _disk(chance)
    raw_path = _write(folder / "E02_disk.raw", raw)
    image = write_e01(raw, "2026-CR-0147", "E-02", "Dr. R. Salas", "2026 3 4 9 12 30")
    return SampleFiles(
        warrant=_write(folder / "warrant-2026-091.txt", _WARRANT.encode("utf-8")),
        photographs=photographs,
        disk_image=_write(folder / "E02_disk.E01", image),
        raw_image=raw_path,
        extraction=_extraction(folder / "E01_extraction", chance),
        provider_return=_write(folder / "provider-return.json", _provider_return(chance)),
        cctv_clip=_write(folder / "channel-03.dav", chance.randbytes(700_000)),
        signature=_signature(folder / "signature-occupier.png"),
    )


_WARRANT = """FICTITIOUS, FOR THE SAMPLE STATION ONLY
Search warrant 2026/091, Second Criminal Court of San Telmo
Place: 18 Orchard Lane. Items: computers, telephones, storage media, recorders.
Issued for thirty days.
"""


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _photograph(path: Path, label: str, number: int) -> Path:
    picture = Image.new("RGB", (1280, 960), _COLOURS[number % len(_COLOURS)])
    draw = ImageDraw.Draw(picture)
    for step in range(0, 1280, 64):
        draw.line([(step, 0), (1280 - step, 960)], fill=_COLOURS[(number + step // 64) % len(_COLOURS)], width=9)
    draw.rectangle([(80, 740), (1200, 880)], fill=(250, 250, 250))
    draw.text((110, 770), f"{label} - sample photograph {number}", fill=(20, 20, 20), font_size=44)
    exif = Image.Exif()
    exif[ExifTags.Base.Make.value] = "Sample"
    exif[ExifTags.Base.Model.value] = "Field camera 2"
    taken = exif.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal.value] = f"2026:03:04 07:{10 + number:02d}:00"
    taken[ExifTags.Base.OffsetTimeOriginal.value] = "-03:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef.value] = "S"
    place[ExifTags.GPS.GPSLatitude.value] = (34.0, 37.0, 16.0)
    place[ExifTags.GPS.GPSLongitudeRef.value] = "W"
    place[ExifTags.GPS.GPSLongitude.value] = (58.0, 22.0, 17.0)
    picture.save(path, quality=82, exif=exif)
    return path


def _disk(chance: random.Random) -> bytes:
    """A master boot record, some text, some noise, and empty sectors, as a small used disk has."""
    boot = bytearray(SECTOR)
    boot[446:462] = bytes.fromhex("80010100 0e1f3f05 3f000000 c1170000")
    boot[510:512] = b"\x55\xaa"
    text = b"".join(f"{n:06d} invoice {hashlib.sha256(bytes([n % 251])).hexdigest()}\r\n".encode() for n in range(9000))
    body = bytes(boot) + text + chance.randbytes(900_000)
    return body.ljust(IMAGE_SECTORS * SECTOR, b"\0")[: IMAGE_SECTORS * SECTOR]


def _extraction(folder: Path, chance: random.Random) -> Path:
    for name, size in (
        ("messages/chat-001.json", 40_000),
        ("messages/chat-002.json", 25_000),
        ("media/audio-note.opus", 180_000),
        ("media/documento_ñandú.pdf", 60_000),
        ("media/证据照片_第三号.jpg", 90_000),
        ("media/invoice\u202egpj.exe", 12_000),
        ("calls.csv", 3_000),
        ("empty.log", 0),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chance.randbytes(size))
    return folder


def _provider_return(chance: random.Random) -> bytes:
    sessions = [{"n": n, "from": f"198.51.100.{chance.randrange(1, 250)}"} for n in range(400)]
    return json.dumps({"provider": "MailCo (fictitious)", "account": "88-1120", "sessions": sessions}).encode()


def _signature(path: Path) -> Path:
    picture = Image.new("L", (600, 200), 255)
    draw = ImageDraw.Draw(picture)
    points = [(40 + step * 9, 100 + (step * 37 % 71) - 35) for step in range(56)]
    draw.line(points, fill=0, width=4, joint="curve")
    picture.save(path)
    return path
