"""How cases and legal bases are said on the pages."""

from __future__ import annotations

from custody_app.domain.values import LegalBasis
from custody_app.domain.vocabulary import BASIS_KINDS, CASE_STATUSES, label_of
from custody_app.i18n import N_
from custody_app.storage.list_rows import CaseRow
from custody_app.ui.look import Look
from custody_app.ui.pages.exhibits.wording import StateWord, day_words


def case_state(look: Look, row: CaseRow, today: str) -> StateWord:
    """Return the one state of a case that matters most."""
    if row.status == "open" and row.basis_missing:
        return StateWord(look._(N_("Basis to follow")), "warn", "gavel")
    if row.status == "open" and row.basis_until and row.basis_until < today:
        return StateWord(look._(N_("Authority expired")), "danger", "calendar-clock")
    if row.held:
        return StateWord(look._(N_("On hold")), "info", "hand")
    words = {
        "open": ("info", "circle-dot"),
        "prosecuted": ("ok", "scale"),
        "closed": ("neutral", "archive"),
    }
    role, icon = words.get(row.status, ("neutral", "circle"))
    return StateWord(look._(label_of(CASE_STATUSES, row.status)), role, icon)


def basis_state(look: Look, basis: LegalBasis, today: str, *, missing: bool) -> StateWord:
    """Return how a legal basis stands."""
    if missing:
        return StateWord(look._(N_("To follow")), "warn", "clock")
    if basis.expires and basis.expires < today:
        return StateWord(look._(N_("Expired")), "danger", "calendar-clock")
    return StateWord(look._(N_("In force")), "ok", "circle-check")


def basis_words(look: Look, basis: LegalBasis) -> tuple[str, str]:
    """Return title and particulars of a legal basis."""
    title = " ".join(part for part in (look._(label_of(BASIS_KINDS, basis.kind)), basis.number) if part)
    parts = [basis.issuer]
    if basis.issued:
        parts.append(day_words(look, basis.issued))
    if basis.expires:
        parts.append(look._(N_("until {date}")).format(date=day_words(look, basis.expires)))
    parts.append(basis.scope or basis.facts)
    return title, " · ".join(part for part in parts if part)
