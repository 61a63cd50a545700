"""`custody exhibit hash` and `verify`: the content is read once, and what was found is signed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from custody_app.cli.output import Output
from custody_app.cli.showing import as_json
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.diagnostics import InputWrong
from custody_app.domain.vocabulary import RESULTS, label_of
from custody_app.hashing.digests import DEFAULT_ALGORITHMS, parse_algorithms
from custody_app.i18n import N_, Translator

EXIT_MATCH, EXIT_NO_MATCH = 0, 1


def add_verbs(verbs: Any, translator: Translator) -> None:
    """Add the verbs of this module."""
    tr = translator._
    for name, summary, run in (
        ("hash", N_("state the digests of an exhibit's content"), run_hash),
        ("verify", N_("compare an exhibit's content with its digests, and record it"), run_verify),
    ):
        verb = add_verb(verbs, translator, name, summary, run, signs=True)
        verb.add_argument("exhibit", metavar="EXHIBIT", help=tr(N_("exhibit number or id")))
        verb.add_argument("path", metavar="PATH", type=Path, help=tr(N_("the file or folder; it is only read")))
        verb.add_argument("--case", metavar="CASE", default="", help=tr(N_("where the number is not unique")))
        verb.add_argument("--note", metavar="TEXT", default="")
        if name == "hash":
            verb.add_argument("--algorithms", metavar="LIST", help=",".join(DEFAULT_ALGORITHMS))


def run_hash(args: argparse.Namespace, output: Output) -> int:
    """Read a file or folder and state its digests: the first are the exhibit's baseline for ever."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        exhibit, case = _exhibit(args, sitting)
        algorithms = parse_algorithms(args.algorithms) if args.algorithms else DEFAULT_ALGORITHMS
        # A wrong passphrase is found before hours of reading, not after.
        sitting.unlock()
        reading = station.readings.read(args.path, algorithms, output)
        output.clear_bar()
        command = reading.hash_command(sitting.actor, exhibit, args.note)
        found: dict[str, Any] = {
            "digests": dict(reading.digests),
            "manifest": reading.manifest,
            "findings": list(reading.findings),
        }
        if reading.findings_count is not None:
            found["findings_count"] = reading.findings_count
        sitting.record(station.exhibits.propose(command, case), exhibit=exhibit, case=case, **found)
    for algorithm, value in reading.digests.items():
        output.line(f"{algorithm}: {value}")
    _tell(output, reading.findings, reading.findings_count)
    return 0


def run_verify(args: argparse.Namespace, output: Output) -> int:
    """Read a file or folder again, record the comparison, exit 0 only for a match."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        exhibit, case = _exhibit(args, sitting)
        baseline = station.exhibits.state(exhibit).baseline
        sitting.unlock()
        repeated = station.readings.read_again(args.path, baseline, station.exhibits.manifest(exhibit), output)
        output.clear_bar()
        command = repeated.verify_command(sitting.actor, exhibit, args.note)
        proposal = station.exhibits.propose(command, case)
        said = proposal.drafts[0].body
        sitting.record(
            proposal,
            exhibit=exhibit,
            case=case,
            result=said["result"],
            expected=as_json(baseline),
            found=dict(command.digests),
            differing=list(command.differing),
            differing_count=command.differing_count,
            findings=list(command.findings),
            **({} if command.findings_count is None else {"findings_count": command.findings_count}),
        )
    output.line(output.translator._(label_of(RESULTS, said["result"])))
    _tell(output, command.differing, command.differing_count)
    _tell(output, command.findings, command.findings_count)
    return EXIT_MATCH if said["result"] == "match" else EXIT_NO_MATCH


def _tell(output: Output, lines: Sequence[str], count: int | None) -> None:
    """Print the first of several things, and how many more there are."""
    for each in lines:
        output.line(f"  {each}")
    if count is not None and count > len(lines):
        output.line("  " + output.translator._(N_("And {count} more.")).format(count=count - len(lines)))


def _exhibit(args: argparse.Namespace, sitting: Sitting) -> tuple[str, str]:
    """Return exhibit id and case id; a path that is not there is a slip of the pen, not a finding."""
    station = sitting.station
    within = station.cases.find(args.case) if args.case else ""
    exhibit = station.exhibits.find(args.exhibit, within)
    if not args.path.exists():
        raise InputWrong(
            "NOT_FOUND",
            N_("There is no file or folder {path}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check the name."),
            path=args.path,
        )
    return exhibit, station.acts.case_of(exhibit)
