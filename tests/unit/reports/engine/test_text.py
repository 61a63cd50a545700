"""Lines: never wider than their place, never losing or obeying a character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custody_app.i18n import visible
from custody_app.reports.engine import Run, bold, digest, marked
from custody_app.reports.engine.faces import Faces
from custody_app.reports.engine.pen import Pen
from custody_app.reports.engine.shaping import levels, stretches, visual_order
from custody_app.reports.engine.text import Setter
from custody_app.reports.engine.theme import CELL

SETTER = Setter(Faces())


def words(lines):
    return ["".join(fragment.text for fragment in line.fragments) for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", max_codepoint=0x24F), max_size=120), st.floats(40, 300))
def test_lines_fit_and_hold_every_character(text, width):
    lines = SETTER.lines(text, CELL, width)
    assert all(line.width <= width + 0.01 for line in lines)
    kept = "".join(words(lines)).replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    assert kept == visible(text, keep_newlines=True).replace("\n", "").replace(" ", "").replace(
        "\N{NO-BREAK SPACE}", ""
    )


def test_markup_is_printed_not_obeyed():
    assert words(SETTER.lines("<b>x</b> &amp; <img src='/etc/passwd'/>", CELL, 500)) == [
        "<b>x</b> &amp; <img src='/etc/passwd'/>"
    ]


def test_hidden_characters_are_shown():
    assert words(SETTER.lines("invoice\u202egpj.exe", CELL, 500)) == ["invoice⟨U+202E⟩gpj.exe"]


def test_a_line_feed_starts_a_line_also_an_empty_one():
    assert words(SETTER.lines("a\n\nb", CELL, 500)) == ["a", "", "b"]


def test_a_bold_word_keeps_its_full_stop():
    wide = SETTER.width("one two", CELL)
    assert words(SETTER.lines(["one ", bold("two"), "."], CELL, wide + 2)) == ["one", "two."]


def test_a_long_path_is_cut_after_a_separator():
    lines = words(SETTER.lines("/evidence/" + "photo_000.jpg/" * 12, CELL, 150))
    assert len(lines) > 3
    assert all(line[-1] in "/_." for line in lines[:-1])


def test_ideographs_may_break_anywhere():
    assert len(SETTER.lines("证据照片第三号" * 4, CELL, 60)) > 3


def test_a_digest_stands_in_groups_of_eight():
    assert digest("ab" * 32).text.split(" ") == ["abababab"] * 8


def test_a_mark_takes_room_before_its_words():
    (line,) = SETTER.lines(marked("same", "Unchanged"), CELL, 200)
    assert line.fragments[0].mark == "same"
    assert line.width > SETTER.width("Unchanged", CELL) + 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abc", [(0, "abc")]),
        ("אב גד.pdf", [(1, "אב גד"), (0, ".pdf")]),
        ("אב (גד).pdf", [(1, "אב (גד)"), (0, ".pdf")]),
        ("سري 12.zip", [(1, "سري "), (2, "12"), (0, ".zip")]),
        ("x (אב) y", [(0, "x ("), (1, "אב"), (0, ") y")]),
        ("سري 34.6", [(1, "سري "), (2, "34.6")]),
        ("אב -3.5%", [(1, "אב -"), (2, "3.5%")]),
        ("-34.6,-58.3", [(0, "-34.6,-58.3")]),
        ("سر⟨U+FDFA⟩", [(1, "سر"), (0, "⟨U+FDFA⟩")]),
    ],
)
def test_directions_follow_uax_9(text, expected):
    assert stretches(text) == expected
    assert len(levels(text)) == len(text)


def test_right_to_left_parts_change_places_and_numbers_stay():
    assert visual_order([(0, "a"), (1, "B"), (2, "12"), (1, "C"), (0, "d")]) == ["a", "C", "12", "B", "d"]


def test_a_name_from_the_right_does_not_turn_round_what_stands_beside_it():
    (line,) = SETTER.lines([Run("سرير"), ", ", Run("-34.6,-58.3"), Run(" [7]", scale=0.86)], CELL, 500)
    seen = [text for _, text, _ in Pen._pieces(line.fragments)]
    assert "".join(seen) == "سرير, -34.6,-58.3 [7]"


def test_a_character_without_a_glyph_is_named_from_the_left():
    (line,) = SETTER.lines("سر \ufdfa", CELL, 500)
    assert [text for _, text, _ in Pen._pieces(line.fragments)] == ["سر", " ⟨U+FDFA⟩"]


def test_the_name_of_a_character_is_not_broken():
    lines = words(SETTER.lines("aaaaaaaaaaaa\u202ebbbbbbbbbbbb\u202ecccccccccc", CELL, 60))
    assert len(lines) > 3
    assert all(line.count("⟨") == line.count("⟩") for line in lines)


def test_an_empty_text_has_no_lines():
    assert SETTER.lines("", CELL, 100) == []
    assert SETTER.lines([Run("")], CELL, 100) == []
