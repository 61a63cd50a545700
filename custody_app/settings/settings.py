"""What a person chose for this program, kept in one JSON file of their settings folder."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from custody_app.paths import config_dir

FILE_NAME: Final = "window.json"


@dataclass(slots=True)
class Settings:
    """A damaged or missing file gives the defaults; an unknown or ill-typed member is left alone.

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

    def save(self) -> bool:
        """Replace the file as a whole or not at all; tell whether that worked, since it is no reason to stop."""
        path = settings_file()
        beside = path.with_suffix(f".{os.getpid()}.new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(asdict(self), stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            return False
        return True


def load_settings() -> Settings:
    """Return what was kept last."""
    settings = Settings()
    try:
        kept = json.loads(settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return settings
    if isinstance(kept, dict):
        for field in fields(Settings):
            value = kept.get(field.name)
            if type(value) is type(getattr(settings, field.name)):
                setattr(settings, field.name, value)
    return settings


def settings_file() -> Path:
    """Return where the settings are kept."""
    return config_dir() / FILE_NAME
