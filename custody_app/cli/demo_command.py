"""`custody demo`: a whole sample station, made through the real services."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from custody_app.bootstrap import open_station, station_setup
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.i18n import N_, Translator
from custody_app.services.demo.sample_station import make_sample_station


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody demo` takes."""
    tr = translator._
    parser.add_argument("directory", metavar="DIR", type=Path, help=tr(N_("a new or empty folder")))
    parser.add_argument("--open", action="store_true", help=tr(N_("open the window on it afterwards")))
    parser.add_argument(
        "--seed", metavar="N", type=int, default=1, help=tr(N_("decides the content of the sample files"))
    )
    add_common_options(parser, translator, inner=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Make the sample; print where everything lies."""
    directory: Path = args.directory.absolute()
    sample = make_sample_station(directory, args.seed, station_setup(), open_station, os.urandom, output.message)
    told = sample.to_json()
    output.document(told)
    output.say(N_("The sample station is ready: {station}"), station=sample.station)
    output.say(N_("Case package: {package}"), package=sample.package)
    output.say(
        N_("Check it with: custody verify {package} --trust {trust}"), package=sample.package, trust=sample.trust
    )
    output.say(N_("Passphrases are in {file}"), file=directory / "README.txt")
    if args.open:
        return subprocess.run(
            [sys.executable, "-m", "custody_app", "--station", str(sample.station)], check=False
        ).returncode
    return 0
