"""The name of each statement type, and the sentence that tells it in a timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from custody_app.i18n import N_


class StatementName(NamedTuple):
    """How a statement type is called and told; both English, marked for translation.

    `story` has only fields of `STORY_FIELDS`.
    """

    label: str
    story: str


STORY_FIELDS = ("actor", "exhibits", "case", "number", "detail", "to", "place", "person")
"""What a story may name; `custody_app.domain.stories.story_fields` fills them all."""

STATEMENT_NAMES: Mapping[str, StatementName] = {
    "genesis": StatementName(N_("Log started"), N_("{actor} started this log.")),
    "epoch.start": StatementName(N_("Epoch started"), N_("{actor} started a new epoch of the log.")),
    "roster.adopt": StatementName(N_("Roster adopted"), N_("{actor} adopted the roster of officers.")),
    "key.enrol": StatementName(N_("Key enrolled"), N_("{actor} enrolled a key of {person}.")),
    "key.revoke": StatementName(N_("Key revoked"), N_("{actor} revoked a key of {person}.")),
    "case.open": StatementName(N_("Case opened"), N_("{actor} opened case {number}.")),
    "case.update": StatementName(N_("Case updated"), N_("{actor} updated case {case}.")),
    "case.hold": StatementName(N_("Hold"), N_("{actor} stated whether exhibits of case {case} may be disposed of.")),
    "case.statement": StatementName(N_("Statement for the case"), N_("{actor} made a statement in case {case}.")),
    "exhibit.register": StatementName(N_("Exhibit registered"), N_("{actor} registered exhibit {number}: {detail}.")),
    "exhibit.update": StatementName(N_("Exhibit updated"), N_("{actor} updated exhibit {exhibits}.")),
    "exhibit.hash": StatementName(N_("Exhibit hashed"), N_("{actor} stated the digests of exhibit {exhibits}.")),
    "exhibit.verify": StatementName(
        N_("Exhibit verified"), N_("{actor} compared exhibit {exhibits} with its digests: {detail}.")
    ),
    "exhibit.seal": StatementName(N_("Seal"), N_("{actor}, exhibit {exhibits}: {detail}, {number}.")),
    "exhibit.derive": StatementName(
        N_("Derived exhibit registered"), N_("{actor} made exhibit {number} from {exhibits}: {detail}.")
    ),
    "exhibit.relocate": StatementName(N_("Exhibit moved"), N_("{actor} moved exhibit {exhibits} to {place}.")),
    "exhibit.access": StatementName(N_("Exhibit accessed"), N_("{actor} recorded access to exhibit {exhibits}.")),
    "exhibit.incident": StatementName(
        N_("Incident"), N_("{actor} reported an incident with exhibit {exhibits}: {detail}.")
    ),
    "exhibit.dispose": StatementName(
        N_("Exhibit disposed of"), N_("{actor} ended the custody of exhibit {exhibits}: {detail}.")
    ),
    "transfer.offer": StatementName(N_("Transfer offered"), N_("{actor} offered exhibit {exhibits} to {to}.")),
    "transfer.accept": StatementName(
        N_("Transfer accepted"), N_("{actor} answered the offer: accepted {detail} of exhibit {exhibits}.")
    ),
    "transfer.reject": StatementName(N_("Transfer rejected"), N_("{actor} rejected the offer of exhibit {exhibits}.")),
    "transfer.cancel": StatementName(
        N_("Transfer cancelled"), N_("{actor} took back the offer of exhibit {exhibits}.")
    ),
    "transfer.close": StatementName(N_("Transfer closed"), N_("{actor} closed a transfer answered elsewhere.")),
    "request.open": StatementName(N_("Request opened"), N_("{actor} opened a request in case {case}.")),
    "request.update": StatementName(N_("Request updated"), N_("{actor} updated a request in case {case}.")),
    "request.close": StatementName(N_("Request closed"), N_("{actor} closed a request in case {case}.")),
    "contact.update": StatementName(N_("Contact updated"), N_("{actor} updated a contact.")),
    "training.record": StatementName(N_("Training recorded"), N_("{actor} recorded a training.")),
    "audit.made": StatementName(N_("Audit made"), N_("{actor} compared the shelves with the record.")),
    "label.print": StatementName(N_("Label printed"), N_("{actor} printed labels of exhibit {exhibits}.")),
    "report.issue": StatementName(N_("Document issued"), N_("{actor} issued a document: {detail}.")),
    "note": StatementName(N_("Note"), N_("{actor} added a note.")),
    "correction": StatementName(N_("Correction"), N_("{actor} corrected an earlier statement.")),
    "body.erase": StatementName(
        N_("Content erased"), N_("{actor} erased the content of a statement, stating the ground.")
    ),
    "anchor.tsa": StatementName(N_("Time stamp"), N_("A time stamp for the log was recorded.")),
    "anchor.cosig": StatementName(N_("Cosignature"), N_("A cosignature of the log was recorded.")),
    "anchor.head": StatementName(N_("Head recorded"), N_("The head of another log was recorded.")),
    "clock.step": StatementName(N_("Clock moved"), N_("The clock of the station moved.")),
    "restore.declared": StatementName(N_("Restored from a backup"), N_("{actor} declared that the log was restored.")),
    "export.made": StatementName(N_("Package exported"), N_("{actor} exported a package: {detail}.")),
    "import.made": StatementName(N_("Package imported"), N_("{actor} imported a package: {detail}.")),
    "override": StatementName(N_("Override"), N_("{actor} overrode a rule, stating the reason.")),
}
"""Every type of log-format.md."""
