"""One field of an exhibit type: the right widget, checked while it is typed, doubts confirmed beside it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from custody_app.domain.exhibit_fields import FieldKind, FieldSpec
from custody_app.domain.identifiers import CHECKS
from custody_app.i18n import N_, visible
from custody_app.ui.context import AppContext
from custody_app.ui.pages.register.form import RegistrationForm
from custody_app.ui.pages.register.typed_values import doubt_words, problem_of
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.widgets import FieldRow
from custody_app.ui.widgets.entry_fields import ChoiceField, LongText

PAUSE_MS = 350
"""So long after the last key an unfinished identifier is called wrong."""

_HINTS = {
    FieldKind.TIME: "2026-03-04 10:15",
    FieldKind.DATE: "2026-03-04",
    FieldKind.MAC: "3C:22:FB:4A:91:0E",
}


class FieldInput(QWidget):
    """Reads and writes one key of the form.

    Args:
        ctx: the window.
        form: what is filled in.
        spec: the field.
    """

    changed = Signal()

    def __init__(self, ctx: AppContext, form: RegistrationForm, spec: FieldSpec) -> None:
        super().__init__()
        self._ctx, self._form, self.spec = ctx, form, spec
        self._offset = ctx.station.clock.local_offset()
        self._edit = self._made(form.fields.get(spec.key, ""))
        helped = ctx._(spec.help)
        if spec.many:
            helped = " ".join(part for part in (helped, ctx._(N_("Several: put a semicolon between them."))) if part)
        brief = spec.many or spec.kind is FieldKind.CHOICE or len(helped) > 70
        self.row = FieldRow(
            ctx.look, ctx._(spec.label), self._edit, help=helped, required=spec.required, help_on_demand=brief
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ctx.theme.px(3))
        column.addWidget(self.row)
        self._sound = PlainLabel(role="small")
        self._sound.setProperty("tone", "ok")
        self._sound.hide()
        column.addWidget(self._sound)
        self.confirm = QCheckBox(ctx._(N_("I read it again: it really reads so")))
        self.confirm.hide()
        self.confirm.toggled.connect(self._confirmed)
        column.addWidget(self.confirm)
        column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.check)
        if self.text():
            self.check()

    def text(self) -> str:
        """Return what stands in the field, a choice's code."""
        if isinstance(self._edit, ChoiceField):
            return self._edit.code()
        return self._edit.text() if isinstance(self._edit, (QLineEdit, LongText)) else ""

    def check(self) -> str:
        """Tell beside the field what is wrong or doubtful; return it, "" when all is well."""
        self._timer.stop()
        text = self.text()
        error = problem_of(self.spec, text, self._offset)
        doubts = [] if error else [pair for pair in doubt_words(self.spec, text) if not pair[0].refused]
        waiting = [pair for pair in doubts if pair[0].code not in self._form.confirmed]
        self.confirm.setVisible(bool(doubts))
        self.confirm.blockSignals(True)
        self.confirm.setChecked(bool(doubts) and not waiting)
        self.confirm.blockSignals(False)
        told = ""
        if error:
            told = error.sentences(self._ctx.translator)[0]
        elif waiting:
            told = " ".join(self._ctx._(doubt.message).format(value=visible(item)) for doubt, item in waiting)
        self.row.set_error(told)
        sound = bool(text.strip()) and self.spec.kind in CHECKS and not error and not doubts
        self._sound.setText(self._ctx._(N_("✓ Checked: form and check digit fit")) if sound else "")
        self._sound.setVisible(sound)
        return told

    def missing(self) -> str:
        """Tell that a required field is empty; return it in words."""
        if self.spec.required and not self.text().strip():
            told = self._ctx._(N_("Fill this in: {field}.")).format(field=self._ctx._(self.spec.label))
            self.row.set_error(told)
            return told
        return ""

    def _made(self, text: str) -> QWidget:
        spec, ctx = self.spec, self._ctx
        if spec.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
            choices = [(each.code, ctx._(each.label)) for each in spec.choices]
            if spec.kind is FieldKind.YES_NO:
                choices = [("yes", ctx._(N_("Yes"))), ("no", ctx._(N_("No")))]
            chosen = ChoiceField([("", "–"), *choices])
            chosen.choose(text)
            chosen.currentIndexChanged.connect(self._typed)
            return chosen
        if spec.kind is FieldKind.LONG_TEXT:
            long = LongText(ctx.look)
            long.setPlainText(text)
            long.textChanged.connect(self._typed)
            return long
        line = QLineEdit(text)
        line.setPlaceholderText(_HINTS.get(spec.kind, ""))
        line.textChanged.connect(self._typed)
        line.editingFinished.connect(self.check)
        return line

    def _typed(self, *_: object) -> None:
        self._form.fields[self.spec.key] = self.text()
        if self.row.error:
            self.check()
        elif isinstance(self._edit, QLineEdit):
            self._sound.hide()
            self._timer.start()
        self.changed.emit()

    def _confirmed(self, checked: bool) -> None:
        codes = {doubt.code for doubt, _ in doubt_words(self.spec, self.text())}
        kept = [code for code in self._form.confirmed if code not in codes]
        self._form.confirmed[:] = [*kept, *sorted(codes)] if checked else kept
        self.check()
        self.changed.emit()
