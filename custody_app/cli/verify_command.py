"""`custody verify`: a package, a report with a package inside, or a station."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.i18n import N_, Translator
from custody_app.log.verification import Outcome
from custody_app.services.kept_files import KeptFile, check_kept_files
from custody_app.services.verifying import is_station, verify_path

_FAULTS = {
    "missing": N_("The kept file {name} is missing."),
    "changed": N_("The kept file {name} is not what it was."),
    "stray": N_("The file {name} is kept here, and no statement names it."),
}
_ENTRY = N_("entry")
_HEADLINES = {
    "pass": N_("Everything was checked and nothing was found."),
    "unproven": N_("Nothing failed; something is not proven."),
    "fail": N_("Something failed."),
    "unreadable": N_("This cannot be read as a package or a station."),
}
_EVIDENCE = {
    "match": N_("The evidence files match their recorded digests."),
    "mismatch": N_("Does not match: an evidence file differs from its recorded digest."),
    "not_compared": N_("No evidence file was compared here."),
}
_TRANSFERS = {
    "all_signed": N_("Every transfer is signed by giver and receiver."),
    "not_all_signed": N_("Not every transfer is signed by giver and receiver."),
    "none": N_("There is no transfer."),
}
_RECORD = {
    "consistent": N_("The record is consistent; no alteration found."),
    "inconsistent": N_("The record is not consistent."),
}


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody verify` takes."""
    tr = translator._
    parser.add_argument("path", metavar="PATH", type=Path, help=tr(N_("a package, a report, or a station's folder")))
    parser.add_argument(
        "--trust", metavar="DIR|FILE", type=Path, help=tr(N_("what is trusted from outside: a folder or a roster.json"))
    )
    add_common_options(parser, translator, inner=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Verify to the end; print every finding; exit 0, 1, 2 or 3."""
    outcome = verify_path(args.path, args.trust, output, output.translator, output.error)
    output.clear_bar()
    kept = check_kept_files(args.path, outcome) if is_station(args.path) and outcome.outcome != "unreadable" else []
    told = {"kept_files": [each.to_json() for each in kept]} if is_station(args.path) else {}
    output.document({**outcome.to_json(), **told})
    tell_outcome(outcome, output)
    tell_kept_files(kept, output)
    return outcome.exit_code


def tell_outcome(outcome: Outcome, output: Output) -> None:
    """Print the four answers and the findings for people; a mismatch always headlines."""
    tr = output.translator._
    if outcome.evidence == "mismatch":
        output.line(tr(_EVIDENCE["mismatch"]).upper())
    output.line(tr(_HEADLINES[outcome.outcome]))
    if outcome.evidence and outcome.transfers and outcome.record:
        output.line("  " + tr(_EVIDENCE[outcome.evidence]))
        output.line("  " + tr(_TRANSFERS[outcome.transfers]))
        output.line("  " + tr(_RECORD[outcome.record]))
        proofs = ", ".join(outcome.outside_proof) or tr(N_("none"))
        output.say(N_("  Proof from outside: {proofs}"), proofs=proofs)
    for finding in outcome.to_json()["findings"]:
        place = f"  {tr(_ENTRY)} {finding['entry']}" if finding["entry"] is not None else ""
        place += f"  {finding['file']}" if finding["file"] is not None else ""
        output.line(f"{finding['verdict']:8} {finding['code']}{place}")
        output.line(f"         {finding['text']}")
        for name, label in (("expected", N_("expected")), ("found", N_("found"))):
            if finding[name] is not None:
                output.line(f"         {tr(label)}: {finding[name]}")


def tell_kept_files(kept: Sequence[KeptFile], output: Output) -> None:
    """Print the kept files of a station that are not in order, with the statements and exhibits that name them."""
    for each in kept:
        output.say(_FAULTS[each.fault], name=each.name)
        for by in each.named_by:
            exhibits = ", ".join(by.exhibits) or "–"
            output.say(N_("  named by entry {entry}, {type}; exhibits: {exhibits}"), entry=by.entry, type=by.type,
                       exhibits=exhibits)  # fmt: skip
        if each.fault == "changed" and not each.named_by:
            output.say(N_("  named by no statement"))
