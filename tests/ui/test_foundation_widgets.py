from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit

from custody_app.hashing.progress import Pace
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import (
    DigestBlock,
    DropArea,
    FieldRow,
    FilterBar,
    PassphraseField,
    ProgressRow,
    SearchField,
    SignaturePad,
    StatTile,
    Timeline,
    TimelineItem,
)
from custody_app.ui.widgets.digest_block import KEPT_SECONDS, grouped
from custody_app.ui.widgets.entry_fields import LongText
from custody_app.ui.widgets.progress_row import size_words, span_words

DIGEST = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"


@pytest.fixture
def shown(qtbot):
    def show(widget) -> object:
        qtbot.addWidget(widget)
        widget.resize(500, 200)
        widget.show()
        return widget

    return show


def test_a_field_has_its_label_as_buddy_and_name_and_its_error_beside_it(shown, look):
    edit = QLineEdit()
    row = shown(FieldRow(look, "&Serial number", edit, help="As printed.", required=True))
    assert row.label.buddy() is edit
    assert edit.accessibleName() == "Serial number"
    assert edit.accessibleDescription() == "As printed."
    row.set_error("Too short.")
    assert edit.property("wrong") is True
    assert edit.accessibleDescription() == "Too short."
    assert [label.text() for label in row.findChildren(PlainLabel) if label.property("role") == "error"] == [
        "Too short."
    ]
    row.clear_error()
    assert edit.accessibleDescription() == "As printed."


def test_a_passphrase_is_hidden_shown_on_demand_and_caps_lock_is_told(shown, look, qtbot):
    field = shown(PassphraseField(look))
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    field._toggle()
    assert field.edit.echoMode() == QLineEdit.EchoMode.Normal
    field.clear()
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClick(field.edit, "A")
    assert field.caps.isVisible()
    qtbot.keyClick(field.edit, "a")
    assert not field.caps.isVisible()
    qtbot.keyClick(field.edit, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not field.caps.isVisible()


def test_search_waits_for_a_pause_and_not_for_return(shown, look, qtbot):
    field = shown(SearchField(look))
    with qtbot.waitSignal(field.searched) as told:
        qtbot.keyClicks(field, "S-48")
    assert told.args == ["S-48"]
    field.setText(" x ")
    with qtbot.waitSignal(field.searched) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == ["x"]


def test_a_digest_is_grouped_copied_and_forgotten_by_the_clipboard(shown, look):
    block = shown(DigestBlock(look, "SHA-256", DIGEST))
    assert grouped(DIGEST).replace("\n", " ").split() == [DIGEST[n : n + 8] for n in range(0, 64, 8)]
    block.copy()
    assert QGuiApplication.clipboard().text() == DIGEST
    for _ in range(KEPT_SECONDS):
        block._tick()
    assert QGuiApplication.clipboard().text() == ""


def test_what_was_copied_since_is_left_on_the_clipboard(shown, look):
    block = shown(DigestBlock(look, "SHA-256", DIGEST))
    block.copy()
    QGuiApplication.clipboard().setText("mine")
    for _ in range(KEPT_SECONDS):
        block._tick()
    assert QGuiApplication.clipboard().text() == "mine"


def test_a_filter_bar_has_one_choice(shown, qtbot):
    bar = shown(FilterBar([("all", "All"), ("due", "Due")]))
    assert bar.current == "all"
    with qtbot.waitSignal(bar.chosen) as told:
        bar.choose("due")
    assert told.args == ["due"]
    assert bar.current == "due"


def test_a_tile_that_leads_somewhere_takes_the_keyboard(shown, look, qtbot):
    pressed = []
    tile = shown(StatTile(look, "38", "In transfer", "truck", "warn", lambda: pressed.append(1)))
    qtbot.keyClick(tile, Qt.Key.Key_Return)
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    assert pressed == [1, 1]
    assert tile.accessibleName() == "38 In transfer"


def test_a_timeline_is_spoken_and_opens(shown, look, qtbot):
    timeline = shown(Timeline(look, [TimelineItem("lock", "Sealed", "S-1\u202e", "09:00", key=5)], name="Custody"))
    assert timeline.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "09:00, Sealed, S-1⟨U+202E⟩"
    timeline.setCurrentIndex(timeline.model().index(0, 0))
    with qtbot.waitSignal(timeline.opened) as told:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert told.args == [5]


def test_a_signature_is_drawn_with_the_mouse_and_comes_as_png(shown, look, qtbot):
    pad = shown(SignaturePad(look))
    assert pad.png() == b""
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    for step in range(10):
        qtbot.mouseMove(pad, QPoint(40 + 20 * step, 40 + 7 * step))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(220, 100))
    png = pad.png()
    image = QImage.fromData(png, "PNG")
    assert png.startswith(b"\x89PNG")
    assert image.width() == 1200
    inked = sum(image.pixelColor(x, y).value() < 128 for x in range(0, 1200, 3) for y in range(0, image.height(), 3))
    assert inked > 50
    pad.clear()
    assert pad.empty


def test_dropped_files_come_as_paths(shown, look, qtbot, tmp_path):
    area = shown(DropArea(look, "Drop here", folders=True))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.raw")), QUrl("https://example.org/x")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(area.dropped) as told:
        area.dropEvent(event)
    assert told.args == [[Path(tmp_path / "a b.raw")]]


def test_progress_pauses_goes_on_and_cancels(shown, look, tasks, qtbot):
    row = shown(ProgressRow(look, "Hashing"))
    told = []

    def endless(control) -> object:
        while True:
            control.report(1_200_000_000_000, 4_000_000_000_000, "disk\u202e.raw")

    row.set_task(tasks.run(endless, progress=row.show_pace, cancelled=lambda: told.append(1)))
    qtbot.waitUntil(lambda: row.bar.value() == 300)
    row.pause_button.click()
    assert row.pause_button.text() == "Continue"
    row.pause_button.click()
    assert row.pause_button.text() == "Pause"
    row.cancel_button.click()
    qtbot.waitUntil(lambda: told == [1])
    assert any("disk⟨U+202E⟩" in label.accessibleName() for label in row.findChildren(PlainLabel))


def test_progress_words(look, shown):
    row = shown(ProgressRow(look, "Hashing"))
    row.show_pace(Pace(1_200_000_000, 4_000_000_000, "x", 310e6, 9.2))
    assert "1.2 GB of 4.0 GB · 310 MB/s · 9 s left" in [label.text() for label in row.findChildren(PlainLabel)]
    assert [size_words(n) for n in (0, 999, 1000, 2**40)] == ["0 B", "999 B", "1.0 KB", "1.1 TB"]
    assert [span_words(n) for n in (0.2, 59.6, 3599, 7500)] == ["0 s", "1 min", "59 min", "2 h 05 min"]


def test_a_megabyte_is_not_pasted_and_is_told_beside_the_field(look, qtbot):
    field = LongText(look)
    row = FieldRow(look, "Remarks", field)
    qtbot.addWidget(row)
    field.setPlainText("as it was")
    QGuiApplication.clipboard().setText("x" * 1_000_000)
    field.paste()
    assert field.text() == "as it was"
    assert "1,000,000" in row.error
    assert "Nothing was pasted" in row.error
    QGuiApplication.clipboard().setText("<b>short</b>")
    field.selectAll()
    field.paste()
    assert field.text() == "<b>short</b>"
    assert not row.error
