"""The texts in EWF images: case data as lines with tabs, XML of EWF-X, the list of files of a logical image."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from custody_app.hashing.images.decompression import NotDecompressed, bzip2_bounded, zlib_bounded
from custody_app.hashing.images.ewf_facts import LISTED_LIMIT, TEXT_LIMIT, LogicalFile

_ELEMENT: Final = re.compile(r"<([A-Za-z0-9_]{1,40})>([^<]{0,65536})</\1>")
XHEADER_NAMES: Final = {
    "case_number": "c",
    "description": "a",
    "examiner_name": "e",
    "evidence_number": "n",
    "notes": "t",
    "acquiry_operating_system": "ov",
    "acquiry_date": "m",
    "acquiry_software_version": "av",
    "model": "md",
    "serial_number": "sn",
    "device_label": "l",
}
CASE_NAMES_V2: Final = {
    "nm": "a", "cn": "c", "en": "n", "ex": "e", "nt": "t", "av": "av", "os": "ov", "tt": "u", "at": "m",
    "sn": "sn", "md": "md", "lb": "l",
}  # fmt: skip
"""Identifiers of version 2 (case data and device) and those of version 1 that mean the same."""


def text_of(content: bytes) -> str:
    """Return the text of a section: UTF-16 with or without its mark, or 8-bit."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    if content[1:2] == b"\0" or content[3:4] == b"\0":
        return content.decode("utf-16-le", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def unpacked_text(content: bytes) -> str:
    """Return the text of a section that is a zlib stream.

    Raises:
        NotDecompressed: it is damaged, or holds more than `TEXT_LIMIT` bytes.
    """
    return text_of(zlib_bounded(content, TEXT_LIMIT))


def unpacked_text_v2(content: bytes) -> str:
    """Return the text of a section of version 2, which may be a zlib or bzip2 stream or plain; raises as above."""
    for unpack in (zlib_bounded, bzip2_bounded):
        try:
            return text_of(unpack(content, TEXT_LIMIT))
        except NotDecompressed:
            continue
    text = text_of(content)
    if "main" not in text[:32]:
        raise NotDecompressed
    return text


def main_values(text: str) -> dict[str, str]:
    """Return the values of category `main`: a line of identifiers and a line of values, both with tabs."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place, line in enumerate(lines[:-2]):
        if line.strip("\ufeff \t") == "main":
            return dict(zip(lines[place + 1].split("\t"), lines[place + 2].split("\t"), strict=False))
    return {}


def xml_values(text: str) -> dict[str, str]:
    """Return element names and their texts; entities are left as they are."""
    return {found[1]: found[2] for found in _ELEMENT.finditer(text)}


def logical_files(text: str) -> tuple[list[LogicalFile], int]:
    """Return the first files of a logical image's tree, and how many there are; nothing where it is not understood.

    In category `entry` comes a line of identifiers, then for each entry two lines: kind and number of children,
    and the values.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        start = lines.index("entry")
    except ValueError:
        return [], 0
    names = lines[start + 2].split("\t") if start + 2 < len(lines) else []
    if "n" not in names:
        return [], 0
    name_at, size_at = names.index("n"), names.index("ls") if "ls" in names else None
    files: list[LogicalFile] = []
    count = 0
    folders: list[list[object]] = []
    for head, line in list(pairwise(lines[start + 3 :]))[::2]:
        values, numbers = line.split("\t"), head.split("\t")
        if len(values) <= name_at or len(numbers) != 2 or not numbers[1].isdecimal():
            break
        while folders and folders[-1][1] == 0:
            folders.pop()
        if folders:
            folders[-1][1] = int(str(folders[-1][1])) - 1
        name = "/".join([str(each[0]) for each in folders if each[0]] + [values[name_at]])
        if int(numbers[1]) and len(folders) < 256:
            folders.append([values[name_at], int(numbers[1])])
        if not values[name_at] or int(numbers[1]):
            continue
        count += 1
        size = values[size_at] if size_at is not None and size_at < len(values) else ""
        if len(files) < LISTED_LIMIT:
            files.append(LogicalFile(name[:4096], int(size) if size.isascii() and size.isdigit() else None))
    return files, count
