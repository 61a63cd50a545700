"""`custody log anchor`: time stamps of the log, queued offline, sent or carried, and recorded."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from custody_app.bootstrap import Bootstrap
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.sitting import open_to_read, tell_recorded
from custody_app.cli.station_folder import station_folder
from custody_app.diagnostics import CustodyError, InputWrong
from custody_app.i18n import N_, Translator
from custody_app.services.anchoring import QueuedRequest
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded
from custody_app.storage.durable_files import write_durably

_MAX_FILE = 1 << 20


def add_verb_anchor(verbs: Any, translator: Translator) -> None:
    """Add `anchor` and its steps to the verbs of `custody log`."""
    tr = translator._
    summary = tr(N_("time stamps: queue, send or carry requests, record replies"))
    anchor: argparse.ArgumentParser = verbs.add_parser("anchor", help=summary, description=summary)
    add_common_options(anchor, translator, inner=True)
    anchor.set_defaults(run=run_queue)
    steps = anchor.add_subparsers(metavar=tr(N_("STEP")))
    for name, told, run in (
        ("queue", N_("let requests for the present head wait (also without a step)"), run_queue),
        ("list", N_("requests that wait, authorities, and when a renewal is due"), run_list),
        ("send", N_("send the requests that wait, over the network"), run_send),
        ("save", N_("write the requests that wait as .tsq files"), run_save),
        ("take", N_("record replies that were brought as .tsr files"), run_take),
        ("trust", N_("add a time-stamping authority or its next certificate"), run_trust),
    ):
        step = steps.add_parser(name, help=tr(told), description=tr(told))
        add_common_options(step, translator, inner=True)
        step.set_defaults(run=run)
        if name == "save":
            step.add_argument("--folder", metavar="DIR", type=Path, required=True, help=tr(N_("where to")))
        elif name == "take":
            step.add_argument("file", metavar="FILE.tsr", type=Path, nargs="+")
        elif name == "trust":
            step.add_argument("name", metavar="NAME", help=tr(N_("small letters, digits, - and _")))
            step.add_argument("--url", metavar="URL", default="", help=tr(N_("where it is asked; none: by file only")))
            step.add_argument(
                "--certificate", metavar="PEM", type=Path, required=True,
                help=tr(N_("its certificate, with those that issued it")),
            )  # fmt: skip


def run_queue(args: argparse.Namespace, output: Output) -> int:
    """Queue a request for each authority; nothing is sent."""
    with open_to_record(args) as station:
        waiting = station.anchoring.queue()
        few = len(station.anchoring.authorities.all()) < 2
    output.document({"waiting": [each.to_json() for each in waiting]})
    _tell_waiting(waiting, output)
    if few:
        output.message(N_("Two authorities or more are advised: custody log anchor trust NAME --certificate PEM"))
    return 0


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List what waits, who is asked, and how long the time stamps hold."""
    with open_to_read(args, output) as station:
        anchoring = station.anchoring
        waiting, renewal, authorities = anchoring.waiting(), anchoring.renewal(), anchoring.authorities.all()
    output.document(
        {
            "waiting": [each.to_json() for each in waiting],
            "authorities": [{"name": each.name, "url": each.url} for each in authorities],
            "renewal": renewal.to_json(),
        }
    )
    for each in authorities:
        output.say(N_("Authority {name}  {url}"), name=each.name, url=each.url)
    _tell_waiting(waiting, output)
    if renewal.ends:
        output.say(
            N_("Time stamps cover {size} entries and hold until {ends}; renew from {due} on."),
            size=renewal.size,
            ends=renewal.ends,
            due=renewal.due_from,
        )
    if renewal.due:
        output.say(N_("The renewal is due: queue and send a request now."))
    return 0


def run_send(args: argparse.Namespace, output: Output) -> int:
    """Send what waits; exit as the first failure says, after every request was tried."""
    recorded: list[Recorded] = []
    failed: list[CustodyError] = []
    with open_to_record(args) as station:
        for request in station.anchoring.waiting():
            try:
                recorded.append(station.anchoring.send(request))
            except CustodyError as error:
                failed.append(error)
                output.error(error)
        tell_recorded(output, station, recorded, failed=[error.code for error in failed])
    return failed[0].exit_code if failed else 0


def run_save(args: argparse.Namespace, output: Output) -> int:
    """Write each request that waits into a folder, such as on a USB stick."""
    with open_to_read(args, output) as station:
        waiting = station.anchoring.waiting()
    files = []
    for request in waiting:
        target = args.folder / f"{request.file_name}.tsq"
        write_durably(target, request.query, mode=0o644)
        files.append(str(target))
        output.say(N_("Written: {file}"), file=target)
    output.document({"written": files})
    return 0


def run_take(args: argparse.Namespace, output: Output) -> int:
    """Record the replies; a reply that does not hold stops here, those before it stand."""
    contents = [read_small_file(path) for path in args.file]
    with open_to_record(args) as station:
        recorded = [station.anchoring.take(reply) for reply in contents]
        tell_recorded(output, station, recorded)
    return 0


def run_trust(args: argparse.Namespace, output: Output) -> int:
    """Pin an authority's certificate."""
    pem = read_small_file(args.certificate)
    with open_to_record(args) as station:
        authority = station.anchoring.authorities.add(args.name, args.url, pem)
        digests = station.anchoring.authorities.fingerprints(authority.name)
    output.document({"authority": {"name": authority.name, "url": authority.url, "certificates": digests}})
    output.say(N_("Trusted: {name}. Compare the SHA-256 of its certificates:"), name=authority.name)
    for digest in digests:
        output.line(f"  {digest}")
    return 0


def _tell_waiting(waiting: list[QueuedRequest], output: Output) -> None:
    for each in waiting:
        output.say(
            N_("Waiting: {size} entries, {authority}"), size=each.size, authority=each.authority or "–"
        )  # fmt: skip
    if waiting:
        output.say(N_("Nothing is sent until: custody log anchor send"))


def open_to_record(args: argparse.Namespace) -> OpenStation:
    """Open the station to record; raises why it may only be read."""
    station: OpenStation = (args.bootstrap or Bootstrap()).open(station_folder(args))
    if station.read_only_because is not None:
        station.close()
        raise station.read_only_because
    return station


def read_small_file(path: Path) -> bytes:
    """Return a file that was brought along, at most 1 MiB of it; raises InputWrong: FILE_UNREADABLE."""
    try:
        with path.open("rb") as stream:
            return stream.read(_MAX_FILE)
    except OSError as error:
        raise InputWrong(
            "FILE_UNREADABLE",
            N_("{path} cannot be read: {reason}."),
            kept=N_("Nothing was recorded."),
            advice=N_("Check the name."),
            path=path,
            reason=error.strerror,
        ) from error
