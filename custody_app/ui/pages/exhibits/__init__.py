"""Exhibits: the list, one exhibit, and what is done with it."""

from custody_app.ui.pages.exhibits.act_page import ActPage
from custody_app.ui.pages.exhibits.exhibit_page import ExhibitPage
from custody_app.ui.pages.exhibits.list_page import ExhibitsPage
from custody_app.ui.pages.exhibits.reading_page import ReadingPage

PAGES = (ExhibitsPage, ExhibitPage, ActPage, ReadingPage)
