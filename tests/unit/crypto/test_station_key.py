"""The station's key: the keyring where there is one, else a file, and always said which."""

from __future__ import annotations

import os
import stat

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend

from custody_app.crypto.public_key import PublicKey
from custody_app.crypto.station_key import create_station_key, load_station_key, station_key_path, system_keyring
from custody_app.diagnostics import EnvironmentUnavailable, InputWrong

ORIGIN = "fiscalia.example.org/custody/lab-1"


class FakeKeyring(KeyringBackend):
    """A keyring in memory that may forget, or refuse."""

    priority = 5

    def __init__(self, *, forgets: bool = False, refuses: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.forgets = forgets
        self.refuses = refuses

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.refuses:
            raise keyring.errors.KeyringLocked
        if not self.forgets:
            self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        if self.refuses:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def test_a_keyring_keeps_it_and_no_file_is_made(tmp_path):
    backend = FakeKeyring()
    made = create_station_key(ORIGIN, tmp_path, backend=backend, random=os.urandom)
    assert made.kept_in == "keyring"
    assert not list(tmp_path.iterdir())
    again = load_station_key(ORIGIN, made.key.public_key, tmp_path, backend=lambda: backend)
    assert (again.kept_in, again.key.seed()) == ("keyring", made.key.seed())


@pytest.mark.parametrize("backend", [None, FakeKeyring(forgets=True), FakeKeyring(refuses=True)])
def test_without_a_keyring_a_file_keeps_it(backend, tmp_path):
    made = create_station_key(ORIGIN, tmp_path, backend=backend, random=os.urandom)
    assert made.kept_in == "file"
    path = station_key_path(ORIGIN, made.key.public_key, tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = load_station_key(ORIGIN, made.key.public_key, tmp_path, backend=lambda: backend)
    assert (again.kept_in, again.key.seed()) == ("file", made.key.seed())


def test_a_key_in_a_file_asks_no_keyring(tmp_path):
    made = create_station_key(ORIGIN, tmp_path, backend=None, random=os.urandom)
    load_station_key(ORIGIN, made.key.public_key, tmp_path, backend=lambda: pytest.fail("the keyring was asked"))


def test_two_stations_of_one_origin_do_not_displace_each_other(tmp_path):
    backend = FakeKeyring()
    for kept in (backend, None):
        keys = [create_station_key(ORIGIN, tmp_path, backend=kept, random=os.urandom).key for _ in range(2)]
        for key in keys:
            assert (
                load_station_key(ORIGIN, key.public_key, tmp_path, backend=lambda kept=kept: kept).key.seed()
                == key.seed()
            )


@pytest.mark.parametrize("backend", [None, FakeKeyring(), FakeKeyring(refuses=True)])
def test_a_lost_key_is_the_environment(backend, tmp_path):
    lost = PublicKey.from_ed25519(bytes(32))
    with pytest.raises(EnvironmentUnavailable, match="STATION_KEY_MISSING"):
        load_station_key(ORIGIN, lost, tmp_path, backend=lambda: backend)


def test_another_key_in_its_place_is_refused(tmp_path):
    one, other = (create_station_key(ORIGIN, tmp_path, backend=None, random=os.urandom).key for _ in range(2))
    path, source = (station_key_path(ORIGIN, key.public_key, tmp_path) for key in (one, other))
    good = path.read_bytes()
    for bad in (
        source.read_bytes(),
        b"",
        good[:-1],
        good + b"x",
        b"\xff",
        good.replace(b"/1", b"/2", 1),
        good[:-9] + b"\n",
    ):
        path.write_bytes(bad)
        with pytest.raises(InputWrong, match="STATION_KEY_FORM"):
            load_station_key(ORIGIN, one.public_key, tmp_path, backend=lambda: None)
    backend = FakeKeyring()
    create_station_key(ORIGIN, tmp_path, backend=backend, random=bytes)
    ((place, _),) = backend.kept.items()
    public_key = create_station_key(ORIGIN, tmp_path, backend=backend, random=bytes).key.public_key
    for bad in ("", "AAAA", "?", "A" * 43 + "="):
        backend.kept[place] = bad
        if bad != "A" * 43 + "=":
            with pytest.raises(InputWrong, match="STATION_KEY_FORM"):
                load_station_key(ORIGIN, public_key, tmp_path, backend=lambda: backend)


def test_keyrings_that_protect_nothing_are_not_taken():
    before = keyring.get_keyring()
    try:
        for priority, taken in ((5, True), (1, True), (0.5, False), (0, False), (-1, False)):
            backend = FakeKeyring()
            keyring.set_keyring(backend)
            FakeKeyring.priority = priority
            assert system_keyring() is (backend if taken else None)
    finally:
        FakeKeyring.priority = 5
        keyring.set_keyring(before)
    # The test session's own: keyring.backends.null.
    assert system_keyring() is None
