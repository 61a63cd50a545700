"""Bodies of statements about cases, persons, notes and the station."""

from __future__ import annotations

from custody_app.domain.bodies_shared import ATTACHMENTS, COSIGNERS
from custody_app.domain.body_member import Body, MemberKind, member, private, within
from custody_app.domain.vocabulary import BASIS_KINDS, CASE_STATUSES
from custody_app.i18n import N_

_BASES: Body = (
    member("bases", N_("Legal bases"), MemberKind.ARRAY),
    *within(
        "bases.*",
        (
            member("id", N_("Legal basis"), required=True, note="unique in the case"),
            member("kind", N_("Kind of legal basis"), MemberKind.CODE, BASIS_KINDS, required=True),
            member("number", N_("Number of the order")),
            private("issuer", N_("Issued by")),
            member("issued", N_("Issued on"), MemberKind.DATE),
            member("expires", N_("Expires on"), MemberKind.DATE),
            member("return_due", N_("Return due on"), MemberKind.DATE),
            private("scope", N_("Scope")),
            private("facts", N_("Facts and necessity")),
            member("to_follow", N_("Written basis to follow"), MemberKind.YES_NO, note="true, or absent"),
            member("follows", N_("Fills the exigent basis"), note="id of a basis of the case"),
            member("document", N_("SHA-256 of the document"), MemberKind.SHA256),
        ),
    ),
)
_DESCRIBED: Body = (
    private("title", N_("Title")),
    private("offence", N_("Offence")),
    private("authority", N_("Court or authority")),
    private("prosecutor", N_("Prosecutor")),
    member("unit", N_("Unit")),
    member("jurisdiction", N_("Jurisdiction")),
    member("languages", N_("Languages"), MemberKind.ARRAY),
    member("languages.*", N_("Language")),
)
CASE_OPEN: Body = (
    member("number", N_("Case number"), required=True),
    *_DESCRIBED,
    *_BASES,
    private("note", N_("Note")),
    *ATTACHMENTS,
    private("case_salt", N_("Case salt"), MemberKind.KEY, required=True, note="16 random bytes, base64"),
)
CASE_UPDATE: Body = (
    *_DESCRIBED,
    member("status", N_("Status"), MemberKind.CODE, CASE_STATUSES),
    private("outcome", N_("Outcome")),
    *_BASES,
    private("note", N_("Note")),
    *ATTACHMENTS,
)
CASE_HOLD: Body = (
    member("hold", N_("Nothing may be disposed of"), MemberKind.YES_NO, required=True),
    private("ground", N_("Ground"), required=True),
)
CORRECTION: Body = (
    member("statement", N_("Corrects the statement"), MemberKind.STATEMENT, required=True),
    member("member", N_("Part corrected"), note="dotted path into the body of that statement"),
    private("value", N_("Reads correctly"), MemberKind.ANY, required=True),
    private("reason", N_("Reason"), required=True),
)
NOTE: Body = (
    private("text", N_("Text"), required=True),
    *ATTACHMENTS,
    *COSIGNERS,
)
KEY_ENROL: Body = (
    member("person", N_("Person"), MemberKind.PERSON, required=True),
    member("key", N_("Public key"), MemberKind.KEY, required=True, note="`ssh-ed25519 …`"),
    member("proof", N_("Proof of possession"), MemberKind.KEY, required=True),
)
KEY_REVOKE: Body = (
    member("person", N_("Person"), MemberKind.PERSON, required=True),
    member("key", N_("Public key"), MemberKind.KEY, required=True),
    private("reason", N_("Reason"), required=True),
    member("compromised_since", N_("In wrong hands since"), MemberKind.TIME),
)
