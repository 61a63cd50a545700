"""Widgets that leave methods open: Qt's own metaclass together with `abc`, which Qt alone would not heed."""

from __future__ import annotations

from abc import ABCMeta
from typing import Any

from PySide6.QtWidgets import QWidget


class AbstractWidget(ABCMeta, type(QWidget)):  # type: ignore[misc]  # Shiboken's metaclass has no type of its own
    """The metaclass of widgets with abstract methods: what leaves one open cannot be made."""

    def __call__(cls, *args: Any, **named: Any) -> Any:
        """Make the widget.

        Raises:
            TypeError: an abstract method is left open; `object` would say so, Qt's base class does not ask.
        """
        if cls.__abstractmethods__:
            left = ", ".join(sorted(cls.__abstractmethods__))
            raise TypeError(f"{cls.__name__} leaves open: {left}")
        return super().__call__(*args, **named)
