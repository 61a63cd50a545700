"""Bodies of what the station records of confirmations from outside: time stamps, cosignatures, heads of other logs."""

from __future__ import annotations

from custody_app.domain.body_member import Body, MemberKind, member
from custody_app.i18n import N_

ANCHOR_TSA: Body = (
    member("size", N_("Log size"), MemberKind.WHOLE, required=True, note="of the head that was stamped"),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("authority", N_("Authority"), required=True, note="as the station calls it"),
    member("time", N_("Time stamped"), MemberKind.TIME, required=True, note="genTime"),
    member("reply", N_("SHA-256 of the reply"), MemberKind.SHA256, required=True, note="of the raw TimeStampResp"),
    member("certificate", N_("SHA-256 of the certificate"), MemberKind.SHA256, required=True, note="DER"),
    member("ends", N_("Certificate ends"), MemberKind.TIME, required=True, note="notAfter; renew before"),
)
ANCHOR_COSIG: Body = (
    member("size", N_("Log size"), MemberKind.WHOLE, required=True, note="of the head that was cosigned"),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("witness", N_("Witness"), required=True, note="name on the roster"),
    member("key", N_("Key of the witness"), MemberKind.KEY, required=True, note="verifier key (vkey)"),
    member("time", N_("Time cosigned"), MemberKind.TIME, required=True, note="as the witness claimed it"),
    member("line", N_("Signature line"), required=True, note="as it stands in the note, without its line feed"),
)
ANCHOR_HEAD: Body = (
    member("log", N_("Log"), required=True),
    member("size", N_("Log size"), MemberKind.WHOLE, required=True),
    member("root", N_("Log root"), MemberKind.KEY, required=True),
    member("note", N_("Signed head"), required=True, note="the note as it was brought, with the log's signature"),
)
