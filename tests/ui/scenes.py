"""Every state of every page, one scene each, for the gallery and for the tests that look at all of them.

A scene brings the window to its state; the stage clears up after it. Nothing is recorded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import AddNote
from custody_app.i18n import N_
from custody_app.ui.pages.exhibits.act_kinds import KINDS
from custody_app.ui.shell.sheet import Sheet
from tests.ui.scenes_of_work import WORK
from tests.ui.stage import Play, Stage, shown, wait

NOTHING = "00000000-0000-4000-8000-000000000000"

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
    wait(stage, lambda: bool(page.row.error))
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
            wait(stage, lambda: page.outcome is not None)

    return play


_ACTS = {"seal": "E-02", "reseal": "E-06"}
SCENES: dict[str, Play] = {
    "lock": _lock,
    "lock_wrong": _lock_wrong,
    "palette": _palette,
    "palette_found": _palette_found,
    "start": shown("start"),
    "start_error": _start_error,
    "help": shown("help"),
    "banner_toast": _toast_and_banner,
    "unlock_sheet": _unlock_sheet,
    "unlock_wrong": _unlock_wrong,
    "closing": _closing,
    **{f"first_run_{number}": _first(number) for number in range(6)},
    **{f"first_run_{number}_wrong": _first(number, wrong=True) for number in (1, 2, 3, 4)},
    "first_run_sample": _first_sample,
    "first_run_making": _first_making,
    "today": shown("today"),
    "cases": shown("cases"),
    "cases_none": _cases_none,
    **{f"case_{part}": _case_part(part) for part in ("exhibits", "timeline", "basis", "people", "documents")},
    "case_new": shown("case_new"),
    "case_new_wrong": _submitted("case_new"),
    "case_basis": shown("case_basis", case=True),
    "case_update": _submitted("case_update", case="case"),
    "export": shown("export", case=True),
    "exhibits": shown("exhibits"),
    "exhibits_none": _exhibits_none,
    "exhibit": shown("exhibit", number="E-01"),
    "exhibit_mismatch": shown("exhibit", number="E-05"),
    "exhibit_derived": shown("exhibit", number="E-01.1"),
    "exhibit_missing": shown("exhibit", exhibit=NOTHING),
    "sign_sheet": _signing,
    **{f"act_{kind}": _act(kind, _ACTS.get(kind, "E-01")) for kind in (*KINDS, "derive", "correct")},
    **{f"act_{kind}_wrong": _act(kind, _ACTS.get(kind, "E-01"), submit=True) for kind in ("seal_check", "dispose")},
    "reading": _reading("verify", "E-05"),
    "reading_hash": _reading("hash", "E-02", "IMG_0001.jpg"),
    "reading_mismatch": _reading("verify", "E-05", "channel-03.dav"),
    **WORK,
}
"""By name; the name of a picture."""
