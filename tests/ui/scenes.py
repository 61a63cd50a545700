"""Every state of every page, one scene each, for the gallery and for the tests that look at all of them.

A scene brings the window to its state; the stage clears up after it. Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import AddNote
from custody_app.i18n import N_
from custody_app.storage.list_rows import ExhibitFilter, TransferFilter
from custody_app.ui.pages.exhibits.act_kinds import KINDS
from custody_app.ui.pages.settings.page import SECTIONS
from custody_app.ui.shell.main_window import MainWindow
from custody_app.ui.shell.sheet import Sheet
from custody_app.ui.start import settle

Play: TypeAlias = "Callable[[Stage], None]"
NOTHING = "00000000-0000-4000-8000-000000000000"


@dataclass
class Stage:
    """The window of a station made by `custody demo`, with somebody unlocked.

    Attributes:
        window: shown, its pages known.
        sample: the folder that `custody demo` made.
        passphrases: person to passphrase.
        person: who is unlocked.
    """

    window: MainWindow
    sample: Path
    passphrases: dict[str, str]
    person: str
    painted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ctx = self.window.ctx

    def wait_for_station(self) -> None:
        """Wait until the station is open and the first page stands."""
        _wait(self, lambda: self.ctx.has_station)
        self.run_out()

    def run_out(self) -> None:
        """Let work and events run out."""
        settle(self.ctx)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        settle(self.ctx)

    def show(self, page_id: str, **what: object) -> Any:
        """Open a page; return it."""
        self.ctx.go(page_id, **what)
        self.run_out()
        return self.window.pages.current

    @property
    def page(self) -> Any:
        """The page in front."""
        return self.window.pages.current

    def exhibit(self, number: str) -> str:
        """Return the id of an exhibit."""
        return str(self.ctx.station.store.exhibit_ids(ExhibitFilter(number=number))[0])

    @property
    def case(self) -> str:
        """Id of the sample case."""
        return str(self.ctx.station.store.case_ids()[0])

    def become(self, person: str) -> None:
        """Have this person unlocked."""
        if self.ctx.person != person:
            self.ctx.station.session.unlock(person, self.passphrases[person])
            self.ctx.session_changed.emit()

    def clear(self) -> None:
        """Bring the window back to where a scene begins."""
        ctx, window = self.ctx, self.window
        if window.locked:
            ctx.station.session.unlock(self.person, self.passphrases[self.person])
            window.lock_page.unlocked.emit()
        for sheet in window.content.findChildren(Sheet):
            sheet.close_sheet()
        window.palette_sheet.hide()
        window.toast.hide()
        ctx.end_banner("scene")
        window.pages.forget()
        self.run_out()
        for draft in (ctx.station.directory / "drafts").glob("*"):
            draft.unlink()
        self.become(self.person)


def passphrases(sample: Path) -> dict[str, str]:
    """Return the passphrases that the sample's README tells."""
    lines = (sample / "README.txt").read_text(encoding="utf-8").partition("\nPassphrases\n")[2].splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line.strip())


# Shell


def _lock(stage: Stage) -> None:
    stage.show("today")
    stage.ctx.lock(N_("You locked it."))
    stage.run_out()


def _lock_wrong(stage: Stage) -> None:
    _lock(stage)
    page = stage.window.lock_page
    page.passphrase.edit.setText("not the one")
    page.button.click()
    _wait(stage, lambda: bool(page.row.error))
    stage.run_out()


def _palette(stage: Stage) -> None:
    stage.show("today")
    stage.window.open_palette()
    stage.run_out()


def _palette_found(stage: Stage) -> None:
    _palette(stage)
    QTest.keyClicks(stage.window.palette_sheet.edit, "E-0")
    stage.run_out()


def _start_error(stage: Stage) -> None:
    error = InputWrong(
        "STATION_MISSING",
        N_("There is no station in {folder}."),
        kept=N_("Nothing was changed in it."),
        advice=N_("Name a new or empty folder."),
        folder="/media/evidence/scene-1",
    )
    stage.show("start", error=error, folder=Path("/media/evidence/scene-1"))


def _toast_and_banner(stage: Stage) -> None:
    stage.show("today")
    words = stage.ctx._(N_("Nothing was recorded yet."))
    stage.ctx.banner("scene", words, "warn", stage.ctx._(N_("Read and sign")), stage.run_out)
    stage.ctx.toast(stage.ctx._(N_("Copied")))
    stage.run_out()


def _unlock_sheet(stage: Stage) -> None:
    stage.show("today")
    stage.ctx.with_fresh_unlock(stage.person, _keep_nothing, stage.ctx._(N_("Whoever issues signs.")))
    stage.run_out()


def _keep_nothing(key: Any) -> None:
    key.wipe()


def _unlock_wrong(stage: Stage) -> None:
    _unlock_sheet(stage)
    sheet = next(each for each in stage.window.content.findChildren(Sheet) if each.isVisible())
    field = sheet.first_field() or sheet
    QTest.keyClicks(field, "not the one")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.run_out()


def _closing(stage: Stage) -> None:
    stage.show("today")
    stage.window._ask_to_close()
    stage.run_out()


# First run


def _first(number: int, *, wrong: bool = False) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("first_run")
        given = page.answers
        given.folder = str(stage.sample / "new-station")
        given.agency, given.domain, given.station = "Fiscalía de San Telmo", "fiscalia.example", "lab-2"
        given.person, given.name, given.post = "l.ferreira", "Lúcia Ferreira", "Perita criminal"
        # The page keeps what its step shows when it is left.
        page.step, page._reached = None, number
        page.show_step(number)
        stage.run_out()
        if wrong:
            for edit in page.step.findChildren(QLineEdit):
                edit.clear()
            page.go_on()
        stage.run_out()

    return play


def _first_sample(stage: Stage) -> None:
    page = stage.show("first_run")
    page._ask_sample()
    stage.run_out()


def _first_making(stage: Stage) -> None:
    page = stage.show("first_run")
    page.stage = "making"
    page._show()
    stage.run_out()


# Cases


def _case_part(part: str) -> Play:
    def play(stage: Stage) -> None:
        stage.show("case", case=stage.case).parts.choose(part)
        stage.run_out()

    return play


def _submitted(page_id: str, **what: object) -> Play:
    def play(stage: Stage) -> None:
        given = {key: stage.case if value == "case" else value for key, value in what.items()}
        stage.show(page_id, **given).submit()
        stage.run_out()

    return play


def _cases_none(stage: Stage) -> None:
    page = stage.show("cases")
    QTest.keyClicks(page.search, "no such case")
    QTest.qWait(250)
    stage.run_out()


def _exhibits_none(stage: Stage) -> None:
    page = stage.show("exhibits")
    QTest.keyClicks(page.search, "no such exhibit")
    QTest.qWait(250)
    stage.run_out()


def _signing(stage: Stage) -> None:
    ctx = stage.ctx
    command = AddNote(
        actor=stage.person,
        case=stage.case,
        exhibits=(stage.exhibit("E-01"),),
        text="Screen is cracked at the top left.",
    )
    stage.show("exhibit", exhibit=stage.exhibit("E-01"))
    ctx.sign(ctx.station.exhibits.propose(command, stage.case), _done)
    stage.run_out()


def _done(_recorded: object) -> None:
    return


# Acts


def _act(kind: str, number: str, *, submit: bool = False) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("act", act=kind, exhibits=(stage.exhibit(number),))
        if submit:
            page.submit()
        stage.run_out()

    return play


def _reading(act: str, number: str, file: str = "") -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("reading", exhibit=stage.exhibit(number), act=act)
        if file:
            page._dropped([stage.sample / "files" / file])
            _wait(stage, lambda: page.outcome is not None)

    return play


def _wait(stage: Stage, come: Callable[[], bool]) -> None:
    for _ in range(600):
        stage.run_out()
        if come():
            return
        QTest.qWait(20)
    raise TimeoutError


# Register


def _register(step: int, kind: str = "phone", *, wrong: bool = False) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("register")
        form = page._form
        page._propose_number()
        stage.run_out()
        form.type, form.case = kind, form.case or stage.case
        if not wrong:
            form.fields = {
                "title": "Samsung Galaxy S23, black",
                "make": "Samsung",
                "model": "SM-S911B",
                "serial": "R5CW30",
                "imei": "352099001761481",
            }
            form.address, form.spot = "Rua das Flores 12, 1200-195 Lisboa", "Second drawer of the desk"
            form.seal, form.location = "0093140" if step == 3 else "0093199", "Store A, shelf 3"
            form.witness = "Rosa Vidal, neighbour"
        page._show_step(step)
        stage.run_out()
        if wrong:
            form.fields = {"imei": "352099001761480"}
            page._show_step(step)
            stage.run_out()
            page.submit()
        stage.run_out()

    return play


def _registered(stage: Stage) -> None:
    _register(4)(stage)
    page = stage.page
    rows = stage.ctx.station.store.statement_rows([3])
    page._done(rows)
    page._timer.stop()
    stage.run_out()


# Transfer


def _transfer(step: int, *, hand: bool = False, wrong: bool = False, later: bool = False) -> Play:
    def play(stage: Stage) -> None:
        giver = stage.ctx.station.exhibits.state(stage.exhibit("E-01")).holder.person
        stage.become(giver)
        page = stage.show("transfer")
        form = page._form
        if step or not wrong:
            form.case, form.exhibits = stage.case, [stage.exhibit("E-01"), stage.exhibit("E-01.1")]
        form.when = "later" if later else "now"
        if not wrong:
            form.to, form.purpose = stage.person, "examination"
            form.condition = "Sealed bag, no visible damage"
            form.seals = {stage.exhibit("E-01"): ["0093140"]}
        else:
            form.seals = {stage.exhibit("E-01"): ["0093999"]}
        if hand:
            form.keyless, form.kind, form.name, form.attestor = True, "owner", "Ana Moreno", giver
        signing = step == 3
        page._show_step(2 if signing else step)
        stage.run_out()
        if wrong or signing:
            page.submit()
            stage.run_out()
        if hand and step == 3 and page.sign_step.hand is not None:
            pad = page.sign_step.hand.pad
            QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
            for at in range(60):
                pad._go_on(pad.rect().center().toPointF() + QPoint(at * 2 - 60, at * 7 % 40 - 20).toPointF(), 1.0)
            QTest.mouseRelease(pad, Qt.MouseButton.LeftButton)
        stage.run_out()

    return play


def _transfers_all(stage: Stage) -> None:
    page = stage.show("transfers")
    page._bar.choose("all")
    stage.run_out()
    page.list.select_row(0)
    stage.run_out()


def _lines_reject(stage: Stage) -> None:
    _transfer(2)(stage)
    page = stage.page
    page.lines_step.lines[1].answer.choose("reject")
    page.submit()
    stage.run_out()


def _receipt(stage: Stage) -> None:
    store = stage.ctx.station.store
    row = store.transfer_rows(store.transfer_ids(TransferFilter()))[0]
    stage.show("receipt", offers=[row.offer])


# Verify


def _verify_ask(*file: str) -> Play:
    def play(stage: Stage) -> None:
        stage.show("verify").take([stage.sample.joinpath(*file)])
        stage.run_out()

    return play


def _verify(*file: str, exhibit: str = "", digest: str = "", trust: bool = False, prepare: Play | None = None) -> Play:
    def play(stage: Stage) -> None:
        if prepare is not None:
            prepare(stage)
        page = stage.show("verify", **({"exhibit": exhibit} if exhibit else {}))
        if trust:
            page._asked.trust = str(stage.sample / "trust")
        if digest:
            page._asked.against, page._asked.digest = "digest", digest
        page.take([stage.sample.joinpath(*file)])
        stage.run_out()
        page.verify()
        _wait(stage, lambda: page.stage == "answer")

    return play


def _flip(stage: Stage) -> None:
    content = bytearray((stage.sample / "case.custody.zip").read_bytes())
    content[len(content) // 2] ^= 1
    (stage.sample / "flipped.custody.zip").write_bytes(content)


def _manifest(stage: Stage) -> None:
    (stage.sample / "files" / "manifest.sha256").write_text(
        f"{'0' * 64}  IMG_0001.jpg\n{'1' * 64}  gone.bin\n", encoding="utf-8"
    )


# Reports, log, settings


def _report(kind: str) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("reports", case=stage.case, kind=kind)
        page.preview()
        _wait(stage, lambda: page.ready is not None)

    return play


def _log(view: str, entry: int = 0) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("log", **({"entry": entry} if entry else {}))
        page.views.choose(view)
        stage.run_out()

    return play


def _settings(section: str) -> Play:
    def play(stage: Stage) -> None:
        stage.show("settings", section=section)

    return play


def _settings_form(form: str, *, wrong: bool = False) -> Play:
    def play(stage: Stage) -> None:
        page = stage.show("settings", section="officers")
        given = () if form == "enrol" else (stage.person,)
        getattr(page, form)(*given)
        stage.run_out()
        if wrong:
            page.submit()
        stage.run_out()

    return play


def _shown(page_id: str, **what: object) -> Play:
    def play(stage: Stage) -> None:
        known = {"case": lambda: stage.case}
        given = {key: known[key]() if value is True else value for key, value in what.items()}
        if "number" in given:
            given["exhibit"] = stage.exhibit(str(given.pop("number")))
        stage.show(page_id, **given)

    return play


_DIGEST = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
_ACTS = {"seal": "E-02", "reseal": "E-06"}
SCENES: dict[str, Play] = {
    "lock": _lock,
    "lock_wrong": _lock_wrong,
    "palette": _palette,
    "palette_found": _palette_found,
    "start": _shown("start"),
    "start_error": _start_error,
    "help": _shown("help"),
    "banner_toast": _toast_and_banner,
    "unlock_sheet": _unlock_sheet,
    "unlock_wrong": _unlock_wrong,
    "closing": _closing,
    **{f"first_run_{number}": _first(number) for number in range(6)},
    **{f"first_run_{number}_wrong": _first(number, wrong=True) for number in (1, 2, 3, 4)},
    "first_run_sample": _first_sample,
    "first_run_making": _first_making,
    "today": _shown("today"),
    "cases": _shown("cases"),
    "cases_none": _cases_none,
    **{f"case_{part}": _case_part(part) for part in ("exhibits", "timeline", "basis", "people", "documents")},
    "case_new": _shown("case_new"),
    "case_new_wrong": _submitted("case_new"),
    "case_basis": _shown("case_basis", case=True),
    "case_update": _submitted("case_update", case="case"),
    "export": _shown("export", case=True),
    "exhibits": _shown("exhibits"),
    "exhibits_none": _exhibits_none,
    "exhibit": _shown("exhibit", number="E-01"),
    "exhibit_mismatch": _shown("exhibit", number="E-05"),
    "exhibit_derived": _shown("exhibit", number="E-01.1"),
    "exhibit_missing": _shown("exhibit", exhibit=NOTHING),
    "sign_sheet": _signing,
    **{f"act_{kind}": _act(kind, _ACTS.get(kind, "E-01")) for kind in (*KINDS, "derive", "correct")},
    **{f"act_{kind}_wrong": _act(kind, _ACTS.get(kind, "E-01"), submit=True) for kind in ("seal_check", "dispose")},
    "reading": _reading("verify", "E-05"),
    "reading_hash": _reading("hash", "E-02", "IMG_0001.jpg"),
    "reading_mismatch": _reading("verify", "E-05", "channel-03.dav"),
    "register_0": _shown("register"),
    **{f"register_{step}": _register(step) for step in (1, 2, 3, 4)},
    **{f"register_{step}_wrong": _register(step, wrong=True) for step in (1, 2)},
    "register_1_cloud": _register(1, "cloud_account"),
    "register_done": _registered,
    "transfers": _shown("transfers"),
    "transfers_all": _transfers_all,
    "transfer_0": _transfer(0),
    "transfer_0_wrong": _transfer(0, wrong=True),
    "transfer_1": _transfer(1),
    "transfer_1_wrong": _transfer(1, wrong=True),
    "transfer_1_keyless": _transfer(1, hand=True),
    "transfer_1_later": _transfer(1, later=True),
    "transfer_2": _transfer(2),
    "transfer_2_reject": _lines_reject,
    "transfer_3": _transfer(3),
    "transfer_3_hand": _transfer(3, hand=True),
    "receipt": _receipt,
    "verify": _shown("verify"),
    "verify_ask": _verify_ask("files", "IMG_0001.jpg"),
    "verify_ask_package": _verify_ask("case.custody.zip"),
    "verify_match": _verify("files", "provider-return.json", exhibit="E-04"),
    "verify_mismatch": _verify("files", "channel-03.dav", exhibit="E-05"),
    "verify_digest": _verify("files", "IMG_0001.jpg", digest=_DIGEST),
    "verify_package": _verify("case.custody.zip", trust=True),
    "verify_untrusted": _verify("case.custody.zip"),
    "verify_damaged": _verify("flipped.custody.zip", trust=True, prepare=_flip),
    "verify_report": _verify("documents", "custody-report.pdf", trust=True),
    "verify_manifest": _verify("files", "manifest.sha256", prepare=_manifest),
    "reports": _shown("reports"),
    "reports_preview": _report("custody-report"),
    "log": _log("entries", 12),
    "log_checkpoints": _log("checkpoints"),
    "log_verify": _log("verify"),
    **{f"settings_{section}": _settings(section) for section, _ in SECTIONS},
    "settings_enrol": _settings_form("enrol"),
    "settings_enrol_wrong": _settings_form("enrol", wrong=True),
    "settings_passphrase": _settings_form("change_passphrase"),
    "settings_export_key": _settings_form("export_key"),
}
"""By name; the name of a picture."""
