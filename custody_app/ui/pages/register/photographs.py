"""Photographs are kept by digest; what their EXIF block claims of time and place is read and shown as a claim."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import ExifTags, Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from custody_app.diagnostics import Cancelled, CustodyError
from custody_app.hashing.progress import Control
from custody_app.services.station import OpenStation

PREVIEW = 144
"""Longest side of a preview in pixels."""
MOST_PIXELS = 200_000_000
"""Larger pictures are kept like any other, but not opened for a preview."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture that is kept.

    Attributes:
        kept: members of `Attachment`, with `taken` and `where` as the file claims them, "" where it claims nothing.
        preview: PNG, b"" where there is none.
    """

    kept: dict[str, Any] = field(default_factory=dict)
    preview: bytes = b""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping several files.

    Attributes:
        photographs: what is kept, in order.
        refused: why others are not, each by itself: one bad file takes no good one with it.
        stopped: the person stopped it; what was kept before is among the photographs.
    """

    photographs: list[Photograph] = field(default_factory=list)
    refused: list[CustodyError] = field(default_factory=list)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class KeepPhotographs:
    """Work for the TaskRunner: keeps files, returns what a statement will say of them.

    Attributes:
        station: whose attachments.
        paths: files, only read.
        previews: whether small pictures may be made; not of sensitive exhibits.
    """

    station: OpenStation
    paths: Sequence[Path]
    previews: bool

    def __call__(self, control: Control) -> Kept:
        """Keep them one by one; the progress counts the bytes of the file that is read."""
        photographs: list[Photograph] = []
        refused: list[CustodyError] = []
        for path in self.paths:
            try:
                photographs.append(kept_photograph(self.station, path, previews=self.previews, progress=control))
            except Cancelled:
                return Kept(photographs, refused, stopped=True)
            except CustodyError as error:
                refused.append(error)
        return Kept(photographs, refused)


@dataclass(frozen=True, slots=True)
class KeepPasted:
    """Likewise for a picture from the clipboard, which gets a name."""

    station: OpenStation
    image: QImage
    name: str
    previews: bool

    def __call__(self, _control: Control) -> Kept:
        """Write it as PNG, keep that file."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / self.name
            path.write_bytes(png_of(self.image))
            return Kept([kept_photograph(self.station, path, previews=self.previews)])


@dataclass(frozen=True, slots=True)
class ReadPreviews:
    """Likewise for pictures that were kept earlier, as after a crash."""

    station: OpenStation
    digests: Sequence[str]

    def __call__(self, control: Control) -> dict[str, bytes]:
        """Return the previews by digest."""
        found = {}
        for number, digest in enumerate(self.digests):
            control.report(number, len(self.digests), digest)
            found[digest] = preview_of(self.station.attachments.path(digest))
        return found


def kept_photograph(station: OpenStation, path: Path, *, previews: bool, progress: Control | None = None) -> Photograph:
    """Keep one file by its digest; raises as `Exhibits.attach`."""
    attachment = station.exhibits.attach(path, "photograph", progress=progress)
    taken, where = claims_of(path)
    kept = {**asdict(attachment), "taken": taken, "where": where}
    return Photograph(kept, preview_of(path) if previews else b"")


def claims_of(path: Path) -> tuple[str, str]:
    """Return time and place as the EXIF block claims them: `2026-03-04 10:15:00 -03:00`, `-15.797500,-47.891900`."""
    with contextlib.suppress(Exception), _quiet(), Image.open(path) as image:
        exif = image.getexif()
        within = exif.get_ifd(ExifTags.IFD.Exif)
        day, _, clock = str(within.get(ExifTags.Base.DateTimeOriginal, "")).strip("\0 ").partition(" ")
        offset = str(within.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        taken = " ".join(part for part in (day.replace(":", "-"), clock, offset) if part)
        return taken[:40], _place(exif.get_ifd(ExifTags.IFD.GPSInfo))
    return "", ""


def preview_of(path: Path) -> bytes:
    """Return a small PNG of a picture, b"" of what is none."""
    with contextlib.suppress(Exception), _quiet(), Image.open(path) as image:
        if image.width * image.height > MOST_PIXELS:
            return b""
        image.draft("RGB", (PREVIEW, PREVIEW))
        image.thumbnail((PREVIEW, PREVIEW))
        held = io.BytesIO()
        image.convert("RGB").save(held, "PNG")
        return held.getvalue()
    return b""


def png_of(image: QImage) -> bytes:
    """Return a picture as PNG."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants text
    return bytes(held.data())


def _place(gps: Any) -> str:
    try:
        latitude = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef], "S")
        longitude = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef], "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{latitude:.6f},{longitude:.6f}"


def _degrees(parts: Any, reference: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(reference).strip("\0 ").upper() == negative else value


@contextlib.contextmanager
def _quiet() -> Any:
    """A picture from outside may be damaged in any way: Pillow's warnings about it concern nobody."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
