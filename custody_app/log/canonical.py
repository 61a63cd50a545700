"""Canonical JSON: one value, one sequence of bytes (log-format.md, Canonical JSON; RFC 8785)."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any, NoReturn

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

MAX_BYTES = 64 * 1024
MAX_BYTES_LARGE = 4 * 1024 * 1024
MAX_DEPTH = 8
STATEMENT_DEPTH = 7
MAX_INTEGER = 2**53 - 1

_KEY = re.compile(r"[a-z0-9_]{1,40}\Z")
# Without a look-ahead for surrogate pairs: Python strings hold none, so any surrogate is a lone one.
_SURROGATE = re.compile("[\ud800-\udfff]")

Json = dict[str, Any]


class CanonRefused(InputWrong):
    """The value or the bytes are outside canonical JSON."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "CANON",
            N_("This is not canonical JSON: {reason}."),
            kept=N_("Nothing was read from it."),
            advice=N_("Ask for an unaltered copy."),
            reason=reason,
        )


def canon(value: Json, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> bytes:
    """Return the canonical bytes of `value`.

    Args:
        value: an object of strings, whole numbers, booleans, arrays and objects.
        max_bytes: the document's limit; rosters and disclosures have `MAX_BYTES_LARGE`.
        max_depth: objects and arrays within one another, the outermost being 1.

    Raises:
        CanonRefused: the value has a float, a null, a bad key, a lone surrogate, or is too large or deep.
    """
    _check(value, max_depth)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    encoded = text.encode("utf-8")
    if len(encoded) > max_bytes:
        raise CanonRefused(f"longer than {max_bytes} bytes")
    return encoded


def parse(encoded: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Json:
    """Return the object whose canonical bytes `encoded` is.

    Raises:
        CanonRefused: the bytes differ from `canon(parse(bytes))`, or are not an object.
    """
    if len(encoded) > max_bytes:
        raise CanonRefused(f"longer than {max_bytes} bytes")
    try:
        value = json.loads(encoded.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CanonRefused("not JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise CanonRefused("the outermost value is not an object")
    if canon(value, max_bytes=max_bytes, max_depth=max_depth) != encoded:
        raise CanonRefused("the bytes are not in canonical form")
    return value


def b64(raw: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(raw).decode("ascii")


def unb64(text: object, size: int | None = None) -> bytes:
    """Return the bytes of strict standard base64, of `size` bytes if given.

    Raises:
        CanonRefused: not a string, not base64 that re-encodes equal, or of another size.
    """
    if not isinstance(text, str):
        raise CanonRefused("base64 expected")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CanonRefused("base64 expected") from error
    if b64(raw) != text or (size is not None and len(raw) != size):
        raise CanonRefused("base64 expected")
    return raw


def _refuse_constant(text: str) -> NoReturn:
    raise CanonRefused(f"the number {text[:20]}")


def _check(value: Any, depth: int) -> None:
    """Refuse what canonical JSON excludes; iterative depth keeps hostile nesting off the stack."""
    pending: list[tuple[Any, int]] = [(value, depth)]
    while pending:
        node, left = pending.pop()
        if isinstance(node, str):
            if _SURROGATE.search(node):
                raise CanonRefused("a lone surrogate")
        elif isinstance(node, bool):
            continue
        elif isinstance(node, int):
            if abs(node) > MAX_INTEGER:
                raise CanonRefused("a number past 2^53-1")
        elif isinstance(node, (dict, list)):
            if left == 0:
                raise CanonRefused("nested too deep")
            pending += ((child, left - 1) for child in _children(node))
        else:
            raise CanonRefused(f"a value of type {type(node).__name__}")


def _children(node: dict[Any, Any] | list[Any]) -> list[Any]:
    if isinstance(node, list):
        return node
    for key in node:
        if not isinstance(key, str) or not _KEY.match(key):
            raise CanonRefused(f"the key {str(key)[:40]}")
    return list(node.values())
