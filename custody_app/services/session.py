"""Who is unlocked at this station, for how long, and what needs the passphrase again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from custody_app.clock import Clock
from custody_app.crypto.ed25519 import SigningKey
from custody_app.crypto.key_file import read_key_file, read_key_file_header
from custody_app.diagnostics import InputWrong, Locked, RuleRefused
from custody_app.i18n import N_
from custody_app.services.trust import StationTrust

IDLE_LOCK_MS: Final = 15 * 60 * 1000
FRESH_UNLOCK_TYPES: Final = frozenset(
    {
        "transfer.offer",
        "transfer.accept",
        "transfer.reject",
        "transfer.cancel",
        "exhibit.dispose",
        "correction",
        "body.erase",
        "roster.adopt",
        "key.enrol",
        "key.revoke",
    }
)
"""Acts that ask for the passphrase each time; one passphrase covers a batch."""


class Session:
    """One person's sitting at the station: a single unlock covers registering, sealing, hashing and notes.

    Args:
        keys: the folder of this station's key files.
        trust: the roster that says whose key is whose.
        clock: counts the idle minutes.
    """

    def __init__(self, keys: Path, trust: StationTrust, clock: Clock) -> None:
        self._keys = keys
        self._trust = trust
        self._clock = clock
        self._person = ""
        self._key: SigningKey | None = None
        self._last_use = 0
        self.lock_reason = ""

    @property
    def person(self) -> str:
        """The unlocked person's id, or ""."""
        self.check_idle()
        return self._person

    def unlock(self, person: str, passphrase: str, key_file: Path | None = None) -> None:
        """Open the person's key for this sitting; the key of whoever sat here before is wiped.

        Raises:
            Locked: WRONG_PASSPHRASE; InputWrong: NO_KEY_FILE, KEY_FILE_*; RuleRefused: KEY_NOT_ENROLLED.
        """
        key = self.fresh(person, passphrase, key_file)
        self.lock("")
        self._person, self._key = person, key
        self._last_use = self._clock.monotonic_ms()

    def fresh(self, person: str, passphrase: str, key_file: Path | None = None) -> SigningKey:
        """Return the person's key for one batch, without changing who is unlocked; the caller wipes it.

        Raises:
            As `unlock`.
        """
        path = key_file or self.key_file(person)
        key = _opened(path, passphrase, person)
        if not self._trust.holds_key(person, key.public_key, self._clock.utc_now()):
            key.wipe()
            raise RuleRefused(
                "KEY_NOT_ENROLLED",
                N_("This key is not on the roster as a valid key of {person}."),
                kept=N_("Nothing was recorded."),
                advice=N_("Use the key that was enrolled for this person, or enrol this one."),
                person=person,
            )
        return key

    def people_with_keys(self) -> list[str]:
        """Return the person ids whose key files this station keeps, sorted; the roster's root key is nobody's."""
        known = self._trust.names()
        return sorted(path.stem for path in self._keys.glob("*.custody-key") if path.stem in known)

    @staticmethod
    def owner(key_file: Path) -> str:
        """Return the person id that a key file names; nothing vouches for it until the file is unlocked.

        Raises:
            InputWrong: KEY_FILE_*.
        """
        return read_key_file_header(key_file).person

    def key_file(self, person: str) -> Path:
        """Return where this station keeps the person's key file.

        Raises:
            InputWrong: NO_KEY_FILE.
        """
        path = self._keys / f"{person}.custody-key"
        if "/" in person or "\\" in person or not path.is_file():
            raise InputWrong(
                "NO_KEY_FILE",
                N_("This station has no key file of {person}."),
                kept=N_("Nothing was recorded."),
                advice=N_("Check the person's id, or name the key file they brought with --key-file."),
                person=person,
            )
        return path

    def signer(self) -> SigningKey:
        """Return the unlocked person's key, and count this as use.

        Raises:
            Locked: SESSION_LOCKED.
        """
        self.check_idle()
        if self._key is None:
            raise Locked(
                "SESSION_LOCKED",
                N_("The station is locked."),
                kept=N_("What you entered is kept."),
                advice=N_("Unlock it with your passphrase."),
            )
        self.touch()
        return self._key

    def touch(self) -> None:
        """Count the present moment as use."""
        self._last_use = self._clock.monotonic_ms()

    def check_idle(self) -> None:
        """Lock when nobody did anything for fifteen minutes."""
        if self._key is not None and self._clock.monotonic_ms() - self._last_use >= IDLE_LOCK_MS:
            self.lock(N_("Locked after 15 minutes without use."))

    def lock(self, reason: str) -> None:
        """Wipe the key; `reason` is told on the unlock page."""
        if self._key is not None:
            self._key.wipe()
        self._person, self._key, self.lock_reason = "", None, reason


def _opened(path: Path, passphrase: str, person: str) -> SigningKey:
    try:
        return read_key_file(path, passphrase)
    except Locked as error:  # of two people who sign, it must be told whose passphrase it was
        raise Locked(
            error.code,
            N_("The passphrase is not the right one for the key of {person}, or the key file was changed."),
            kept=N_("Nothing was recorded."),
            advice=error.advice,
            person=person,
        ) from error
