"""How large the statement of an act will be, so that one that is too large is refused before anybody signs."""

from __future__ import annotations

import json
from typing import Any

from custody_app.diagnostics import InputWrong
from custody_app.domain.act import Act
from custody_app.domain.checks import NOTHING_RECORDED
from custody_app.i18n import N_

LIMIT = 60 * 1024
"""Bytes; a statement has 64 KiB, and its envelope holds the signatures besides."""

_FRAME = 1024  # id, log, base, seen, times, salt
_LINE = 96  # `prev`, braces and names of an exhibit line
_CONCEALED = 46  # a digest in `_sd`


def signed_size(act: Act) -> int:
    """Return about how many bytes the statement will have: concealed members count as their digests."""
    lines = sum(_LINE + len(line.exhibit) + len(line.sha256 or "") for line in act.lines)
    paths = [path.split(".") for path in act.redactable]
    return _FRAME + lines + _size(act.body, paths)


def check_size(act: Act) -> None:
    """Refuse an act whose statement would be too large (STATEMENT_TOO_LARGE)."""
    size = signed_size(act)
    if size > LIMIT:
        raise InputWrong(
            "STATEMENT_TOO_LARGE",
            N_("This would make a statement of {size} bytes; {limit} are possible."),
            kept=NOTHING_RECORDED,
            advice=N_("Say less in one statement, or attach the long part as a file."),
            size=size,
            limit=LIMIT,
        )


def _size(value: Any, paths: list[list[str]]) -> int:
    if isinstance(value, list):
        inner = [path[1:] for path in paths if path[:1] == ["*"]]
        return 2 + sum(1 + _size(item, inner) for item in value)
    if not isinstance(value, dict):
        return len(json.dumps(value, ensure_ascii=False).encode("utf-8"))
    total = 2
    for name, member in value.items():
        if [name] in paths:
            total += _CONCEALED
        else:
            total += len(name) + 4 + _size(member, [path[1:] for path in paths if path[:1] == [name]])
    return total
