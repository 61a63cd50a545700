"""What every section of a document needs: the record, the language, and whether the document is issued."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from custody_app.i18n import N_
from custody_app.log.canonical import unb64
from custody_app.reports.engine.text import Run
from custody_app.reports.engine.theme import GREY
from custody_app.reports.facts.answers import Answers, answer
from custody_app.reports.facts.record import RecordFacts
from custody_app.reports.wording.sentences import Sentences
from custody_app.reports.wording.wording import Wording

Pictures = Callable[[str], bytes | None]
_QR_UNFIT = re.compile(r"[^0-9A-Z $%*+\-./:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The setting of one document.

    Attributes:
        issuer: person id of who issues it; "" for a copy that nobody issues.
        pictures: gives the bytes of a photograph or signature image by SHA-256, None where it is not kept.
    """

    record: RecordFacts
    wording: Wording
    answers: Answers
    sentences: Sentences
    issuer: str = ""
    pictures: Pictures = lambda _: None

    @property
    def issued(self) -> bool:
        """Whether an officer issues it; else each page is marked as a copy."""
        return bool(self.issuer)


def set_up(record: RecordFacts, language: str, issuer: str = "", pictures: Pictures = lambda _: None) -> Setting:
    """Return the setting of a document about `record`."""
    wording = Wording(record, language)
    answers = answer(record)
    sentences = Sentences(record, answers, wording.translator)
    return Setting(
        record=record, wording=wording, answers=answers, sentences=sentences, issuer=issuer, pictures=pictures
    )


def root_hex(record: RecordFacts) -> str:
    """Return the log root as 64 hex characters."""
    return unb64(record.log.root, 32).hex()


def verifier_sha256() -> str:
    """Return the SHA-256 of the verifier that travels in packages, for the paper to vouch for it."""
    return hashlib.sha256(files("custody_app").joinpath("verifier", "verify_custody.py").read_bytes()).hexdigest()


def withheld_text(setting: Setting) -> str:
    """Return how many members are withheld."""
    return setting.wording.ngettext(
        "{count} member of a statement is withheld",
        "{count} members of statements are withheld",
        setting.record.withheld,
    )


def qr_payload(record: RecordFacts, about: str = "") -> str:
    """Return what the QR code holds: log, size, root and record digest, in characters of the alphanumeric mode."""
    parts = [f"LOG {record.log.origin}", f"SIZE {record.log.size}", f"ROOT {root_hex(record)}", f"REC {record.digest}"]
    text = " ".join(["CUSTODY:1", *([about] if about else []), *parts]).upper()
    return _QR_UNFIT.sub("-", text)


def brackets_note(wording: Wording) -> Run:
    """Return the note that explains the numbers in brackets."""
    text = wording.t(
        N_("Numbers in brackets are entries of the log: each value is what the signed statement there says.")
    )
    return Run(text, italic=True, colour=GREY, scale=0.9)
