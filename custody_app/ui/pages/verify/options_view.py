"""What was chosen, how it is to be verified, and against what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_
from custody_app.ui.context import AppContext
from custody_app.ui.pages.verify.asked import Asked
from custody_app.ui.pages.verify.checks import Exhibit, Question, candidates, cleaned_digest
from custody_app.ui.pages.verify.choose_view import icon_badge
from custody_app.ui.pages.verify.subject import KIND_ICONS, KIND_WORDS, Kind, Subject
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.widgets import Card, FieldRow, FilterBar, primary_button, quiet_button
from custody_app.ui.widgets.entry_fields import ChoiceField
from custody_app.ui.widgets.path_field import PathField
from custody_app.ui.widgets.progress_row import size_words


class SubjectRow(QWidget):
    """Icon, name, folder and size of what is verified."""

    def __init__(self, ctx: AppContext, subject: Subject, action: QWidget | None = None) -> None:
        super().__init__()
        look = ctx.look
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(14))
        row.addWidget(icon_badge(look, KIND_ICONS[subject.kind], "neutral", 44))
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(ElidedLabel(subject.path.name or str(subject.path), role="heading"))
        told = [look._(KIND_WORDS[subject.kind])]
        if subject.path.is_file():
            told.append(size_words(subject.path.stat().st_size))
        told.append(str(subject.path.parent))
        words.addWidget(ElidedLabel(" · ".join(told), role="muted"))
        row.addLayout(words, 1)
        if action is not None:
            row.addWidget(action)


class OptionsView(QWidget):
    """The form; `question()` gives what was asked, or None after telling beside the field what is wrong."""

    def __init__(
        self,
        ctx: AppContext,
        asked: Asked,
        subject: Subject,
        verify: Callable[[], None],
        other: Callable[[], None],
        kind_changed: Callable[[], None],
    ) -> None:
        super().__init__()
        self._ctx, self._asked, self._subject = ctx, asked, subject
        self._kind_changed = kind_changed
        look = ctx.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        card = Card(look)
        card.body.setSpacing(look.px(16))
        again = quiet_button(look, look._(N_("Choose something else")), "undo-2", other)
        card.add(SubjectRow(ctx, subject, again))
        self._kinds = ChoiceField([(kind.value, look._(KIND_WORDS[kind])) for kind in subject.could_be])
        self._kinds.choose(subject.kind.value)
        self._kinds.activated.connect(self._other_kind)
        card.add(FieldRow(look, look._(N_("Verify it &as")), self._kinds))
        self._card = card
        if subject.kind in (Kind.PACKAGE, Kind.STATION):
            self._build_trust()
        elif subject.kind is Kind.MANIFEST:
            self._build_manifest()
        else:
            self._build_against()
        buttons = QHBoxLayout()
        buttons.addWidget(PlainLabel(look._(N_("It is only read, never changed.")), role="muted"))
        buttons.addStretch(1)
        self.button = primary_button(look, look._(N_("Verify")), "shield-check", verify)
        buttons.addWidget(self.button)
        card.body.addLayout(buttons)
        column.addWidget(card)
        column.addStretch(1)

    def keep(self) -> None:
        """Bring what was typed over into the draft."""
        asked = self._asked
        if self._subject.kind in (Kind.PACKAGE, Kind.STATION):
            asked.trusted, asked.trust = self._trusted.code(), self._trust.edit.text()
        elif self._subject.kind is Kind.MANIFEST:
            asked.root, asked.everything = self._root.edit.text(), self._everything.isChecked()
        else:
            asked.against = self._against.current
            asked.digest, asked.exhibit = self._digest.text(), self._exhibit.text()

    def question(self) -> Question | None:
        """Return what is to be done; None where a field is wrong, which then has the focus."""
        self.keep()
        kind = self._subject.kind
        if kind in (Kind.PACKAGE, Kind.STATION):
            return self._with_trust()
        if kind is Kind.MANIFEST:
            root = self._root.path()
            if root is None or not root.is_dir():
                return _wrong(self._root_row, self._ctx._(N_("This is no folder. Choose the one the names are in.")))
            return Question(self._subject, everything=self._everything.isChecked(), root=root)
        return self._with_value()

    def _build_trust(self) -> None:
        look, asked = self._ctx.look, self._asked
        choices = [("station", look._(N_("The roster that this station adopted")))] if self._ctx.has_station else []
        choices += [
            ("given", look._(N_("A trust folder or roster.json that I was given"))),
            ("nothing", look._(N_("Nothing: only check it against itself"))),
        ]
        self._trusted = ChoiceField(choices)
        best = "station" if self._ctx.has_station else "given" if asked.trust else "nothing"
        self._trusted.choose(asked.trusted or best)
        self._trusted.currentIndexChanged.connect(self._show_trust)
        told = look._(
            N_("What says whose key is whose. It must have come another way than the package: a package can bring any.")
        )
        self._card.add(FieldRow(look, look._(N_("&Trust")), self._trusted, help=told))
        self._trust = PathField(look, "either")
        self._trust.set_path(asked.trust)
        self._trust_row = FieldRow(look, look._(N_("Trust &folder or roster file")), self._trust)
        self._card.add(self._trust_row)
        self._show_trust()

    def _show_trust(self, _index: int = 0) -> None:
        self._trust_row.setVisible(self._trusted.code() == "given")

    def _with_trust(self) -> Question | None:
        chosen = self._trusted.code()
        if chosen == "nothing":
            return Question(self._subject)
        if chosen == "station":
            return Question(self._subject, trust=self._ctx.station.directory / "trust")
        path = self._trust.path()
        if path is None or not path.exists():
            return _wrong(self._trust_row, self._ctx._(N_("There is nothing at this path. Choose a folder or a file.")))
        return Question(self._subject, trust=path)

    def _build_manifest(self) -> None:
        look = self._ctx.look
        self._root = PathField(look, "folder")
        self._root.set_path(self._asked.root or self._subject.root or Path())
        told = look._(N_("The names in the manifest are looked for below this folder."))
        self._root_row = FieldRow(look, look._(N_("&Folder of the files")), self._root, help=told)
        self._card.add(self._root_row)
        self._everything = QCheckBox(look._(N_("Also read what is not listed: it is told as new or moved")))
        self._everything.setChecked(self._asked.everything)
        self._card.add(self._everything)

    def _build_against(self) -> None:
        look, asked = self._ctx.look, self._asked
        choices = [
            ("nothing", look._(N_("Nothing, only compute"))),
            ("digest", look._(N_("A digest I have"))),
        ]
        if self._ctx.has_station:
            choices.append(("exhibit", look._(N_("An exhibit of this station"))))
        name = look._(N_("Compare with"))
        self._against = FilterBar(choices, look.px(8), name)
        held = QWidget()
        row = QVBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(6))
        row.addWidget(PlainLabel(name, role="strong"))
        row.addWidget(self._against, 0, Qt.AlignmentFlag.AlignLeft)
        self._card.add(held)
        self._digest = QLineEdit(asked.digest)
        self._digest.setFont(look.theme.mono())
        told = look._(N_("Paste the hex digits. The kind is told by the length: MD5, SHA-1, SHA-256, SHA-512, …"))
        self._digest_row = FieldRow(look, look._(N_("&Digest")), self._digest, help=told)
        self._digest.textEdited.connect(self._digest_row.clear_error)
        self._exhibit = QLineEdit(asked.exhibit)
        told = look._(N_("Scan the label or type the exhibit number; its first recorded digests are compared."))
        self._exhibit_row = FieldRow(look, look._(N_("&Exhibit number")), self._exhibit, help=told)
        self._exhibit.textEdited.connect(self._exhibit_row.clear_error)
        self._card.add(self._digest_row)
        self._card.add(self._exhibit_row)
        known = [code for code, _ in choices]
        self._against.choose(asked.against if asked.against in known else "nothing")
        self._against.chosen.connect(self._show_against)
        self._show_against(self._against.current)

    def _show_against(self, chosen: str) -> None:
        self._digest_row.setVisible(chosen == "digest")
        self._exhibit_row.setVisible(chosen == "exhibit")

    def _with_value(self) -> Question | None:
        chosen = self._against.current
        if chosen == "nothing":
            return Question(self._subject)
        if chosen == "exhibit":
            return self._with_exhibit()
        digest = cleaned_digest(self._digest.text())
        kinds = candidates(digest)
        if not kinds:
            told = self._ctx._(N_("These are {count} characters; a digest has 32, 40, 64 or 128 digits 0-9 and a-f."))
            return _wrong(self._digest_row, told.format(count=len(digest)))
        if self._subject.kind is Kind.FOLDER and "sha256" not in kinds:
            told = self._ctx._(N_("Of a folder, only the SHA-256 of its manifest can be compared: 64 digits."))
            return _wrong(self._digest_row, told)
        return Question(self._subject, digest=digest)

    def _with_exhibit(self) -> Question | None:
        exhibits = self._ctx.station.exhibits
        try:
            found = exhibits.find(self._exhibit.text().strip())
            state = exhibits.state(found)
            if not state.baseline:
                told = self._ctx._(N_("This exhibit has no digest on record to compare with. Hash it first."))
                return _wrong(self._exhibit_row, told)
            exhibit = Exhibit(found, state.number, state.case, state.baseline, exhibits.manifest(found))
        except CustodyError as error:
            return _wrong(self._exhibit_row, " ".join(error.sentences(self._ctx.translator)).strip())
        return Question(self._subject, exhibit=exhibit)

    def _other_kind(self, _index: int) -> None:
        self.keep()
        self._asked.kind = self._kinds.code()
        self._kind_changed()


def _wrong(row: FieldRow, text: str) -> Question | None:
    row.set_error(text)
    row.focus()
    return None
