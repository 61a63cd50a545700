"""Photographs of an exhibit as small pictures; sensitive exhibits show none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control
from custody_app.i18n import N_
from custody_app.storage import Recorded
from custody_app.storage.attachments import AttachmentStore
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.widgets import Banner

WIDTH, HEIGHT, COLUMNS = 148, 104, 3
SHOWN = 12
LARGEST_FILE = 40_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment that a statement names.

    Attributes:
        kind: of `vocabulary.ATTACHMENT_KINDS`.
        name, caption: "" where withheld.
    """

    sha256: str
    kind: str
    name: str
    caption: str
    size: int
    at: str


def attachments_of(history: Iterable[Recorded]) -> list[Kept]:
    """Return what the statements attach, in order, each file once."""
    found: dict[str, Kept] = {}
    for recorded in history:
        listed = recorded.body.get("attachments")
        for each in listed if isinstance(listed, list) else ():
            if not isinstance(each, dict):
                continue
            size = each.get("size")
            kept = Kept(
                sha256=str(each.get("sha256", "")),
                kind=str(each.get("kind", "")),
                name=str(each.get("name", "")),
                caption=str(each.get("caption", "")),
                size=size if isinstance(size, int) else 0,
                at=recorded.statement.at,
            )
            found.setdefault(kept.sha256, kept)
    return list(found.values())


class Photographs(QWidget):
    """Up to twelve small pictures, read and scaled in the background."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(ctx.look.px(8))
        self._held: QWidget | None = None
        self._asked = 0

    def show_photographs(self, kept: Iterable[Kept], *, sensitive: bool) -> None:
        """Show the photographs among these attachments; of a sensitive exhibit only how many there are."""
        photographs = [each for each in kept if each.kind == "photograph"]
        self._asked += 1
        self._put(QWidget())
        if not photographs:
            self._put(PlainLabel(self._ctx._(N_("No photographs are kept of this exhibit.")), role="muted", wrap=True))
        elif sensitive:
            count = self._ctx.look.ngettext("{n} photograph", "{n} photographs", len(photographs))
            words = self._ctx._(N_("Sensitive content: no previews are shown."))
            self._put(Banner(self._ctx.look, f"{words} {count.format(n=len(photographs))}", "warn"))
        else:
            size = QSize(self._ctx.look.px(WIDTH), self._ctx.look.px(HEIGHT)) * self.devicePixelRatioF()
            work = partial(_load, self._ctx.station.attachments, photographs[:SHOWN], size, self._asked)
            self._ctx.tasks.run(work, done=self._show, owner=self)

    def _show(self, found: tuple[int, list[tuple[Kept, QImage | None]]]) -> None:
        asked, pictures = found
        if asked != self._asked:
            return
        look = self._ctx.look
        held = QWidget()
        grid = QGridLayout(held)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(look.px(10))
        for number, (kept, image) in enumerate(pictures):
            row, column = divmod(number, COLUMNS)
            grid.addWidget(self._picture(kept, image), row, column, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(COLUMNS, 1)
        self._put(held)

    def _picture(self, kept: Kept, image: QImage | None) -> QWidget:
        look = self._ctx.look
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(3))
        frame = PlainLabel()
        frame.setObjectName("sunken")
        frame.setFixedSize(look.px(WIDTH), look.px(HEIGHT))
        frame.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = kept.caption or kept.name or kept.sha256[:16]
        if image is not None:
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            frame.setPixmap(picture)
        else:
            frame.setText(self._ctx._(N_("Cannot be shown")))
            frame.setProperty("role", "small")
        frame.setAccessibleName(self._ctx._(N_("Photograph: {name}")).format(name=words))
        column.addWidget(frame)
        caption = ElidedLabel(words, role="small")
        caption.setFixedWidth(look.px(WIDTH))
        column.addWidget(caption)
        return held

    def _put(self, widget: QWidget) -> None:
        if self._held is not None:
            self._held.hide()
            self._held.deleteLater()
        self._held = widget
        self._column.addWidget(widget)


def _load(
    attachments: AttachmentStore, photographs: list[Kept], size: QSize, asked: int, _control: Control
) -> tuple[int, list[tuple[Kept, QImage | None]]]:
    return asked, [(kept, _scaled(attachments, kept.sha256, size)) for kept in photographs]


def _scaled(attachments: AttachmentStore, sha256: str, size: QSize) -> QImage | None:
    try:
        content = attachments.read(sha256, LARGEST_FILE)
    except CustodyError:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    whole = reader.size()
    if whole.isValid():
        reader.setScaledSize(whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
