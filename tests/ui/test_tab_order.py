"""Tab goes as one reads, on each page in each of its states: from top to bottom, in columns from left to right.

The way is compared with where things stand on the screen, not with how they were laid out: of two that share a column
the upper comes first, of two that share a line the left one. What scrolls counts as the place it scrolls in.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from custody_app.ui.pages import page_types
from custody_app.ui.shell.sheet import Sheet
from tests.ui.keyboard import CTRL, MOST_TABS, SHIFT, Key, Keyboard, spoken
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage

SHOWN = (
    *("lock_wrong", "unlock_sheet", "sign_sheet", "closing", "help", "first_run_0", "first_run_4_wrong", "first_run_5"),
    *("today", "cases", "cases_none", "case_exhibits", "case_timeline", "case_people", "case_new_wrong", "export"),
    *("exhibits", "exhibits_none", "exhibit", "exhibit_mismatch", "act_seal_check_wrong", "act_derive", "reading"),
    *("register_0", "register_2_wrong", "register_3", "register_done", "transfers", "transfer_0", "transfer_1_wrong"),
    *("transfer_1_keyless", "transfer_2_reject", "transfer_3", "transfer_3_hand", "receipt", "verify_ask_package"),
    *("verify_mismatch", "reports_preview", "log", "log_verify", "settings_officers", "settings_enrol_wrong"),
)


def test_tab_goes_as_one_reads(stage):
    found = []
    for name in SHOWN:
        stage.clear()
        SCENES[name](stage)
        found += [f"{name}: {line}" for line in wrong_in(stage)]
    assert found == []


def wrong_in(stage: Stage) -> list[str]:
    """What is not as one reads: order, left out, come to twice, another way back."""
    scope = in_front(stage)
    wanted = stops(scope)
    if scope is stage.page:
        scope.setFocus(Qt.FocusReason.OtherFocusReason)
        stage.run_out()
    elif wanted:
        wanted[0].setFocus(Qt.FocusReason.OtherFocusReason)
    boxes = {(a, b): box(a, b, scope) for a in wanted for b in wanted if a is not b}
    way = walk(scope, Key.Key_Tab)
    told = [f"not come to: {told_of(each)}" for each in wanted if each not in way]
    told += [f"nobody expects: {told_of(each)}" for each in way if each not in wanted]
    told += misplaced([each for each in way if each in wanted], boxes)
    if way and scope is stage.page:
        way[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        back = walk(scope, Key.Key_Backtab)
        if back != way[::-1]:
            told.append(f"back: {[told_of(each) for each in back]} of {[told_of(each) for each in way]}")
    return told


def in_front(stage: Stage) -> QWidget:
    """Return what the keys belong to."""
    if stage.window.locked:
        return stage.window.lock_page
    sheets = [each for each in stage.window.content.findChildren(Sheet) if each.isVisible()]
    return sheets[-1] if sheets else stage.page


def walk(scope: QWidget, key: Key) -> list[QWidget]:
    """Press Tab until the keys leave, or come round."""
    way: list[QWidget] = []
    held = SHIFT if key == Key.Key_Backtab else Qt.KeyboardModifier.NoModifier
    focus = QApplication.focusWidget()
    if focus is not scope:
        way.append(focus)
    for _ in range(MOST_TABS):
        QTest.keyClick(focus, key, held)
        focus = QApplication.focusWidget()
        if focus is None or not scope.isAncestorOf(focus) or focus in way:
            return way
        way.append(focus)
    raise AssertionError(f"no end: {[told_of(each) for each in way]}")


def misplaced(way: Sequence[QWidget], boxes: dict[tuple[QWidget, QWidget], QRect]) -> list[str]:
    """Return each pair of which the later should be the earlier."""
    told = []
    for place, first in enumerate(way):
        for later in way[place + 1 :]:
            a, b = boxes[first, later], boxes[later, first]
            shared_line = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) // 2
            shared_column = min(a.right(), b.right()) > max(a.left(), b.left())
            if (shared_line and b.right() <= a.left()) or (shared_column and b.bottom() <= a.top()):
                told.append(f"{told_of(later)} {b.getRect()} only after {told_of(first)} {a.getRect()}")
    return told


def box(widget: QWidget, other: QWidget, scope: QWidget) -> QRect:
    """Return where a widget stands; the whole of what it scrolls in, unless `other` scrolls with it."""
    seen = above = widget
    while above is not scope:
        if isinstance(above, QAbstractScrollArea) and not above.isAncestorOf(other):
            seen = above
        above = above.parentWidget()
    return QRect(seen.mapTo(scope, QPoint()), seen.size())


def stops(scope: QWidget) -> list[QWidget]:
    """Return all that Tab has to come to, in no order; of choices of which one holds, that one."""
    return [
        each
        for each in scope.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusProxy() is None and is_stop(each)
    ]


def is_stop(widget: QWidget) -> bool:
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() is not None:
        return group.checkedButton() is widget
    return bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)


def told_of(widget: QWidget) -> str:
    return f"{widget.metaObject().className()} “{spoken(widget)}”"


def test_tab_goes_round_the_window_once(open_window):
    """Sections at the left, the page, the line below, and from the beginning; nothing holds the keys."""
    keys = Keyboard(open_window(*page_types()))
    for number in range(1, 8):
        keys.press(Qt.Key(Qt.Key.Key_0 + number), held=CTRL)
        window = keys.window
        wanted = stops(window.content)
        window.sidebar.menu_button.setFocus()
        way = walk(window, Key.Key_Tab)
        assert {told_of(each) for each in wanted} == {told_of(each) for each in way}, number
        page = [place for place, each in enumerate(way) if window.pages.isAncestorOf(each)]
        assert page == list(range(page[0], page[0] + len(page))), number
        assert all(window.sidebar.isAncestorOf(each) for each in way[: page[0]]), number
        assert all(window.status.isAncestorOf(each) for each in way[page[-1] + 1 :]), number
