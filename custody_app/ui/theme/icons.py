"""Lucide icons, tinted by role at the device's own pixel ratio."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from custody_app.resources import read_resource


@cache
def _source(name: str) -> str:
    try:
        return read_resource(f"icons/{name}.svg").decode()
    except FileNotFoundError:
        # A missing drawing must not stop a person's work; a test finds it.
        return read_resource("icons/circle-dashed.svg").decode()


@lru_cache(maxsize=1024)
def _renderer(name: str, colour: str, stroke: float) -> QSvgRenderer:
    source = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{stroke}"')
    return QSvgRenderer(QByteArray(source.encode()))


def paint_icon(painter: QPainter, name: str, colour: str, rect: QRectF, stroke: float = 1.75) -> None:
    """Draw the icon `name` into `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(name, colour, stroke).render(painter, rect)


def icon_pixmap(
    name: str, colour: str, size: int, ratio: float, stroke: float = 1.75, gap: int = 0, *, mirrored: bool = False
) -> QPixmap:
    """Return the icon as a pixmap of `size` logical pixels, and `gap` beside it, at the device's pixel ratio."""
    pixmap = QPixmap(round((size + gap) * ratio), round(size * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_icon(painter, name, colour, QRectF(gap if mirrored else 0, 0, size, size), stroke)
    painter.end()
    return pixmap


def tinted_icon(name: str, colour: str, disabled: str, size: int, gap: int = 0, *, mirrored: bool = False) -> QIcon:
    """Return the icon for buttons and menus, sharp from 100 % to 200 %, with room before the words."""
    icon = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        icon.addPixmap(icon_pixmap(name, colour, size, ratio, gap=gap, mirrored=mirrored))
        icon.addPixmap(icon_pixmap(name, disabled, size, ratio, gap=gap, mirrored=mirrored), QIcon.Mode.Disabled)
    return icon
