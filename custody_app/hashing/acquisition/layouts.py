"""What imaging programs write beside an image: FTK Imager, Guymager, ewfacquire and dc3dd logs, as one record.

Layouts as their own programs write them: FTK Imager 2.5 to 4.7 (`image.E01.txt`: "Created By AccessData… FTK… Imager",
`[Computed Hashes]`), Guymager 0.7 to 0.8 (`image.info`: "GUYMAGER ACQUISITION INFO FILE"), ewfacquire of libewf 2010 to
2024 (its output, or the file of `-l`, which holds digests only), dc3dd 7 (`log=`: "dc3dd 7.2.646 started at …").
All a log says is a claim of its maker; a line that contradicts another or cannot be read is an error with its number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from custody_app.hashing.acquisition.record import VALUE_LIMIT, Reading, is_number
from custody_app.hashing.acquisition.times import parse_time
from custody_app.hashing.formats.listing import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FTK_HEAD = re.compile(r"Created By (?:AccessData|Exterro).{0,12}FTK.{0,8}Imager ?(\S*)")
_EWF_HEAD = re.compile(r"ewfacquire(?:stream)? (\d{8})(?: .*)?")
_FTK_FIELDS: Final = {
    "Case Number": "case_number",
    "Evidence Number": "evidence_number",
    "Unique Description": "description",
    "Unique description": "description",
    "Examiner": "examiner",
    "Notes": "notes",
    "Drive Model": "model",
    "Drive Serial Number": "serial",
    "Bytes per Sector": "sector_size",
    "Information for": "image",
}


def _parse_ftk(reading: Reading, line: str) -> None:
    text = line.strip()
    if match := _FTK_HEAD.fullmatch(text):
        reading.version = match[1]
        return
    if reading.section == "bad":
        if match := re.fullmatch(r"(\d{1,18})(?: through (\d{1,18}))?", text):
            reading.bad(f"{match[1]}-{match[2] or match[1]}")
            reading.bad_count = (reading.bad_count or 0) + 1 + int(match[2] or match[1]) - int(match[1])
            return
        reading.section = ""
    if text.endswith("could not be read:"):
        reading.section = "bad"
        return
    if text.startswith("Information for "):
        reading.keep("image", text.removeprefix("Information for ").removesuffix(":"))
        return
    if text.startswith("[") or text.rstrip(":") in {
        "Image Information",
        "Image information",
        "Image Verification Results",
    }:
        reading.section = text.strip("[]:")
        return
    label, colon, value = text.partition(":")
    if reading.section == "Segment list" and line.startswith("  "):
        reading.add_file(text)
        return
    value = value.strip()
    if label == "Segment list":
        reading.section = label
    elif label in {"MD5 checksum", "SHA1 checksum", "SHA256 checksum"}:
        digest, _, judged = value.partition(" : ")
        reading.digest(label.partition(" ")[0], digest, again="Verification" in reading.section)
        if judged:
            reading.finished = judged.strip().lower() == "verified" and reading.finished is not False
    elif label in {"Acquisition started", "Acquisition finished"}:
        setattr(reading, "started" if label.endswith("started") else "ended", parse_time(value))
    elif label in {"Sector count", "Sector Count"}:
        count = re.sub(r"[\s,.]", "", value)
        size = reading.fields.get("sector_size", "512")
        if not is_number(count) or not is_number(size):
            raise Refused("LINE_SIZE")
        reading.keep("size", str(int(count) * int(size)))
    elif colon and label in _FTK_FIELDS:
        reading.keep(_FTK_FIELDS[label], value)


_GUYMAGER_FIELDS: Final = {
    "Case number": "case_number",
    "Evidence number": "evidence_number",
    "Examiner": "examiner",
    "Description": "description",
    "Notes": "notes",
    "Linux device": "source",
    "Device": "source",
    "Model": "model",
    "Serial number": "serial",
    "Image path and file name": "image",
}


def _parse_guymager(reading: Reading, line: str) -> None:
    if not line or (line.startswith(" ") and not reading.section):
        return
    label, colon, value = line.partition(":")
    label, value = label.strip(), value.strip()
    if reading.section == "bad":
        reading.section = ""
        if line.startswith(" "):
            reading.bad(line)
            return
    if match := re.match(r"During acquisition, (\d{1,18}) bad sectors? ", line):
        reading.bad_count = int(match[1])
        # Verification lists them again; the first list is that of the image.
        reading.section = "bad"
    elif match := re.fullmatch(r"(MD5|SHA-?1|SHA-?256) hash( verified (?:source|image))?", label):
        if value not in {"--", "n/a", ""}:
            reading.digest(match[1], value, again=bool(match[2]))
    elif label == "State":
        reading.finished = value.startswith("Finished successfully")
        reading.bad_count = 0 if reading.bad_count is None and reading.finished else reading.bad_count
    elif label == "Version" and not reading.version:
        reading.version = value[:VALUE_LIMIT]
    elif label in {"Acquisition started", "Ended"}:
        setattr(reading, "started" if label != "Ended" else "ended", parse_time(value.partition(" (")[0]))
    elif label == "Device size":
        size = value.partition(" ")[0]
        if not is_number(size):
            raise Refused("LINE_SIZE")
        reading.keep("size", size)
    elif colon and label in _GUYMAGER_FIELDS:
        reading.keep(_GUYMAGER_FIELDS[label], value)
    elif match := re.fullmatch(r"(?:[0-9a-f]{32}|n/a)\s+(\S.*)", line):
        reading.add_file(match[1])


_EWF_FIELDS: Final = {
    "Case number": "case_number",
    "Evidence number": "evidence_number",
    "Examiner name": "examiner",
    "Description": "description",
    "Notes": "notes",
    "Model": "model",
    "Serial": "serial",
    "Serial number": "serial",
    "Bytes per sector": "sector_size",
    "Image path and filename": "image",
}


def _parse_ewfacquire(reading: Reading, line: str) -> None:
    if match := re.fullmatch(r"ewfacquire(?:stream)?: (SUCCESS|FAILURE)", line):
        reading.finished = match[1] == "SUCCESS"
        return
    if match := _EWF_HEAD.fullmatch(line):
        reading.version = match[1]
        return
    label, colon, value = line.partition(":")
    label, value = label.strip(), value.strip()
    if match := re.fullmatch(r"(MD5|SHA1|SHA256) hash calculated over data", label):
        reading.digest(match[1], value)
    elif label in {"Acquiry started at", "Acquiry completed at"}:
        setattr(reading, "started" if "started" in label else "ended", parse_time(value))
    elif label == "Media size":
        match = re.search(r"\((\d{1,18}) bytes\)", value)
        if match is None:
            raise Refused("LINE_SIZE")
        reading.keep("size", match[1])
    elif match := re.fullmatch(
        r"\s*(?:error )?at sector\(s\): (\d{1,18}) - (\d{1,18}) \(?number: (\d{1,18})\)?.*", line
    ):
        reading.bad(f"{match[1]}-{match[2]}")
        reading.bad_count = (reading.bad_count or 0) + int(match[3])
    elif colon and label in _EWF_FIELDS:
        reading.keep(_EWF_FIELDS[label], value)


def _parse_dc3dd(reading: Reading, line: str) -> None:
    text = line.strip()
    if match := re.fullmatch(r"dc3dd (\S+) started at (.+)", text):
        # Logs are appended to: what counts is the last run.
        reading.begin()
        reading.version, reading.started = match[1], parse_time(match[2])
    elif match := re.fullmatch(r"dc3dd (completed|failed|aborted) at (.+)", text):
        reading.finished, reading.ended = match[1] == "completed", parse_time(match[2])
    elif match := re.fullmatch(r"(input|output) results for (\S+) [`'](.*)':?", text):
        reading.section = match[1]
        if match[1] == "input":
            reading.keep("source", match[3])
        elif match[2] in {"file", "files"}:
            reading.add_file(match[3])
    elif match := re.fullmatch(r"device size: .*?([\d,.]+) bytes", text):
        reading.keep("size", re.sub(r"[,.]", "", match[1]))
    elif match := re.fullmatch(r"sector size: (\d{1,6}) bytes.*", text):
        reading.keep("sector_size", match[1])
    elif match := re.fullmatch(r"(?:\[(ok|MISMATCH|mismatch)\] )?(\S+) \((md5|sha1|sha256|sha512)\)(?:, .*)?", text):
        # Digests of pieces carry their sectors behind; only the whole counts.
        if "sectors" not in text:
            reading.digest(match[3], match[2], again=reading.section == "output")
    elif match := re.fullmatch(r"(\d{1,18}) bad sectors? replaced by zeros", text):
        reading.bad_count = int(match[1])
    elif match := re.match(r"\[!!\] .* (?:at sector|from sector (\d{1,18}) to sector) (\d{1,18})", text):
        reading.bad(f"{match[1] or match[2]}-{match[2]}")


SIGNATURES: Final = (
    ("ftk", _FTK_HEAD),
    ("guymager", re.compile(r"GUYMAGER ACQUISITION INFO FILE")),
    ("dc3dd", re.compile(r"dc3dd (\S+) started at .+")),
    ("ewfacquire", _EWF_HEAD),
    ("ewfacquire", re.compile(r"(?:MD5|SHA1|SHA256) hash calculated over data:\s.+")),
)
"""By format: a line near the start of such a log."""
PARSERS: Final[Mapping[str, Callable[[Reading, str], None]]] = {
    "ftk": _parse_ftk,
    "guymager": _parse_guymager,
    "ewfacquire": _parse_ewfacquire,
    "dc3dd": _parse_dc3dd,
}
