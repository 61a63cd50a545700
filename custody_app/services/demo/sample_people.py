"""The three officers of the sample station; fictitious, like everything in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from custody_app.crypto.passphrase import offer_six_words
from custody_app.services.new_person import NewPerson

FERREIRA: Final = "l.ferreira"
OKOYE: Final = "m.okoye"
SALAS: Final = "r.salas"


def sample_people(random: Callable[[int], bytes]) -> tuple[NewPerson, ...]:
    """Return a first responder, a custodian and an examiner, each with six drawn words as passphrase."""
    return (
        NewPerson(
            id=FERREIRA,
            name="Insp. L. Ferreira",
            post="Search team, Zone 3",
            roles=("registrar", "supervisor"),
            passphrase=offer_six_words(random),
        ),
        NewPerson(
            id=OKOYE,
            name="M. Okoye",
            post="Evidence store, Central",
            roles=("custodian",),
            passphrase=offer_six_words(random),
        ),
        NewPerson(
            id=SALAS,
            name="Dr. R. Salas",
            post="Digital Forensics Unit",
            roles=("examiner", "auditor"),
            passphrase=offer_six_words(random),
        ),
    )
