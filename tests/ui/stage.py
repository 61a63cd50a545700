"""The window of a sample station, which each scene brings to its state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest

from custody_app.storage.list_rows import ExhibitFilter
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.start import settle

Play: TypeAlias = "Callable[[Stage], None]"
SIZE = (1280, 720)
"""Of the window in tests."""


@dataclass
class Stage:
    """The window of a station made by `custody demo`, with somebody unlocked.

    Attributes:
        window: shown, its pages known.
        sample: the folder that `custody demo` made.
        passphrases: person to passphrase.
        person: who is unlocked.
    """

    window: MainWindow
    sample: Path
    passphrases: dict[str, str]
    person: str
    painted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ctx = self.window.ctx

    def wait_for_station(self) -> None:
        """Wait until the station is open and the first page stands."""
        wait(self, lambda: self.ctx.has_station)
        self.run_out()

    def run_out(self) -> None:
        """Let work and events run out."""
        settle(self.ctx)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        settle(self.ctx)

    def show(self, page_id: str, **what: object) -> Any:
        """Open a page; return it."""
        self.ctx.go(page_id, **what)
        self.run_out()
        return self.window.pages.current

    @property
    def page(self) -> Any:
        """The page in front."""
        return self.window.pages.current

    def exhibit(self, number: str) -> str:
        """Return the id of an exhibit."""
        return str(self.ctx.station.store.exhibit_ids(ExhibitFilter(number=number))[0])

    @property
    def case(self) -> str:
        """Id of the sample case."""
        return str(self.ctx.station.store.case_ids()[0])

    def become(self, person: str) -> None:
        """Have this person unlocked."""
        if self.ctx.person != person:
            self.ctx.station.session.unlock(person, self.passphrases[person])
            self.ctx.session_changed.emit()

    def clear(self) -> None:
        """Bring the window back to where a scene begins."""
        ctx, window = self.ctx, self.window
        if window.locked:
            ctx.station.session.unlock(self.person, self.passphrases[self.person])
            window.lock_page.unlocked.emit()
        for sheet in window.content.findChildren(Sheet):
            sheet.close_sheet()
        window.palette_sheet.hide()
        window.toast.hide()
        ctx.end_banner("scene")
        window.pages.forget()
        self.run_out()
        for draft in (ctx.station.directory / "drafts").glob("*"):
            draft.unlink()
        self.become(self.person)


def passphrases(sample: Path) -> dict[str, str]:
    """Return the passphrases that the sample's README tells."""
    lines = (sample / "README.txt").read_text(encoding="utf-8").partition("\nPassphrases\n")[2].splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line.strip())


def wait(stage: Stage, come: Callable[[], bool]) -> None:
    for _ in range(600):
        stage.run_out()
        if come():
            return
        QTest.qWait(20)
    raise TimeoutError


def shown(page_id: str, **what: object) -> Play:
    def play(stage: Stage) -> None:
        known = {"case": lambda: stage.case}
        given = {key: known[key]() if value is True else value for key, value in what.items()}
        if "number" in given:
            given["exhibit"] = stage.exhibit(str(given.pop("number")))
        stage.show(page_id, **given)

    return play
