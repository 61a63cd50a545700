"""The settings page: sections beside each other, a form in their place while one is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from custody_app.diagnostics import CustodyError
from custody_app.hashing.progress import Control, Pace
from custody_app.i18n import N_
from custody_app.services.enrolment import EnrolledPerson
from custody_app.ui.context import AppContext
from custody_app.ui.page import Page
from custody_app.ui.pages.settings.about_section import AboutSection
from custody_app.ui.pages.settings.enrol_form import EnrolForm
from custody_app.ui.pages.settings.enrolment import Enrolment
from custody_app.ui.pages.settings.general_section import GeneralSection
from custody_app.ui.pages.settings.health_section import HealthSection, check_deeply
from custody_app.ui.pages.settings.key_forms import ChangeForm, ExportForm, KeyForm
from custody_app.ui.pages.settings.officers_section import OfficersSection
from custody_app.ui.pages.settings.station_section import StationSection
from custody_app.ui.plain_text import PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets import FilterBar, ReadBackView, primary_button, secondary_button

SECTIONS: Final = (
    ("general", N_("General")),
    ("station", N_("Station")),
    ("officers", N_("Officers")),
    ("health", N_("Health")),
    ("about", N_("About")),
)


class SettingsPage(Page):
    """Forms never survive a lock with a passphrase in them; names that were typed do."""

    page_id = "settings"
    title = N_("Settings")
    icon = "settings"
    needs_station = False
    body_width = 980

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx)
        self.shown = "general"
        self.form: EnrolForm | KeyForm | None = None
        self.health: HealthSection | None = None
        self._task: Task[Any] | None = None
        self._enrolment: Enrolment | None = None
        self._kept: dict[str, object] = {}
        self._damage: list[str] | None = None
        self._view: QWidget | None = None
        self.read_back: ReadBackView | None = None
        ctx.lock_asked.connect(self._locked)

    # What the window asks of a page

    def build(self) -> None:
        """The bar of sections, and the one that is open."""
        look = self.ctx.look
        self.bar = FilterBar([(key, self._(word)) for key, word in SECTIONS], look.px(8), self._(N_("Sections")))
        self.bar.choose(self.shown)
        self.bar.chosen.connect(self.show_section)
        self.body.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignLeft)
        self._view = None
        self._draw_section()

    def open(self, section: str = "", **_: Any) -> None:
        """Show one section."""
        self.what.clear()
        if section in dict(SECTIONS):
            self.bar.choose(section)

    def refresh(self) -> None:
        """Read the station anew, unless a form is open."""
        if self.form is None and self.read_back is None and self._task is None:
            self._draw_section()

    def leave(self) -> None:
        """Give an enrolment up that waits for an answer."""
        self._stop()

    def draft(self) -> dict[str, Any]:
        """Return the section, and the names that were typed."""
        if isinstance(self.form, EnrolForm):
            self._kept = self.form.draft()
        return {"section": self.shown, "enrol": dict(self._kept)}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Put them back."""
        kept = draft.get("enrol")
        self._kept = dict(kept) if isinstance(kept, Mapping) else {}
        if draft.get("section") in dict(SECTIONS) and draft["section"] != self.shown:
            self.bar.choose(draft["section"])

    def submit(self) -> None:
        """Go on with the form that is open."""
        if self.read_back is not None:
            self._answer_yes()
        elif isinstance(self.form, EnrolForm):
            self._begin_enrolment()
        elif isinstance(self.form, KeyForm):
            self._do_key_work()

    def back_out(self) -> None:
        """Close the read-back, the form, or the page."""
        if self.read_back is not None:
            self._answer_no()
        elif self.form is not None:
            self.close_form()
        else:
            self.ctx.back()

    def header_actions(self) -> Sequence[QWidget]:
        """Enrol somebody, where the officers are shown."""
        idle = self.form is None and self.read_back is None
        if self.shown != "officers" or not self.ctx.has_station or not idle:
            return ()
        if self.ctx.station.read_only_because is not None:
            return ()
        return [primary_button(self.ctx.look, self._(N_("Enrol somebody")), "user-plus", self.enrol)]

    # Sections and forms

    def show_section(self, section: str) -> None:
        """Show another section; an open form is closed."""
        self._stop()
        self.shown = section
        self.clear_message()
        self._draw_section()

    def enrol(self) -> None:
        """Open the form that enrols somebody."""
        form = EnrolForm(self.ctx, self._begin_enrolment, self.close_form)
        if self._kept:
            form.restore(self._kept)
        self._show_form(form)
        form.name_row.focus()

    def change_passphrase(self, person: str) -> None:
        """Open the form for another passphrase."""
        heading, verb = self._(N_("Change the passphrase")), self._(N_("Change it"))
        self._show_form(ChangeForm(self.ctx, person, heading, verb, self._do_key_work, self.close_form))

    def export_key(self, person: str) -> None:
        """Open the form that exports a key."""
        heading, verb = self._(N_("Export the key")), self._(N_("Export it"))
        self._show_form(ExportForm(self.ctx, person, heading, verb, self._do_key_work, self.close_form))

    def close_form(self) -> None:
        """Back to the section; names that were typed are kept."""
        if isinstance(self.form, EnrolForm):
            self._kept = self.form.draft()
        self.clear_message()
        self._draw_section()

    def _show_form(self, form: EnrolForm | KeyForm) -> None:
        self._put(form)
        self.form = form
        if isinstance(form, KeyForm):
            form.old_row.focus()
        self.update_header()

    def _draw_section(self) -> None:
        made: QWidget
        self.health = None
        if self.shown == "station":
            made = StationSection(self.ctx)
        elif self.shown == "officers":
            made = OfficersSection(self.ctx, self.change_passphrase, self.export_key)
        elif self.shown == "health":
            self.health = HealthSection(self.ctx, self.check_now, self._damage, self._verify_log)
            made = self.health
        elif self.shown == "about":
            made = AboutSection(self.ctx)
        else:
            made = GeneralSection(self.ctx)
        self._put(made)
        self.update_header()

    def _put(self, view: QWidget) -> None:
        if self._view is not None:
            self.body.removeWidget(self._view)
            self._view.hide()
            self._view.deleteLater()
        self.form = self.read_back = None
        self._view = view
        self.body.addWidget(view, 1)

    # Key files

    def _do_key_work(self) -> None:
        form = self.form
        work = form.work() if isinstance(form, KeyForm) else None
        if work is None or self._task is not None or not isinstance(form, KeyForm):
            return
        form.button.setEnabled(False)

        def run(_control: Control) -> None:
            work()

        self._task = self.ctx.tasks.run(
            run, done=self._key_done, failed=self._key_failed, cancelled=self._ended, owner=self, writes=True
        )

    def _key_done(self, _nothing: None) -> None:
        self._task = None
        if isinstance(self.form, KeyForm):
            self.ctx.toast(self.form.done_words())
            self.close_form()

    def _key_failed(self, error: CustodyError) -> None:
        self._task = None
        if isinstance(self.form, KeyForm):
            self.form.button.setEnabled(True)
            if self.form.tell(error):
                return
        self.show_error(error)

    # Enrolment

    def _begin_enrolment(self) -> None:
        form = self.form
        if not isinstance(form, EnrolForm) or self._task is not None:
            return
        enrolment = form.enrolment()
        if enrolment is None:
            return
        self.clear_message()
        form.button.setEnabled(False)
        self._kept, self._enrolment = form.draft(), enrolment
        self._task = self.ctx.tasks.run(
            enrolment.run,
            done=self._enrolled,
            failed=self._enrolment_failed,
            cancelled=self._ended,
            progress=self._enrolling,
            owner=self,
            writes=True,
        )

    def _enrolling(self, _pace: Pace) -> None:
        enrolment = self._enrolment
        if enrolment is None or enrolment.proposal is None or self.read_back is not None:
            return
        statements = self.ctx.station.acts.read_back(enrolment.proposal)
        look = self.ctx.look
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(14))
        told = self._(N_("This is exactly what will be signed and recorded. Nothing was recorded yet."))
        column.addWidget(PlainLabel(told, role="muted", wrap=True))
        read_back = ReadBackView(look, statements)
        column.addWidget(read_back)
        row = QHBoxLayout()
        row.addWidget(secondary_button(look, self._(N_("Go back")), "arrow-left", self._answer_no))
        row.addStretch(1)
        self.sign_button = primary_button(look, self._(N_("Sign and enrol")), "signature", self._answer_yes)
        row.addWidget(self.sign_button)
        column.addLayout(row)
        column.addStretch(1)
        if self._view is not None:
            # The form waits behind it: what was typed there is needed again if the person goes back.
            self._view.hide()
        self._behind, self._view = self._view, held
        self.read_back = read_back
        self.body.addWidget(held, 1)
        self.sign_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer_yes(self) -> None:
        if self._enrolment is not None:
            self.sign_button.setEnabled(False)
            self._enrolment.answer(granted=True)

    def _answer_no(self) -> None:
        if self._enrolment is not None:
            self._enrolment.answer(granted=False)

    def _enrolled(self, person: EnrolledPerson) -> None:
        self._task = self._enrolment = None
        self._kept = {}
        self._drop_behind()
        self.ctx.toast(self._(N_("{person} is enrolled.")).format(person=person.name))
        self._draw_section()
        self.ctx.recorded.emit()

    def _enrolment_failed(self, error: CustodyError) -> None:
        at = self._enrolment.at if self._enrolment is not None else ""
        self._ended()
        if not isinstance(self.form, EnrolForm) or not self.form.tell(error, at):
            self.show_error(error)

    def _ended(self) -> None:
        """Nothing was recorded: the form is back as it was."""
        self._task = self._enrolment = None
        if self.read_back is not None and self._view is not None:
            read_back, self._view, self.read_back = self._view, self._behind, None
            self.body.removeWidget(read_back)
            read_back.hide()
            read_back.deleteLater()
            if self._view is not None:
                self._view.show()
        if self.form is not None:
            self.form.button.setEnabled(True)
        if self.health is not None:
            self._draw_section()

    def _drop_behind(self) -> None:
        if self.read_back is not None and self._behind is not None:
            self._behind.deleteLater()
        self.read_back = None

    def _locked(self, _reason: str) -> None:
        self._stop()
        if isinstance(self.form, KeyForm):
            self._draw_section()
        elif isinstance(self.form, EnrolForm):
            for field in (self.form.by_passphrase, self.form.root):
                field.clear()
            self.form.passphrase.clear()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    # Health

    def check_now(self) -> None:
        """Start the long check."""
        if self._task is not None or self.health is None:
            return
        station = self.ctx.station

        def work(control: Control) -> list[str]:
            return check_deeply(station, control)

        self._task = self.ctx.tasks.run(
            work,
            done=self._checked,
            failed=self._check_failed,
            cancelled=self._ended,
            progress=self._checking,
            owner=self,
        )
        self.health.progress.set_task(self._task)
        self.health.progress.show()
        self.health.button.setEnabled(False)

    def _checking(self, pace: Pace) -> None:
        if self.health is not None and pace.total:
            self.health.progress.bar.setRange(0, pace.total)
            self.health.progress.bar.setValue(pace.done)

    def _checked(self, damage: list[str]) -> None:
        self._task, self._damage = None, damage
        if self.shown == "health":
            self._draw_section()

    def _check_failed(self, error: CustodyError) -> None:
        self._ended()
        self.show_error(error)

    def _verify_log(self) -> None:
        self.ctx.go("verify", path=str(self.ctx.station.directory))
