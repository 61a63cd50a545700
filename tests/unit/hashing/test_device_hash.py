# ruff: noqa: ANN002, ANN202, ANN204  (inner functions of tests, as the outer ones)
from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody_app.cli.main import main
from custody_app.diagnostics import Cancelled, InputWrong, RuleRefused
from custody_app.hashing.devices.device_hash import hash_device
from custody_app.hashing.devices.port import DeviceState
from custody_app.hashing.pipeline import BUFFER_BYTES
from custody_app.hashing.progress import Control

SECTOR = 512
CONTENT = os.urandom(3 * BUFFER_BYTES + 7 * SECTOR)
SECTORS = len(CONTENT) // SECTOR


class Device:
    """A device that fails where a test wants; connected and opened any number of times."""

    def __init__(self, content=CONTENT, bad=(), serial="S1", read_only=True, pulled_at=None):
        self.content, self.bad, self.serial, self.read_only = content, frozenset(bad), serial, read_only
        self.pulled_at, self.connected, self.opened, self.closed, self.written = pulled_at, True, 0, 0, 0
        self.tries_until_back = 3
        self.hang = threading.Event()
        self.hang.set()

    def open(self, path):  # noqa: ARG002  (as LinuxPort.opened)
        if not self.connected:
            self.tries_until_back -= 1
            if self.tries_until_back:
                raise OSError(errno.ENOENT, "gone")
            self.connected = True
        self.opened += 1
        return _Port(self)


class _Port:
    def __init__(self, device):
        self.device = device

    def state(self):
        device = self.device
        if not device.connected:
            raise OSError(errno.ENODEV, "gone")
        return DeviceState(len(device.content), SECTOR, device.read_only, device.serial, device.written)

    def read_at(self, view, offset):
        device = self.device
        device.hang.wait()
        if device.pulled_at is not None and offset + len(view) > device.pulled_at * SECTOR:
            device.pulled_at, device.connected = None, False
        if not device.connected:
            raise OSError(errno.EIO, "pulled: most drivers say EIO first")
        end = min(offset + len(view), len(device.content))
        if device.bad & set(range(offset // SECTOR, -(-end // SECTOR))):
            raise OSError(errno.EIO, "unreadable")
        view[: end - offset] = device.content[offset:end]
        return end - offset

    read_sector = read_at

    def close(self):
        self.device.closed += 1


def zeroed(bad):
    content = bytearray(CONTENT)
    for each in bad:
        content[each * SECTOR : (each + 1) * SECTOR] = bytes(SECTOR)
    return hashlib.sha256(content).hexdigest()


def test_a_sound_device():
    device = Device()
    result = hash_device("/dev/x", ["sha256", "md5"], opener=device.open)
    assert result.whole
    assert result.digests == {"sha256": zeroed(()), "md5": hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()}
    assert (result.before, result.bytes_read) == (result.after, len(CONTENT))
    assert (device.opened, device.closed) == (1, 1)


per_buffer = BUFFER_BYTES // SECTOR


@pytest.mark.parametrize(("bad", "ranges"), [
    ({0}, [(0, 0)]),
    ({5, 6, 7, 9}, [(5, 7), (9, 9)]),
    ({per_buffer - 1, per_buffer}, [(per_buffer - 1, per_buffer)]),
    ({SECTORS - 1}, [(SECTORS - 1, SECTORS - 1)]),
    (set(range(per_buffer, 2 * per_buffer)), [(per_buffer, 2 * per_buffer - 1)]),
])  # fmt: skip
def test_unreadable_ranges_are_exact_and_count_as_zeros(bad, ranges):
    result = hash_device("/dev/x", ["sha256"], opener=Device(bad=bad).open)
    assert list(result.unreadable) == ranges
    assert result.unreadable_sectors == len(bad)
    assert result.digests["sha256"] == zeroed(bad)
    assert [each.code for each in result.findings] == ["DEVICE_UNREADABLE"] * len(ranges)
    assert [(each.values["first"], each.values["last"]) for each in result.findings] == ranges
    assert not result.whole


@given(st.sets(st.integers(0, SECTORS - 1), max_size=12))
def test_any_unreadable_sectors(bad):
    result = hash_device("/dev/x", ["sha256"], opener=Device(bad=bad).open)
    found = {sector for first, last in result.unreadable for sector in range(first, last + 1)}
    assert (found, result.digests["sha256"]) == (bad, zeroed(bad))


def test_a_disconnection_is_a_pause():
    told = []
    device = Device(pulled_at=3000, bad={100})
    result = hash_device("/dev/x", ["sha256"], opener=device.open, on_disconnection=told.append)
    assert result.digests["sha256"] == zeroed({100})
    assert (told, len(result.pauses), result.pauses[0].sector) == ([True, False], 1, per_buffer)
    assert [each.code for each in result.findings] == ["DEVICE_UNREADABLE"]
    assert device.opened == device.closed == 2


def test_another_device_in_its_place_ends_the_reading():
    device = Device(pulled_at=3000)
    told = []

    def swap(gone):
        told.append(gone)
        device.serial = "S2"

    result = hash_device("/dev/x", ["sha256"], opener=device.open, on_disconnection=swap)
    assert [each.code for each in result.findings] == ["DEVICE_OTHER"]
    assert (result.digests, told, result.whole) == ({}, [True], False)
    assert device.opened + 1 == device.closed or device.opened == device.closed


def test_a_device_that_stays_away_ends_the_reading():
    device = Device(pulled_at=3000)
    device.tries_until_back = 1 << 30
    result = hash_device("/dev/x", ["sha256"], opener=device.open, patience=0)
    assert [(each.code, each.values) for each in result.findings] == [("DEVICE_GONE", {"sector": per_buffer})]
    assert (result.digests, result.after, result.bytes_read) == ({}, None, BUFFER_BYTES)


def test_cancel_while_it_is_away_and_while_a_read_hangs():
    control = Control()
    device = Device(pulled_at=3000)
    device.tries_until_back = 1 << 30
    with pytest.raises(Cancelled):
        hash_device("/dev/x", ["sha256"], control, opener=device.open, on_disconnection=lambda _: control.cancel())
    control, device = Control(), Device()
    device.hang.clear()
    threading.Timer(0.05, control.cancel).start()
    with pytest.raises(Cancelled):
        hash_device("/dev/x", ["sha256"], control, opener=device.open)
    assert not device.closed
    device.hang.set()
    for _ in range(200):
        if device.closed:
            break
        time.sleep(0.01)
    assert device.closed


def test_a_device_that_could_be_written_is_refused_without_a_blocker():
    device = Device(read_only=False)
    with pytest.raises(RuleRefused) as told:
        hash_device("/dev/x", opener=device.open)
    assert (told.value.code, device.closed) == ("DEVICE_WRITABLE", 1)
    assert hash_device("/dev/x", opener=device.open, blocker="Tableau T8u 0123").whole


def test_a_device_that_was_written_to_meanwhile_is_told():
    device = Device()

    class Writing(Control):
        def report(self, done, total, current):
            device.written += 8
            super().report(done, total, current)

    result = hash_device("/dev/x", ["sha256"], Writing(), opener=device.open)
    assert [each.code for each in result.findings] == ["DEVICE_WRITTEN"]


def test_what_is_no_block_device_is_never_opened(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").write_bytes(b"x")
    for name in ("fifo", "file", "absent"):
        with pytest.raises(InputWrong) as told:
            hash_device(tmp_path / name)
        assert told.value.code == "DEVICE_NOT_OPENED"


@pytest.fixture
def loop(tmp_path):
    """Return a function that makes a loop device of `CONTENT`."""
    losetup = shutil.which("losetup") or "/usr/sbin/losetup"
    (tmp_path / "image").write_bytes(CONTENT)
    made = []

    def attach(*options):
        command = [losetup, "--show", "-f", *options, tmp_path / "image"]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            pytest.skip("there is no losetup")
        if answer.returncode:
            pytest.skip(f"no loop device can be had here: {answer.stderr.strip()}")
        made.append(answer.stdout.strip())
        return made[-1]

    yield attach
    for each in made:
        subprocess.run([losetup, "-d", each], check=False)


def test_a_real_device(loop):
    result = hash_device(loop("--read-only"), ["sha256"])
    assert result.whole, result.findings
    assert result.digests == {"sha256": zeroed(())}
    assert (result.before.size, result.before.sector_size, result.before.read_only) == (len(CONTENT), SECTOR, True)
    assert result.after == result.before


def test_a_real_device_that_could_be_written(loop):
    device = loop()
    with pytest.raises(RuleRefused):
        hash_device(device)
    assert hash_device(device, ["sha256"], blocker="declared").digests == {"sha256": zeroed(())}


def test_the_command_line_reads_a_device(loop, tmp_path, capsys):
    device = loop("--read-only")
    assert main(["hash", device, "--algorithms", "sha256", "--output", str(tmp_path / "m")]) == 0
    assert (tmp_path / "m").read_text() == f"SHA256 ({device}) = {zeroed(())}\n"
    assert main(["hash", device, "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["devices"]
    assert (found["digests"]["sha256"], found["before"]["read_only"], found["unreadable"]) == (zeroed(()), True, [])


def test_the_command_line_refuses_a_device_that_could_be_written(loop, capsys):
    device = loop()
    assert main(["hash", device]) == 4
    assert "[DEVICE_WRITABLE]" in capsys.readouterr().err
    assert main(["hash", device, "--blocker", "Tableau T8u 0123", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["devices"][0]["write_blocker"] == "Tableau T8u 0123"
