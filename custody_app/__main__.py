"""Starts the window: `python -m custody_app [--station DIR] [--language L] [--screenshots DIR]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from custody_app import __version__
from custody_app.i18n import LANGUAGES

EXIT_DONE = 0


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window until it is closed, or paint its pages into files; return the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    args = _parser().parse_args(arguments)
    if args.screenshots is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt is loaded once it is known that a window is wanted.
    from custody_app.ui.start import after_first_paint, application, begin  # noqa: PLC0415

    app = application([sys.argv[0]])
    window, opener = begin(args.language)
    if args.screenshots is not None:
        from custody_app.ui.pictures import paint_pictures  # noqa: PLC0415

        for path in paint_pictures(window, opener, args.station, args.screenshots):
            sys.stdout.write(f"{path}\n")
        return EXIT_DONE
    window.show()

    def start() -> None:
        opener.start(args.station)

    # Pages, services and the database library come then.
    after_first_paint(window, start)
    return app.exec()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="custody-app", description="The window of Custody.")
    parser.add_argument("--version", action="version", version=f"custody-app {__version__}")
    station = os.environ.get("CUSTODY_STATION")
    parser.add_argument(
        "--station",
        metavar="DIR",
        type=Path,
        default=Path(station) if station else None,
        help="the station's folder (else CUSTODY_STATION, else the one opened last)",
    )
    parser.add_argument("--language", choices=LANGUAGES, default="", help="the language of the window")
    parser.add_argument(
        "--screenshots", metavar="DIR", type=Path, help="paint every page into PNG files in DIR and end"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
