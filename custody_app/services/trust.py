"""The roster this station's people adopted, and nothing else, says whose key is whose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from custody_app.clock import format_time
from custody_app.crypto.public_key import PublicKey
from custody_app.diagnostics import InputWrong
from custody_app.domain.roles import ELSEWHERE
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused
from custody_app.log.roster import Roster
from custody_app.storage.durable_files import sync_folder, write_durably

ROSTER: Final = "roster.json"
SIGNATURES: Final = "roster.json.sig"
PENDING: Final = "pending"
PEERS: Final = "peers"
CARRIED: Final = "carried"


class StationTrust:
    """The adopted roster of one station.

    A new version is first laid into `trust/pending`, then stated in the log, then takes the old one's place; a
    crash in between is finished at the next start, when the log says what was adopted.

    Args:
        directory: the station's `trust` folder.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.roster = self._read(directory)

    @property
    def signatures(self) -> bytes:
        """The armoured signatures of the root keys over `roster.canonical`."""
        return (self._directory / SIGNATURES).read_bytes()

    @property
    def directory(self) -> Path:
        """The station's `trust` folder, as a verification takes it."""
        return self._directory

    @property
    def carried(self) -> Path:
        """Where rosters lie that came with packages: passed on with their logs, never trusted."""
        return self._directory / CARRIED

    @property
    def peers(self) -> tuple[Roster, ...]:
        """The rosters of other agencies that this station's people adopted, by file name."""
        return tuple(self._roster_in(path) for path in sorted((self._directory / PEERS).glob("*.json")))

    def holds_key(self, person: str, key: PublicKey, moment: datetime) -> bool:
        """Tell whether `key` is a valid key of `person` at that time."""
        return self.roster.holds_key(person, key, format_time(moment))

    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """Return person id to roles, as the rules of the domain ask for them; people of other agencies have none."""
        elsewhere = {person.id: (ELSEWHERE,) for roster in self.peers for person in roster.people}
        return elsewhere | {person.id: person.roles for person in self.roster.people}

    def names(self) -> Mapping[str, str]:
        """Return person id to the person's name."""
        return {person.id: person.name for person in self.roster.people}

    def names_with_peers(self) -> Mapping[str, str]:
        """Return person id to name, the people of other agencies too: what a person who signs reads."""
        return {person.id: person.name for roster in self.peers for person in roster.people} | dict(self.names())

    def lay_pending(self, roster: Roster, signatures: bytes) -> None:
        """Write the next version beside the adopted one, durably."""
        pending = self._directory / PENDING
        pending.mkdir(exist_ok=True)
        sync_folder(self._directory)
        write_durably(pending / ROSTER, roster.canonical)
        write_durably(pending / SIGNATURES, signatures)

    def take_pending(self, adopted_digest: str) -> None:
        """Put the pending version in place if the log says it was adopted; else forget it."""
        pending = self._directory / PENDING
        if not (pending / ROSTER).exists():
            return
        if self._read(pending).digest == adopted_digest:
            # The signatures go first: with the old roster they read as invalid, and the next start mends it.
            # Each is on the medium before the next step; one is there already where the program was stopped in between.
            for name in (SIGNATURES, ROSTER):
                if (pending / name).exists():
                    (pending / name).replace(self._directory / name)
                    sync_folder(self._directory)
                    sync_folder(pending)
            self.roster = self._read(self._directory)
        else:
            (pending / SIGNATURES).unlink(missing_ok=True)
            (pending / ROSTER).unlink()

    def refusal(self, adopted_digest: str) -> InputWrong | None:
        """Return why nothing may be signed under this roster: it is not the one that the log adopted last."""
        if self.roster.digest == adopted_digest:
            return None
        return InputWrong(
            "ROSTER_NOT_ADOPTED",
            N_("The roster in {folder} is not the one that the people of this station adopted."),
            kept=N_("It is open for reading only; nothing was changed."),
            advice=N_("Bring roster.json and roster.json.sig back from a backup or from any package."),
            folder=self._directory,
        )

    @classmethod
    def _read(cls, directory: Path) -> Roster:
        return cls._roster_in(directory / ROSTER)

    @staticmethod
    def _roster_in(path: Path) -> Roster:
        try:
            return Roster.from_bytes(path.read_bytes())
        except (OSError, CanonRefused) as error:
            raise InputWrong(
                "ROSTER_UNREADABLE",
                N_("The roster in {folder} is missing or damaged."),
                kept=N_("The log itself was not touched."),
                advice=N_("Bring roster.json and roster.json.sig back from a backup or from any package."),
                folder=path.parent,
            ) from error
