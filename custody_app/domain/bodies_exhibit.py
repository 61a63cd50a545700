"""Bodies of statements about exhibits."""

from __future__ import annotations

from custody_app.domain.bodies_shared import (
    ACQUISITION,
    ATTACHMENTS,
    COSIGNERS,
    DIGESTS,
    HANDWRITTEN,
    OUTSIDE_PERSON,
    SEIZURE,
    WITNESSES,
)
from custody_app.domain.body_member import Body, MemberKind, member, private, within
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.vocabulary import (
    CONTENT_KINDS,
    DISPOSITIONS,
    INCIDENTS,
    RESULTS,
    SEAL_ACTIONS,
    Choice,
)
from custody_app.i18n import N_

_TYPES = tuple(Choice(kind.id, kind.label) for kind in EXHIBIT_TYPES.values())
_NAMED: Body = (
    member("number", N_("Exhibit number"), required=True),
    member("root", N_("Root exhibit number"), required=True),
    member("type", N_("Exhibit type"), MemberKind.CODE, _TYPES, required=True),
    member("basis", N_("Legal basis"), required=True, note="id of a legal basis of the case"),
)
EXHIBIT_REGISTER: Body = (*_NAMED, *SEIZURE)
EXHIBIT_DERIVE: Body = (
    member("child", N_("Derived exhibit"), MemberKind.EXHIBIT, required=True),
    member("parents", N_("Derived from"), MemberKind.ARRAY, required=True),
    member("parents.*", N_("Derived from"), MemberKind.EXHIBIT),
    *_NAMED,
    member("acquisition", N_("Acquisition"), MemberKind.OBJECT, required=True),
    *within("acquisition", ACQUISITION),
    *SEIZURE,
)
EXHIBIT_UPDATE: Body = (
    *(each for each in SEIZURE if each.path.split(".")[0] not in {"digests", "seal", "location", "note", "cosigners"}),
    member("basis", N_("Legal basis")),
    private("reason", N_("Reason"), required=True),
)
_READING: Body = (
    member("of", N_("What was read"), MemberKind.CODE, CONTENT_KINDS, required=True),
    member("size", N_("Size in bytes"), MemberKind.WHOLE),
    member("files", N_("Number of files"), MemberKind.WHOLE),
    *DIGESTS,
    member("tool", N_("Tool"), required=True),
    member("version", N_("Version of the tool")),
    member("started", N_("Started"), MemberKind.TIME),
    member("ended", N_("Ended"), MemberKind.TIME),
    private("source", N_("Read from")),
    member("manifest", N_("SHA-256 of the file manifest"), MemberKind.SHA256),
    private("findings", N_("Findings while reading"), MemberKind.ARRAY),
    member("findings.*", N_("Finding while reading")),
    member(
        "findings_count",
        N_("Number of findings"),
        MemberKind.WHOLE,
        note="where there are more than are named, the first ones",
    ),
)
EXHIBIT_HASH: Body = (*_READING, private("note", N_("Note")))
EXHIBIT_VERIFY: Body = (
    member("result", N_("Result"), MemberKind.CODE, RESULTS, required=True),
    *_READING,
    member("expected", N_("Expected"), MemberKind.OBJECT, required=True, note="the baseline, as it was compared"),
    member("expected.<algorithm>", N_("Expected"), note="hex"),
    member("differing_count", N_("Number of differences"), MemberKind.WHOLE),
    private("differing", N_("What differs"), MemberKind.ARRAY, note="the first 100: file names or byte ranges"),
    member("differing.*", N_("Differs")),
    private("note", N_("Note")),
)
EXHIBIT_SEAL: Body = (
    member("action", N_("Act on the seal"), MemberKind.CODE, SEAL_ACTIONS, required=True),
    member("seal", N_("Seal"), MemberKind.OBJECT, note="apply, reseal: the new seal"),
    member("seal.number", N_("Seal number"), required=True),
    *(each for each in SEIZURE if each.path == "seal.kind"),
    member("old", N_("Old seal number"), note="break, reseal, check: the seal acted on"),
    private("old_kept", N_("Where the old seal is kept"), note="required for reseal"),
    member("intact", N_("Intact"), MemberKind.YES_NO, note="required for check"),
    private("reads", N_("Number that was found"), note="check: where it differs from the record"),
    private("purpose", N_("Purpose"), note="required for break"),
    private("place", N_("Place")),
    *(each for each in SEIZURE if each.path.split(".")[0] == "confirmed"),
    *ATTACHMENTS,
    *COSIGNERS,
)
EXHIBIT_RELOCATE: Body = (
    private("location", N_("Location"), required=True),
    private("reason", N_("Reason")),
)
EXHIBIT_ACCESS: Body = (
    private("purpose", N_("Purpose"), required=True),
    member("by", N_("Access by"), MemberKind.OBJECT, note="somebody outside the roster; otherwise the actor"),
    *within("by", OUTSIDE_PERSON),
    private("authority", N_("Authority")),
    member("started", N_("Started"), MemberKind.TIME),
    member("ended", N_("Ended"), MemberKind.TIME),
    private("changes", N_("Changes made"), note="what changed; absent where nothing did"),
    private("justification", N_("Justification"), note="required with `changes`"),
    *COSIGNERS,
)
EXHIBIT_INCIDENT: Body = (
    member("kind", N_("Incident"), MemberKind.CODE, INCIDENTS, required=True),
    private("what", N_("What happened"), required=True),
    member("discovered", N_("Discovered"), MemberKind.TIME),
    private("measures", N_("Measures taken")),
    *ATTACHMENTS,
    *COSIGNERS,
)
EXHIBIT_DISPOSE: Body = (
    member("action", N_("Disposition"), MemberKind.CODE, DISPOSITIONS, required=True),
    private("authority", N_("Authority"), required=True),
    private("method", N_("Method"), note="required for destroy"),
    member("done", N_("Done on"), MemberKind.DATE),
    member("receiver", N_("Received by"), MemberKind.OBJECT, note="required for return"),
    *within("receiver", OUTSIDE_PERSON),
    *WITNESSES,
    *HANDWRITTEN,
    *ATTACHMENTS,
    private("note", N_("Note")),
    *COSIGNERS,
)
