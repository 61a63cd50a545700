"""The codes that stand in statements, each with the word a person reads."""

from __future__ import annotations

from typing import NamedTuple

from custody_app.i18n import N_


class Choice(NamedTuple):
    """A code as it is signed, and its label."""

    code: str
    label: str


Choices = tuple[Choice, ...]

BASIS_KINDS: Choices = (
    Choice("warrant", N_("Warrant")),
    Choice("consent", N_("Consent")),
    Choice("order", N_("Court or prosecutor's order")),
    Choice("mla", N_("Mutual legal assistance")),
    Choice("exigency", N_("Exigency")),
)
CASE_STATUSES: Choices = (
    Choice("open", N_("Under investigation")),
    Choice("prosecuted", N_("Prosecuted")),
    Choice("closed", N_("Closed")),
)
FLAGS: Choices = (
    Choice("child", N_("Child protection")),
    Choice("victim", N_("Victim")),
    Choice("privileged", N_("Privileged")),
    Choice("third_party", N_("Third party")),
)
MEASURES: Choices = (
    Choice("seize_medium", N_("Medium seized")),
    Choice("make_copy", N_("Copy made and kept")),
    Choice("render_inaccessible", N_("Data rendered inaccessible")),
    Choice("remove", N_("Data removed")),
)
PARTS: Choices = (
    Choice("found", N_("Found by")),
    Choice("collected", N_("Collected by")),
    Choice("packaged", N_("Packaged by")),
    Choice("witness", N_("Witness")),
    Choice("present", N_("Present")),
)
FIXATIONS: Choices = (
    Choice("photo", N_("Photograph")),
    Choice("video", N_("Video")),
    Choice("sketch", N_("Sketch")),
    Choice("description", N_("Description")),
)
ATTACHMENT_KINDS: Choices = (
    Choice("photograph", N_("Photograph")),
    Choice("document", N_("Document")),
    Choice("authority", N_("Legal basis document")),
    Choice("manifest", N_("File manifest")),
    Choice("signature", N_("Signature image")),
    Choice("recording", N_("Recording")),
    Choice("tool_log", N_("Tool log")),
)
SEAL_ACTIONS: Choices = (
    Choice("apply", N_("Seal applied")),
    Choice("break", N_("Seal broken")),
    Choice("reseal", N_("Sealed again")),
    Choice("check", N_("Seal checked")),
)
SEAL_KINDS: Choices = (
    Choice("bag", N_("Numbered bag")),
    Choice("label", N_("Seal label")),
    Choice("tie", N_("Numbered tie")),
    Choice("box", N_("Sealed box")),
    Choice("faraday_bag", N_("Faraday bag")),
    Choice("envelope", N_("Sealed envelope")),
    Choice("other", N_("Other")),
)
COPY_KINDS: Choices = (
    Choice("forensic_copy", N_("Forensic copy")),
    Choice("working_copy", N_("Working copy")),
    Choice("extraction", N_("Extraction")),
    Choice("extract", N_("Extract of selected files")),
    Choice("print", N_("Printout or transcript")),
    Choice("part", N_("Part taken out")),
)
WRITE_BLOCKERS: Choices = (
    Choice("hardware", N_("Hardware write blocker")),
    Choice("software", N_("Software write blocker")),
    Choice("none", N_("None")),
    Choice("not_applicable", N_("Not applicable")),
)
CONTENT_KINDS: Choices = (
    Choice("file", N_("File")),
    Choice("folder", N_("Folder, by its manifest")),
    Choice("image", N_("Content of an image")),
    Choice("device", N_("Device")),
)
RESULTS: Choices = (
    Choice("match", N_("Matches")),
    Choice("mismatch", N_("Does not match")),
    Choice("unreadable", N_("Could not be read")),
)
DOCUMENTS: Choices = (
    Choice("custody-report", N_("Custody report")),
    Choice("transfer-receipt", N_("Transfer receipt")),
)
PACKAGE_SCOPES: Choices = (
    Choice("case", N_("One case")),
    Choice("blinded", N_("One case, blinded")),
    Choice("whole-log", N_("The whole log")),
)
INCIDENTS: Choices = (
    Choice("lost", N_("Lost")),
    Choice("found", N_("Found again")),
    Choice("damaged", N_("Damaged")),
    Choice("altered", N_("Altered")),
    Choice("seal", N_("Seal does not agree with the record")),
    Choice("other", N_("Other incident")),
)
DISPOSITIONS: Choices = (
    Choice("return", N_("Returned to its owner")),
    Choice("destroy", N_("Destroyed")),
    Choice("forfeit", N_("Forfeited")),
    Choice("retain", N_("Retained for good")),
)
RECIPIENT_KINDS: Choices = (
    Choice("owner", N_("Owner")),
    Choice("courier", N_("Courier")),
    Choice("defence_expert", N_("Defence expert")),
    Choice("expert", N_("Expert")),
    Choice("court", N_("Court")),
    Choice("agency", N_("Other agency")),
    Choice("other", N_("Other person")),
)
SIGNED_ON: Choices = (
    Choice("screen", N_("On screen")),
    Choice("paper", N_("On paper")),
)
PURPOSES: Choices = (
    Choice("storage", N_("Storage")),
    Choice("examination", N_("Examination")),
    Choice("transport", N_("Transport")),
    Choice("court", N_("Presentation in court")),
    Choice("loan", N_("Loan")),
    Choice("return", N_("Return")),
)
"""Purposes offered by name; any other text is a purpose too."""

ALGORITHMS: dict[str, int] = {"sha256": 64, "sha512": 128, "sha3_256": 64, "blake3": 64, "sha1": 40, "md5": 32}
"""Digest algorithms as named in statements, with their length in hex characters."""


def label_of(choices: Choices, code: str) -> str:
    """Return the label of a code, or the code itself where it has none."""
    return next((choice.label for choice in choices if choice.code == code), code)
