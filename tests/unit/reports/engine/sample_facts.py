"""Invented facts of the sample: names that give trouble, a photograph with metadata."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw

from custody_app.reports.engine import (
    Heading,
)

RECORD = hashlib.sha256(b"record").hexdigest()
ROOT = hashlib.sha256(b"root").hexdigest()
CASE = "2026-CR-0147"
SECTIONS = (
    ("summary", "1", "Summary in plain words"),
    ("exhibits", "2", "The exhibits"),
    ("time", "3", "Custody over time"),
    ("cards", "4", "Exhibit by exhibit"),
    ("integrity", "5", "Integrity checks"),
    ("made", "6", "How this record was made"),
    ("words", "7", "Words used"),
    ("certificate", "8", "Certificate and signatures"),
    ("check", "9", "How to check this report"),
)
NAMES = (
    "证据照片_第三号.jpg",
    "مستند سري 12.zip",
    "מסמך (עותק).pdf",
    "साक्ष्य_फ़ोटो.png",
    "หลักฐานที่ 4.mp4",
    "증거자료.hwp",
    "証拠メモ.txt",
    "Łódź – žluťoučký 🔒📱.zip",
    "invoice\u202egpj.exe",
    "<b>bold</b> & <img src='/etc/passwd'/>",
    "line\nfeed and \x00 null",
    "/very/long/" + "path_component-" * 24 + "end.bin",
)


def photograph() -> bytes:
    """Return a drawn photograph with EXIF, so that its loss can be seen."""
    picture = Image.new("RGB", (1200, 900), (203, 200, 194))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((420, 90, 760, 800), 40, fill=(32, 38, 48), outline=(90, 96, 105), width=6)
    draw.rounded_rectangle((445, 130, 735, 760), 16, fill=(52, 66, 86))
    for end in ((700, 160), (480, 700), (720, 600), (600, 740)):
        draw.line((590, 380, *end), fill=(180, 190, 200), width=3)
    draw.rectangle((900, 90, 1120, 250), fill="white", outline=(120, 120, 120), width=3)
    draw.rectangle((60, 820, 1140, 880), fill=(240, 230, 180), outline=(120, 110, 70), width=2)
    for x in range(60, 1140, 27):
        draw.line((x, 820, x, 845), fill=(90, 80, 50), width=2)
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE 41.3874 2.1686"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    return written.getvalue()


def heading(key: str) -> Heading:
    number, title = next((n, t) for k, n, t in SECTIONS if k == key)
    return Heading(1, title, key, number)
