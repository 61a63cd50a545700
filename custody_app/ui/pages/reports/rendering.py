"""Pages of a PDF as pictures, by the same library that looked at the document after it was made."""

from __future__ import annotations

import threading
from typing import Final

from PySide6.QtGui import QImage

POINTS_PER_INCH: Final = 72
_ONE_AT_A_TIME: Final = threading.Lock()
"""PDFium must not be called from two threads at once."""


def page_picture(pdf: bytes, number: int, width: int) -> QImage:
    """Return a page as a picture; may be called from any thread.

    Args:
        pdf: the document.
        number: of the page, from 0.
        width: of the picture in pixels; the height follows from the paper.
    """
    # Loaded with the first preview: it costs a moment that the start of the window should not pay.
    from pypdfium2 import PdfDocument  # noqa: PLC0415

    with _ONE_AT_A_TIME:
        document = PdfDocument(pdf)
        try:
            page = document[number]
            bitmap = page.render(scale=max(width, 1) / page.get_width(), rev_byteorder=True)
            picture = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB888
            ).copy()
            bitmap.close()
            page.close()
        finally:
            document.close()
    return picture
