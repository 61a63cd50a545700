"""Photographs without their metadata, and QR codes that phones and courts can read."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import segno
from PIL import Image, ImageCms, ImageOps
from reportlab.lib.utils import ImageReader

from custody_app.reports.engine.blocks.block import Block, Flow
from custody_app.reports.engine.blocks.prose import Paragraph
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.tags import Element
from custody_app.reports.engine.text import Text, plain
from custody_app.reports.engine.theme import CAPTION, INK, MM, RULE, SMALL, TINT
from custody_app.resources import read_resource

LONGEST_EDGE = 1400  # pixels: 200 per inch at 7 inches
MOST_PIXELS = 200_000_000
QR_SIDE = 32 * MM
QR_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


class UnreadablePicture(ValueError):
    """An image file that cannot be decoded."""


def clean_jpeg(data: bytes) -> bytes:
    """Return an image file as JPEG in sRGB, upright, at most 1,400 pixels long, without any metadata.

    A photograph's own bytes hold where and with what it was taken, and may be CMYK; the report never carries them.

    Raises:
        UnreadablePicture: the bytes are no image Pillow reads, or more than 200 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise UnreadablePicture("more than 200 million pixels")
                opened.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
                picture = ImageOps.exif_transpose(opened)
                picture = _srgb(picture, opened.info.get("icc_profile"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, ArithmeticError) as error:
        raise UnreadablePicture(str(error)) from error
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(picture)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=86, subsampling=0, optimize=False)
    return written.getvalue()


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        flat = picture.convert("RGBA")
        ground = Image.new("RGBA", flat.size, "white")
        ground.alpha_composite(flat)
        picture = ground.convert("RGB")
    elif picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256).convert("L")
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.ImageCmsProfile(io.BytesIO(read_resource("icc/sRGB.icc")))
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return picture.convert("RGB")  # a broken profile says nothing
        return converted if converted is not None else picture.convert("RGB")
    return picture.convert("RGB")


def bounds(x: float, y: float, width: float, height: float) -> str:
    """Return the layout attributes of a figure in PDF syntax."""
    return f"<</O/Layout/BBox[{x:.2f} {y:.2f} {x + width:.2f} {y + height:.2f}]/Placement/Block>>"


class Picture(Block):
    """A photograph with its caption.

    Args:
        data: the image file as kept; it is re-encoded, never embedded as it is.
        alt: what it shows, for who cannot see it.
        caption: printed below.
        most: the greatest height in points.
        unreadable: printed in its place when it cannot be decoded.
    """

    def __init__(self, data: bytes, alt: str, caption: Text = "", *, most: float = 120.0, unreadable: str = "") -> None:
        self.alt = alt
        self.most = most
        self.reader: ImageReader | None = None
        try:
            self.reader = ImageReader(io.BytesIO(clean_jpeg(data)))
        except UnreadablePicture:
            self.alt = unreadable or alt
        self.unreadable = unreadable
        self.caption = Paragraph(caption, CAPTION)

    def _size(self, width: float) -> tuple[float, float]:
        if self.reader is None:
            return width, min(self.most, 60.0)
        wide, tall = self.reader.getSize()
        scale = min(width / wide, self.most / tall)
        return wide * scale, tall * scale

    def height(self, pen: Pen, width: float) -> float:
        return self._size(width)[1] + self.caption.height(pen, width) + (3 if self.caption.text else 0)

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        wide, tall = self._size(width)
        self._figure(pen, parent, (x, top - tall, wide, tall), framed=True)
        self.caption.draw(pen, parent, x, top - tall - 3, width)

    def draw_within(self, pen: Pen, parent: Element, place: tuple[float, float, float, float]) -> None:
        """Draw the picture alone in the middle of a place (x, y, width, height), as a signature in its box."""
        x, y, width, height = place
        wide, tall = self._size(width)
        self._figure(pen, parent, (x + (width - wide) / 2, y + (height - tall) / 2, wide, tall), framed=False)

    def _figure(self, pen: Pen, parent: Element, place: tuple[float, float, float, float], *, framed: bool) -> None:
        x, y, wide, tall = place
        figure = pen.tree.element("Figure", parent, alt=plain(self.alt) or "-", attributes=bounds(*place))
        with pen.tagged(figure):
            if self.reader is None:
                pen.box(x, y, wide, tall, fill=TINT, stroke=RULE)
                lines = pen.setter.lines(self.unreadable, SMALL, wide - 12)
                pen.loose_lines(lines[:4], x + 6, y + tall - 8, SMALL.leading)
                return
            pen.canvas.drawImage(self.reader, x, y, wide, tall)
            if framed:
                pen.box(x, y, wide, tall, stroke=RULE, weight=0.4)


class QrCode(Block):
    """A QR code beside the lines it holds in readable form.

    Args:
        payload: upper-case letters, digits and ` $%*+-./:`, so that it fits alphanumeric mode.
        alt: what it is, read aloud.
        beside: blocks printed beside it.
        side: its side in points, the quiet zone not counted.
        align: left, or right where nothing stands beside it.

    Raises:
        ValueError: the payload holds another character.
    """

    def __init__(
        self, payload: str, alt: str, beside: Sequence[Block] = (), *, side: float = QR_SIDE, align: str = "left"
    ) -> None:
        if not payload or not set(payload) <= QR_CHARACTERS:
            raise ValueError("a QR payload holds upper-case letters, digits and ` $%*+-./:` only")
        self.code = segno.make_qr(
            payload, error="m", mode="alphanumeric", boost_error=False, version=qr_version(payload)
        )
        self.alt = alt
        self.side = side
        self.align = align
        self.beside = list(beside)
        self.before, self.after = 8.0, 8.0

    def _beside_height(self, pen: Pen, width: float) -> float:
        inner = width - self.side - 18
        return sum(block.height(pen, inner) + block.after for block in self.beside)

    def height(self, pen: Pen, width: float) -> float:
        return max(self.side, self._beside_height(pen, width) if self.beside else 0.0)

    def draw(self, pen: Pen, parent: Element, x: float, top: float, width: float) -> None:
        if self.align == "right":
            x += width - self.side
        matrix = self.code.matrix
        module = self.side / len(matrix)
        place = bounds(x, top - self.side, self.side, self.side)
        figure = pen.tree.element("Figure", parent, alt=self.alt, attributes=place)
        with pen.tagged(figure):
            pen.emit("{:.3g} {:.3g} {:.3g} rg".format(*INK))
            for number, row in enumerate(matrix):
                pen.emit(_bars(row, x, top - (number + 1) * module, module))
            pen.emit("f")
        edge = top
        for block in self.beside:
            block.draw(pen, parent, x + self.side + 18, edge, width - self.side - 18)
            edge -= block.height(pen, width - self.side - 18) + block.after

    def flow(self, flow: Flow, parent: Element) -> None:
        super().flow(flow, parent)


def qr_version(payload: str) -> int | None:
    """Return 7 where the payload fits version 7-M (178 characters in alphanumeric mode, ISO/IEC 18004), else None."""
    return 7 if len(payload) <= 178 else None


def _bars(row: Sequence[int], x: float, y: float, module: float) -> str:
    """Return one row of modules as rectangles, neighbours joined, a hair taller so that no white shows between."""
    parts, start = [], None
    for index, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            parts.append(f"{x + start * module:.3f} {y:.3f} {(index - start) * module:.3f} {module + 0.02:.3f} re")
            start = None
    return " ".join(parts)
