"""The station's own key: in the system's keyring where there is one, else in a file, and always said which."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from custody_app.crypto.base64_strict import from_base64, to_base64
from custody_app.crypto.ed25519 import SEED_BYTES, SigningKey
from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.secret_file import write_new_secret_file
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "custody-station"
FILE_VERSION: Final = "custody-station-key/1"


@dataclass(frozen=True, slots=True)
class StationKey:
    """A station's key for one epoch, and where its secret rests."""

    key: SigningKey
    kept_in: Literal["keyring", "file"]


def system_keyring() -> KeyringBackend | None:
    """Return the system's keyring, or None where there is none that protects what it is given."""
    import keyring  # noqa: PLC0415  (a sixth of the start-up; a key in a file does not need it)

    try:
        backend = keyring.get_keyring()
        priority = backend.priority
    except _keyring_failures():
        return None
    # By keyring's own scale, below 1 is not recommended: files in plain text, the null keyring.
    return backend if priority >= 1 else None


def _keyring_failures() -> tuple[type[Exception], ...]:
    from keyring.errors import KeyringError  # noqa: PLC0415  (see system_keyring)

    return KeyringError, OSError, RuntimeError


def create_station_key(
    origin: str, folder: Path, *, backend: KeyringBackend | None, random: Callable[[int], bytes]
) -> StationKey:
    """Make and keep a new key for an epoch.

    Args:
        origin: the epoch's log.
        folder: the station's folder, for the file if the keyring does not take the key.
        backend: from `system_keyring()`; None for a file at once.
        random: the system's, except in tests.

    Raises:
        EnvironmentUnavailable: SECRET_FILE_WRITE.
    """
    key = SigningKey.generate(random)
    if backend is not None and _put(backend, origin, key):
        return StationKey(key, "keyring")
    content = "\n".join([FILE_VERSION, origin, to_base64(key.seed()), ""])
    write_new_secret_file(station_key_path(origin, key.public_key, folder), content.encode())
    return StationKey(key, "file")


def load_station_key(
    origin: str, public_key: PublicKey, folder: Path, *, backend: Callable[[], KeyringBackend | None]
) -> StationKey:
    """Return the epoch's key again.

    Args:
        origin: the epoch's log.
        public_key: the epoch's public key, as its genesis names it.
        folder: the station's folder.
        backend: `system_keyring`; asked only where there is no file.

    Raises:
        InputWrong: STATION_KEY_FORM, the file or the keyring holds something else than this key.
        EnvironmentUnavailable: STATION_KEY_MISSING, neither holds it, or the keyring stays locked.
    """
    path = station_key_path(origin, public_key, folder)
    try:
        content = path.read_text("utf-8")
    except FileNotFoundError:
        return StationKey(_key_of(_get(backend(), origin, public_key), public_key), "keyring")
    except (OSError, UnicodeDecodeError) as error:
        raise _form_wrong() from error
    head, _, rest = content.partition(f"\n{origin}\n")
    if head != FILE_VERSION or not rest.endswith("\n"):
        raise _form_wrong()
    return StationKey(_key_of(rest[:-1], public_key), "file")


def station_key_path(origin: str, public_key: PublicKey, folder: Path) -> Path:
    """Return where the file stands: `station-<16 hex digits of SHA-256(origin, line feed, key)>.key`."""
    return folder / f"station-{hashlib.sha256(_entry_name(origin, public_key).encode()).hexdigest()[:16]}.key"


def _entry_name(origin: str, public_key: PublicKey) -> str:
    # With the key in it, so that a restored or sample station of the same origin never displaces another's key.
    return f"{origin}\n{public_key.fingerprint}"


def _put(backend: KeyringBackend, origin: str, key: SigningKey) -> bool:
    name, secret = _entry_name(origin, key.public_key), to_base64(key.seed())
    try:
        backend.set_password(SERVICE, name, secret)
        return backend.get_password(SERVICE, name) == secret
    except _keyring_failures():
        return False


def _get(backend: KeyringBackend | None, origin: str, public_key: PublicKey) -> str:
    try:
        secret = backend.get_password(SERVICE, _entry_name(origin, public_key)) if backend else None
    except _keyring_failures() as error:
        raise _missing(origin) from error
    if secret is None:
        raise _missing(origin)
    return secret


def _key_of(encoded: str, public_key: PublicKey) -> SigningKey:
    seed = from_base64(encoded)
    if seed is None or len(seed) != SEED_BYTES:
        raise _form_wrong()
    key = SigningKey.from_seed(seed)
    if key.public_key != public_key:
        raise _form_wrong()
    return key


def _missing(origin: str) -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "STATION_KEY_MISSING",
        N_("The station's key for {origin} is neither in the system's keyring nor in the station's folder."),
        kept=N_("The record is untouched and can be read."),
        advice=N_(
            "Unlock the system's keyring and try again. If the key is lost, restore the station: it gets a new one."
        ),
        origin=origin,
    )


def _form_wrong() -> InputWrong:
    return InputWrong(
        "STATION_KEY_FORM",
        N_("What is kept as the station's key is not that key."),
        kept=N_("The record is untouched and can be read."),
        advice=N_("Restore the station: it gets a new key."),
    )
