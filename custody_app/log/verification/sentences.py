"""One plain sentence for each code; `{entry}`, `{file}`, `{expected}`, `{found}` are filled in."""

from __future__ import annotations

from typing import Final

from custody_app.i18n import N_

SENTENCES: Final[dict[str, str]] = {
    # The head of the log.
    "CP_MISSING": N_("The signed head of the log is missing."),
    "CP_BAD": N_("The signed head of the log ({file}) cannot be read."),
    "CP_ORIGIN": N_("The head belongs to the log {found}, not to {expected}."),
    "CP_UNSIGNED": N_("The head of the log is not signed by the station's key."),
    "CP_QUORUM": N_("Only {found} of the {expected} required witnesses cosigned the head of the log."),
    # The files.
    "SEQ": N_("The entry in place {entry} says that it is entry {found}."),
    "SEQ_GAP": N_("Entry {entry} is missing."),
    "TAIL_UNSIGNED": N_("Entry {entry} lies beyond the signed head of the log."),
    "FILE_EXTRA": N_("The file {file} does not belong to the package."),
    "MANIFEST": N_("The file {file} is not as the package's lists say."),
    "PACKAGE_SIG": N_("The package as a whole is not signed by a person of the roster."),
    # The entries.
    "ENTRY_CANON": N_("Entry {entry} is not written in the one permitted form."),
    "ENTRY_SHAPE": N_("Entry {entry} does not have the members of an entry."),
    "LOG_ID": N_("Entry {entry} names the log {found}, not {expected}."),
    "CHAIN": N_("Entry {entry} does not follow the entry before it."),
    "ROOT": N_("The entries are not those that the signed head of the log stands for."),
    "PROOF": N_("The proof that entry {entry} stands in the log does not hold."),
    "CASE_TAG": N_("The case tag of entry {entry} is not that of its case."),
    # The statements.
    "BODY_HASH": N_("The statement of entry {entry} is missing or is not the one that was recorded."),
    "BODY_CANON": N_("The statement of entry {entry} is not written in the one permitted form."),
    "BODY_SHAPE": N_("The statement of entry {entry} does not have the form of its kind: {found}."),
    "STMT_LOG": N_("The statement of entry {entry} was made for the log {found}, not for {expected}."),
    "DUP_ID": N_("The statement of entry {entry} repeats an earlier one."),
    "BASE_FUTURE": N_("The statement of entry {entry} claims to have seen entries that came after it."),
    "BASE_ROOT": N_("The history that the signer of entry {entry} had seen is not the history shown here."),
    "BASE_SHAPE": N_("The statement of entry {entry} names no history that it follows."),
    # The signatures.
    "SIG_NONE": N_("The statement of entry {entry} is not signed."),
    "SIG_BAD": N_("A signature on entry {entry} does not hold."),
    "SIG_SHAPE": N_("A signature on entry {entry} is malformed, repeated, or of somebody who was not to sign."),
    "SIGNER_MISSING": N_("The signature of {expected} on entry {entry} is missing."),
    "KEY_WEAK": N_("A key that signed entry {entry} is one that no honest program makes."),
    "KEY_UNKNOWN": N_("A key that signed entry {entry} is nobody's on the roster."),
    "KEY_PERIOD": N_("A key that signed entry {entry} did not hold at {found}."),
    # Time.
    "TIME_FORMAT": N_("A time in entry {entry} is not written as it must be: {found}."),
    "TIME_BACK": N_("Between starts of the machine the clock went back before entry {entry}."),
    "MONO_BACK": N_("The time since the machine started went back before entry {entry}."),
    "BOOT_REUSE": N_("Entry {entry} claims an earlier start of the machine that had ended."),
    "CLOCK_STEP": N_("The clock was moved before entry {entry}."),
    # Custody.
    "CUSTODY_REREGISTER": N_("Entry {entry} registers {found}, which was registered before."),
    "CUSTODY_ORPHAN": N_("What entry {entry} says of {found} follows nothing that is recorded of it."),
    "CUSTODY_FORK": N_("Entry {entry} is a second continuation of the history of {found}."),
    "ACCEPT_NO_OFFER": N_("Entry {entry} answers no open offer."),
    "ACCEPT_WRONG_PERSON": N_("Entry {entry} was signed by {found}, where {expected} had to."),
    "ACCEPT_TWICE": N_("Entry {entry} accepts an offer that was accepted before."),
    "ACCEPT_EXHIBITS": N_("Entry {entry} does not accept exactly what was offered."),
    "OFFER_NOT_HOLDER": N_("Entry {entry}: {found} offered an exhibit without holding it."),
    "OFFER_OPEN": N_("Entry {entry} touches an exhibit while a transfer of it was open."),
    "EVIDENCE_HASH": N_("The content differs from what was first recorded: expected {expected}, found {found}."),
    # Other copies of the log's head.
    "HELD_BAD": N_("The kept head {file} cannot be read, or is not signed by the station."),
    "TRUNCATED": N_("Somebody saw the log with {expected} entries; only {found} are here."),
    "FORK": N_("Somebody saw another history of this log than the one shown here."),
    # Rosters.
    "ROSTER_SIG": N_("The roster {file} is not signed by enough of its root keys."),
    "ROSTER_ROLLBACK": N_("The roster in the package (version {found}) is older than the trusted one ({expected})."),
    "ROSTER_FORK": N_("The roster in the package is another one than the trusted roster of its version."),
    "ROSTER_DROPPED": N_("The roster in the package lacks {found}, which the trusted one has."),
    "STATION_REVOKED": N_("The station's key was revoked; the log is trusted only up to {expected} entries."),
    "GENESIS_ROSTER": N_("The log began under a roster that is not trusted."),
    "ENROL_BAD": N_("Entry {entry} enrols a key without proof that its owner holds it."),
    # Time stamps.
    "TSA_BAD": N_("The time stamp {file} does not hold."),
    "TSA_OTHER": N_("The time stamp {file} is by another authority than the trusted one."),
    "TSA_EXPIRED": N_("The authority's certificate was not valid at the time of the time stamp {file}."),
    "DISCLOSURE": N_("A disclosed text belongs to nothing in the record (entry {entry})."),
    # What is not proven.
    "UNPROVEN_TAIL": N_("Nothing from outside confirms the log beyond its first {entry} entries."),
    "NO_ANCHOR": N_("No witness and no time-stamping authority has confirmed this log."),
    "SELF_TRUST": N_("No trusted roster was given: the package was only checked against itself."),
    "KEY_COMPROMISED": N_("A key that signed entry {entry} was reported as compromised at that time."),
    "BODY_WITHHELD": N_("The statement of entry {entry} was erased, as a later entry records."),
    "OPEN_TRANSFER": N_("The transfer offered in entry {entry} was not answered."),
    "CLOCK_SUSPECT": N_(
        "A key that signed entry {entry} did not hold at the time shown, but the clock was wrong then."
    ),
    "CASE_PARTIAL": N_("The package does not have what is needed to see that nothing of the case is left out."),
    "PEER_MISSING": N_("The log {found}, through which the exhibits passed, is not here or not trusted."),
}
