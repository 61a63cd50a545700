from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtGui import Qt as QtOfGui
from PySide6.QtWidgets import QWidget

from custody_app.ui.plain_text import ElidedLabel, PlainLabel, set_tooltip, set_whats_this, unmarked
from custody_app.ui.widgets import Banner, Chip, FieldRow, StatTile, primary_button
from custody_app.ui.widgets.passphrase_field import PassphraseField

HOSTILE = [
    '<img src="file:///etc/passwd">',
    "<b>bold</b>",
    "<!DOCTYPE html><h1>x</h1>",
    "a\u202egpj.exe",
    "&lt;script&gt;",
    "tab\there",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_shows_markup_as_it_is_written(qtbot, text):
    label = PlainLabel(text)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "\u202e" not in label.text()
    assert label.text().replace("⟨U+202E⟩", "\u202e").replace("⟨U+0009⟩", "\t") == text


def test_a_word_broken_over_lines_is_copied_whole(qtbot):
    path = "/cases/" + "a" * 200
    label = PlainLabel(path, whole=True, wrap=True, selectable=True)
    qtbot.addWidget(label)
    assert label.text() != path
    assert label.accessibleName() == path
    label.setSelection(0, len(label.text()))
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == path


@pytest.mark.parametrize("text", HOSTILE)
def test_qt_takes_no_tooltip_for_markup(qtbot, text):
    widget = QWidget()
    qtbot.addWidget(widget)
    set_tooltip(widget, text)
    set_whats_this(widget, text)
    for shown in (widget.toolTip(), widget.whatsThis(), unmarked(text)):
        assert not QtOfGui.mightBeRichText(shown)
        assert "<" not in shown


def test_a_line_that_is_too_long_ends_in_an_ellipsis_and_is_told_whole(qtbot):
    label = ElidedLabel("<b>" + "x" * 300)
    qtbot.addWidget(label)
    label.resize(80, 20)
    assert label.text().endswith("…")
    assert label.accessibleName() == label.whole_text() == "<b>" + "x" * 300


def test_widgets_show_hostile_words_plainly(qtbot, look):
    name = HOSTILE[3]
    for widget in (
        Chip(look, name),
        Banner(look, name),
        StatTile(look, name, name, "box"),
        FieldRow(look, name, PassphraseField(look), help=name),
        primary_button(look, name),
    ):
        qtbot.addWidget(widget)
        said = [widget.accessibleName(), getattr(widget, "text", str)()]
        said += [each.text() for each in widget.findChildren(PlainLabel)]
        assert any("⟨U+202E⟩gpj" in each for each in said)
        assert not any("\u202e" in each for each in said)


def test_a_word_longer_than_a_line_is_broken_and_nothing_else_is(qtbot):
    word = "B" * 4096
    label = PlainLabel(word, wrap=True, whole=True)
    qtbot.addWidget(label)
    assert label.text().replace("\u200b", "") == word
    assert label.minimumSizeHint().width() < 600
    digest = "0123456789abcdef" * 4
    assert PlainLabel(f"SHA-256 {digest}", wrap=True, whole=True).text() == f"SHA-256 {digest}"
    assert PlainLabel(word, wrap=True).text() == word
