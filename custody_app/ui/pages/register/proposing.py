"""From the form to the statements that are read back and signed."""

from __future__ import annotations

from custody_app.services.acts import Proposal
from custody_app.services.station import OpenStation
from custody_app.ui.pages.register.form import RegistrationForm


def propose(station: OpenStation, form: RegistrationForm, actor: str) -> Proposal:
    """Return the registration and, where the content was hashed, the statement of its digests; both or none.

    Raises:
        RuleRefused, InputWrong: a rule refuses it, or something in it is wrong; nothing was recorded.
    """
    offset = station.clock.local_offset()
    command = form.register_command(actor, station.trust.names(), offset)
    proposal = station.exhibits.propose(command, form.case)
    digests = form.hash_command(actor)
    return station.acts.propose(digests, form.case, after=proposal) if digests else proposal
