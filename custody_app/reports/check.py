"""Looks at a finished PDF with another library before anybody gets it, and takes the package out of one."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO, Final

import pikepdf

from custody_app.diagnostics import InputWrong, ProgramBroken
from custody_app.i18n import N_
from custody_app.reports.task import EVIDENCE, PACKAGE

_MARKS: Final = (b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfuaid:part>1<")
LARGEST_PACKAGE: Final = 1 << 32


def check_pdf(pdf: bytes, pages: int) -> None:
    """Open a PDF that was just made; compare its pages, what it says of itself, and what it carries.

    Raises:
        ProgramBroken: DOCUMENT_CHECK, something is not as it was made; nobody gets such a file.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            metadata = bytes(opened.Root.Metadata.read_bytes())
            wrong = [
                name
                for name, sound in (
                    ("pages", len(opened.pages) == pages),
                    ("XMP", all(mark in metadata for mark in _MARKS)),
                    ("tags", "/StructTreeRoot" in opened.Root and bool(opened.Root.MarkInfo.Marked)),
                    ("language", bool(str(opened.Root.Lang))),
                    (EVIDENCE, EVIDENCE in opened.attachments),
                )
                if not sound
            ]
    except (pikepdf.PdfError, AttributeError, KeyError, ValueError) as error:
        wrong = [str(error) or type(error).__name__]
    if wrong:
        raise ProgramBroken(
            "DOCUMENT_CHECK",
            N_("The document that was made is not sound: {parts}."),
            kept=N_("It was thrown away; nothing was recorded."),
            advice=N_("Make it again; if it happens again, tell your administrator."),
            parts=", ".join(wrong),
        )


def extract_package(path: Path, target: BinaryIO) -> None:
    """Write the case package that a document carries to `target`.

    Args:
        path: a PDF from anywhere; hostile.
        target: gets the bytes of `package.custody.zip`.

    Raises:
        InputWrong: PDF_UNREADABLE, PDF_WITHOUT_PACKAGE, PDF_PACKAGE_TOO_LARGE.
    """
    try:
        with pikepdf.open(path, suppress_warnings=True) as opened:
            found = opened.attachments.get(PACKAGE)
            if found is None:
                raise InputWrong(
                    "PDF_WITHOUT_PACKAGE",
                    N_("This PDF carries no case package, so it cannot be verified by itself."),
                    advice=N_(
                        "Verify the document that was issued, or the package; a copy that was not issued has none."
                    ),
                )
            stream = found.get_file()
            if (stream.size or 0) > LARGEST_PACKAGE:
                raise _too_large()
            content = stream.read_bytes()
    except (pikepdf.PdfError, ValueError, AttributeError, TypeError, KeyError, MemoryError) as error:
        raise InputWrong(
            "PDF_UNREADABLE",
            N_("This PDF cannot be read: {reason}."),
            advice=N_("Ask for an unaltered copy."),
            reason=str(error)[:200] or type(error).__name__,
        ) from error
    if len(content) > LARGEST_PACKAGE:
        raise _too_large()
    target.write(content)
    target.flush()


def _too_large() -> InputWrong:
    return InputWrong(
        "PDF_PACKAGE_TOO_LARGE",
        N_("The package in this PDF is too large."),
        advice=N_("Ask for an unaltered copy."),
    )
