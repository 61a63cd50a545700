"""`custody log`: read, prove and verify the station's log."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from custody_app.bootstrap import open_station
from custody_app.cli.log_anchor_command import add_verb_anchor
from custody_app.cli.log_cosign_command import add_verb_cosign
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.station_folder import station_folder
from custody_app.cli.verify_command import tell_outcome
from custody_app.cli.window_words import tell_window
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64
from custody_app.services.log_reading import LogView
from custody_app.services.provable_window import ProvableWindows
from custody_app.services.verifying import verify_path


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody log` takes."""
    tr = translator._
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")), required=True)
    listing = verbs.add_parser("list", help=tr(N_("list entries, newest last")))
    listing.add_argument("--from", dest="start", metavar="N", type=int, default=0, help=tr(N_("first entry")))
    listing.add_argument("--last", metavar="N", type=int, help=tr(N_("only the last N entries")))
    listing.set_defaults(run=run_list)
    show = verbs.add_parser("show", help=tr(N_("show one entry: its bytes, its statement, its signatures")))
    show.add_argument("entry", metavar="N", type=int)
    show.set_defaults(run=run_show)
    verify = verbs.add_parser("verify", help=tr(N_("verify the whole log")))
    verify.add_argument("--trust", metavar="DIR|FILE", type=Path, help=tr(N_("what is trusted from outside")))
    verify.set_defaults(run=run_verify)
    checkpoint = verbs.add_parser("checkpoint", help=tr(N_("print the last signed head")))
    checkpoint.add_argument("--output", metavar="FILE", type=Path, help=tr(N_("write it to FILE")))
    checkpoint.add_argument(
        "--since", metavar="N", type=int, help=tr(N_("with the proof that it continues the head of N entries"))
    )
    checkpoint.add_argument(
        "--witness", metavar="NAME", help=tr(N_("with the proof since the head that this witness cosigned last"))
    )
    checkpoint.set_defaults(run=run_checkpoint)
    proof = verbs.add_parser("proof", help=tr(N_("write the inclusion proof of one entry")))
    proof.add_argument("entry", metavar="N", type=int)
    proof.add_argument("--output", metavar="FILE", type=Path, help=tr(N_("write it to FILE")))
    proof.set_defaults(run=run_proof)
    for verb in (listing, show, verify, checkpoint, proof):
        add_common_options(verb, translator, inner=True)
    add_verb_cosign(verbs, translator)
    add_verb_anchor(verbs, translator)


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List entries with number, claimed time, type, actor and case."""
    with open_station(station_folder(args), writable=False) as station:
        view = LogView(station.store)
        size = station.store.head().size
        start = max(args.start, size - args.last) if args.last else args.start
        rows = [view.row(seq) for seq in range(max(start, 0), size)]
    output.document({"entries": rows})
    output.table(
        [N_("Entry"), N_("Claimed time"), N_("Type"), N_("By"), N_("Case"), N_("Statement")],
        [[str(r["seq"]), r["at"], r["type"], r["actor"], r["case"][:8], r["digest"][:16]] for r in rows],
    )
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show one entry as it stands."""
    with open_station(station_folder(args), writable=False) as station:
        told = LogView(station.store).show(args.entry)
        window = ProvableWindows(station.store).of(args.entry)
    output.document({**told, "window": window.to_json()})
    for line in json.dumps(told, ensure_ascii=False, indent=2).splitlines():
        output.line(line)
    tell_window(window, output)
    return 0


def run_verify(args: argparse.Namespace, output: Output) -> int:
    """Verify the station's whole log."""
    outcome = verify_path(station_folder(args), args.trust, output, output.translator, output.error)
    output.document(outcome.to_json())
    tell_outcome(outcome, output)
    return outcome.exit_code


def run_checkpoint(args: argparse.Namespace, output: Output) -> int:
    """Print or write the last signed head."""
    with open_station(station_folder(args), writable=False) as station:
        saved = station.store.latest_checkpoint()
        since = args.since if args.witness is None else station.witnessing.since(args.witness)
        written = None if since is None else station.witnessing.request(since)
    if saved is None:
        raise InputWrong("LOG_EMPTY", N_("The log is empty."), advice=N_("Record something first."))
    _write(args.output, saved.note if written is None else written, output)
    proof = {} if written is None else {"since": since, "request": written.decode()}
    output.document({**proof, "size": saved.head.size, "root": b64(saved.head.root), "note": saved.note.decode()})
    return 0


def run_proof(args: argparse.Namespace, output: Output) -> int:
    """Print or write an inclusion proof (C2SP tlog-proof)."""
    with open_station(station_folder(args), writable=False) as station:
        proof = LogView(station.store).proof(args.entry)
    _write(args.output, proof, output)
    output.document({"entry": args.entry, "proof": proof.decode()})
    return 0


def _write(target: Path | None, content: bytes, output: Output) -> None:
    if target is not None:
        target.write_bytes(content)
        output.say(N_("Written: {file}"), file=target)
    else:
        for line in content.decode().splitlines():
            output.line(line)
