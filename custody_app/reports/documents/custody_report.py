"""The custody report: what was seized, who held it, is it unchanged, and everything that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from custody_app.i18n import N_
from custody_app.reports.documents.custody_closing import annex, certificate, how_to_check, method, words_used
from custody_app.reports.documents.custody_cover import TITLE_WORDS, cover
from custody_app.reports.documents.custody_exhibits import exhibit_cards, exhibit_list
from custody_app.reports.documents.custody_integrity import gaps, integrity
from custody_app.reports.documents.custody_summary import summary
from custody_app.reports.documents.custody_timeline import timeline
from custody_app.reports.documents.setting import Setting
from custody_app.reports.engine import Block, Contents, Document, Heading, Paragraph, Stack
from custody_app.reports.engine.theme import HEADINGS

Section = Callable[[Setting], Iterator[Block]]

TITLE = TITLE_WORDS
SECTIONS: tuple[tuple[str, str, str, Section], ...] = (
    ("summary", "1", N_("Summary in plain words"), summary),
    ("exhibits", "2", N_("The exhibits"), exhibit_list),
    ("timeline", "3", N_("Custody over time"), timeline),
    ("cards", "4", N_("Exhibit by exhibit"), exhibit_cards),
    ("integrity", "5", N_("Integrity checks"), integrity),
    ("gaps", "6", N_("Gaps"), gaps),
    ("method", "7", N_("How this record was made"), method),
    ("words", "8", N_("Words used"), words_used),
    ("certificate", "9", N_("Certificate and signatures"), certificate),
    ("check", "10", N_("How to check this report"), how_to_check),
    ("annex", "", N_("Annex: log of the case"), annex),
)
"""Key, number, title and blocks of each section."""
_NEW_PAGE = frozenset({"cards", "check", "annex"})


def write(document: Document, setting: Setting) -> None:
    """Put the report into `document`."""
    wording = setting.wording
    first = Stack(list(cover(setting)))
    dense = first.height(document.pen, document.paper.width) > document.page_room()
    document.add(*cover(setting, dense=dense))
    document.break_page()
    document.add(Paragraph(wording.t(N_("Contents")), HEADINGS[2], kind="P", after=6))
    document.add(Contents([(key, number, wording.t(title)) for key, number, title, _ in SECTIONS]))
    for key, number, title, blocks in SECTIONS:
        if key in _NEW_PAGE:
            document.break_page()
        document.add(Heading(1, wording.t(title), key, number))
        for block in blocks(setting):
            document.add(block)
