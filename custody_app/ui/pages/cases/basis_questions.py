"""The questions about a legal basis: what it is first, then only what that kind needs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from custody_app.domain.values import Attachment, LegalBasis
from custody_app.domain.vocabulary import BASIS_KINDS
from custody_app.i18n import N_
from custody_app.services.station import OpenStation
from custody_app.ui.pages.exhibits.act_form import ActForm

_WRITTEN = frozenset({"number", "issuer", "issued", "expires", "return_due", "scope"})
_SHOWN = {
    "warrant": _WRITTEN,
    "order": _WRITTEN,
    "mla": _WRITTEN,
    "consent": frozenset({"issuer", "issued", "scope", "facts"}),
    "exigency": frozenset({"facts", "to_follow", "scope"}),
}
_EVERY = _WRITTEN | {"facts", "to_follow"}


class BasisQuestions(QObject):
    """Puts the questions into a form and shows those of the chosen kind."""

    def __init__(self, form: ActForm) -> None:
        super().__init__(form)
        self._form = form
        kind = form.choice("kind", N_("Kind of legal basis"), BASIS_KINDS, required=True)
        form.text("number", N_("Number of the order"), required=True)
        form.text("issuer", N_("Issued by"), help=N_("Judge, prosecutor or authority; for a consent, who gave it."))
        form.side_by_side("number", "issuer")
        form.date("issued", N_("Issued on"))
        form.date("expires", N_("Expires on"), help=N_("You are reminded two weeks before."))
        form.date("return_due", N_("Return due on"))
        form.side_by_side("issued", "expires", "return_due")
        form.long_text("scope", N_("Scope"), help=N_("What may be seized or searched, where."), lines=2)
        form.long_text("facts", N_("Facts and necessity"), help=N_("Why it could not wait, or why it is needed."))
        form.check(
            "to_follow",
            N_("The written basis is still to follow"),
            N_("It is asked for on the page Today until it is filed."),
        )
        words = N_("Drop the warrant or order here, or choose it.")
        form.files("basis_document", N_("The document itself"), words, icon="gavel")
        kind.currentIndexChanged.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        wanted = _SHOWN.get(self._form.value("kind"), _EVERY)
        for key in _EVERY:
            self._form.rows[key].setVisible(key in wanted)


def basis_of(
    station: OpenStation, values: dict[str, Any], basis_id: str, follows: str = ""
) -> tuple[LegalBasis | None, tuple[Attachment, ...]]:
    """Return the legal basis of the answers and the papers to attach; what its kind does not ask is left out."""
    kind = values["kind"]
    shown = _SHOWN.get(kind, _EVERY)
    papers = tuple(station.exhibits.attach(path, "authority") for path in values["basis_document"])
    said = {key: values[key] for key in _EVERY - {"to_follow"} if key in shown}
    basis = LegalBasis(
        id=basis_id,
        kind=kind,
        to_follow="to_follow" in shown and bool(values["to_follow"]),
        follows=follows,
        document=papers[0].sha256 if papers else "",
        **said,
    )
    return basis, papers
