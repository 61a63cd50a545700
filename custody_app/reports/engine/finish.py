"""Makes the drawn pages an archival, accessible PDF: PDF/A-3a and PDF/UA-1 in one file, byte for byte repeatable."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from custody_app.i18n import visible
from custody_app.reports.engine.document import Drawn
from custody_app.reports.engine.xmp import About, packet
from custody_app.resources import read_resource

Relationship = Literal["Source", "Data", "Supplement"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF.

    Attributes:
        name: its file name, such as `evidence.json`.
        content: its bytes.
        media_type: such as `application/json`.
        relationship: `Source` is what the pages were made from; `Data`, `Supplement` as in ISO 19005-3, 6.8.
        description: shown by readers.
    """

    name: str
    content: bytes
    media_type: str
    relationship: Relationship = "Data"
    description: str = ""


def pdf_date(created: str) -> str:
    """Return `2026-03-04T07:42:00Z` as a PDF date, always in UTC."""
    digits = "".join(char for char in created if char.isdigit())[:14]
    return f"D:{digits:0<14}Z"


def finish(drawn: Drawn, about: About, attachments: Sequence[Attachment] = ()) -> bytes:
    """Return the archival PDF of drawn pages: the same pages, facts and attachments give the same bytes.

    Colour profile, XMP, language, attachments as associated files; no information dictionary, whose dates and
    producer would only repeat the XMP.
    """
    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        root = pdf.Root
        if Name.Info in pdf.trailer:
            del pdf.trailer[Name.Info]
        root.Lang = String(about.language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.MarkInfo = Dictionary(Marked=True)
        _colour(pdf)
        metadata = pdf.make_stream(packet(about))
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        root.Metadata = metadata
        for page, key in zip(pdf.pages, drawn.page_keys, strict=True):
            page.obj.StructParents = key
            page.obj.Tabs = Name.S
            if Name.Trans in page.obj:
                del page.obj[Name.Trans]
        _attach(pdf, attachments, about.created)
        written = io.BytesIO()
        pdf.save(
            written, min_version="1.7", force_version="1.7", deterministic_id=True, compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=False,
        )  # fmt: skip
        return written.getvalue()


def _colour(pdf: pikepdf.Pdf) -> None:
    """Say that all colours of the file are sRGB."""
    profile = pdf.make_stream(read_resource("icc/sRGB.icc"))
    profile.N = 3
    profile.Alternate = Name.DeviceRGB
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"), RegistryName=String("http://www.color.org"), DestOutputProfile=profile,
    )  # fmt: skip
    pdf.Root.OutputIntents = Array([intent])


def _attach(pdf: pikepdf.Pdf, attachments: Sequence[Attachment], created: str) -> None:
    """Attach files in the order of their names, each with its relationship to the document (PDF/A-3, 6.8)."""
    if not attachments:
        return
    names, files = Array(), Array()
    for attachment in sorted(attachments, key=lambda one: one.name):
        stream = pdf.make_stream(attachment.content)
        stream.Type = Name.EmbeddedFile
        stream.Subtype = Name("/" + attachment.media_type)
        digest = hashlib.md5(attachment.content, usedforsecurity=False).digest()  # what ISO 32000-1, table 46 wants
        stream.Params = Dictionary(Size=len(attachment.content), ModDate=String(pdf_date(created)), CheckSum=digest)
        shown = visible(attachment.name)
        specification = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(shown),
                UF=String(shown),
                Desc=String(visible(attachment.description)),
                AFRelationship=Name("/" + attachment.relationship),
                EF=Dictionary(F=stream, UF=stream),
            )
        )
        names.append(String(shown))
        names.append(specification)
        files.append(specification)
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
    pdf.Root.AF = files
