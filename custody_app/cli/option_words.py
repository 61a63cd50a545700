"""Help of options that are called what the record calls their member: said in one place, in the record's words."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Final

from custody_app.i18n import N_, Translator

_WORDS: Final[Mapping[str, str]] = {
    "action": N_("Disposition"),
    "address": N_("Address"),
    "attach": N_("Attachments"),
    "authority": N_("Authority"),
    "basis_issuer": N_("Issued by"),
    "basis_kind": N_("Legal basis"),
    "basis_number": N_("Number"),
    "basis_scope": N_("Scope"),
    "agency_number": N_("Other agency's number"),
    "caption": N_("Caption"),
    "changes": N_("Changes made"),
    "coordinates": N_("Coordinates"),
    "copy": N_("Kind of copy"),
    "courier_name": N_("Courier"),
    "courier_org": N_("Organisation"),
    "courier_tracking": N_("Tracking number"),
    "court_number": N_("Court's number"),
    "discovered": N_("Discovered"),
    "done": N_("Done on"),
    "ended": N_("Ended"),
    "ground": N_("Ground"),
    "holder": N_("Holder"),
    "identity": N_("Identity document"),
    "jurisdiction": N_("Jurisdiction"),
    "justification": N_("Justification"),
    "location": N_("Location"),
    "measures": N_("Measures taken"),
    "method": N_("Method"),
    "note": N_("Note"),
    "offence": N_("Offence"),
    "outcome": N_("Outcome"),
    "photograph": N_("Photographs"),
    "place": N_("Place"),
    "prosecutor": N_("Prosecutor"),
    "purpose": N_("Purpose"),
    "reason": N_("Reason"),
    "relation": N_("Relation to the exhibit"),
    "seal": N_("Seal number"),
    "seal_kind": N_("Kind of seal"),
    "settings": N_("Settings"),
    "signed_on": N_("Signed"),
    "spot": N_("Exact spot"),
    "started": N_("Started"),
    "state": N_("State"),
    "status": N_("Status"),
    "telephone": N_("Telephone"),
    "text": N_("Text"),
    "title": N_("Description"),
    "to": N_("Location"),
    "to_kind": N_("Kind of recipient"),
    "to_org": N_("Organisation"),
    "tool": N_("Tool"),
    "tool_version": N_("Version of the tool"),
    "type": N_("Exhibit type"),
    "unit": N_("Unit"),
    "what": N_("What happened"),
    "write_blocker": N_("Write blocker"),
    "write_blocker_model": N_("Write blocker used"),
}
"""By destination; of somebody outside (`from_address`) by its last part."""


def fill_in(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Give each option of `parser`, and of the parsers below it, that has no help the record's word for it."""
    for action in parser._actions:  # noqa: SLF001  (argparse has no public list of them)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for below in action.choices.values():
                fill_in(below, translator)
        elif not action.help and action.option_strings:
            word = _WORDS.get(action.dest) or _WORDS.get(action.dest.rpartition("_")[2], "")
            action.help = translator._(word) if word else None
