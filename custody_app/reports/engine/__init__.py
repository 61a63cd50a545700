"""The report engine: blocks in reading order become a tagged, archival PDF.

Usage: make a `Document`, `add` blocks, `close` it, and `finish` what was drawn. docs/report-engine.md tells more.
"""

from custody_app.reports.engine.blocks.block import Block, Columns, Space, Stack
from custody_app.reports.engine.blocks.contents import Contents
from custody_app.reports.engine.blocks.figures import Picture, QrCode, UnreadablePicture, clean_jpeg
from custody_app.reports.engine.blocks.panels import (
    Callout,
    CutLine,
    EndOfList,
    Footnote,
    Signatures,
    Signer,
    WritingLines,
)
from custody_app.reports.engine.blocks.prose import Heading, List, Paragraph
from custody_app.reports.engine.blocks.table import Column, Facts, Table
from custody_app.reports.engine.blocks.timeline import Axis, Bar, Check, Lane, Timeline
from custody_app.reports.engine.document import Document, Drawn, UnknownDestination
from custody_app.reports.engine.finish import Attachment, finish
from custody_app.reports.engine.paper import A4, LETTER, Paper, paper
from custody_app.reports.engine.running import Running
from custody_app.reports.engine.text import Run, Text, bold, digest, italic, marked, mono
from custody_app.reports.engine.xmp import About

__all__ = [
    "A4",
    "LETTER",
    "About",
    "Attachment",
    "Axis",
    "Bar",
    "Block",
    "Callout",
    "Check",
    "Column",
    "Columns",
    "Contents",
    "CutLine",
    "Document",
    "Drawn",
    "EndOfList",
    "Facts",
    "Footnote",
    "Heading",
    "Lane",
    "List",
    "Paper",
    "Paragraph",
    "Picture",
    "QrCode",
    "Run",
    "Running",
    "Signatures",
    "Signer",
    "Space",
    "Stack",
    "Table",
    "Text",
    "Timeline",
    "UnknownDestination",
    "UnreadablePicture",
    "WritingLines",
    "bold",
    "clean_jpeg",
    "digest",
    "finish",
    "italic",
    "marked",
    "mono",
    "paper",
]
