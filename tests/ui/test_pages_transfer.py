"""A transfer of custody at one laptop: both halves or none, each signed with its own passphrase."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from custody_app.storage.list_rows import ExhibitFilter, TransferFilter
from custody_app.ui.drafts import Drafts
from custody_app.ui.pages.transfer import ReceiptPage, TransferPage, TransfersPage
from custody_app.ui.pages.transfer.page import EXHIBITS, LINES, SIGN, TERMS
from tests.sample_station import open_case, registration
from tests.ui.keyboard import spoken

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
RETURN, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab


class Hands:
    """Types where the cursor is."""

    def __init__(self, ctx, settle) -> None:
        self.ctx, self._settle = ctx, settle

    def press(self, key, modifiers=NONE, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.cursor(), key, modifiers)
            self._settle(self.ctx)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.cursor(), text)
        self._settle(self.ctx)

    def scan(self, text: str) -> None:
        self.type(text)
        self.press(RETURN)

    def tab_to(self, name: str) -> None:
        for _ in range(60):
            if spoken(self.cursor()) == name:
                return
            self.press(TAB)
        pytest.fail(f"Tab does not reach {name}")

    def cursor(self):
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget


@pytest.fixture
def window(open_window, ana, settle, qtbot):
    window = open_window(TransferPage, TransfersPage, ReceiptPage)
    ana.go("transfer")
    settle(ana)
    window.activateWindow()
    qtbot.waitUntil(window.pages.current.exhibits_step.search.hasFocus)
    yield window
    window.close()


@pytest.fixture
def hands(window, ana, settle) -> Hands:
    return Hands(ana, settle)


@pytest.fixture
def page(window) -> TransferPage:
    return window.pages.current


def exhibit(ctx, number: str):
    store = ctx.station.store
    return store.exhibit_rows(store.exhibit_ids(ExhibitFilter(number=number)))[0]


def transfers(ctx):
    return ctx.station.store.transfer_rows(ctx.station.store.transfer_ids(TransferFilter()))


def to_beto(hands: Hands) -> None:
    """From two scanned labels to the receiver's lines."""
    for number in ("E-1", "E-2"):
        hands.scan(number)
    hands.press(RETURN, CTRL)
    hands.press(Qt.Key.Key_B)
    hands.tab_to("Purpose")
    hands.type("Storage")
    hands.press(RETURN)
    hands.type("Undamaged")
    hands.tab_to("Seal of E-1")
    hands.scan("S-1")
    hands.press(RETURN, CTRL)


def test_by_keyboard_alone_with_a_rejected_line(window, page, hands, ana, passphrase):
    to_beto(hands)
    assert page._form.step == LINES
    page.lines_step.lines[1].answer.choose("reject")
    hands.press(RETURN, CTRL)
    assert "why" in page.lines_step.lines[1]._reason_row.error
    hands.type("No label on it")
    hands.press(RETURN, CTRL)
    assert page._form.step == SIGN
    hands.scan(passphrase("ana"))
    assert not transfers(ana)
    hands.scan(passphrase("beto"))
    assert isinstance(window.pages.current, ReceiptPage)
    (row,) = transfers(ana)
    assert (row.giver, row.receiver, row.purpose, row.accepted, row.exhibits) == ("ana", "beto", "storage", 1, 2)
    assert exhibit(ana, "E-1").holder == "beto"
    assert exhibit(ana, "E-2").holder == "ana"
    text = window.pages.current.text()
    for said in ("Ana Ruiz", "Beto Lima", "E-1", "S-1", "No label on it", "Undamaged", "Handed over by", "Received by"):
        assert said in text
    assert "\u202e" not in text
    for recorded in ana.station.store.statement_rows([row.seq, row.seq + 1]):
        assert recorded.digest.hex() in text
        assert f"Entry: {recorded.seq}" in text


def test_a_wrong_passphrase_keeps_everything_and_says_so(page, hands, ana, passphrase):
    to_beto(hands)
    hands.press(RETURN, CTRL)
    hands.scan(passphrase("ana"))
    size = ana.station.store.head().size
    hands.scan(passphrase("ana"))
    giver, receiver = page.sign_step.cards
    assert "passphrase" in receiver.row.error.casefold()
    assert receiver.field.edit.selectedText()
    assert giver.key is not None
    assert page._form.exhibits
    assert ana.station.store.head().size == size
    hands.scan(passphrase("beto"))
    assert exhibit(ana, "E-1").holder == "beto"


def test_a_seal_that_does_not_match_is_told_at_once(page, hands):
    hands.scan("E-1")
    hands.press(RETURN, CTRL)
    hands.tab_to("Seal of E-1")
    chip = page.terms_step.seals._lines[0][4]
    hands.type("S-")
    assert chip.text() == "Not read yet"
    hands.type("9")
    assert chip.text() == "Does not match"
    page.submit()
    assert page._form.step == TERMS
    page.terms_step.seals._lines[0][3].selectAll()
    page.terms_step.seals._lines[0][3].setFocus()
    hands.type("S-1")
    assert chip.text() == "Matches"


def test_a_receiver_without_a_key_signs_by_hand(window, page, hands, ana, passphrase, settle):
    hands.scan("E-2")
    hands.press(RETURN, CTRL)
    page.terms_step._who.choose("keyless")
    page.terms_step._kind.choose("owner")
    page.terms_step._name.setText("Carmen Vidal")
    page.terms_step._purpose.set_value("return")
    page.terms_step._condition.setText("as found")
    page.submit()
    page.submit()
    settle(ana)
    assert page._form.step == SIGN
    assert page.sign_step.proposal is None
    pad = page.sign_step.hand.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(20, 40))
    pad._go_on(pad.rect().center().toPointF(), 1.0)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton)
    page.submit()
    settle(ana)
    assert len(page.sign_step.proposal.drafts) == 2
    hands.scan(passphrase("ana"))
    (row,) = transfers(ana)
    assert (row.status, row.receiver_name) == ("accepted", "Carmen Vidal")
    accepted = ana.station.store.find_digest(page.sign_step.proposal.drafts[1].statement.digest)
    image = accepted.body["handwritten"]["image"]
    assert ana.station.attachments.read(image).startswith(b"\x89PNG")
    assert "attested by Ana Ruiz" in window.pages.current.text()


def test_offered_now_accepted_later(window, page, hands, ana, passphrase, settle):
    hands.scan("E-2")
    page._form.when = "later"
    hands.press(RETURN, CTRL)
    page.terms_step._to.choose("beto")
    page.terms_step._purpose.set_value("storage")
    page.terms_step._condition.setText("well")
    page.submit()
    settle(ana)
    assert page._form.step == SIGN
    hands.scan(passphrase("ana"))
    assert transfers(ana)[0].status == "open"
    assert "Not signed yet" in window.pages.current.text()
    ana.station.session.unlock("beto", passphrase("beto"))
    ana.go("transfers")
    settle(ana)
    listed = window.pages.current
    listed.list.select_row(0)
    listed.submit()
    settle(ana)
    answering = window.pages.current
    assert answering._form.step == LINES
    answering.submit()
    settle(ana)
    hands.scan(passphrase("beto"))
    assert transfers(ana)[0].status == "accepted"
    assert exhibit(ana, "E-2").holder == "beto"


def test_an_offer_is_cancelled_with_a_reason(window, page, hands, ana, passphrase, settle):
    hands.scan("E-2")
    page._form.when = "later"
    page.submit()
    page.terms_step._to.choose("beto")
    page.terms_step._purpose.set_value("storage")
    page.terms_step._condition.setText("well")
    page.submit()
    settle(ana)
    hands.scan(passphrase("ana"))
    ana.go("transfers")
    settle(ana)
    listed = window.pages.current
    listed.list.select_row(0)
    listed.panel.begin("cancel")
    listed.submit()
    assert "why" in listed.panel.reason_row.error
    asked = []
    ana.sign_asked.disconnect()
    ana.sign_asked.connect(asked.append)
    listed.panel.reason.setText("wrong person")
    listed.submit()
    (draft,) = asked[0].proposal.drafts
    assert (draft.type, draft.body["reason"]) == ("transfer.cancel", "wrong person")


def test_space_ticks_and_other_cases_are_refused(page, hands, ana):
    hands.press(TAB)
    while not page.exhibits_step._list.table.hasFocus():
        hands.press(TAB)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Space)
    assert len(page._form.exhibits) == 1
    hands.press(Qt.Key.Key_Space)
    assert page._form.exhibits == []
    page.submit()
    assert page._form.step == EXHIBITS
    assert "at least one" in page.exhibits_step._message.text()


def test_the_lock_closes_the_giver_s_key_and_keeps_the_rest(window, page, hands, ana, passphrase, settle):
    to_beto(hands)
    hands.press(RETURN, CTRL)
    hands.scan(passphrase("ana"))
    key = page.sign_step.cards[0].key
    assert key is not None
    window.lock("test")
    assert page.sign_step.cards[0].key is None
    ana.station.session.unlock("ana", passphrase("ana"))
    window.lock_page.unlocked.emit()
    settle(ana)
    assert page._form.step == SIGN
    assert page._form.condition == "Undamaged"
    page.leave()
    assert Drafts(ana.station.directory).kept("ana", "transfer")["condition"] == "Undamaged"


def test_handing_over_from_a_case_lists_what_is_of_that_case(page, hands, ana, settle):
    other = open_case(ana.station, "C-2")
    ana.station.acts.record(ana.station.exhibits.propose(registration(ana.station, other, "F-1"), other))
    ana.go("transfer", case=other)
    settle(ana)
    listed = page.exhibits_step._list.model
    assert [listed.id_at(row) for row in range(listed.rowCount())] == [exhibit(ana, "F-1").id]
    hands.scan("F-1")
    hands.tab_to("Leave out F-1")
    hands.press(Qt.Key.Key_Space)
    assert listed.rowCount() == 1
    hands.tab_to("Show every case")
    hands.press(Qt.Key.Key_Space)
    assert listed.rowCount() == 3
    ana.go("transfers")
    ana.go("transfer", case=other)
    settle(ana)
    assert listed.rowCount() == 1
    ana.go("transfers")
    ana.go("transfer")
    settle(ana)
    assert listed.rowCount() == 3
