"""A seal number that another exhibit carries: a bag may hold two, but as a rule somebody misread it."""

from __future__ import annotations

from collections.abc import Collection

from custody_app.diagnostics import InputWrong
from custody_app.domain.exhibit_rules import SEAL_IN_USE
from custody_app.i18n import N_
from custody_app.services.station import OpenStation


def check_seal(station: OpenStation, number: str, confirmed: Collection[str], sharing: Collection[str] = ()) -> None:
    """Refuse a seal number in force on an exhibit in custody, in any case, until that is confirmed.

    Args:
        station: all of whose cases are looked at.
        number: of the new seal; "" passes.
        confirmed: codes of doubts that were looked at.
        sharing: ids of the exhibits that get this seal in the same act.

    Raises:
        InputWrong: SEAL_IN_USE.
    """
    if not number or SEAL_IN_USE in confirmed:
        return
    carrying = {each.exhibit for each in station.store.seals(number) if each.status != "broken"} - set(sharing)
    others = [row.number for row in station.store.exhibit_rows(sorted(carrying)) if row.state != "disposed"]
    if others:
        raise InputWrong(
            SEAL_IN_USE,
            N_("Seal {seal} is on record already: exhibit {numbers}. Read it again."),
            kept=N_("Nothing was recorded."),
            advice=N_("If one seal closes both, confirm it."),
            seal=number,
            numbers=", ".join(others),
            confirm=SEAL_IN_USE,
        )
