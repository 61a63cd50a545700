"""Which station a command is about."""

from __future__ import annotations

import argparse
from pathlib import Path

from custody_app.paths import default_station_dir


def station_folder(args: argparse.Namespace) -> Path:
    """Return `--station`, else `CUSTODY_STATION`, else the user's own station."""
    return Path(args.station).absolute() if args.station else default_station_dir()
