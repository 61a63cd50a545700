"""What a person chose for their window: language, colours, the station opened last."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from custody_app.paths import config_dir

FILE_NAME = "window.json"


@dataclass(slots=True)
class Choices:
    """Kept in the person's settings folder; a damaged or missing file gives the defaults.

    Attributes:
        language: "" follows the system.
        mode: `system`, `light`, `dark`.
        station: folder opened last, "" for none.
        sidebar: whether the sidebar shows words beside its icons.
        field_mode: large targets, one task a screen.
        width, height: of the window, 0 for the default.
    """

    language: str = ""
    mode: str = "system"
    station: str = ""
    sidebar: bool = True
    field_mode: bool = False
    width: int = 0
    height: int = 0

    def save(self) -> None:
        """Write the choices; a settings folder that refuses is no reason to stop."""
        path = _path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")
        except OSError:
            return


def load_choices() -> Choices:
    """Return what was kept last."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Choices()
    choices = Choices()
    if isinstance(kept, dict):
        for field in fields(Choices):
            value = kept.get(field.name)
            if type(value) is type(getattr(choices, field.name)):
                setattr(choices, field.name, value)
    return choices


def _path() -> Path:
    return config_dir() / FILE_NAME
