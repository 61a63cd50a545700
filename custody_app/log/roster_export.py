"""The roster for other tools: `allowed_signers` of OpenSSH and `policy` of C2SP tlog-policy."""

from __future__ import annotations

import re
from typing import Final

from custody_app.log.roster import PersonKey, Roster

_NAMESPACES: Final = "custody.statement.v1,custody.package.v1,custody.enrol.v1"
_GROUP: Final = "custody-quorum"


def allowed_signers(roster: Roster) -> str:
    """Return a line for each key of each person, for `ssh-keygen -Y verify -f`.

    Layout: `<id> namespaces="…",valid-after="YYYYMMDDHHMMSSZ"[,valid-before="…"] <key>`, in the roster's order.
    """
    return "".join(_line(person.id, key) for person in roster.people for key in person.keys)


def policy(roster: Roster) -> str:
    """Return a `log` line for each epoch, `witness` lines, and the `group` and `quorum` that the roster asks for."""
    lines = [f"log {epoch.key.vkey}" for station in roster.stations for epoch in station.epochs]
    lines += [f"witness {witness.name} {witness.key.vkey}" for witness in roster.witnesses]
    if roster.quorum:
        names = " ".join(witness.name for witness in roster.witnesses)
        lines += [f"group {_GROUP} {roster.quorum} {names}", f"quorum {_GROUP}"]
    else:
        lines.append("quorum none")
    return "".join(line + "\n" for line in lines)


def _line(person: str, held: PersonKey) -> str:
    options = [f'namespaces="{_NAMESPACES}"', f'valid-after="{_compact(held.valid_from)}"']
    ends = held.ends
    if ends is not None:
        options.append(f'valid-before="{_compact(ends)}"')
    return f"{person} {','.join(options)} {held.key.line}\n"


def _compact(time: str) -> str:
    # OpenSSH knows no milliseconds; cutting them off moves an end by less than a second, to the safe side.
    return re.sub(r"[-:T]|\.[0-9]{3}", "", time)
