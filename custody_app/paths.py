"""Where the program keeps what is not a station: settings, drafts, marks."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def state_dir() -> Path:
    """Return the folder for the program's own state, `CUSTODY_STATE_DIR` if set."""
    given = os.environ.get("CUSTODY_STATE_DIR")
    return Path(given) if given else Path(platformdirs.user_state_dir("custody", appauthor=False))


def config_dir() -> Path:
    """Return the folder for the user's settings, `CUSTODY_CONFIG_DIR` if set."""
    given = os.environ.get("CUSTODY_CONFIG_DIR")
    return Path(given) if given else Path(platformdirs.user_config_dir("custody", appauthor=False))


def default_station_dir() -> Path:
    """Return the station a person gets when none is named."""
    return Path(platformdirs.user_data_dir("custody", appauthor=False)) / "station"
