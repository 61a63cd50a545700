"""Buttons that lead to an act: where the station may only be read they are off, and say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody_app.ui.plain_text import set_tooltip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

    from custody_app.ui.context import AppContext


def for_recording(ctx: AppContext, button: QPushButton, *, enabled: bool = True) -> QPushButton:
    """Return `button`, off where nothing may be recorded, with the banner's reason as tooltip and description.

    Args:
        ctx: the window.
        button: leads to an act.
        enabled: False where it is off for a reason of its own.
    """
    refusal = ctx.station.read_only_because if ctx.has_station else None
    why = ctx.error_text(refusal) if refusal is not None else ""
    button.setEnabled(enabled and refusal is None)
    set_tooltip(button, why)
    button.setAccessibleDescription(why)
    return button
