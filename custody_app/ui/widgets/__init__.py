"""The parts that pages are made of; import each from here."""

from custody_app.ui.widgets.banner import Banner, Toast
from custody_app.ui.widgets.buttons import (
    FilterBar,
    crumb_button,
    danger_button,
    icon_button,
    primary_button,
    quiet_button,
    secondary_button,
)
from custody_app.ui.widgets.card import Card, rule
from custody_app.ui.widgets.chip import Chip
from custody_app.ui.widgets.digest_block import DigestBlock
from custody_app.ui.widgets.drop_area import DropArea
from custody_app.ui.widgets.empty_state import EmptyState
from custody_app.ui.widgets.facts import FactGrid
from custody_app.ui.widgets.field_row import FieldRow
from custody_app.ui.widgets.list_cells import AvatarCell, Cell, ChipCell, IconCell
from custody_app.ui.widgets.list_model import Column, PagedModel
from custody_app.ui.widgets.list_view import ListView
from custody_app.ui.widgets.passphrase_field import PassphraseField
from custody_app.ui.widgets.progress_row import ProgressRow
from custody_app.ui.widgets.read_back_view import ReadBackView
from custody_app.ui.widgets.search_field import SearchField
from custody_app.ui.widgets.signature_pad import SignaturePad
from custody_app.ui.widgets.stat_tile import StatTile
from custody_app.ui.widgets.timeline import Timeline, TimelineItem

__all__ = [
    "AvatarCell",
    "Banner",
    "Card",
    "Cell",
    "Chip",
    "ChipCell",
    "Column",
    "DigestBlock",
    "DropArea",
    "EmptyState",
    "FactGrid",
    "FieldRow",
    "FilterBar",
    "IconCell",
    "ListView",
    "PagedModel",
    "PassphraseField",
    "ProgressRow",
    "ReadBackView",
    "SearchField",
    "SignaturePad",
    "StatTile",
    "Timeline",
    "TimelineItem",
    "Toast",
    "crumb_button",
    "danger_button",
    "icon_button",
    "primary_button",
    "quiet_button",
    "rule",
    "secondary_button",
]
