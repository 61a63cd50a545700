"""`custody log cosign`: witness another station's head, or take home what others witnessed of this one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from custody_app.cli.log_anchor_command import open_to_record, read_small_file
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.sitting import open_to_read, tell_recorded
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64
from custody_app.services.brought_head import BroughtHead
from custody_app.services.witnessing import Forked
from custody_app.storage.durable_files import write_durably


def add_verb_cosign(verbs: Any, translator: Translator) -> None:
    """Add `cosign` to the verbs of `custody log`."""
    tr = translator._
    summary = tr(N_("cosign another station's head, or take cosignatures of this one home"))
    parser: argparse.ArgumentParser = verbs.add_parser("cosign", help=summary, description=summary)
    add_common_options(parser, translator, inner=True)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", type=Path, nargs="?", help=tr(N_("another station's head, as brought")))
    what.add_argument("--take", metavar="FILE", type=Path, help=tr(N_("this station's head, cosigned elsewhere")))
    what.add_argument("--key", action="store_true", help=tr(N_("print this station's key as a witness")))
    parser.add_argument("--output", metavar="FILE", type=Path, help=tr(N_("write the cosigned head to FILE")))
    parser.set_defaults(run=run_cosign)


def run_cosign(args: argparse.Namespace, output: Output) -> int:
    """Do one of the three; exit 1 where two heads contradict each other."""
    if args.key:
        return _tell_key(args, output)
    brought = BroughtHead.from_bytes(read_small_file(args.take or args.file))
    return _take(args, brought, output) if args.take else _cosign(args, brought, output)


def _tell_key(args: argparse.Namespace, output: Output) -> int:
    with open_to_read(args, output) as station:
        witness = station.witnessing.witness
    output.document({"witness": witness.to_json()})
    output.line(witness.key.vkey)
    return 0


def _cosign(args: argparse.Namespace, brought: BroughtHead, output: Output) -> int:
    if args.output is not None and args.output.exists():
        raise InputWrong(
            "FILE_EXISTS",
            N_("There is a file {path} already."),
            kept=N_("Nothing was signed or recorded."),
            advice=N_("Choose another name."),
            path=args.output,
        )
    with open_to_record(args) as station:
        done = station.witnessing.cosign(brought)
    if isinstance(done, Forked):
        return _tell_fork(done, output)
    head = done.checkpoint.head
    output.document(
        {
            "log": done.checkpoint.origin,
            "size": head.size,
            "root": b64(head.root),
            "held_before": done.held,
            "note": str(done.note),
        }
    )
    if args.output is not None:
        write_durably(args.output, done.note.encoded, mode=0o644)
        output.say(N_("Written: {file}"), file=args.output)
    else:
        for line in str(done.note).splitlines():
            output.line(line)
    if done.held == 0:
        output.message(N_("This is the first head of {log} that is held here."), log=done.checkpoint.origin)
    return 0


def _take(args: argparse.Namespace, brought: BroughtHead, output: Output) -> int:
    with open_to_record(args) as station:
        done = station.witnessing.take(brought)
        if isinstance(done, Forked):
            return _tell_fork(done, output)
        tell_recorded(output, station, done)
    if not done:
        output.say(N_("These cosignatures were recorded before."))
    return 0


def _tell_fork(done: Forked, output: Output) -> int:
    first, second = done.evidence.heads
    output.document({"fork": {"log": first.origin, "sizes": [first.head.size, second.head.size],
                              "evidence": str(done.file)}})  # fmt: skip
    output.say(N_("Two heads of {log} contradict each other: this log was forked. Nothing was cosigned."),
               log=first.origin)  # fmt: skip
    output.say(N_("The evidence, for anybody to check: {file}"), file=done.file)
    return 1
