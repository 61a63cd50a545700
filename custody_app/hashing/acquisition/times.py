"""Times as imaging programs write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from custody_app.hashing.formats.listing import Refused

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?: ?(Z|[+-]\d\d:?\d\d))?")
_C_TIME = re.compile(r"(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}),? (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?: (\d{4}))?")


def parse_time(text: str) -> str:
    """Return a log's time as ISO 8601, with an offset only where there is one.

    Raises:
        Refused: `LINE_TIME`.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, zone = match.groups()
    elif (match := _C_TIME.fullmatch(text)) and match[1] in _MONTHS and (match[3] or match[7]):
        year, zone = match[3] or match[7], None
        month, day, hour, minute, second = f"{_MONTHS.index(match[1]) + 1:02}", match[2].zfill(2), *match.group(4, 5, 6)
    else:
        raise Refused("LINE_TIME")
    try:
        datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError as error:
        raise Refused("LINE_TIME") from error
    offset = zone or ""
    if len(offset) == len("+0000"):
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}"
