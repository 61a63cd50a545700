"""`custody roster`: whose key is whose, and since when."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.sitting import add_verb, open_to_read
from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_, Translator
from custody_app.log.roster_export import allowed_signers, policy
from custody_app.services.trust import ROSTER, SIGNATURES


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody roster` takes."""
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=translator._(N_("VERB")))
    add_verb(verbs, translator, "show", N_("the roster that the people of this station adopted"), run_show)
    summary = N_("write the roster, for whoever checks packages of this station")
    export = add_verb(verbs, translator, "export", summary, run_export)
    export.add_argument("--output", required=True, metavar="DIR", type=Path, help=translator._(N_("a folder")))
    export.add_argument(
        "--with-head",
        action="store_true",
        help=translator._(N_("and the newest signed head: a package made before it then counts as cut short")),
    )


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show the adopted roster."""
    with open_to_read(args, output) as station:
        roster = station.trust.roster
    output.document({"roster": json.loads(roster.canonical), "digest": roster.digest})
    output.say(N_("Roster of {agency}, version {version}"), agency=roster.agency, version=roster.version)
    count = len(roster.roots.keys)
    told = output.translator.ngettext("{k} of {n} root key signs it", "{k} of {n} root keys sign it", count)
    output.line(told.format(k=roster.roots.k, n=count))
    output.table(
        [N_("Id"), N_("Name"), N_("Roles"), N_("Key"), N_("From"), N_("Until")],
        [
            [person.id, person.name, ", ".join(person.roles), held.key.fingerprint, held.valid_from, held.ends or ""]
            for person in roster.people
            for held in person.keys
        ],
    )
    return 0


def run_export(args: argparse.Namespace, output: Output) -> int:
    """Write roster.json, its signatures, allowed_signers, policy and, if asked, the newest head as `held/<size>.note`.

    The head is left out otherwise, since `package export` adds an entry after the head that its package shows: a head
    written afterwards is longer than the package, which verification rightly calls TRUNCATED.
    """
    with open_to_read(args, output) as station:
        roster = station.trust.roster
        files = {
            ROSTER: roster.canonical,
            SIGNATURES: station.trust.signatures,
            "allowed_signers": allowed_signers(roster).encode(),
            "policy": policy(roster).encode(),
        }
        newest = station.store.latest_checkpoint()
        if args.with_head and newest is not None:
            files[f"held/{newest.head.size}.note"] = newest.note
    try:
        for name, content in files.items():
            path: Path = args.output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise EnvironmentUnavailable(
            "FOLDER_UNAVAILABLE",
            N_("The folder {folder} cannot be written: {reason}."),
            advice=N_("Choose a folder that you may write to, on a disk with room."),
            folder=args.output,
            reason=error.strerror or error,
        ) from error
    output.document({"folder": str(args.output), "files": sorted(files), "version": roster.version})
    output.say(N_("Written to {folder}: {files}"), folder=args.output, files=", ".join(sorted(files)))
    output.say(N_("Carry it on another way than the packages that are checked with it."))
    return 0
