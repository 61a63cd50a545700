"""The style sheet: one template, filled with colour tokens and with measures that follow the font."""

from __future__ import annotations

import re
from typing import Protocol

from PySide6.QtGui import QFont

from custody_app.resources import resource_path
from custody_app.ui.theme.tokens import ROLES, Tokens


class Dressed(Protocol):
    """What the template is filled from."""

    tokens: Tokens
    font: QFont

    def px(self, design: float) -> int:
        """Return a measure at this font's size."""


_MEASURE = re.compile(r"(?<![\w#.])(\d+(?:\.\d+)?)u\b")
_TOKEN = re.compile(r"@(\w+)")
_POINTS = re.compile(r"(\d+)%f")

TEMPLATE = """
QWidget { color: @text; }
QMainWindow, QDialog, #page, #pages, #scroll_body { background: @window; }
QScrollArea, QScrollArea > QWidget > #scroll_body { background: transparent; border: none; }
QToolTip { background: @side; color: @side_text; border: 1px solid @side_line; padding: 6u 8u; border-radius: 6u; }

QLabel { background: transparent; }
QLabel[role="display"] { font-size: 176%f; font-weight: 600; }
QLabel[role="title"] { font-size: 180%f; font-weight: 600; }
QLabel[role="heading"] { font-size: 115%f; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="small"] { color: @muted; font-size: 92%f; }
QLabel[role="eyebrow"] { color: @muted; font-size: 88%f; font-weight: 600; }
QLabel[role="mono"] { font-family: "JetBrains Mono"; font-size: 97%f; }
QLabel[role="error"] { color: @danger_text; font-weight: 500; }
QLabel[role="crumb"] { color: @muted; }
QLabel[role="on_accent"] { color: @on_accent; font-weight: 600; }
QLabel[role="side"] { color: @side_text; font-weight: 500; }
QLabel[role="side_title"] { color: @side_text; font-size: 130%f; font-weight: 600; }
QLabel[role="side_small"] { color: @side_muted; font-size: 92%f; }

QFrame#card { background: @card; border: 1px solid @line; border-radius: 8u; }
QFrame#sunken { background: @sunken; border: 1px solid @line; border-radius: 8u; }
QFrame#rule { background: @line; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
    background: @card; color: @text; border: 1px solid @line_strong; border-radius: 7u;
    padding: 0 15u; min-height: 38u; font-weight: 600; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:focus { border: 2px solid @focus; padding: 0 14u; min-height: 36u; }
QPushButton:disabled { background: @disabled_fill; color: @disabled_text; border-color: @line; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[kind="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="primary"]:pressed { background: @accent_down; }
QPushButton[kind="primary"]:focus { border: 2px solid @focus_on_accent; }
QPushButton[kind="primary"]:disabled { background: @disabled_fill; color: @disabled_text; border-color: @line; }
QPushButton[kind="danger"] { background: @danger; color: @on_accent; border: 1px solid @danger; }
QPushButton[kind="danger"]:hover { background: @danger_hover; }
QPushButton[kind="danger"]:focus { border: 2px solid @focus_on_accent; }
QPushButton[kind="danger"]:disabled { background: @disabled_fill; color: @disabled_text; border-color: @line; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: @link; padding: 0 10u; }
QPushButton[kind="quiet"]:hover { background: @hover; }
QPushButton[kind="quiet"]:focus { border: 2px solid @focus; padding: 0 9u; }
QPushButton[kind="quiet"]:disabled { color: @disabled_text; background: transparent; }
QPushButton[kind="crumb"] { background: transparent; border: 1px solid transparent; color: @link; font-weight: 500;
    padding: 0; margin: 0; min-height: 22u; border-radius: 4u; text-align: left; }
QPushButton[kind="crumb"]:hover { text-decoration: underline; }
QPushButton[kind="crumb"]:focus { border: 1px solid @focus; padding: 0; }
QPushButton[kind="filter"] { background: @card; border: 1px solid @line; border-radius: 19u; padding: 0 13u;
    font-weight: 500; min-height: 38u; }
QPushButton[kind="filter"]:hover { background: @hover; }
QPushButton[kind="filter"]:checked { background: @selected; border-color: @selected; color: @link; font-weight: 600; }
QPushButton[kind="filter"]:focus { border: 2px solid @focus; padding: 0 12u; min-height: 36u; }
QPushButton[kind="tile"] { border: 1px solid @line; border-radius: 10u; padding: 14u; text-align: left; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 7u; padding: 0;
    min-width: 38u; min-height: 38u; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton:focus { border: 2px solid @focus; min-width: 36u; min-height: 36u; }
QLineEdit > QToolButton { min-width: 0; min-height: 0; border: none; padding: 0; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
    background: @card; color: @text; border: 1px solid @line_strong; border-radius: 7u; padding: 0 11u;
    min-height: 38u; selection-background-color: @accent; selection-color: @on_accent; }
QPlainTextEdit, QTextEdit { padding: 7u 8u; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QDateTimeEdit:hover { border-color: @faint; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QAbstractSpinBox:focus {
    border: 2px solid @focus; padding: 0 10u; min-height: 36u; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 6u 7u; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {
    background: @disabled_fill; color: @disabled_text; border-color: @line; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"], QAbstractSpinBox[wrong="true"] {
    border: 2px solid @danger_text; padding: 0 10u; min-height: 36u; }
QLineEdit[readOnly="true"] { background: @sunken; }
QComboBox { padding-right: 30u; }
QComboBox::drop-down { border: none; width: 30u; }
QComboBox::down-arrow { image: url("@icon_down"); width: 16u; height: 16u; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 22u; border: none; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("@icon_up"); width: 12u; height: 12u; }
QAbstractSpinBox::down-arrow { image: url("@icon_down"); width: 12u; height: 12u; }
QComboBox QAbstractItemView, QMenu, QListView#popup {
    background: @card; border: 1px solid @line_strong; border-radius: 7u; padding: 4u; outline: 0;
    selection-background-color: @selected; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 36u; padding: 0 8u; border-radius: 5u; }
QMenu::item { padding: 9u 28u 9u 12u; border-radius: 5u; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @disabled_text; }
QMenu::separator { height: 1px; background: @line; margin: 4u 6u; }
QMenu::icon { padding-left: 8u; }

QPushButton, QToolButton { outline: 0; }
QCheckBox, QRadioButton { spacing: 9u; min-height: 40u; background: transparent; border-radius: 5u; outline: 0; }
QCheckBox::indicator, QRadioButton::indicator { width: 18u; height: 18u; border: 1px solid @faint;
    background: @card; }
QCheckBox::indicator { border-radius: 4u; }
QRadioButton::indicator { border-radius: 9u; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@icon_tick"); }
QRadioButton::indicator:checked { background: @card; border: 5u solid @accent; width: 10u; height: 10u; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid @focus; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid @focus; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled_text; }

QTableView, QListView, QTreeView, QListWidget, QTreeWidget { background: @card; border: none; outline: 0;
    gridline-color: @line; selection-background-color: @selected; selection-color: @text;
    alternate-background-color: @card; }
QHeaderView { background: @card; border: none; }
QHeaderView::section { background: @card; color: @muted; border: none; border-bottom: 1px solid @line;
    padding: 0 12u; font-weight: 600; font-size: 94%f; min-height: 38u; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url("@icon_up"); width: 12u; height: 12u; subcontrol-position: center right; }
QHeaderView::down-arrow { image: url("@icon_down"); width: 12u; height: 12u; subcontrol-position: center right; }
QTableCornerButton::section { background: @card; border: none; }
QListView::item, QTreeView::item { min-height: 36u; padding: 0 8u; }

QScrollBar:vertical { background: transparent; width: 12u; margin: 2u; }
QScrollBar:horizontal { background: transparent; height: 12u; margin: 2u; }
QScrollBar::handle { background: @scroll; border-radius: 4u; }
QScrollBar::handle:vertical { min-height: 36u; }
QScrollBar::handle:horizontal { min-width: 36u; }
QScrollBar::handle:hover { background: @scroll_hover; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSplitter::handle { background: transparent; }

QProgressBar { background: @line; border: none; border-radius: 4u; min-height: 8u; max-height: 8u; }
QProgressBar::chunk { background: @accent; border-radius: 4u; }
QProgressBar[state="ok"]::chunk { background: @ok_text; }
QProgressBar[state="danger"]::chunk { background: @danger_text; }
QProgressBar[state="warn"]::chunk { background: @warn_text; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; padding: 0 14u; min-height: 40u; font-weight: 500;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @link; border-bottom: 2px solid @accent; font-weight: 600; }
QTabBar::tab:focus { color: @link; border: 2px solid @focus; border-radius: 5u; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QGroupBox { border: 1px solid @line; border-radius: 8u; margin-top: 20u; padding: 12u; }
QGroupBox::title { subcontrol-origin: margin; left: 2u; font-weight: 600; }

#side { background: @side; }
#side QPushButton { background: transparent; color: @side_muted; border: none; border-left: 3u solid transparent;
    border-radius: 0; padding: 0 17u; min-height: 41u; text-align: left; font-weight: 500; }
#side QPushButton:hover { background: @side_chosen; color: @side_text; }
#side QPushButton:checked { background: @side_chosen; color: @side_text; border-left: 3u solid @side_accent; }
#side QPushButton:focus { border: 2px solid @side_accent; border-left: 3u solid @side_accent;
    padding: 0 15u 0 17u; min-height: 37u; }
#side QPushButton:disabled { color: @side_muted; }
#account { background: @side_chosen; border-radius: 8u; }
#account QToolButton { border-color: transparent; }
#account QToolButton:hover { background: @side; }
#account QToolButton:focus { border: 2px solid @side_accent; }
#mark { background: @accent; border-radius: 9u; }
#status { background: @card; border-top: 1px solid @line; }
#status QLabel { color: @muted; font-size: 95%f; }
#status QPushButton { border: 2px solid transparent; background: transparent; font-weight: 400; color: @muted;
    font-size: 95%f; min-height: 26u; padding: 0 6u; border-radius: 5u; text-align: left; }
#status QPushButton:hover { background: @hover; color: @text; }
#status QPushButton:focus { border: 2px solid @focus; }

#lock { background: @window; }
#lock QFrame#card { border-radius: 12u; }
#veil { background: @veil; }
#palette, #sheet { background: @card; border: 1px solid @line_strong; border-radius: 12u; }
#palette QListView { background: @card; }
#drop { background: @sunken; border: 2px dashed @line_strong; border-radius: 10u; }
#drop[over="true"] { background: @selected; border-color: @accent; }
#drop:focus { border: 2px solid @focus; }
#toast { background: @toast; border-radius: 8u; }
#toast QLabel { color: @side_text; font-weight: 500; }
#pad { background: @paper; border: 1px solid @line_strong; border-radius: 8u; }
#empty { background: transparent; }
"""


def style_sheet(theme: Dressed) -> str:
    """Return the style sheet of a theme."""
    tokens = theme.tokens
    values = {name: getattr(tokens, name) for name in tokens.__slots__}
    values["veil"] = "rgba(9, 13, 20, 150)" if not tokens.dark else "rgba(0, 0, 0, 170)"
    values["toast"] = "#1c2b45" if not tokens.dark else "#2a374b"
    values["paper"] = "#ffffff"
    values["focus_on_accent"] = tokens.text if not tokens.dark else "#ffffff"
    values |= {
        "icon_down": _drawn("chevron-down", tokens),
        "icon_up": _drawn("chevron-up", tokens),
        "icon_tick": resource_path("icons/drawn/tick.svg").as_posix(),
    }
    rules = TEMPLATE
    for role in ROLES:
        tone = tokens.tone(role)
        values[f"{role}_text"] = tone.text
        rules += (
            f'\n#banner[state="{role}"] {{ background: {tone.fill}; border: 1px solid {tone.line};'
            " border-radius: 8u; }"
            f'\n#banner[state="{role}"] QLabel {{ color: {tone.text}; }}'
            f'\n#badge[state="{role}"] {{ background: {tone.fill}; border-radius: 7u; }}'
            f'\nQLabel[tone="{role}"] {{ color: {tone.text}; font-weight: 600; }}'
        )
    points = theme.font.pointSizeF()
    filled = _TOKEN.sub(lambda found: str(values[found[1]]), rules)
    filled = _POINTS.sub(lambda found: f"{points * int(found[1]) / 100:.2f}pt", filled)
    return _MEASURE.sub(lambda found: f"{theme.px(float(found[1]))}px", filled)


def _drawn(name: str, tokens: Tokens) -> str:
    # A style sheet cannot tint an image, so these few are kept once for each set of colours.
    return resource_path(f"icons/drawn/{name}-{tokens.name}.svg").as_posix()
