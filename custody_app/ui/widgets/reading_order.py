"""Where Tab goes next: to what a person reads next.

Qt keeps widgets in the order in which they were made, so what a page makes later, such as the lines of a receiver,
would come after everything else in the window. Here the order is asked of the layouts at each press: from top to
bottom, in columns from left to right; it cannot be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QGridLayout, QLayout, QWidget

BACKWARDS = (QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.BottomToTop)


def move_focus(within: QWidget, *, forward: bool) -> bool:
    """Give the keys to the next stop of Tab within a widget, after the last the first; tell whether there is one."""
    everything = list(_read(within))
    stops = [place for place, each in enumerate(everything) if takes_tab(each)]
    if not stops:
        return False
    here = _place_of(within.window().focusWidget(), everything)
    if forward:
        wanted = next((place for place in stops if place > here), stops[0])
    else:
        wanted = next((place for place in reversed(stops) if place < here), stops[-1])
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    everything[wanted].setFocus(reason)
    return True


def first_stop(within: QWidget) -> QWidget | None:
    """Return where Tab comes to first."""
    return next((each for each in _read(within) if takes_tab(each)), None)


def takes_tab(widget: QWidget) -> bool:
    """Tell whether Tab stops there; of choices of which one holds, it does so at that one, and arrows do the rest."""
    policy = widget.focusPolicy()
    if policy == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
        return False
    if not widget.isVisible() or not widget.isEnabled():
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() is not None:
        # Qt keeps that in the policy, but leaves it with the button that was chosen before, if it was the program's.
        return group.checkedButton() is widget
    return bool(policy.value & Qt.FocusPolicy.TabFocus.value)


def _read(widget: QWidget) -> Iterator[QWidget]:
    """Yield all that is shown below a widget, each before what it holds."""
    children = [each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()]
    layout = widget.layout()
    laid_out = list(_laid_out(layout, children)) if layout is not None else []
    known = set(laid_out)
    for each in (*laid_out, *(each for each in children if each not in known)):
        if each.isVisible():
            yield each
            yield from _read(each)


def _laid_out(layout: QLayout, widgets: Sequence[QWidget]) -> Iterator[QWidget]:
    """Yield the widgets that a layout and those within it place, in order.

    `QLayout.itemAt` is not asked: what PySide makes of an item outlives the item, and then stands for whatever comes
    to lie at its address.
    """
    held: list[tuple[tuple[int, int], QWidget | QLayout]] = [
        (_place(layout, layout.indexOf(each)), each) for each in widgets if layout.indexOf(each) >= 0
    ]
    held += [(_place(layout, layout.indexOf(each)), each) for each in layout.children() if isinstance(each, QLayout)]
    for _, each in sorted(held, key=_first):
        if isinstance(each, QWidget):
            yield each
        else:
            yield from _laid_out(each, widgets)


def _place(layout: QLayout, index: int) -> tuple[int, int]:
    if isinstance(layout, QGridLayout):
        # What PySide says it returns is a mere object.
        row, column, *_ = cast("tuple[int, int, int, int]", layout.getItemPosition(index))
        return row, column
    if isinstance(layout, QBoxLayout) and layout.direction() in BACKWARDS:
        return -index, 0
    return index, 0


def _first(pair: tuple[tuple[int, int], QWidget | QLayout]) -> tuple[int, int]:
    return pair[0]


def _place_of(focus: QWidget | None, everything: list[QWidget]) -> int:
    """Return where the keys are now: at a widget, at the nearest that holds it, or before the first."""
    above = focus
    while above is not None:
        if above in everything:
            return everything.index(above)
        above = above.parentWidget()
    return -1
