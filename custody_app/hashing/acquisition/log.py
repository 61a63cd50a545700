"""Reads an imaging log of any of the layouts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final

from custody_app.hashing.acquisition.layouts import PARSERS, SIGNATURES
from custody_app.hashing.acquisition.record import Reading
from custody_app.hashing.formats.listing import LineError, Refused, lines_of

if TYPE_CHECKING:
    from custody_app.hashing.acquisition.record import Acquisition

_HEAD_LINES: Final = 8
_UTF16_LIMIT: Final = 64 << 20


def detect_log(start: bytes) -> str:
    """Return the format of a log that begins with `start`, or an empty string if it is none."""
    for line in _text(start).splitlines()[:_HEAD_LINES]:
        for name, signature in SIGNATURES:
            if signature.fullmatch(line.strip()):
                return name
    return ""


def read_acquisition(stream: BinaryIO, format_name: str) -> Acquisition:
    """Read a log to its end, whatever its lines are like; memory stays bounded.

    Args:
        stream: the log, at its start; UTF-8, UTF-16 with its mark, or what is taken byte by byte.
        format_name: as `detect_log` told.
    """
    reading = Reading(format_name)
    parse = PARSERS[format_name]
    for number, raw in lines_of(_as_utf8(stream)):
        if isinstance(raw, LineError):
            reading.refuse(raw)
            continue
        line = _text(raw).rstrip()
        reading.number = number
        try:
            parse(reading, line)
        except Refused as refused:
            reading.refuse(LineError(number, refused.code, refused.values))
    return reading.result()


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "backslashreplace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "backslashreplace")


def _as_utf8(stream: BinaryIO) -> BinaryIO:
    mark = stream.read(2)
    stream.seek(0)
    if mark not in {b"\xff\xfe", b"\xfe\xff"}:
        return stream
    # Windows programs write UTF-16; no log comes near this size, and a line-numbered error says so if one does.
    return io.BytesIO(
        stream.read(_UTF16_LIMIT).decode("utf-16", "backslashreplace").encode("utf-8", "backslashreplace")
    )
