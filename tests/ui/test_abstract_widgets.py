"""A form that leaves a method open cannot be made, although Qt's own classes would let it."""

from __future__ import annotations

from abc import abstractmethod

import pytest
from PySide6.QtWidgets import QWidget

from custody_app.ui.widgets.abstract import AbstractWidget


class Form(QWidget, metaclass=AbstractWidget):
    @abstractmethod
    def work(self) -> str:
        """Return what is to be done."""


class WorkingForm(Form):
    def work(self) -> str:
        return "done"


def test_what_is_left_open_is_named(qapp):
    with pytest.raises(TypeError, match="Form leaves open: work"):
        Form()
    form = WorkingForm()
    assert form.work() == "done"
    form.deleteLater()
