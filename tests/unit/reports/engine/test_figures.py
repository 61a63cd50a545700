"""Photographs carry nothing but their picture; QR codes read back."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from custody_app.reports.engine import Document, Paragraph, Picture, QrCode, UnreadablePicture, clean_jpeg
from tests.unit.reports.engine.sample_facts import photograph


def encoded(picture, kind, exif=None):
    written = io.BytesIO()
    picture.save(written, kind, **({"exif": exif} if exif else {}))
    return written.getvalue()


def test_metadata_is_gone():
    original = photograph()
    assert b"SECRET" in original
    clean = clean_jpeg(original)
    assert b"SECRET" not in clean
    with Image.open(io.BytesIO(clean)) as opened:
        assert not opened.getexif()
        assert "icc_profile" not in opened.info


def test_nothing_of_it_is_in_the_document():
    document = Document()
    document.add(Picture(photograph(), "A phone", "Photo 1"))
    with pikepdf.open(io.BytesIO(document.close().pdf)) as pdf:
        raw = b"".join(one.read_raw_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream))
    assert b"SECRET" not in raw


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "1"])
def test_any_colour_becomes_srgb(mode):
    kind = "TIFF" if mode == "1" else "JPEG"
    with Image.open(io.BytesIO(clean_jpeg(encoded(Image.new(mode, (60, 40)), kind)))) as opened:
        assert (opened.mode, opened.size) == ("RGB", (60, 40))


def test_transparency_lies_on_white():
    with Image.open(io.BytesIO(clean_jpeg(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG")))) as opened:
        assert min(opened.getpixel((4, 4))) > 250


def test_a_turned_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right
    with Image.open(io.BytesIO(clean_jpeg(encoded(Image.new("RGB", (80, 40)), "JPEG", exif=exif)))) as opened:
        assert opened.size == (40, 80)


def test_large_photographs_become_small():
    with Image.open(io.BytesIO(clean_jpeg(encoded(Image.new("RGB", (4000, 3000)), "JPEG")))) as opened:
        assert max(opened.size) == 1400


@pytest.mark.parametrize("data", [b"", b"not an image", photograph()[:300], b"GIF89a" + bytes(8)])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(UnreadablePicture):
        clean_jpeg(data)


def test_an_unreadable_picture_says_so_in_its_place():
    document = Document()
    document.add(Picture(b"junk", "A phone", unreadable="This file cannot be shown."), Paragraph("x"))
    opened = pypdfium2.PdfDocument(document.close().pdf)
    page = opened[0]
    words = page.get_textpage()
    assert "This file cannot be shown." in words.get_text_range()
    words.close()
    page.close()
    opened.close()


PAYLOAD = "CUSTODY:1/LOG:SAN-TELMO/SIZE:214/REC:" + "0123456789ABCDEF" * 4


@pytest.mark.parametrize("dots", [100, 150, 300])
def test_a_qr_code_reads_back(dots):
    document = Document()
    document.add(QrCode(PAYLOAD, "QR", [Paragraph("beside")]))
    opened = pypdfium2.PdfDocument(document.close().pdf)
    page = opened[0]
    found = zxingcpp.read_barcodes(page.render(scale=dots / 72).to_pil())
    page.close()
    opened.close()
    assert [one.text for one in found] == [PAYLOAD]


@pytest.mark.parametrize("payload", ["", "lower case", "É"])
def test_other_characters_are_refused(payload):
    with pytest.raises(ValueError, match="upper-case"):
        QrCode(payload, "QR")


def test_short_payloads_are_of_version_seven_at_level_m():
    code = QrCode(PAYLOAD, "QR").code
    assert (code.version, code.error, code.mode) == (7, "M", "alphanumeric")
