"""What every page is given: the open station, words and looks, work in the background, the way to other pages."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from custody_app.diagnostics import CustodyError, ProgramBroken
from custody_app.i18n import N_, Translator
from custody_app.ui.choices import Choices
from custody_app.ui.look import Look
from custody_app.ui.qt_words import speak
from custody_app.ui.task_runner import TaskRunner
from custody_app.ui.theme import Theme

if TYPE_CHECKING:
    from custody_app.bootstrap import Bootstrap
    from custody_app.crypto.ed25519 import SigningKey
    from custody_app.log.verification import Outcome
    from custody_app.services.acts import Proposal
    from custody_app.services.station import OpenStation
    from custody_app.storage import Recorded


@dataclass(frozen=True, slots=True)
class UnlockRequest:
    """Somebody has to give a passphrase.

    Attributes:
        person: whose key is needed; "" for anybody of this station.
        why: told on the page, already translated.
        granted: gets the fresh key, and wipes it when done; None where only the sitting is unlocked.
    """

    person: str
    why: str
    granted: Callable[[SigningKey], None] | None = None
    unlocked: Callable[[], None] | None = None
    refused: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class SignRequest:
    """A proposal to be read back, signed and recorded."""

    proposal: Proposal
    title: str
    verb: str
    done: Callable[[Sequence[Recorded]], None]
    cancelled: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class LogVerified:
    """When this sitting last verified the whole log, and what came of it.

    Attributes:
        role: `ok`, `warn` (cannot tell) or `danger`.
        words: such as "Log verified", marked, English.
        at: when it ended.
        size: of the log as it was verified; what was recorded since is not covered.
        outcome: everything found, None where it could not be read.
    """

    role: str
    words: str
    at: datetime
    size: int
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class BannerRequest:
    """A lasting state, told above the page until it is over."""

    key: str
    text: str
    role: str = "info"
    action: str = ""
    on_action: Callable[[], None] | None = None


class AppContext(QObject):
    """Made once by the start of the program and handed to each page's constructor.

    The window listens to the signals; a test may listen in its place.

    Args:
        look: theme and language.
        tasks: work in the background.
        make_bootstrap: makes what builds and opens stations; called late, since it loads the database library.
        choices: what the person chose for the window.
        station: the open station, None before there is one.
    """

    navigated = Signal(str, object)
    went_back = Signal()
    toasted = Signal(str, str)
    bannered = Signal(object)
    banner_ended = Signal(str)
    unlock_asked = Signal(object)
    sign_asked = Signal(object)
    lock_asked = Signal(str)
    recorded = Signal()
    open_asked = Signal(object)
    reading_asked = Signal(object)
    station_changed = Signal()
    session_changed = Signal()
    language_changed = Signal()
    health_changed = Signal()

    def __init__(
        self,
        look: Look,
        tasks: TaskRunner,
        make_bootstrap: Callable[[], Bootstrap],
        choices: Choices,
        station: OpenStation | None = None,
    ) -> None:
        super().__init__()
        self.look = look
        # PySide 6.11 cannot look up a method that is called `_` on the class of a QObject (IndexError).
        self._: Callable[[str], str] = look._
        self.tasks = tasks
        self._make_bootstrap = make_bootstrap
        self._bootstrap: Bootstrap | None = None
        self.verified: LogVerified | None = None
        self.choices = choices
        self._station = station

    @property
    def theme(self) -> Theme:
        """Colours, icons, measures."""
        return self.look.theme

    @property
    def translator(self) -> Translator:
        """The window's language."""
        return self.look.translator

    @property
    def bootstrap(self) -> Bootstrap:
        """What builds and opens stations."""
        if self._bootstrap is None:
            self._bootstrap = self._make_bootstrap()
        return self._bootstrap

    @property
    def has_station(self) -> bool:
        """Whether a station is open."""
        return self._station is not None

    @property
    def station(self) -> OpenStation:
        """The open station.

        Raises:
            ProgramBroken: NO_STATION; ask `has_station` on pages that exist without one.
        """
        if self._station is None:
            raise ProgramBroken("NO_STATION", N_("No station is open."), advice=N_("Open or make a station first."))
        return self._station

    @property
    def person(self) -> str:
        """Id of whoever is unlocked, or ""."""
        return self._station.session.person if self._station is not None else ""

    def open_station(self, folder: Path) -> None:
        """Open the station in `folder` in the background; the window shows it, or why it did not open."""
        self.open_asked.emit(folder)

    def read_station(self, folder: Path) -> None:
        """Open the station in `folder` for reading only, beside another program or where nothing may be written."""
        self.reading_asked.emit(folder)

    def set_station(self, station: OpenStation | None) -> None:
        """Work on this station from now on; the window shows its pages anew."""
        self._station = station
        self.station_changed.emit()

    def go(self, page_id: str, **what: object) -> None:
        """Show another page; `what` reaches its `open`."""
        self.navigated.emit(page_id, what)

    def back(self) -> None:
        """Show the page before this one."""
        self.went_back.emit()

    def toast(self, text: str, role: str = "ok") -> None:
        """Tell that something is done; the words go away by themselves."""
        self.toasted.emit(text, role)

    def banner(
        self, key: str, text: str, role: str = "info", action: str = "", on_action: Callable[[], None] | None = None
    ) -> None:
        """Tell a lasting state above every page, until `end_banner(key)`."""
        self.bannered.emit(BannerRequest(key, text, role, action, on_action))

    def end_banner(self, key: str) -> None:
        """The state of `key` is over."""
        self.banner_ended.emit(key)

    def report(self, error: Exception) -> None:
        """Take note of a fault of the program; a test makes this raise."""
        traceback.print_exception(error, file=sys.stderr)

    def error_text(self, error: CustodyError) -> str:
        """Return what happened, what was kept and what to do as one text of up to three lines."""
        return "\n".join(part for part in error.sentences(self.translator) if part)

    def with_unlocked(self, then: Callable[[], None], why: str = "") -> None:
        """Call `then` as soon as somebody is unlocked: at once, or after the unlock page."""
        if self.person:
            then()
        else:
            self.unlock_asked.emit(UnlockRequest("", why, unlocked=then))

    def with_fresh_unlock(
        self,
        person: str,
        then: Callable[[SigningKey], None],
        why: str = "",
        refused: Callable[[], None] | None = None,
    ) -> None:
        """Ask `person` for the passphrase, then call `then` with their key, which `then` wipes when done."""
        self.unlock_asked.emit(UnlockRequest(person, why, granted=then, refused=refused))

    def sign(
        self,
        proposal: Proposal,
        done: Callable[[Sequence[Recorded]], None],
        *,
        title: str = "",
        verb: str = "",
        cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Read a proposal back, have everybody sign who must, record it, then call `done`.

        The window shows exactly what will be signed; asks each signer for the passphrase where the act needs it;
        records in the background; says "Recorded" only after it was read back from the disk.

        Args:
            proposal: from a service's `propose…`.
            done: gets what was recorded.
            title: of the sheet, translated; the act's name if "".
            verb: on the button, translated; "Sign and record" if "".
            cancelled: the person went back; nothing was recorded.
        """
        self.sign_asked.emit(SignRequest(proposal, title, verb, done, cancelled))

    def log_verified(self, role: str, words: str, outcome: Outcome | None = None) -> None:
        """Take note of the outcome of verifying the whole log; the status bar tells it with its age.

        Args:
            role: `ok`, `warn` (cannot tell) or `danger`.
            words: such as "Log verified", marked, English.
            outcome: everything found; it says how far the log was verified.
        """
        head = outcome.head if outcome is not None else None
        size = head.size if head is not None else self.station.store.head().size
        self.verified = LogVerified(role, words, datetime.now(UTC), size, outcome)
        self.health_changed.emit()

    def lock(self, reason: str) -> None:
        """Cover everything and wipe the key; `reason` (marked, English) is told on the unlock page."""
        self.lock_asked.emit(reason)

    def set_language(self, language: str) -> None:
        """Speak another language from now on; every page is built anew with its draft."""
        self.translator.set_language(language)
        speak(self.translator)
        self.choices.language = language
        self.choices.save()
        self.language_changed.emit()
