"""The main job in one window on a new station, by keyboard alone: from first run to a package that verifies."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from custody_app.storage.list_rows import ExhibitFilter, TransferFilter
from custody_app.ui.pages import page_types
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.start import Opener
from custody_app.ui.widgets import SignaturePad
from custody_app.verifier import verify_custody
from tests.ui.keyboard import CTRL, SHIFT, Key, Keyboard

LUCIA = "violin harbour stone paper lamp fox"
OKOYE = "river candle orbit mango tulip sand"
NUMBER = "2026-CR-0147-LF-001"
HOSTILE = ("a\nb.txt", '<b onclick="x">.txt', "E\u202egpj.exe", "空 & spaces  .bin")


@pytest.fixture
def window(empty_ctx, qtbot) -> Iterator[MainWindow]:
    """Window and opener as the program makes them, without a station."""
    window = MainWindow(empty_ctx, page_types())
    Opener(empty_ctx, window)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.go("first_run")
    yield window
    if empty_ctx.has_station:
        empty_ctx.station.close()


@pytest.fixture
def keys(window) -> Keyboard:
    return Keyboard(window)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """What lies on the desk: a photograph with EXIF, a folder of files with hostile names."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 10:15:00"
    Image.effect_noise((640, 480), 60).convert("RGB").save(tmp_path / "front.jpg", exif=exif)
    folder = tmp_path / "stick"
    (folder / "inner").mkdir(parents=True)
    for number, name in enumerate(HOSTILE):
        (folder / "inner" / name).write_bytes(name.encode() * (number * 1000))
    return tmp_path


def test_the_main_job_by_keyboard_alone(window, keys, desk):
    make_the_station(keys, desk / "station")
    enrol_the_second_officer(keys)
    open_a_case(keys)
    register(keys, desk / "front.jpg")
    hash_the_folder(keys, desk / "stick")
    check_the_seal(keys)
    transfer(keys)
    verify(keys, desk / "stick")
    report(keys, desk / "report.pdf")
    lock_and_unlock(keys)
    hold_the_head(keys, desk / "trust" / "held" / "prosecutor.note")
    export(keys, desk / "whole.custody.zip")
    store = window.ctx.station.store
    (exhibit,) = store.exhibit_rows(store.exhibit_ids(ExhibitFilter()))
    assert (exhibit.number, exhibit.holder, exhibit.seal, exhibit.check_result) == (NUMBER, "m.okoye", "S-77", "match")
    (given,) = store.transfer_rows(store.transfer_ids(TransferFilter()))
    assert (given.giver, given.receiver, given.status) == ("l.ferreira", "m.okoye", "accepted")
    shutil.copytree(desk / "station" / "trust", desk / "trust", dirs_exist_ok=True)
    passes(desk / "whole.custody.zip", desk / "trust")
    assert keys.flashes.seen == []


def make_the_station(keys: Keyboard, place: Path) -> None:
    keys.on("first_run")
    keys.submit()
    keys.enter(str(place))
    for field, text in (("Agency", "Fiscalía General"), ("Domain", "fiscalia.example"), ("Station name", "lab-2")):
        keys.fill(field, text)
    keys.press(Key.Key_Return)
    keys.fill("Full name", "Lúcia Ferreira")
    keys.press(Key.Key_Return)
    keys.option("A sentence of my own")
    keys.fill("Passphrase", LUCIA)
    keys.fill("Once more", LUCIA)
    keys.press(Key.Key_Return)
    keys.submit()
    keys.sees("The station is made")
    keys.push("Go to Today")
    keys.on("today")


def enrol_the_second_officer(keys: Keyboard) -> None:
    keys.press(Key.Key_Comma, held=CTRL)
    keys.on("settings")
    keys.option("Officers")
    keys.push("Enrol somebody")
    assert keys.name() == "Full name"
    keys.write("M. Okoye")
    keys.push("Custodian")
    keys.option("A sentence of my own")
    keys.fill("Passphrase", OKOYE)
    keys.fill("Once more", OKOYE)
    keys.fill("Passphrase of the supervisor", LUCIA)
    keys.submit_and_see("Key enrolled", "m.okoye")
    keys.submit_and_see("M. Okoye · m.okoye")


def open_a_case(keys: Keyboard) -> None:
    keys.press(Key.Key_N, held=CTRL | SHIFT)
    keys.on("case_new")
    assert keys.name() == "Case number"
    keys.write("2026-CR-0147")
    keys.fill("Title", "State v. A. Moreno")
    keys.choose("Kind of legal basis", "Consent")
    keys.fill("Issued by", "A. Moreno")
    keys.submit()
    keys.sees("2026-CR-0147", "exactly what will be signed")
    keys.press(Key.Key_Space)
    keys.on("case")
    keys.sees("State v. A. Moreno")


def register(keys: Keyboard, photograph: Path) -> None:
    keys.press(Key.Key_N, held=CTRL)
    keys.on("register")
    keys.enter("removable")
    keys.sees("Description")
    keys.fill("Description", "Stick found in the desk")
    keys.submit()
    keys.submit()
    assert keys.name() == "Seal or bag number"
    keys.write("S-77")
    keys.push("Choose files …")
    keys.answer_dialog(photograph)
    keys.sees("front.jpg", "2026-03-04 10:15:00")
    keys.submit()
    keys.sees("Stick found in the desk", "S-77", "front.jpg")
    keys.submit()
    keys.sees(f"Exhibit {NUMBER} is registered")


def hash_the_folder(keys: Keyboard, folder: Path) -> None:
    keys.push("Open the exhibit")
    keys.on("exhibit")
    keys.submit()
    keys.on("reading")
    keys.push("Choose a folder …")
    keys.answer_dialog(folder)
    assert keys.name() == "Read back and sign"
    keys.press(Key.Key_Space)
    keys.sees("exactly what will be signed")
    keys.press(Key.Key_Space)
    keys.on("exhibit")


def check_the_seal(keys: Keyboard) -> None:
    keys.push("More")
    keys.press(Key.Key_Down)
    keys.press(Key.Key_Return)
    keys.on("act")
    keys.sees("Check the seal")
    keys.choose("Intact", "Yes")
    keys.submit()
    keys.press(Key.Key_Space)
    keys.on("exhibit")


def transfer(keys: Keyboard) -> None:
    keys.press(Key.Key_T, held=CTRL)
    keys.on("transfer")
    keys.enter(NUMBER)
    keys.submit()
    keys.choose("Who receives", "Okoye")
    keys.fill("Purpose", "Storage")
    keys.fill("Condition", "Undamaged")
    keys.fill(f"Seal of {NUMBER}", "S-77")
    keys.submit()
    keys.submit()
    assert keys.name() == "Passphrase of Lúcia Ferreira"
    keys.enter("not the passphrase")
    keys.sees("Nothing was recorded")
    keys.enter(LUCIA)
    assert keys.name() == "Passphrase of M. Okoye"
    keys.enter(OKOYE)
    keys.on("receipt")
    keys.sees("Lúcia Ferreira", "M. Okoye", "Accepted", "S-77")


def verify(keys: Keyboard, folder: Path) -> None:
    keys.press(Key.Key_5, held=CTRL)
    keys.on("verify")
    keys.push("Choose a folder …")
    keys.answer_dialog(folder)
    keys.option("An exhibit of this station")
    keys.fill("Exhibit number", NUMBER)
    keys.submit()
    keys.sees("Matches")
    keys.push("Record this comparison")
    keys.press(Key.Key_Space)
    keys.sees("Matches")


def report(keys: Keyboard, target: Path) -> None:
    keys.press(Key.Key_2, held=CTRL)
    keys.on("cases")
    keys.push_row("Cases")
    keys.on("case")
    keys.push("Custody report")
    keys.on("reports")
    keys.submit()
    keys.sees("Page 1 of", "Copy, not issued")
    keys.tab_to("The document, page by page")
    keys.press(Key.Key_PageDown)
    keys.sees("Page 2 of")
    keys.submit()
    keys.answer_dialog(target)
    keys.enter(LUCIA)
    keys.sees("exactly what will be signed")
    keys.press(Key.Key_Space)
    keys.sees("Issued, entry")
    with pikepdf.open(target) as document:
        assert len(document.pages) > 1
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked


def lock_and_unlock(keys: Keyboard) -> None:
    keys.press(Key.Key_L, held=CTRL)
    assert keys.window.locked
    keys.sees("You locked it.")
    assert keys.name() == "Passphrase"
    keys.enter(OKOYE)
    keys.sees("not the right one")
    keys.enter(LUCIA)
    assert not keys.window.locked
    keys.on("reports")


def hold_the_head(keys: Keyboard, note: Path) -> None:
    """Somebody outside keeps the signed head: only then is the end of the log proven."""
    note.parent.mkdir(parents=True)
    keys.press(Key.Key_7, held=CTRL)
    keys.on("log")
    keys.option("Signed heads")
    keys.push("Save the chosen one …")
    keys.answer_dialog(note)
    assert note.is_file()


def export(keys: Keyboard, target: Path) -> None:
    keys.press(Key.Key_2, held=CTRL)
    keys.push_row("Cases")
    keys.push("Export package")
    keys.on("export")
    keys.choose("Package", "The whole log")
    keys.push("Photographs and documents travel along")
    keys.push("Choose where …")
    keys.answer_dialog(target)
    keys.submit()
    keys.enter(LUCIA)
    keys.sees("Written and read back", target.name)


def passes(package: Path, trust: Path) -> None:
    """The standalone verifier, in a process of its own: every answer is good; only a time-stamp is not there."""
    words = [sys.executable, verify_custody.__file__, str(package), "--trust", str(trust), "--json"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=120)
    told = json.loads(done.stdout)
    answers = {key: told[key] for key in ("evidence", "transfers", "record", "outside_proof")}
    assert answers == {
        "evidence": "match",
        "transfers": "all_signed",
        "record": "consistent",
        "outside_proof": ["held"],
    }
    # Without a token or a cosignature no log is more than that: log-format.md, "UNPROVEN".
    assert [each["code"] for each in told["findings"]] == ["NO_ANCHOR"]
    assert told["counts"]["transfers"] == told["counts"]["exhibits"] == 1


def by_hand(keys: Keyboard, passphrase: str) -> None:
    """As far as the signature of somebody without a key."""
    keys.press(Key.Key_T, held=CTRL)
    keys.enter("E-1")
    keys.submit()
    keys.option("Somebody without a key")
    keys.choose("Kind", "Court")
    keys.fill("Name", "Clerk D. Araujo")
    keys.fill("Purpose", "Trial")
    keys.fill("Condition", "Sealed")
    keys.fill("Seal of E-1", "S-1")
    keys.submit()
    keys.submit()
    keys.sees("Receiver: Clerk D. Araujo")


def test_a_receiver_without_a_key_signs_on_the_screen(open_window, passphrase, qtbot):
    """A drawn signature needs a pointer; everything else of it is keys."""
    keys = Keyboard(open_window(*page_types()))
    by_hand(keys, passphrase("ana"))
    pad = keys.window.findChild(SignaturePad)
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    for step in range(1, 12):
        drag = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(30 + 12 * step, 60 + (18 if step % 2 else -18)),
            QPointF(),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(pad, drag)
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(170, 60))
    keys.submit()
    keys.sees("Signed by hand")
    signs(keys, passphrase("ana"), "screen")


def test_a_receiver_without_a_key_signs_on_paper_where_there_is_no_pointer(open_window, passphrase, tmp_path):
    keys = Keyboard(open_window(*page_types()))
    by_hand(keys, passphrase("ana"))
    scan = tmp_path / "signed.png"
    Image.new("L", (300, 100), 255).save(scan)
    keys.push("Signed on paper …")
    keys.answer_dialog(scan)
    keys.sees("Signed on paper")
    signs(keys, passphrase("ana"), "paper")


def signs(keys: Keyboard, passphrase: str, signed_on: str) -> None:
    """Whoever gives attests it too: one passphrase, and the receipt."""
    keys.tab_to("Passphrase of Ana Ruiz")
    keys.enter(passphrase)
    keys.on("receipt")
    keys.sees("Clerk D. Araujo", "Accepted", "By hand")
    store = keys.window.ctx.station.store
    (row,) = store.transfer_rows(store.transfer_ids(TransferFilter()))
    assert (row.status, row.receiver, row.receiver_name) == ("accepted", "", "Clerk D. Araujo")
    (accepted,) = store.statements_of_type("transfer.accept")
    assert signed_on in json.dumps(accepted.body, default=str)
    assert keys.flashes.seen == []
