"""Transfer of custody: both halves at one laptop, or offer now and accept later; the list, the receipt."""

from custody_app.ui.pages.transfer.list_page import TransfersPage
from custody_app.ui.pages.transfer.page import TransferPage
from custody_app.ui.pages.transfer.receipt_page import ReceiptPage

__all__ = ["ReceiptPage", "TransferPage", "TransfersPage"]
