"""Step 6: exactly what will be made and signed."""

from __future__ import annotations

from custody_app.domain.roles import ROLES
from custody_app.i18n import N_
from custody_app.ui.pages.first_run.language_step import OWN_NAMES
from custody_app.ui.pages.first_run.step import Step
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import Card, FactGrid


class SummaryStep(Step):
    """Read back before anything is made."""

    word = N_("Make")
    heading = N_("Read it once more")
    sentence = N_("This is what will be made and signed. The names stay for ever.")

    def build(self) -> None:
        """The answers as they are now; the passphrase is not among them."""
        look, answers = self.ctx.look, self.answers
        roles = ", ".join(self._(ROLES[role]) for role in answers.roles)
        station = Card(look, self._(N_("The station")))
        station.add(
            FactGrid(
                look,
                [
                    (self._(N_("Agency")), answers.agency),
                    (self._(N_("Log")), answers.origin),
                    (self._(N_("Folder")), answers.folder),
                    (self._(N_("Language")), OWN_NAMES[self.ctx.translator.language]),
                ],
            )
        )
        self.column.addWidget(station)
        person = Card(look, self._(N_("The first officer")))
        person.add(
            FactGrid(
                look,
                [
                    (self._(N_("Name")), answers.name),
                    (self._(N_("Id")), answers.person),
                    (self._(N_("Post")), answers.post),
                    (self._(N_("Roles")), roles),
                ],
            )
        )
        self.column.addWidget(person)
        signed = Card(look, sunken=True, margin=14)
        for text in (
            N_("Made: a signing key for you, a key for the station, the roster's root key."),
            N_("Signed by you and recorded: the beginning of the log, and your enrolment."),
        ):
            signed.add(PlainLabel(self._(text), wrap=True))
        self.column.addWidget(signed)
