"""What is wrong with an image: facts of the record, never exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from custody_app.hashing.findings import TEXTS as FILE_TEXTS
from custody_app.hashing.names import shown
from custody_app.i18n import N_, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from custody_app.hashing.findings import Finding
    from custody_app.i18n import Translator

TEXTS: Final[Mapping[str, str]] = {
    "IMAGE_SEGMENT_MISSING": N_("The segment {path} of the image is missing."),
    "IMAGE_SEGMENT_FOREIGN": N_("{path} belongs to another image: its set identifier is {found}, not {expected}."),
    "IMAGE_SEGMENT_ORDER": N_(
        "{path} says that it is segment {found}, but it stands in the place of segment {expected}."
    ),
    "IMAGE_READ_ERROR": N_("{path} cannot be read at byte {offset}: {reason}."),
    "IMAGE_UNSUPPORTED": N_("{path} uses {feature}, which the program cannot read."),
    "IMAGE_DIGEST_MISMATCH": N_("{path}: the image stores {algorithm} {expected}, but its content has {found}."),
    "IMAGE_DIGESTS_CONFLICT": N_(
        "{path}: the image stores two different values of {algorithm}: {expected} and {found}."
    ),
    "EWF_FILE_HEADER": N_("{path} does not begin as an EWF segment does."),
    "EWF_SECTION_DESCRIPTOR": N_("{path}: the description of the section at byte {offset} is damaged."),
    "EWF_SECTION_PLACE": N_("{path}: the section {section} at byte {offset} states its end in two ways that differ."),
    "EWF_SECTION_DAMAGED": N_("{path}: the section {section} at byte {offset} is damaged."),
    "EWF_SECTION_UNKNOWN": N_("{path}: the section {section} at byte {offset} is of an unknown kind; it was not read."),
    "EWF_SECTIONS_TOO_MANY": N_("{path} lists more sections than any image has; the rest was not read."),
    "EWF_TABLE_COPY_USED": N_("{path}: the chunk table at byte {offset} is damaged; its copy was used."),
    "EWF_TABLES_DIFFER": N_("{path}: the chunk table at byte {offset} and its copy differ."),
    "EWF_COPIES_DIFFER": N_("{path}: the section {section} at byte {offset} differs from its copy."),
    "EWF_NO_END": N_("{path} ends without its last section."),
    "EWF_BYTES_AFTER_END": N_("{path} has {count} bytes after its last section; they were not read."),
    "EWF_VOLUME_MISSING": N_("{path}: no sound section says how large the medium was; nothing can be read."),
    "EWF_CHUNK_TOO_LARGE": N_(
        "{path} states chunks of {size} bytes; the program reads chunks of at most {limit} bytes."
    ),
    "EWF_CHUNKS_MISSING": N_("{path}: the image should have {expected} chunks, but its tables list {found}."),
    "EWF_CHUNKS_SURPLUS": N_(
        "{path}: the image should have {expected} chunks, but its tables list {found}; the surplus was not read."
    ),
    "EWF_SECTORS_CORRUPT": N_("{path}: the sectors {first} to {last} are corrupt and were read as zeros."),
}

NOTES: Final = frozenset({"EWF_SECTION_UNKNOWN", "EWF_BYTES_AFTER_END"})
"""Codes that say nothing against the content."""

FINDINGS_LIMIT: Final = 1000


class ImageFinding(NamedTuple):
    """One thing that a person must know about one segment of an image; fields as `hashing.findings.Finding`."""

    code: str
    path: bytes
    values: Mapping[str, str | int] = {}

    def sentence(self, translator: Translator) -> str:
        """Return the finding in the translator's language, with hidden characters made visible."""
        fields = {name: visible(str(value)) for name, value in self.values.items()}
        text = TEXTS.get(self.code) or FILE_TEXTS[self.code]
        return translator._(text).format_map(fields | {"path": visible(shown(self.path))})


class FindingLog:
    """Findings in the order they were made, the first `FINDINGS_LIMIT` of them kept, all counted.

    Attributes:
        kept: the first ones.
        count: all of them.
        faults: those that are not `NOTES`.
    """

    def __init__(self) -> None:
        self.kept: list[ImageFinding] = []
        self.count = self.faults = 0

    def add(self, code: str, path: bytes, **values: str | int) -> None:
        """Take note of a finding."""
        self.count += 1
        self.faults += code not in NOTES
        if len(self.kept) < FINDINGS_LIMIT:
            self.kept.append(ImageFinding(code, path, values))

    def adopt(self, finding: Finding) -> None:
        """Take over a finding about a file, made when it was opened or closed."""
        self.add(finding.code, finding.path, **finding.values)
