"""Drives the real window under a real X server and takes a picture at each step, for somebody to look at.

`python packaging/drive_window.py OUT` needs Xvfb, openbox, xdotool and ImageMagick's `import` (Debian: xvfb openbox
xdotool imagemagick), and ewfacquirestream (ewf-tools) for the E01; nothing of the person's own is touched. Unlike the
tests in tests/ui, nothing here knows the program: keys go through the X server and the window manager.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

DISPLAY = f":{90 + os.getpid() % 900}"
"""One of its own: two runs do not meet."""
PATIENCE = 200
SIZE = "1400x900x24"
LUCIA = "violin harbour stone paper lamp fox"
OKOYE = "river candle orbit mango tulip sand"
NUMBER = "2026-CR-0147-LF-001"
HOSTILE = ("a\nb.txt", '<b onclick="x">.txt', "E\u202egpj.exe", "espaces  et accents é空.bin")


class Screen:
    """Keys and clicks go to whatever is in front; each `shot` is numbered."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._number = 0

    def keys(self, *names: str, wait: float = 0.35) -> None:
        """Press keys as xdotool names them, such as `Tab`, `ctrl+Return`, `Tab*3`."""
        for name in names:
            key, _, times = name.partition("*")
            for _ in range(int(times or 1)):
                xdotool("key", "--clearmodifiers", key)
                time.sleep(0.06)
        time.sleep(wait)

    def type(self, text: str, wait: float = 0.35) -> None:
        """Type a text."""
        xdotool("type", "--delay", "12", text)
        time.sleep(wait)

    def fill(self, text: str) -> None:
        """Replace what stands in the field."""
        self.keys("ctrl+a", wait=0.05)
        self.type(text)

    def until(self, title: str) -> None:
        """Wait until the window in front bears this title."""
        for _ in range(PATIENCE):
            told = subprocess.run(
                ["xdotool", "getactivewindow", "getwindowname"], capture_output=True, text=True, check=False
            )
            if told.stdout.startswith(title):
                time.sleep(0.7)
                return
            time.sleep(0.3)
        sys.stderr.write(f"never came: {title}; it is {told.stdout}")

    def shot(self, name: str, wait: float = 0.5) -> None:
        """Take a picture of the whole screen."""
        time.sleep(wait)
        self._number += 1
        run("import", "-window", "root", str(self._out / f"{self._number:02d}-{name}.png"))


def main(out: Path) -> None:
    """Do the main job once, from first run to an exported package."""
    out.mkdir(parents=True, exist_ok=True)
    desk = lay_out(out / "desk")
    with a_screen(), the_program(out, desk):
        screen = Screen(out)
        first_run(screen, desk)
        second_officer(screen)
        case_and_exhibit(screen, desk)
        hash_it(screen, desk)
        hand_over(screen)
        verify(screen, desk)
        report(screen, desk)
        lock(screen)
        export(screen)


def lay_out(desk: Path) -> Path:
    """Make what lies on the desk: photograph, folder with hostile names, an E01."""
    (desk / "stick" / "inner").mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 10:15:00"
    Image.effect_noise((1600, 1200), 80).convert("RGB").save(desk / "front.jpg", exif=exif)
    draw = random.Random(4)  # noqa: S311  (content, no secret)
    for number, name in enumerate(HOSTILE):
        (desk / "stick" / "inner" / name).write_bytes(draw.randbytes(number * 900_000))
    content = draw.randbytes(3_000_000)
    made = subprocess.run(
        ["ewfacquirestream", "-t", str(desk / "disk"), "-C", "C-1", "-e", "LF", "-D", "stick", "-E", "1", "-N", "n"],
        input=content,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        sys.stderr.write("no E01: " + made.stderr.decode(errors="replace")[-200:] + "\n")
    return desk


@contextmanager
def a_screen() -> Iterator[None]:
    """An X server with a window manager, for as long as it is needed."""
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", SIZE, "-nolisten", "tcp"], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = DISPLAY
    time.sleep(1.5)
    manager = subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        yield
    finally:
        for each in (manager, server):
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
            time.sleep(1)
            yield
        finally:
            program.terminate()
            program.wait()


def first_run(screen: Screen, desk: Path) -> None:
    """Six steps, each with a picture."""
    screen.shot("first-run-language")
    screen.keys("ctrl+Return")
    screen.shot("first-run-place")
    screen.fill(str(desk / "station"))
    screen.keys("Return")
    screen.fill("Fiscalia General")
    screen.keys("Tab")
    screen.fill("fiscalia.example")
    screen.keys("Tab")
    screen.fill("lab-2")
    screen.shot("first-run-agency")
    screen.keys("Return")
    screen.fill("Lucia Ferreira")
    screen.shot("first-run-person")
    screen.keys("Return")
    screen.keys("space")
    screen.shot("first-run-six-words")
    screen.keys("shift+Tab", "Right", "space", "Tab")
    screen.type("short")
    screen.shot("first-run-passphrase-weak")
    screen.fill(LUCIA)
    screen.keys("Tab*2")
    screen.fill(LUCIA)
    screen.shot("first-run-passphrase")
    screen.keys("Return")
    screen.shot("first-run-summary")
    screen.keys("ctrl+Return", wait=12)
    screen.shot("first-run-done")
    screen.keys("Return")
    screen.until("Today")
    screen.shot("today-empty", 1.5)


def second_officer(screen: Screen) -> None:
    """Enrolled in settings."""
    screen.keys("ctrl+comma")
    screen.until("Settings")
    screen.shot("settings")
    screen.keys("Tab", "Right*2", "space")
    screen.shot("settings-officers")
    screen.keys("shift+Tab", "space")
    screen.fill("M. Okoye")
    screen.keys("Tab*4", "space")
    screen.shot("enrol-person")
    screen.keys("Tab*4", "Right", "space", "Tab")
    screen.fill(OKOYE)
    screen.keys("Tab*2")
    screen.fill(OKOYE)
    screen.keys("Tab*3")
    screen.fill(LUCIA)
    screen.shot("enrol-passphrases")
    screen.keys("ctrl+Return", wait=8)
    screen.shot("enrol-read-back")
    screen.keys("ctrl+Return", wait=4)
    screen.shot("enrolled")


def case_and_exhibit(screen: Screen, desk: Path) -> None:
    """A case, then the five steps of registering."""
    screen.keys("ctrl+shift+n")
    screen.until("Open case")
    screen.fill("2026-CR-0147")
    screen.keys("Tab")
    screen.fill("State v. A. Moreno")
    screen.shot("case-new")
    screen.keys("Tab*4", "c", "Tab")
    screen.fill("A. Moreno")
    screen.shot("case-new-basis")
    screen.keys("ctrl+Return", wait=2)
    screen.shot("case-read-back")
    screen.keys("space")
    screen.until("2026-CR")
    screen.shot("case", 1.5)
    screen.keys("ctrl+n")
    screen.until("Register exhibit")
    screen.type("removable")
    screen.shot("register-type")
    screen.keys("Return", wait=1)
    screen.fill("Stick <b>found</b> in the desk")
    screen.shot("register-description")
    screen.keys("ctrl+Return", wait=1)
    screen.shot("register-origin")
    screen.keys("ctrl+Return", wait=1)
    screen.fill("S-77")
    screen.keys("Tab*7")
    screen.shot("register-evidence")
    screen.keys("space")
    screen.until("Choose")
    screen.shot("file-dialog")
    screen.fill(str(desk / "front.jpg"))
    screen.keys("Return", wait=2)
    screen.shot("register-photograph")
    screen.keys("ctrl+Return", wait=2)
    screen.shot("register-read-back")
    screen.keys("ctrl+Return", wait=4)
    screen.shot("registered")


def hash_it(screen: Screen, desk: Path) -> None:
    """The folder with hostile names is the exhibit's content."""
    screen.keys("shift+Tab*2", "space")
    screen.until(NUMBER)
    screen.shot("exhibit", 1.5)
    screen.keys("ctrl+Return")
    screen.until("Hash")
    screen.shot("hash")
    screen.keys("Tab*4")
    screen.shot("hash-focus")
    screen.keys("space")
    screen.until("Choose")
    screen.fill(str(desk / "stick"))
    screen.shot("folder-dialog")
    screen.keys("Return", wait=4)
    screen.shot("hashed")
    screen.keys("space", wait=1.5)
    screen.shot("hash-read-back")
    screen.keys("space")
    screen.until(NUMBER)
    screen.shot("exhibit-hashed", 1.5)


def hand_over(screen: Screen) -> None:
    """To the second officer, who signs with a key of their own."""
    screen.keys("ctrl+t")
    screen.until("Transfer exhibits")
    screen.shot("transfer-exhibits")
    screen.fill(NUMBER)
    screen.keys("Return", wait=1)
    screen.shot("transfer-chosen")
    screen.keys("ctrl+Return", wait=1)
    screen.keys("Down", "Tab")
    screen.fill("Storage")
    screen.keys("Tab")
    screen.fill("Undamaged, in its bag")
    screen.keys("Tab*2")
    screen.fill("S-78")
    screen.shot("transfer-seal-differs")
    screen.fill("S-77")
    screen.shot("transfer-terms")
    screen.keys("ctrl+Return", wait=1)
    screen.shot("transfer-lines")
    screen.keys("ctrl+Return", wait=1.5)
    screen.type("wrong passphrase")
    screen.keys("Return", wait=4)
    screen.shot("transfer-wrong-passphrase")
    screen.fill(LUCIA)
    screen.keys("Return", wait=4)
    screen.shot("transfer-receiver-signs")
    screen.fill(OKOYE)
    screen.keys("Return")
    screen.until("Receipt")
    screen.shot("receipt", 1.5)


def verify(screen: Screen, desk: Path) -> None:
    """The folder against the exhibit, then an E01 by itself."""
    screen.keys("ctrl+5")
    screen.until("Verify")
    screen.shot("verify")
    screen.keys("Tab*2", "space")
    screen.until("Choose")
    screen.fill(str(desk / "stick"))
    screen.keys("Return", wait=1.5)
    screen.shot("verify-options")
    screen.keys("shift+Tab", "Right*2", "space", "Tab")
    screen.fill(NUMBER)
    screen.shot("verify-exhibit")
    screen.keys("ctrl+Return", wait=4)
    screen.shot("verify-matches")
    (desk / "stick" / "inner" / HOSTILE[1]).write_bytes(b"changed")
    screen.keys("Escape", "ctrl+Return", wait=5)
    screen.shot("verify-differs")
    screen.keys("ctrl+Return", wait=1)
    screen.keys("Tab", "space")
    screen.until("Choose")
    screen.fill(str(desk / "disk.E01"))
    screen.keys("Return", wait=1.5)
    screen.shot("verify-e01-options")
    screen.keys("ctrl+Return", wait=4)
    screen.shot("verify-e01")


def report(screen: Screen, desk: Path) -> None:
    """Looked at, issued, saved."""
    screen.keys("ctrl+6")
    screen.until("Reports")
    screen.shot("reports")
    screen.keys("ctrl+Return", wait=20)
    screen.shot("report-preview")
    screen.keys("ctrl+Return")
    screen.until("Save as")
    screen.fill(str(desk / "report.pdf"))
    screen.shot("report-save")
    screen.keys("Return", wait=1.5)
    screen.shot("report-passphrase")
    screen.type(LUCIA)
    screen.keys("Return", wait=9)
    screen.shot("report-read-back")
    screen.keys("space", wait=5)
    screen.shot("report-issued")


def lock(screen: Screen) -> None:
    """Locked, a wrong passphrase, unlocked."""
    screen.keys("ctrl+l", wait=1)
    screen.shot("locked")
    screen.type("wrong passphrase")
    screen.keys("Return", wait=4)
    screen.shot("locked-wrong")
    screen.type(LUCIA)
    screen.keys("Return", wait=4)
    screen.shot("unlocked")
    screen.keys("ctrl+k", wait=1)
    screen.type("moreno")
    screen.shot("palette")
    screen.keys("Return", wait=2)
    screen.shot("case-with-exhibit")


def export(screen: Screen) -> None:
    """A package of the case, and the other pages, in the dark too."""
    screen.keys("Tab*3", "space")
    screen.until("Export package")
    screen.shot("export")
    screen.keys("ctrl+4", wait=1.5)
    screen.shot("transfers")
    screen.keys("ctrl+7", wait=1.5)
    screen.shot("log")
    screen.keys("ctrl+1", wait=1.5)
    screen.shot("today")
    screen.keys("ctrl+shift+d", wait=8)
    screen.shot("today-dark")
    screen.keys("ctrl+3")
    screen.until("Exhibits")
    screen.shot("exhibits-dark")


def xdotool(*words: str) -> None:
    """Give xdotool one command."""
    run("xdotool", *words)


def run(*words: str) -> None:
    """Run a program that must succeed."""
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=120)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
