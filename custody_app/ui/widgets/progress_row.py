"""One running job: what, how far, how fast, how long; pause, continue, cancel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from custody_app.hashing.progress import Pace
from custody_app.i18n import N_
from custody_app.ui.look import Look
from custody_app.ui.plain_text import ElidedLabel, PlainLabel
from custody_app.ui.task_runner import Task
from custody_app.ui.widgets.buttons import secondary_button

STEPS = 1000
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


class ProgressRow(QWidget):
    """Give `set_task` the handle and `show_pace` as its progress listener: the buttons do the rest."""

    cancelled = Signal()

    def __init__(self, look: Look, title: str = "") -> None:
        super().__init__()
        self._look = look
        self._task: Task[object] | None = None
        px = look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        top = QHBoxLayout()
        self._title = PlainLabel(title, role="strong")
        self._percent = PlainLabel(role="strong")
        top.addWidget(self._title, 1)
        top.addWidget(self._percent)
        column.addLayout(top)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        column.addWidget(self.bar)
        below = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        self._current = ElidedLabel(role="small")
        self._rate = PlainLabel(role="small")
        words.addWidget(self._rate)
        words.addWidget(self._current)
        below.addLayout(words, 1)
        self.pause_button = secondary_button(look, look._(N_("Pause")), "pause", self._pause)
        self.cancel_button = secondary_button(look, look._(N_("Cancel")), "x", self._cancel)
        below.addWidget(self.pause_button)
        below.addWidget(self.cancel_button)
        column.addLayout(below)

    def set_title(self, title: str) -> None:
        """Name the job."""
        self._title.setText(title)
        self.bar.setAccessibleName(title)

    def set_task(self, task: Task[object]) -> None:
        """Let the buttons act on this task."""
        self._task = task
        self.bar.setRange(0, 0)
        self._percent.setText("")
        self._rate.setText("")
        self._show_paused(False)

    def show_pace(self, pace: Pace) -> None:
        """Show where the work stands."""
        if pace.total > 0:
            self.bar.setRange(0, STEPS)
            self.bar.setValue(min(STEPS, pace.done * STEPS // pace.total))
            self._percent.setText(f"{min(100, pace.done * 100 // pace.total)} %")
        self._current.setText(pace.current)
        self._rate.setText(pace_words(self._look, pace))

    def _pause(self) -> None:
        if self._task is None:
            return
        paused = not self._task.control.paused
        if paused:
            self._task.pause()
        else:
            self._task.go_on()
        self._show_paused(paused)

    def _show_paused(self, paused: bool) -> None:
        self.pause_button.setText(self._look._(N_("Continue") if paused else N_("Pause")))
        self._look.theme.dress(self.pause_button, "play" if paused else "pause", gap=6)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self.cancelled.emit()


def pace_words(look: Look, pace: Pace) -> str:
    """Return `1.2 GB of 4.0 GB · 310 MB/s · 9 s left`, leaving out what is not known."""
    parts = []
    if pace.total:
        parts.append(look._(N_("{done} of {total}")).format(done=size_words(pace.done), total=size_words(pace.total)))
    elif pace.done:
        parts.append(size_words(pace.done))
    if pace.rate > 0:
        parts.append(f"{size_words(pace.rate)}/s")
    if pace.seconds_left is not None:
        parts.append(look._(N_("{time} left")).format(time=span_words(pace.seconds_left)))
    return " · ".join(parts)


def size_words(size: float) -> str:
    """Return a byte count in decimal units, `1.2 GB`."""
    step = 0
    while size >= 1000 and step < len(_UNITS) - 1:
        size /= 1000
        step += 1
    return f"{size:.0f} {_UNITS[step]}" if step == 0 or size >= 100 else f"{size:.1f} {_UNITS[step]}"


def span_words(seconds: float) -> str:
    """Return a time span, `9 s`, `4 min`, `2 h 05 min`."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
