"""An X server of its own with a window manager, and a person before it: keys, and eyes that wait until it is still.

Nothing here knows the program: keys go through the X server, and states are told from the window's title, the picture
and the files that appear.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

DISPLAY = f":{90 + os.getpid() % 900}"
"""One of its own: two runs do not meet."""
SIZE = (1400, 882)
"""The window at its size with the title of the window manager."""
PATIENCE = 180.0
"""Seconds until a state that was expected counts as missing; the machine may be busy."""
STILL = 4
"""So many pictures alike mean that nothing goes on."""
SMALL = 700
"""Points that may differ in pictures that count as alike: a cursor that blinks, the minute of the clock."""
BETWEEN = 0.15


class NotReached(RuntimeError):
    """A state that was waited for did not come."""


class Screen:
    """Keys go to whatever is in front; each `shot` is numbered."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._number = 0

    def keys(self, *names: str) -> None:
        """Press keys as xdotool names them, such as `Tab`, `ctrl+Return`, `Tab*3`; wait until all is still."""
        for name in names:
            key, _, times = name.partition("*")
            for _ in range(int(times or 1)):
                run("xdotool", "key", "--clearmodifiers", key)
                time.sleep(0.08)
        self.still(1)

    def type(self, text: str) -> None:
        """Type a text; what is pressed next comes after it."""
        run("xdotool", "type", "--delay", "12", text)

    def fill(self, text: str) -> None:
        """Replace what stands in the field."""
        run("xdotool", "key", "--clearmodifiers", "ctrl+a")
        self.type(text)

    def press_until(self, key: str, reached: Callable[[], bool], what: str) -> None:
        """Press a key that starts work; wait for what comes of it, then until all is still."""
        self.still(1)
        run("xdotool", "key", "--clearmodifiers", key)
        self.wait(reached, what)
        # What is on the disk is told on the screen a moment later.
        self.still(2 * STILL)

    def press_and_see(self, key: str, *, alike: int = STILL) -> None:
        """Press a key after which something else is to be seen; wait for that, and until all is still."""
        self.still(1)
        before = self.picture()
        run("xdotool", "key", "--clearmodifiers", key)
        self.wait(lambda: differ(before, self.picture()) > SMALL, f"something else after {key}")
        self.still(alike)

    def press_and_unlock(self, key: str) -> None:
        """The same where a passphrase is tried first: that takes a while, and little moves meanwhile."""
        self.press_and_see(key, alike=5 * STILL)

    def until(self, title: str) -> None:
        """Wait until the window in front bears this title."""
        self.wait(lambda: self.title().startswith(title), f"window {title}")
        self.still()

    def leave(self, key: str, title: str) -> None:
        """Press a key that does nothing before some work is done, again and again, until this window is in front."""
        for _ in range(int(PATIENCE / 3)):
            run("xdotool", "key", "--clearmodifiers", key)
            for _ in range(15):
                if self.title().startswith(title):
                    self.still()
                    return
                time.sleep(BETWEEN)
        self.until(title)

    def title(self) -> str:
        """Return the title of the window in front."""
        told = subprocess.run(
            ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True, check=False
        )
        return told.stdout.strip()

    def still(self, alike: int = STILL) -> None:
        """Wait until nothing moves any more."""
        before, seen = self.picture(), 0
        for _ in range(int(PATIENCE / BETWEEN)):
            time.sleep(BETWEEN)
            now = self.picture()
            seen = seen + 1 if differ(before, now) <= SMALL else 0
            before = now
            if seen >= alike:
                return
        sys.stderr.write(f"never still: {self.title()}\n")

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        """Wait for a state.

        Raises:
            NotReached: with a last picture of how it is instead.
        """
        for _ in range(int(PATIENCE / BETWEEN)):
            if reached():
                return
            time.sleep(BETWEEN)
        self.shot("not-reached")
        raise NotReached(f"never came: {what}; in front is {self.title()}")

    def picture(self) -> Image.Image:
        """Return what is on the screen."""
        return ImageGrab.grab(xdisplay=DISPLAY).convert("RGB")

    def shot(self, name: str) -> None:
        """Keep a picture of the whole screen, once it is still."""
        self.still(2)
        self._number += 1
        self.picture().save(self._out / f"{self._number:02d}-{name}.png", optimize=True)


def differ(one: Image.Image, other: Image.Image) -> int:
    """Return in how many points two pictures differ."""
    told = ImageChops.difference(one, other).convert("L").histogram()
    return sum(told[1:])


@contextmanager
def a_screen() -> Iterator[None]:
    """An X server with a window manager, for as long as it is needed."""
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    # Without -noreset it begins anew, and refuses for a moment, each time the last program leaves.
    words = ["Xvfb", DISPLAY, "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = DISPLAY
    manager = None
    try:
        _answers("xdotool", "getdisplaygeometry")
        manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
        _answers("xdotool", "get_desktop")
        yield
    finally:
        for each in (manager, server):
            if each is not None:
                each.terminate()
                each.wait()


@contextmanager
def the_program(out: Path, desk: Path) -> Iterator[None]:
    """The program with a home of its own."""
    home = {name: str(out / "home" / name) for name in ("CUSTODY_STATE_DIR", "CUSTODY_CONFIG_DIR")}
    env = os.environ | home | {"HOME": str(desk), "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
    with (out / "program.log").open("w") as log:
        program = subprocess.Popen([sys.executable, "-m", "custody_app", "--language", "en"], env=env, stderr=log)
        try:
            run("xdotool", "search", "--sync", "--onlyvisible", "--name", "Set up this station")
            yield
        finally:
            program.terminate()
            program.wait()


def run(*words: str) -> None:
    """Run a program that must succeed."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=120)


def _answers(*words: str) -> None:
    for _ in range(int(PATIENCE / BETWEEN)):
        if subprocess.run(words, capture_output=True, check=False).returncode == 0:
            return
        time.sleep(BETWEEN)
    raise NotReached(" ".join(words))
