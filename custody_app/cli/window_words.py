"""The provable window of an event in one line."""

from __future__ import annotations

from custody_app.cli.output import Output
from custody_app.i18n import N_
from custody_app.services.provable_window import ProvableWindow


def tell_window(window: ProvableWindow, output: Output, indent: str = "") -> None:
    """Print between which confirmations the event stands, or that nothing from outside confirms it."""
    after, before = window.after, window.before
    tr = output.translator._
    if after is not None and before is not None:
        text = tr(N_("Proven: after {after} ({first}), before {before} ({last})"))
    elif before is not None:
        text = tr(N_("Proven: before {before} ({last})"))
    elif after is not None:
        text = tr(N_("Proven: after {after} ({first}); nothing from outside covers it yet"))
    else:
        text = tr(N_("Nothing from outside confirms when this was recorded."))
    output.line(
        indent
        + text.format(
            after=after.time if after else "",
            first=after.by if after else "",
            before=before.time if before else "",
            last=before.by if before else "",
        )
    )
