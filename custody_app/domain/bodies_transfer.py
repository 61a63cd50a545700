"""Bodies of transfers of custody, exactly as log-format.md fixes them."""

from __future__ import annotations

from custody_app.domain.bodies_shared import COSIGNERS, HANDWRITTEN
from custody_app.domain.body_member import Body, MemberKind, member, private, within
from custody_app.domain.vocabulary import RECIPIENT_KINDS
from custody_app.i18n import N_

_OFFER = member("offer", N_("Offer"), MemberKind.STATEMENT, required=True)

TRANSFER_OFFER: Body = (
    member("to", N_("To"), MemberKind.RECIPIENT, required=True, note="an object for a person without a key"),
    member("to.kind", N_("Kind of recipient"), MemberKind.CODE, RECIPIENT_KINDS, required=True),
    private("to.name", N_("Name"), required=True),
    private("to.org", N_("Organisation"), required=True, note='"" where there is none'),
    private("purpose", N_("Purpose"), required=True, note="a code of the list, or other words"),
    private("condition", N_("Condition"), required=True),
    member("seals", N_("Seals"), MemberKind.ARRAY, required=True, note="a line for each seal in force; may be []"),
    member("seals.*.exhibit", N_("Exhibit"), MemberKind.EXHIBIT, required=True),
    member("seals.*.number", N_("Seal number"), required=True),
    member("due", N_("Due back on"), MemberKind.DATE),
    member("courier", N_("Courier"), MemberKind.OBJECT),
    private("courier.name", N_("Name"), required=True),
    private("courier.org", N_("Organisation")),
    private("courier.tracking", N_("Tracking number")),
)
TRANSFER_ACCEPT: Body = (
    _OFFER,
    member("lines", N_("Exhibits"), MemberKind.ARRAY, required=True),
    *within(
        "lines.*",
        (
            member("exhibit", N_("Exhibit"), MemberKind.EXHIBIT, required=True),
            member("accepted", N_("Accepted"), MemberKind.YES_NO, required=True),
            private("condition", N_("Condition"), required=True),
            member("seal_ok", N_("Seal agrees"), MemberKind.YES_NO, required=True, note="true where there is no seal"),
            private("reason", N_("Reason"), note="required where not accepted"),
        ),
    ),
    *HANDWRITTEN,
    *COSIGNERS,
)
TRANSFER_REJECT: Body = (_OFFER, private("reason", N_("Reason"), required=True))
TRANSFER_CANCEL: Body = TRANSFER_REJECT
TRANSFER_CLOSE: Body = (
    _OFFER,
    member("accept", N_("Acceptance"), MemberKind.STATEMENT, note="either `accept` or `reject`"),
    member("reject", N_("Rejection"), MemberKind.STATEMENT),
)
