"""Base64 in its one form: what does not encode back to itself is refused."""

from __future__ import annotations

import base64
import binascii


def to_base64(content: bytes) -> str:
    """Return standard base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(content).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Return the bytes of standard base64 with padding, or None where `text` is not exactly that."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return content if to_base64(content) == text else None
