"""Bodies of statements that the station's own work makes: start, roster, exports, imports, documents, clock."""

from __future__ import annotations

from custody_app.domain.body_member import Body, MemberKind, member, private
from custody_app.i18n import N_

GENESIS: Body = (
    member("origin", N_("Log"), required=True),
    member("station_key", N_("Station's key"), MemberKind.KEY, required=True, note="verifier key (vkey)"),
    member("roster", N_("Roster"), MemberKind.KEY, required=True, note="SHA-256 of roster.json, base64"),
    member("epoch", N_("Epoch"), MemberKind.WHOLE, required=True),
    member("previous", N_("Last trusted head of the epoch before"), MemberKind.OBJECT),
    member("previous.log", N_("Log"), required=True),
    member("previous.size", N_("Size"), MemberKind.WHOLE, required=True),
    member("previous.root", N_("Root"), MemberKind.KEY, required=True),
    private("case_salt", N_("Case salt"), MemberKind.KEY, required=True, note="16 random bytes, base64"),
)
ROSTER_ADOPT: Body = (
    member("roster", N_("Roster"), MemberKind.KEY, required=True, note="SHA-256 of roster.json, base64"),
    member("version", N_("Version"), MemberKind.WHOLE, required=True),
)
BODY_ERASE: Body = (
    member("seq", N_("Entry"), MemberKind.WHOLE, required=True),
    member("statement", N_("Statement erased"), MemberKind.STATEMENT, required=True),
    private("ground", N_("Ground"), required=True),
)
REPORT_ISSUE: Body = (
    member("kind", N_("Kind of document"), required=True),
    member("sha256", N_("SHA-256 of the document"), MemberKind.SHA256, note="of the file before it is signed as a PDF"),
    member("length", N_("Length of the document in bytes"), MemberKind.WHOLE, note="likewise"),
    member("record", N_("Record digest"), MemberKind.SHA256, note="SHA-256 of the snapshot that it was made from"),
    member("language", N_("Language"), required=True),
    member("jurisdiction", N_("Jurisdiction")),
    member("template", N_("Template")),
    member("exhibit", N_("Exhibit"), MemberKind.EXHIBIT, note="of a document about one exhibit"),
    member("transfer", N_("Transfer"), MemberKind.STATEMENT, note="the offer, of a receipt for it"),
    member("size", N_("Log size"), MemberKind.WHOLE),
    member("root", N_("Log root"), MemberKind.KEY),
    private("recipient", N_("For")),
    private("reason", N_("Reason")),
)
LABEL_PRINT: Body = (
    member("copies", N_("Copies"), MemberKind.WHOLE, required=True),
    private("reason", N_("Reason")),
)
EXPORT_MADE: Body = (
    member("scope", N_("Scope"), required=True, note="whole-log, case, blinded"),
    member("size", N_("Log size"), MemberKind.WHOLE, required=True),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("with_files", N_("With files"), MemberKind.YES_NO),
    member("redacted", N_("Members withheld"), MemberKind.ARRAY),
    member("redacted.*", N_("Member withheld")),
    private("recipient", N_("For")),
    private("reason", N_("Reason")),
)
IMPORT_MADE: Body = (
    member("package", N_("SHA-256 of the package"), MemberKind.SHA256, required=True),
    member("log", N_("Log"), required=True),
    member("size", N_("Log size"), MemberKind.WHOLE, required=True),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("outcome", N_("Outcome"), required=True, note="pass, unproven, fail"),
    member("findings", N_("Findings"), MemberKind.ARRAY),
    member("findings.*", N_("Finding"), note="code of a finding"),
)
CLOCK_STEP: Body = (
    member("before", N_("Time before"), MemberKind.TIME),
    member("after", N_("Time after"), MemberKind.TIME),
    member("reason", N_("Reason")),
)
EPOCH_START: Body = (
    member("origin", N_("Log"), required=True),
    member("epoch", N_("Epoch"), MemberKind.WHOLE, required=True),
    private("reason", N_("Reason")),
)
RESTORE_DECLARED: Body = (
    member("size", N_("Log size"), MemberKind.WHOLE, required=True),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("known_size", N_("Log size that had been reached"), MemberKind.WHOLE),
    private("reason", N_("Reason"), required=True),
)
