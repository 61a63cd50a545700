"""Scenes of register, transfer, verify, reports, log and settings."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from custody_app.storage.list_rows import TransferFilter
from custody_app.ui.pages.settings.page import SECTIONS
from tests.ui.stage import Play, Stage, shown, wait

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
        wait(stage, lambda: page.stage == "answer")

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
        wait(stage, lambda: page.ready is not None)

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


_DIGEST = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"
WORK: dict[str, Play] = {
    "register_0": shown("register"),
    **{f"register_{step}": _register(step) for step in (1, 2, 3, 4)},
    **{f"register_{step}_wrong": _register(step, wrong=True) for step in (1, 2)},
    "register_1_cloud": _register(1, "cloud_account"),
    "register_done": _registered,
    "transfers": shown("transfers"),
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
    "verify": shown("verify"),
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
    "reports": shown("reports"),
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
