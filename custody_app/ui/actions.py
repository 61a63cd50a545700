"""Every action of the window, once: menu, shortcuts page and command palette are drawn from this list."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final

from custody_app.i18n import N_
from custody_app.ui.context import AppContext

Condition = Callable[[AppContext], bool]
Run = Callable[[AppContext], None]


def always(_ctx: AppContext) -> bool:
    """Return True."""
    return True


def with_station(ctx: AppContext) -> bool:
    """Tell whether a station is open."""
    return ctx.has_station


def may_record(ctx: AppContext) -> bool:
    """Tell whether a station is open for writing."""
    return ctx.has_station and ctx.station.read_only_because is None


def unlocked(ctx: AppContext) -> bool:
    """Tell whether somebody's key is unlocked."""
    return bool(ctx.person)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done from anywhere.

    Attributes:
        id: fixed, such as `exhibit.register`.
        text: a verb first; marked.
        icon: Lucide name.
        shortcut: as `QKeySequence` reads it, "" for none.
        help: one sentence; marked.
        group: heading in menu and shortcuts page; marked.
        enabled: when it can be done.
        page: the page it leads to; left out while the pages are not loaded yet, and a test holds that it exists.
        what: given to that page.
        run: done instead of going to a page.
        where: `section` for the sidebar's entries.
    """

    id: str
    text: str
    icon: str
    shortcut: str
    help: str
    group: str
    enabled: Condition = always
    page: str = ""
    what: dict[str, object] = field(default_factory=dict)
    run: Run | None = None
    where: str = ""

    def start(self, ctx: AppContext) -> None:
        """Do it, if it can be done now."""
        if not self.enabled(ctx):
            return
        if self.run is not None:
            self.run(ctx)
        elif self.page:
            ctx.go(self.page, **self.what)


GO, RECORD, WINDOW = N_("Go to"), N_("Record"), N_("Window")


def _lock(ctx: AppContext) -> None:
    ctx.lock(N_("You locked it."))


def _back(ctx: AppContext) -> None:
    ctx.back()


def _light_or_dark(ctx: AppContext) -> None:
    mode = "light" if ctx.theme.tokens.dark else "dark"
    ctx.choices.mode = mode
    ctx.choices.save()
    ctx.theme.set_mode("light" if mode == "light" else "dark")


def _section(page: str, text: str, icon: str, key: str, help_: str, enabled: Condition = with_station) -> Action:
    return Action(f"go.{page}", text, icon, key, help_, GO, enabled, page=page, where="section")


ACTIONS: Final[tuple[Action, ...]] = (
    _section("today", N_("Today"), "sun", "Ctrl+1", N_("What is due, what is doubtful, what is open.")),
    _section("cases", N_("Cases"), "folder-open", "Ctrl+2", N_("Every case of this station.")),
    _section("exhibits", N_("Exhibits"), "box", "Ctrl+3", N_("Every exhibit: who holds it, where, in what state.")),
    _section("transfers", N_("Transfers"), "arrow-left-right", "Ctrl+4", N_("Exhibits offered, accepted, rejected.")),
    _section("verify", N_("Verify"), "shield-check", "Ctrl+5", N_("Check a file, a package or a report."), always),
    _section("reports", N_("Reports"), "file-text", "Ctrl+6", N_("Documents for the court.")),
    _section("log", N_("Log"), "scroll-text", "Ctrl+7", N_("The entries of the log, and their proofs.")),
    _section("settings", N_("Settings"), "settings", "Ctrl+,", N_("Language, colours, station, officers."), always),
    Action(
        "exhibit.register",
        N_("Register an exhibit"),
        "package-plus",
        "Ctrl+N",
        N_("Type first, then only the fields of that type."),
        RECORD,
        may_record,
        page="register",
    ),
    Action(
        "case.open",
        N_("Open a case"),
        "folder-plus",
        "Ctrl+Shift+N",
        N_("Start a case with its number, offence and legal basis."),
        RECORD,
        may_record,
        page="case_new",
    ),
    Action(
        "transfer.offer",
        N_("Transfer exhibits"),
        "arrow-left-right",
        "Ctrl+T",
        N_("Hand exhibits over: one list, both sign."),
        RECORD,
        may_record,
        page="transfer",
    ),
    Action(
        "window.back", N_("Go back"), "arrow-left", "Alt+Left", N_("To the page before this one."), WINDOW, run=_back
    ),
    Action(
        "window.lock",
        N_("Lock now"),
        "lock",
        "Ctrl+L",
        N_("Covers everything and wipes your key from memory; drafts stay."),
        WINDOW,
        unlocked,
        run=_lock,
    ),
    Action(
        "window.colours",
        N_("Switch light and dark"),
        "contrast",
        "Ctrl+Shift+D",
        N_("Settings can follow the system again."),
        WINDOW,
        run=_light_or_dark,
    ),
    Action(
        "window.shortcuts",
        N_("Show keyboard shortcuts"),
        "keyboard",
        "Ctrl+/",
        N_("Every action with its keys."),
        WINDOW,
        page="help",
    ),
)


def actions_for(pages: Collection[str]) -> list[Action]:
    """Return the actions whose pages exist."""
    return [action for action in ACTIONS if not action.page or action.page in pages]
