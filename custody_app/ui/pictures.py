"""Every page painted into PNG files, in both sets of colours, for eyes where there is no display."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtWidgets import QWidget

from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import Opener, settle

SIZES = ((1400, 860), (1280, 720))


def paint_pictures(window: MainWindow, opener: Opener, station: Path | None, folder: Path) -> Iterator[Path]:
    """Paint the lock page, each page and the palette; yield each file written."""
    folder.mkdir(parents=True, exist_ok=True)
    ctx = window.ctx
    window.show()
    opener.start(station)
    settle(ctx)
    for mode in ("light", "dark"):
        ctx.theme.set_mode("light" if mode == "light" else "dark")
        for width, height in SIZES:
            window.resize(width, height)
            settle(ctx)
            size = f"{mode}-{width}x{height}"
            if window.locked:
                yield _save(window, folder / f"lock-{size}.png")
                window.lock_page.looked.emit()
            yield from _paint_pages(window, folder, size)
        if ctx.has_station:
            ctx.lock("")
    window.close()


def _paint_pages(window: MainWindow, folder: Path, size: str) -> Iterator[Path]:
    ctx = window.ctx
    for page_id in window.pages.page_ids:
        kind = window.pages.type_of(page_id)
        what = kind.sample(ctx) if kind is not None and (ctx.has_station or not kind.needs_station) else None
        if what is None:
            continue
        ctx.go(page_id, **what)
        settle(ctx)
        yield _save(window, folder / f"{page_id}-{size}.png")
    window.open_palette()
    settle(ctx)
    yield _save(window, folder / f"palette-{size}.png")
    window.palette_sheet.hide()


def _save(widget: QWidget, path: Path) -> Path:
    widget.grab().save(str(path))
    return path
