"""A form of labelled questions: values in and out as plain data, errors beside the question they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.domain.vocabulary import Choices
from custody_app.i18n import N_, visible
from custody_app.ui.context import AppContext
from custody_app.ui.plain_text import ElidedLabel
from custody_app.ui.widgets import Card, DropArea, FieldRow, icon_button
from custody_app.ui.widgets.entry_fields import ChoiceField, LongText

DATE_HINT = "2026-03-04"


class FilesField(QWidget):
    """Files dropped or chosen, each with a button that takes it off the list; nothing is read or kept here."""

    changed = Signal()

    def __init__(self, ctx: AppContext, words: str, icon: str = "images", name_filter: str = "") -> None:
        super().__init__()
        self._ctx = ctx
        self._paths: list[Path] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ctx.look.px(4))
        self._area = DropArea(ctx.look, words, icon=icon, name_filter=name_filter)
        self._area.dropped.connect(self.add_paths)
        column.addWidget(self._area)
        self._rows = QVBoxLayout()
        column.addLayout(self._rows)
        self.setFocusProxy(self._area)

    def paths(self) -> tuple[Path, ...]:
        """Return the files, in the order they came."""
        return tuple(self._paths)

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Put files on the list, each once."""
        self._paths = list(dict.fromkeys([*self._paths, *paths]))
        self._show()

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Show these files."""
        self._paths = list(paths)
        self._show()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for path in self._paths:
            self._rows.addWidget(self._line(path))
        self.changed.emit()

    def _line(self, path: Path) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(self._ctx.look.px(4), 0, 0, 0)
        row.addWidget(ElidedLabel(str(path)), 1)
        words = self._ctx._(N_("Take {name} off the list")).format(name=path.name)
        row.addWidget(icon_button(self._ctx.look, "x", words, _TakeOff(self, path)))
        return held

    def take_off(self, path: Path) -> None:
        """Remove one file from the list."""
        self._paths.remove(path)
        self._show()


class _TakeOff:
    def __init__(self, field: FilesField, path: Path) -> None:
        self._field, self._path = field, path

    def __call__(self) -> None:
        self._field.take_off(self._path)


class ActForm(QWidget):
    """Questions below each other; `rows` by key, `value` and `values` as plain data.

    Each question is known to `place_error` by the English label that the rules use for it, so that what a rule says
    about a field stands beside that field.
    """

    changed = Signal()

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self.ctx = ctx
        self.rows: dict[str, FieldRow] = {}
        self._labels: dict[str, str] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(ctx.look.px(14))
        self._place = self.column

    def section(self, heading: str) -> None:
        """Put the questions that follow into a card with this heading (marked, English)."""
        card = Card(self.ctx.look, self.ctx._(heading))
        card.body.setSpacing(self.ctx.look.px(14))
        self.column.addWidget(card)
        self._place = card.body

    def add_words(self, words: QWidget) -> None:
        """Put words below the questions there are."""
        self._place.addWidget(words)

    def side_by_side(self, *keys: str) -> None:
        """Lay the last questions beside each other."""
        across = QHBoxLayout()
        across.setSpacing(self.ctx.look.px(14))
        for key in keys:
            self._place.removeWidget(self.rows[key])
            across.addWidget(self.rows[key], 1, Qt.AlignmentFlag.AlignTop)
        self._place.addLayout(across)

    def text(
        self,
        key: str,
        label: str,
        *,
        hint: str = "",
        help: str = "",  # noqa: A002  (FieldRow's own word)
        required: bool = False,
        beside: QWidget | None = None,
    ) -> QLineEdit:
        """Ask for one line; `label` and `help` are marked, English."""
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.textChanged.connect(self._changed)
        self._add(key, label, field, help, required=required, beside=beside)
        return field

    def date(self, key: str, label: str, help: str = "") -> QLineEdit:  # noqa: A002  (FieldRow's own word)
        """Ask for a date as statements write it."""
        return self.text(key, label, hint=DATE_HINT, help=help)

    def long_text(self, key: str, label: str, *, help: str = "", required: bool = False, lines: int = 3) -> LongText:  # noqa: A002  (FieldRow's own word)
        """Ask for several lines."""
        field = LongText(self.ctx.look, lines)
        field.textChanged.connect(self._changed)
        self._add(key, label, field, help, required=required)
        return field

    def choice(
        self,
        key: str,
        label: str,
        choices: Choices | Sequence[tuple[str, str]],
        *,
        help: str = "",  # noqa: A002  (FieldRow's own word)
        required: bool = False,
        blank: bool = False,
    ) -> ChoiceField:
        """Ask for one code of several; labels are marked, English, or from outside; `blank` chooses none at first."""
        offered = [(code, self.ctx._(words)) for code, words in choices]
        field = ChoiceField([("", self.ctx._(N_("Choose …"))), *offered] if blank else offered)
        field.currentIndexChanged.connect(self._changed)
        self._add(key, label, field, help, required=required)
        return field

    def check(self, key: str, words: str, help: str = "") -> QCheckBox:  # noqa: A002  (FieldRow's own word)
        """Ask yes or no; the words stand beside the box."""
        field = QCheckBox(visible(self.ctx._(words)))
        field.setMinimumHeight(self.ctx.look.px(40))
        field.toggled.connect(self._changed)
        self._add(key, "", field, help)
        field.setAccessibleName(field.text())
        return field

    def confirmation(self, code: str, words: str, about: str) -> None:
        """Offer a box that confirms a doubt, shown once the doubt was raised, and again unticked after a change.

        Args:
            code: of the doubt, and the question's key.
            words: marked, English; they stand beside the box.
            about: key of the line of text that the doubt is about.
        """
        self.check(code, words)
        self.rows[code].hide()
        line = self.rows[about].field
        if isinstance(line, QLineEdit):
            line.textChanged.connect(partial(self._not_confirmed, code))

    def files(self, key: str, label: str, words: str, *, icon: str = "images", help: str = "") -> FilesField:  # noqa: A002  (FieldRow's own word)
        """Ask for files to keep."""
        field = FilesField(self.ctx, self.ctx._(words), icon)
        field.changed.connect(self._changed)
        self._add(key, label, field, help)
        return field

    def value(self, key: str) -> Any:
        """Return one answer: text, code, truth value, or tuple of paths."""
        field = self.rows[key].field
        if isinstance(field, ChoiceField):
            return field.code()
        if isinstance(field, QCheckBox):
            return field.isChecked()
        if isinstance(field, FilesField):
            return field.paths()
        return field.text().strip() if isinstance(field, (QLineEdit, LongText)) else ""

    def texts(self, *keys: str) -> dict[str, str]:
        """Return these answers by key."""
        return {key: str(self.value(key)) for key in keys}

    def values(self) -> dict[str, Any]:
        """Return every answer, as a draft keeps it."""
        found = {}
        for key in self.rows:
            value = self.value(key)
            found[key] = [str(path) for path in value] if isinstance(value, tuple) else value
        return found

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Put answers back."""
        for key, value in values.items():
            if key not in self.rows:
                continue
            field = self.rows[key].field
            if isinstance(field, ChoiceField):
                field.choose(str(value))
            elif isinstance(field, QCheckBox):
                field.setChecked(bool(value))
            elif isinstance(field, FilesField):
                field.set_paths([Path(each) for each in value])
            elif isinstance(field, LongText):
                field.setPlainText(str(value))
            elif isinstance(field, QLineEdit):
                field.setText(str(value))

    def place_error(self, error: CustodyError, codes: Mapping[str, str] | None = None) -> bool:
        """Show an error beside the question it is about; tell whether one was found.

        Args:
            error: as the rules raised it.
            codes: error code to key, for errors that name no field.
        """
        self.clear_errors()
        if error.code in self.rows:
            self.rows[error.code].show()
        named = str(error.values.get("field", ""))
        shown = [each for each in self._labels if not self.rows[each].isHidden()]
        key = next((each for each in shown if named and self._labels[each] == named), "")
        key = key or (codes or {}).get(error.code, "")
        if not key or key not in self.rows or self.rows[key].isHidden():
            return False
        what, kept, advice = error.sentences(self.ctx.translator)
        self.rows[key].set_error(" ".join(part for part in (what, kept, advice) if part))
        self.rows[key].focus()
        return True

    def clear_errors(self) -> None:
        """All is well again."""
        for row in self.rows.values():
            row.clear_error()

    def focus_first(self) -> None:
        """Put the cursor into the first question."""
        if self.rows:
            next(iter(self.rows.values())).focus()

    def _add(
        self, key: str, label: str, field: QWidget, help_: str, *, required: bool = False, beside: QWidget | None = None
    ) -> None:
        translate = self.ctx._
        row = FieldRow(self.ctx.look, translate(label), field, help=translate(help_), required=required, beside=beside)
        if not label:
            row.label.hide()
        self.rows[key] = row
        self._labels[key] = label
        self._place.addWidget(row)

    def _not_confirmed(self, code: str, _text: str) -> None:
        box = self.rows[code].field
        if isinstance(box, QCheckBox):
            box.setChecked(False)
        self.rows[code].hide()

    def _changed(self, *_: object) -> None:
        self.changed.emit()
