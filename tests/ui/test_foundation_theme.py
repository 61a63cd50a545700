from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo

from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.resources import resource_path
from custody_app.ui.actions import ACTIONS
from custody_app.ui.theme.icons import icon_pixmap
from custody_app.ui.theme.stylesheet import style_sheet
from custody_app.ui.theme.tokens import DARK, LIGHT, ROLES, contrast
from custody_app.ui.widgets.list_delegate import AVATARS

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
READ = [
    *((text, ground) for text in ("text", "muted") for ground in ("window", "card", "sunken", "hover", "selected")),
    *(("faint", ground) for ground in ("card", "sunken")),
    *(("link", ground) for ground in ("window", "card", "hover", "selected")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_down", "danger", "danger_hover")),
    *((text, ground) for text in ("side_text", "side_muted") for ground in ("side", "side_chosen")),
    ("disabled_text", "disabled_fill"),
]


@BOTH
@pytest.mark.parametrize("pair", READ, ids="-on-".join)
def test_text_reads_on_its_ground(tokens, pair):
    text, ground = (getattr(tokens, name) for name in pair)
    assert contrast(text, ground) >= 4.5


@BOTH
@pytest.mark.parametrize("role", ROLES)
def test_states_read_on_their_fill_and_on_cards(tokens, role):
    tone = tokens.tone(role)
    for ground in (tone.fill, tokens.card, tokens.window):
        assert contrast(tone.text, ground) >= 4.5


@BOTH
def test_focus_is_seen(tokens):
    for ground in (tokens.card, tokens.window, tokens.hover):
        assert contrast(tokens.focus, ground) >= 3
    assert contrast(tokens.side_accent, tokens.side) >= 3


def test_initials_read_on_every_disc():
    assert all(contrast("#ffffff", disc) >= 4.5 for disc in AVATARS)


def test_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#ffffff", "#3b7bf0") == pytest.approx(3.98, abs=0.01)


@BOTH
def test_the_style_sheet_is_filled_and_its_images_exist(theme, tokens, monkeypatch):
    monkeypatch.setattr(theme, "tokens", tokens)
    sheet = style_sheet(theme)
    assert "@" not in sheet
    assert not re.search(r"\d[uf]\b(?!\w)", re.sub(r"#[0-9a-f]{6}", "", sheet))
    images = re.findall(r'url\("([^"]+)"\)', sheet)
    assert images
    assert all(Path(image).is_file() for image in images)


def test_bundled_fonts_are_used(theme):
    assert QFontInfo(theme.font).family() == "Inter"
    assert QFontInfo(theme.mono()).family() == "JetBrains Mono"
    assert {"Medium", "SemiBold", "Bold"} <= {style.replace(" ", "") for style in QFontDatabase.styles("Inter")}


def test_every_icon_that_is_named_exists():
    source = Path(resource_path("icons")).parent.parent / "custody_app" / "ui"
    named = {kind.icon for kind in EXHIBIT_TYPES.values()} | {action.icon for action in ACTIONS}
    for path in source.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:icon|pixmap)\("([a-z0-9-]+)"', text))
        named |= set(re.findall(r'_button\([^"]*?look\b[^\n]*?"([a-z0-9]+(?:-[a-z0-9]+)*)", self\.', text))
    missing = sorted(name for name in named if not resource_path(f"icons/{name}.svg").is_file())
    assert not missing


def test_icons_take_the_colour_they_are_given(qapp):
    image = icon_pixmap("square-check", "#ff0000", 24, 2.0).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}
    assert image.width() == 48


def test_switching_restyles_and_tells(theme, qtbot):
    try:
        with qtbot.waitSignal(theme.changed, timeout=1000):
            theme.set_mode("dark")
        assert theme.tokens is DARK
        with qtbot.assertNotEmitted(theme.changed):
            theme.set_mode("dark")
    finally:
        theme.set_mode("light")
    assert theme.tokens is LIGHT
