"""Members that several bodies share."""

from __future__ import annotations

from custody_app.domain.body_member import Body, MemberKind, member, private, within
from custody_app.domain.vocabulary import (
    ATTACHMENT_KINDS,
    COPY_KINDS,
    FIXATIONS,
    FLAGS,
    PARTS,
    SEAL_KINDS,
    SIGNED_ON,
    WRITE_BLOCKERS,
)
from custody_app.i18n import N_

COSIGNERS: Body = (
    member("cosigners", N_("Signed also by"), MemberKind.ARRAY),
    member("cosigners.*", N_("Signed also by"), MemberKind.PERSON),
)
ATTACHMENTS: Body = (
    member("attachments", N_("Attachments"), MemberKind.ARRAY),
    *within(
        "attachments.*",
        (
            member("sha256", N_("SHA-256 of the file"), MemberKind.SHA256, required=True),
            member("kind", N_("Kind of attachment"), MemberKind.CODE, ATTACHMENT_KINDS, required=True),
            member("size", N_("Size in bytes"), MemberKind.WHOLE),
            private("name", N_("File name")),
            private("name_b64", N_("File name as raw bytes"), MemberKind.KEY),
            member("name_enc", N_("Encoding of the file name")),
            private("caption", N_("Caption")),
        ),
    ),
)
OUTSIDE_PERSON: Body = (
    private("name", N_("Name")),
    private("identity", N_("Identity document")),
    member("relation", N_("Capacity")),
    private("address", N_("Address")),
    private("telephone", N_("Telephone")),
)
DIGESTS: Body = (
    member("digests", N_("Digests"), MemberKind.OBJECT, note="algorithms other than SHA-256, which stands in the line"),
    member("digests.<algorithm>", N_("Digest"), note="hex; sha512, sha3_256, blake3, sha1, md5"),
)
HANDWRITTEN: Body = (
    member("handwritten", N_("Handwritten signature"), MemberKind.OBJECT),
    member("handwritten.image", N_("SHA-256 of the signature image"), MemberKind.SHA256, required=True),
    member("handwritten.on", N_("Signed"), MemberKind.CODE, SIGNED_ON, required=True),
)
WITNESSES: Body = (
    member("witnesses", N_("Witnesses"), MemberKind.ARRAY),
    *within("witnesses.*", OUTSIDE_PERSON),
)

SEIZURE: Body = (
    member("court_number", N_("Court's number")),
    member("agency_number", N_("Other agency's number")),
    member("container", N_("Container"), MemberKind.EXHIBIT),
    member("flags", N_("Sensitive content"), MemberKind.ARRAY, note="all that hold; [] in an update takes them off"),
    member("flags.*", N_("Sensitive content"), MemberKind.CODE, FLAGS),
    member("fields", N_("Details"), MemberKind.OBJECT, note="the fields of the exhibit type, below"),
    member("confirmed", N_("Confirmed as it reads"), MemberKind.ARRAY, note="codes of doubts that were confirmed"),
    member("confirmed.*", N_("Confirmed as it reads")),
    member("seized", N_("Time of the seizure"), MemberKind.TIME),
    member("place", N_("Place"), MemberKind.OBJECT),
    private("place.address", N_("Address")),
    private("place.spot", N_("Exact spot")),
    private("place.coordinates", N_("Coordinates")),
    member("from", N_("Seized from"), MemberKind.OBJECT),
    *within("from", OUTSIDE_PERSON),
    member("owner", N_("Owner"), MemberKind.OBJECT),
    *within("owner", OUTSIDE_PERSON),
    member("people", N_("People"), MemberKind.ARRAY),
    *within(
        "people.*",
        (
            member("part", N_("Part taken"), MemberKind.CODE, PARTS, required=True),
            member("person", N_("Officer"), MemberKind.PERSON),
            private("name", N_("Name")),
            private("org", N_("Organisation")),
        ),
    ),
    member("fixed", N_("Fixed by"), MemberKind.ARRAY),
    member("fixed.*", N_("Fixed by"), MemberKind.CODE, FIXATIONS),
    member("seal", N_("Seal"), MemberKind.OBJECT),
    member("seal.number", N_("Seal number"), required=True),
    member("seal.kind", N_("Kind of seal"), MemberKind.CODE, SEAL_KINDS, required=True),
    private("location", N_("Location")),
    member("steps", N_("Steps taken"), MemberKind.ARRAY),
    member("steps.*", N_("Step taken"), note="id of a step of the step list"),
    *DIGESTS,
    *ATTACHMENTS,
    private("note", N_("Note")),
    *COSIGNERS,
)
"""What a registration and a derivation both say."""

ACQUISITION: Body = (
    member("copy", N_("Kind of copy"), MemberKind.CODE, COPY_KINDS, required=True),
    member("tool", N_("Tool"), required=True),
    member("version", N_("Version of the tool"), required=True),
    private("settings", N_("Settings")),
    member("write_blocker", N_("Write blocker"), MemberKind.CODE, WRITE_BLOCKERS),
    private("write_blocker_model", N_("Write blocker used")),
    member("started", N_("Started"), MemberKind.TIME),
    member("ended", N_("Ended"), MemberKind.TIME),
    private("errors", N_("Errors")),
    member("bad_sectors", N_("Sectors that could not be read"), MemberKind.WHOLE),
    member("stored_digests", N_("Digests stored by the tool"), MemberKind.OBJECT),
    member("stored_digests.<algorithm>", N_("Digest stored by the tool"), note="hex"),
)
