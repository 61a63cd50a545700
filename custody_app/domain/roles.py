"""Who may do what: five roles, one small table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from custody_app.i18n import N_

REGISTRAR: Final = "registrar"
CUSTODIAN: Final = "custodian"
EXAMINER: Final = "examiner"
SUPERVISOR: Final = "supervisor"
AUDITOR: Final = "auditor"

ROLES: Mapping[str, str] = {
    REGISTRAR: N_("First responder"),
    CUSTODIAN: N_("Custodian"),
    EXAMINER: N_("Examiner"),
    SUPERVISOR: N_("Supervisor"),
    AUDITOR: N_("Auditor"),
}
"""Role to the word a person reads."""

ELSEWHERE: Final = "elsewhere"
"""No role: marks a person of another agency's adopted roster, who may be offered exhibits and signs at home."""

_HANDLERS = frozenset({REGISTRAR, CUSTODIAN, EXAMINER})
_OFFICERS = _HANDLERS | {SUPERVISOR}
_EVERY_ROLE = frozenset(ROLES)

PERMITTED: Mapping[str, frozenset[str]] = {
    "case.open": _OFFICERS,
    "case.update": _OFFICERS,
    "case.hold": frozenset({CUSTODIAN, SUPERVISOR}),
    "exhibit.register": _HANDLERS,
    "exhibit.update": _OFFICERS,
    "exhibit.hash": _HANDLERS,
    "exhibit.verify": _EVERY_ROLE,
    "exhibit.seal": _HANDLERS,
    "exhibit.seal check": _EVERY_ROLE,
    "exhibit.derive": frozenset({REGISTRAR, EXAMINER}),
    "exhibit.relocate": _HANDLERS,
    "exhibit.access": _EVERY_ROLE,
    "exhibit.incident": _EVERY_ROLE,
    "exhibit.dispose": frozenset({CUSTODIAN, SUPERVISOR}),
    "correction": _OFFICERS,
    "key.enrol": frozenset({SUPERVISOR}),
    "key.revoke": frozenset({SUPERVISOR}),
}
"""Statement type to the roles that may make it. Types not named here are open to every person of the roster:
transfers ask who holds the exhibit and who was named to receive it, not for a role."""
