"""The first-steps sheet: what is where, what to do when the passphrase is forgotten. It holds no secret."""

from __future__ import annotations

from custody_app import __version__
from custody_app.domain.roles import ROLES
from custody_app.i18n import N_, Translator, visible
from custody_app.log.canonical import b64
from custody_app.services.station import OpenStation

_FORGOTTEN = (
    N_("Nobody can recover it; there is no copy of it anywhere."),
    N_("The record stays whole. To read, verify or print copies, open the station without a key."),
    N_("Another supervisor goes on working and has the person enrolled anew, with a new id and a new key."),
    N_("Enrolling needs the roster's root key and its passphrase (see 2 above)."),
    N_("If both are lost, make a new station and keep the old folder: its log still verifies."),
)
_FIRST = (
    N_("Enrol a second supervisor today: Settings, Officers, Enrol somebody."),
    N_(
        "Give the roster's root key a passphrase of its own: Settings, Officers. Write it on paper, seal it, and put"
        " it into the agency's safe."
    ),
    N_("Back the whole folder up when the program is closed, to a medium that is kept apart and encrypted."),
    N_("Give the head of the log above to somebody outside: later it proves what was in the log today."),
    N_("Lock the window when you leave the desk: Ctrl+L."),
)


def first_steps(station: OpenStation, person: str, tr: Translator) -> str:
    """Return the sheet as plain text, in the translator's language.

    Args:
        station: just made.
        person: id of the first officer.
        tr: the language.
    """
    info = station.info
    head = station.store.head()
    officer = next(each for each in station.officers.list() if each.id == person)
    roles = ", ".join(tr._(ROLES.get(role, role)) for role in officer.roles)
    kept = (
        N_("in the keyring of this computer's system")
        if station.station_key_in == "keyring"
        else N_("in a file of the station's folder")
    )
    facts = (
        (N_("Agency"), info.agency),
        (N_("Log"), info.origin),
        (N_("Folder"), str(station.directory)),
        (N_("Station key"), tr._(kept)),
        (N_("First officer"), f"{officer.name} ({officer.id}), {roles}"),
        (N_("Key fingerprint"), " ".join(officer.fingerprints)),
        (N_("Head of the log"), tr._(N_("{size} entries, root {root}")).format(size=head.size, root=b64(head.root))),
        (N_("Program"), f"Custody {__version__}"),
    )
    lines = [tr._(N_("FIRST STEPS AND RECOVERY")), tr._(N_("This sheet holds no passphrase and no signing key.")), ""]
    lines += [f"{tr._(label)}: {visible(value)}" for label, value in facts]
    lines += ["", tr._(N_("What to do first")), ""]
    lines += [f"{number}. {tr._(text)}" for number, text in enumerate(_FIRST, 1)]
    lines += ["", tr._(N_("When the passphrase is forgotten")), ""]
    lines += [f"- {tr._(text)}" for text in _FORGOTTEN]
    lines += [
        "",
        tr._(N_("Sealed envelope with the root key's passphrase, number:")) + " ____________________",
        tr._(N_("Kept at:")) + " ____________________",
        tr._(N_("Date, signature:")) + " ____________________",
    ]
    return "\n".join(lines) + "\n"
