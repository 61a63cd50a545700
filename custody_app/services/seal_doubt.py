"""A seal number that another exhibit carries: a bag may hold two, but as a rule somebody misread it."""

from __future__ import annotations

from collections.abc import Collection

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import Command, DeriveExhibit, RegisterExhibit, SealExhibit
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.i18n import N_
from custody_app.storage import Store


def carrying(store: Store, number: str, sharing: Collection[str] = ()) -> list[str]:
    """Return the numbers of the exhibits in custody, in any case, on which a seal number is in force.

    Args:
        store: all of whose cases are looked at.
        number: of a new seal; "" is on none.
        sharing: ids of the exhibits that get this seal in the same act.
    """
    if not number:
        return []
    found = {each.exhibit for each in store.seals(number) if each.status != "broken"} - set(sharing)
    return [row.number for row in store.exhibit_rows(sorted(found)) if row.state != "disposed"]


def check_seal(store: Store, command: Command) -> None:
    """Refuse a command's new seal where its number is in force elsewhere, until that is confirmed.

    Raises:
        InputWrong: SEAL_IN_USE.
    """
    if not isinstance(command, RegisterExhibit | DeriveExhibit | SealExhibit) or command.seal is None:
        return
    if SEAL_IN_USE in command.confirmed:
        return
    sharing = command.exhibits if isinstance(command, SealExhibit) else ()
    others = carrying(store, command.seal.number, sharing)
    if others:
        raise InputWrong(
            SEAL_IN_USE,
            N_("Seal {seal} is on record already: exhibit {numbers}. Read it again."),
            kept=N_("Nothing was recorded."),
            advice=N_("If one seal closes both, confirm it."),
            seal=command.seal.number,
            numbers=", ".join(others),
            confirm=SEAL_IN_USE,
        )
