"""Cases: the list, one case, opening one, exporting."""

from custody_app.ui.pages.cases.case_page import CasePage
from custody_app.ui.pages.cases.export_page import ExportPage
from custody_app.ui.pages.cases.forms import BasisPage, OpenCasePage, UpdateCasePage
from custody_app.ui.pages.cases.list_page import CasesPage

PAGES = (CasesPage, CasePage, OpenCasePage, BasisPage, UpdateCasePage, ExportPage)
