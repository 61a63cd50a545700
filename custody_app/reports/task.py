"""What a document is made from, and what comes of it; light, so that only the worker loads the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KINDS: Final = ("custody-report", "transfer-receipt")
"""Kinds of documents by the name under which they are asked for and logged."""
EVIDENCE: Final = "evidence.json"
PACKAGE: Final = "package.custody.zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTask:
    """Everything a document is made from.

    Attributes:
        kind: one of `KINDS`.
        snapshot: canonical bytes, as `services.snapshot` made them.
        language: `en`, `es`, `pt`, `fr`. paper: `A4` or `Letter`.
        issuer: person id of who issues it; "" for a copy.
        transfer: digest of the offer, for a receipt.
        pictures: SHA-256 to the bytes of photographs and signature images.
        package: the case package, as bytes; empty for a copy.
    """

    kind: str
    snapshot: bytes
    language: str = "en"
    paper: str = "A4"
    issuer: str = ""
    transfer: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    package: bytes = b""


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A PDF, not issued yet."""

    pdf: bytes
    pages: int
