"""What a person chose for their window; kept by `custody_app.settings`."""

from __future__ import annotations

from custody_app.settings import FILE_NAME
from custody_app.settings import Settings as Choices
from custody_app.settings import load_settings as load_choices

__all__ = ["FILE_NAME", "Choices", "load_choices"]
