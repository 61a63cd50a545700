"""Does the main job in the real window under a real X server, a picture at each step, and verifies what came of it.

`python packaging/drive_window.py OUT` needs Xvfb, openbox and xdotool (Debian: xvfb openbox xdotool), and
ewfacquirestream (ewf-tools) for the E01; nothing of the person's own is touched. Unlike the
tests in tests/ui, nothing here knows the program. It ends with 1 where a state does not come, or where the program and
the standalone verifier do not tell the same of the package; OUT/result.json holds what both told.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from driven_desk import HOSTILE, lay_out, verify_the_package
from driven_screen import Screen, a_screen, the_program

LUCIA = "violin harbour stone paper lamp fox"
OKOYE = "river candle orbit mango tulip sand"
NUMBER = "2026-CR-0147-LF-001"
WORK = 24
"""So many pictures alike, where work goes on for long and its bar may rest for a moment."""


class Drive:
    """One run: the screen, and the desk that holds what is registered and what is made."""

    def __init__(self, out: Path) -> None:
        self.screen, self.desk = Screen(out), lay_out(out / "desk")

    def entries(self) -> int:
        """Return how many entries the log has, as the disk tells."""
        place = self.desk / "station" / "station.db"
        if not place.exists():
            return 0
        try:
            base = sqlite3.connect(f"file:{place}?mode=ro", uri=True)
            try:
                return int(base.execute("select count(*) from entry").fetchone()[0])
            finally:
                base.close()
        except sqlite3.OperationalError:
            return 0

    def records(self, key: str, more: int = 1) -> None:
        """Press what signs; wait until the log has grown by this many entries."""
        wanted = self.entries() + more
        self.screen.press_until(key, lambda: self.entries() >= wanted, f"{wanted} entries")

    def all_of_it(self) -> None:
        """The main job, from first run to an exported package, then the dark."""
        for part in (
            *(self.first_run, self.second_officer, self.case, self.register, self.hash_it, self.hand_over),
            *(self.verify_folder, self.verify_image, self.report, self.lock, self.hold_the_head, self.export),
            self.in_the_dark,
        ):
            part()

    def first_run(self) -> None:
        """Six steps, each with a picture."""
        screen = self.screen
        screen.still()
        screen.shot("first-run-language")
        screen.keys("ctrl+Return")
        screen.shot("first-run-place")
        screen.fill(str(self.desk / "station"))
        screen.press_and_see("Return")
        screen.fill("Fiscalia General")
        screen.keys("Tab")
        screen.fill("fiscalia.example")
        screen.keys("Tab")
        screen.fill("lab-2")
        screen.shot("first-run-agency")
        screen.press_and_see("Return")
        screen.fill("Lucia Ferreira")
        screen.shot("first-run-person")
        screen.press_and_see("Return")
        screen.press_and_see("space")
        screen.shot("first-run-six-words")
        screen.keys("shift+Tab", "Right", "space", "Tab")
        screen.type("short")
        screen.shot("first-run-passphrase-weak")
        screen.fill(LUCIA)
        screen.keys("Tab*2")
        screen.fill(LUCIA)
        screen.shot("first-run-passphrase")
        screen.press_and_see("Return")
        screen.shot("first-run-summary")
        self.records("ctrl+Return", 2)
        screen.shot("first-run-done")
        screen.leave("Return", "Today")
        screen.shot("today-empty")

    def second_officer(self) -> None:
        """Enrolled in settings."""
        screen = self.screen
        screen.keys("ctrl+comma")
        screen.until("Settings")
        screen.shot("settings")
        screen.keys("Tab", "Right*2", "space")
        screen.shot("settings-officers")
        screen.keys("shift+Tab")
        screen.press_and_see("space")
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
        screen.press_and_unlock("ctrl+Return")
        screen.shot("enrol-read-back")
        self.records("ctrl+Return", 2)
        screen.shot("enrolled")

    def case(self) -> None:
        """Opened with its legal basis."""
        screen = self.screen
        screen.keys("ctrl+shift+n")
        screen.until("Open case")
        screen.fill("2026-CR-0147")
        screen.keys("Tab")
        screen.fill("State v. A. Moreno")
        screen.shot("case-new")
        screen.keys("Tab*4", "c", "Tab")
        screen.fill("A. Moreno")
        screen.shot("case-new-basis")
        screen.press_and_see("ctrl+Return")
        screen.shot("case-read-back")
        self.records("space")
        screen.until("2026-CR")
        screen.shot("case")

    def register(self) -> None:
        """Type, description, origin, seal and photograph, read and sign."""
        screen = self.screen
        screen.keys("ctrl+n")
        screen.until("Register exhibit")
        screen.type("removable")
        screen.shot("register-type")
        screen.press_and_see("Return")
        screen.fill("Stick <b>found</b> in the desk")
        screen.shot("register-description")
        screen.press_and_see("ctrl+Return")
        screen.shot("register-origin")
        screen.press_and_see("ctrl+Return")
        screen.fill("S-77")
        screen.keys("Tab*7")
        screen.shot("register-evidence")
        screen.keys("space")
        screen.until("Choose")
        screen.shot("file-dialog")
        self.answer("front.jpg")
        screen.until("Register exhibit")
        screen.shot("register-photograph")
        screen.press_and_see("ctrl+Return")
        screen.shot("register-read-back")
        self.records("ctrl+Return")
        screen.shot("registered")

    def hash_it(self) -> None:
        """The folder with hostile names is the exhibit's content."""
        screen = self.screen
        screen.keys("shift+Tab*2", "space")
        screen.until(NUMBER)
        screen.shot("exhibit")
        screen.keys("ctrl+Return")
        screen.until("Hash")
        screen.keys("Tab*4")
        screen.shot("hash")
        screen.keys("space")
        screen.until("Choose")
        self.answer("stick")
        screen.until("Hash")
        screen.shot("hashed")
        screen.press_and_see("space")
        screen.shot("hash-read-back")
        self.records("space")
        screen.until(NUMBER)
        screen.shot("exhibit-hashed")

    def hand_over(self) -> None:
        """To the second officer, who signs with a key of their own."""
        screen = self.screen
        screen.keys("ctrl+t")
        screen.until("Transfer exhibits")
        screen.shot("transfer-exhibits")
        screen.fill(NUMBER)
        screen.press_and_see("Return")
        screen.shot("transfer-chosen")
        screen.press_and_see("ctrl+Return")
        screen.keys("Down", "Tab")
        screen.fill("Storage")
        screen.keys("Tab")
        screen.fill("Undamaged, in its bag")
        screen.keys("Tab*2")
        screen.fill("S-78")
        screen.shot("transfer-seal-differs")
        screen.fill("S-77")
        screen.shot("transfer-terms")
        screen.press_and_see("ctrl+Return")
        screen.shot("transfer-lines")
        screen.press_and_see("ctrl+Return")
        screen.type("wrong passphrase")
        screen.press_and_unlock("Return")
        screen.shot("transfer-wrong-passphrase")
        screen.fill(LUCIA)
        screen.press_and_unlock("Return")
        screen.shot("transfer-receiver-signs")
        screen.type(OKOYE)
        self.records("Return", 2)
        screen.until("Receipt")
        screen.shot("receipt")

    def verify_folder(self) -> None:
        """The folder against the exhibit: it matches, that is recorded; then a file is changed."""
        screen = self.screen
        screen.keys("ctrl+5")
        screen.until("Verify")
        screen.shot("verify")
        screen.keys("Tab*2", "space")
        screen.until("Choose")
        self.answer("stick")
        screen.until("Verify")
        screen.keys("shift+Tab", "Right*2", "space", "Tab")
        screen.fill(NUMBER)
        screen.shot("verify-exhibit")
        screen.press_and_see("ctrl+Return")
        screen.shot("verify-matches")
        screen.keys("Tab*5")
        screen.press_and_see("space")
        screen.shot("verify-read-back")
        self.records("space")
        screen.shot("verify-recorded")
        (self.desk / "stick" / "inner" / HOSTILE[1]).write_bytes(b"changed")
        screen.keys("Escape")
        screen.press_and_see("ctrl+Return")
        screen.shot("verify-differs")
        screen.press_and_see("ctrl+Return")

    def verify_image(self) -> None:
        """An E01 by itself: the digests that it carries."""
        screen = self.screen
        screen.keys("Tab", "space")
        screen.until("Choose")
        self.answer("disk.E01")
        screen.until("Verify")
        screen.keys("shift+Tab*2", "Left*2", "space")
        screen.shot("verify-e01-options")
        screen.press_and_see("ctrl+Return")
        screen.shot("verify-e01")

    def report(self) -> None:
        """Looked at, issued, saved."""
        screen = self.screen
        screen.keys("ctrl+6")
        screen.until("Reports")
        screen.shot("reports")
        screen.press_and_see("ctrl+Return", alike=WORK)
        screen.shot("report-preview")
        screen.leave("ctrl+Return", "Save as")
        screen.fill(str(self.desk / "report.pdf"))
        screen.shot("report-save")
        screen.keys("Return")
        screen.until("Reports")
        screen.shot("report-passphrase")
        screen.type(LUCIA)
        screen.press_and_see("Return", alike=WORK)
        screen.shot("report-read-back")
        self.records("space")
        screen.wait((self.desk / "report.pdf").exists, "the report")
        screen.still()
        screen.shot("report-issued")

    def lock(self) -> None:
        """Locked, a wrong passphrase, unlocked; the case found by Ctrl+K."""
        screen = self.screen
        screen.press_and_see("ctrl+l")
        screen.shot("locked")
        screen.type("wrong passphrase")
        screen.press_and_unlock("Return")
        screen.shot("locked-wrong")
        screen.type(LUCIA)
        screen.keys("Return")
        screen.until("Reports")
        screen.press_and_see("ctrl+k")
        screen.type("moreno")
        screen.shot("palette")
        screen.keys("Return")
        screen.until("2026-CR")
        screen.shot("case-with-exhibit")

    def hold_the_head(self) -> None:
        """The signed head, as somebody outside would keep it."""
        screen = self.screen
        (self.desk / "trust" / "held").mkdir(parents=True)
        screen.keys("ctrl+7")
        screen.until("Log")
        screen.shot("log")
        screen.keys("Tab*3", "Right", "space")
        screen.shot("log-heads")
        screen.keys("Tab", "space")
        screen.until("Save")
        self.answer("trust/held/prosecutor.note")
        screen.wait((self.desk / "trust" / "held" / "prosecutor.note").exists, "the head")
        screen.until("Log")

    def export(self) -> None:
        """The whole log as a package."""
        screen = self.screen
        screen.keys("alt+Left")
        screen.until("2026-CR")
        screen.keys("shift+Tab*4", "space")
        screen.until("Export package")
        screen.keys("Tab*3", "Down*2", "Tab", "space", "Tab*4")
        screen.shot("export")
        screen.keys("space")
        screen.wait(lambda: not screen.title().startswith("Export package"), "the dialog")
        self.answer("whole.custody.zip")
        screen.until("Export package")
        screen.press_and_see("ctrl+Return")
        screen.type(LUCIA)
        self.records("Return")
        screen.wait((self.desk / "whole.custody.zip").exists, "the package")
        screen.still()
        screen.shot("exported")

    def in_the_dark(self) -> None:
        """The sections in the other set of colours."""
        screen = self.screen
        screen.keys("ctrl+1")
        screen.until("Today")
        screen.shot("today")
        screen.press_and_see("ctrl+shift+d")
        screen.shot("today-dark")
        for number, name in enumerate(("Cases", "Exhibits", "Transfers", "Verify", "Reports", "Log"), 2):
            screen.keys(f"ctrl+{number}")
            screen.until(name)
            screen.shot(f"{name.lower()}-dark")
        screen.keys("ctrl+k")
        screen.type(NUMBER)
        screen.keys("Return")
        screen.until(NUMBER)
        screen.shot("exhibit-dark")

    def answer(self, name: str) -> None:
        """Name a file of the desk in the dialog that is in front."""
        self.screen.fill(str(self.desk / name))
        self.screen.keys("Return")


def main(out: Path) -> int:
    """Do it all once."""
    out.mkdir(parents=True)
    drive = Drive(out)
    with a_screen(), the_program(out, drive.desk):
        drive.all_of_it()
    same = verify_the_package(out)
    sys.stdout.write("both tell the same\n" if same else "they differ: result.json\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
