"""Every page in each language at 1280×720, at 100 and 200 %: nothing is cut, nothing overlaps, no key leads to two."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtWidgets import QAbstractButton, QLabel

from custody_app.resources import resource_path
from tests.ui.clipped import clipped
from tests.ui.scenes import SCENES
from tests.ui.stage import SIZE, Stage

LANGUAGES = ("en", "es", "pt", "fr")
WHOLE = (
    *("today", "cases", "case_exhibits", "case_new", "exhibits", "exhibit", "exhibit_mismatch", "act_derive"),
    *("register_0", "register_2", "register_3", "transfer_1_keyless", "transfer_3_hand", "transfers_all"),
    *("verify_ask_package", "reports", "log", "settings_officers", "settings_enrol", "first_run_5", "help"),
)
"""Looked at in every language; what is told by numbers and codes alone adds nothing."""
AT_200 = ("today", "case_exhibits", "exhibit", "register_2", "transfer_1_keyless", "verify_ask", "settings_officers")
SCROLLED = ("scrolls sideways", "placeholder", "choice", "a word of", "ElidedLabel")
"""At 200 % on a small screen a page may scroll, a field shows the beginning, a tooltip the whole of a line."""


def own_words(language: str) -> set[str]:
    """Every message of the program in this language."""
    other = language if language != "en" else "es"
    path = Path(resource_path(f"locale/{other}/LC_MESSAGES/custody.po"))
    found: set[str] = set()
    with path.open("rb") as opened:
        for message in read_po(opened):
            told = message.string if language != "en" else message.id
            found.update((told,) if isinstance(told, str) else told)
    return found


def shared_mnemonics(stage: Stage) -> list[str]:
    """Letters that, with Alt, would lead to more than one visible widget."""
    seen: Counter[str] = Counter()
    for widget in (*stage.window.findChildren(QLabel), *stage.window.findChildren(QAbstractButton)):
        if not widget.isVisible() or (isinstance(widget, QLabel) and widget.buddy() is None):
            continue
        text = widget.text().replace("&&", "")
        if "&" in text:
            seen[text[text.index("&") + 1].casefold()] += 1
    return [letter for letter, times in seen.items() if times > 1]


def look_at(stage: Stage, language: str, names: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    stage.ctx.translator.set_language(language)
    stage.window.redraw()
    known, found = own_words(language), []
    for name in names:
        stage.clear()
        stage.window.resize(*SIZE)
        SCENES[name](stage)
        assert (stage.window.width(), stage.window.height()) == SIZE, f"{name} makes the window grow"
        told = [line for line in clipped(stage.window, known.__contains__) if not any(each in line for each in allowed)]
        found += [f"{name}: {line}" for line in told]
        found += [f"{name}: Alt+{letter} twice" for letter in shared_mnemonics(stage)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_at_100(stage, theme, language):
    assert look_at(stage, language, WHOLE, ()) == []


@pytest.mark.parametrize("language", ["es", "fr"])
def test_nothing_is_cut_at_200_on_a_small_screen(stage, theme, language):
    theme.magnify(2.0)
    try:
        assert look_at(stage, language, AT_200, SCROLLED) == []
    finally:
        theme.magnify(1.0)
