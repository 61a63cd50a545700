"""`custody station`: make a station, show it, check it, build its lists again."""

from __future__ import annotations

import argparse
from typing import Any

from custody_app.bootstrap import Bootstrap
from custody_app.cli.main import add_common_options
from custody_app.cli.new_passphrase import add_new_passphrase_options, new_passphrase
from custody_app.cli.output import Output
from custody_app.cli.showing import show
from custody_app.cli.sitting import add_verb, open_to_read
from custody_app.cli.station_folder import station_folder
from custody_app.cli.verify_command import tell_kept_files, tell_outcome
from custody_app.diagnostics import InputWrong
from custody_app.domain.roles import ROLES
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import b64
from custody_app.log.verification import load_trust
from custody_app.services.kept_files import check_kept_files
from custody_app.services.new_person import NewPerson
from custody_app.services.station import OpenStation
from custody_app.services.station_file import NUMBER_PATTERN
from custody_app.services.station_setup import StationPlan
from custody_app.services.verifying import verify_station

FIRST_ROLES = ("supervisor", "custodian")


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody station` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    init = add_verb(verbs, translator, "init", N_("make a station and its first officer"), run_init)
    init.add_argument("--agency", required=True, metavar="NAME", help=tr(N_("the agency's name")))
    init.add_argument("--domain", required=True, metavar="DOMAIN", help=tr(N_("such as police.example")))
    init.add_argument("--name", required=True, metavar="NAME", help=tr(N_("the station's name, such as lab-2")))
    init.add_argument(
        "--number-pattern", metavar="PATTERN", default=NUMBER_PATTERN, help=tr(N_("how exhibits are numbered"))
    )
    add_person_options(init, translator)
    add_new_passphrase_options(init, translator, "")
    add_verb(verbs, translator, "show", N_("what this station is"), run_show)
    add_verb(verbs, translator, "check", N_("is everything there, and is the log whole"), run_check)
    add_verb(verbs, translator, "rebuild", N_("build every list again from the log alone"), run_rebuild)


def add_person_options(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what describes a person who is enrolled."""
    tr = translator._
    parser.add_argument("--person-id", required=True, metavar="ID", help=tr(N_("such as l.ferreira, for ever")))
    parser.add_argument("--person-name", required=True, metavar="NAME", help=tr(N_("the full name")))
    parser.add_argument("--post", metavar="TEXT", default="", help=tr(N_("rank or post")))
    parser.add_argument(
        "--role", action="append", default=[], metavar="ROLE", help=f"{tr(N_('may be repeated'))}: {', '.join(ROLES)}"
    )


def run_init(args: argparse.Namespace, output: Output) -> int:
    """Make the station; say where everything lies."""
    directory = station_folder(args)
    bootstrap: Bootstrap = args.bootstrap or Bootstrap()
    chosen = new_passphrase(args, output, bootstrap, "")
    person = NewPerson(
        id=args.person_id,
        name=args.person_name,
        post=args.post,
        roles=tuple(args.role) or FIRST_ROLES,
        passphrase=chosen.passphrase,
    )
    plan = StationPlan(
        agency=args.agency,
        domain=args.domain,
        station=args.name,
        people=(person,),
        language=output.translator.language,
        number_pattern=args.number_pattern,
    )
    info = bootstrap.setup().make(directory, plan)
    with bootstrap.open(directory, writable=False) as station:
        head = _head(station)
        kept_in = station.station_key_in
    output.document(
        {
            "station": str(directory),
            "origin": info.origin,
            "person": person.id,
            "station_key_in": kept_in,
            "head": head,
            **chosen.to_json(),
        }
    )
    output.say(N_("The station is made: {folder}"), folder=directory)
    output.say(N_("Log {origin}, {size} entries"), origin=info.origin, size=head["size"])
    _tell_key_place(kept_in, output)
    chosen.tell(output)
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show what the station is and where its log stands."""
    with open_to_read(args, output) as station:
        head = _head(station)
        info = station.info
        output.document(
            {
                "station": str(station.directory),
                "origin": info.origin,
                "agency": info.agency,
                "epoch": info.epoch,
                "language": info.language,
                "number_pattern": info.number_pattern,
                "station_key_in": station.station_key_in,
                "read_only": station.read_only_because is not None,
                "people": [person.id for person in station.officers.list()],
                "cases": len(station.store.case_ids()),
                "exhibits": len(station.store.exhibit_ids()),
                "head": head,
            }
        )
        show(
            output,
            {
                N_("Folder"): station.directory,
                N_("Agency"): info.agency,
                N_("Log"): info.origin,
                N_("Epoch"): info.epoch,
                N_("Entries"): head["size"],
                N_("Root"): head["root"],
                N_("Exhibit numbers"): info.number_pattern,
                N_("Cases"): len(station.store.case_ids()),
                N_("Exhibits"): len(station.store.exhibit_ids()),
            },
        )
        _tell_key_place(station.station_key_in, output)
    return 0


def run_check(args: argparse.Namespace, output: Output) -> int:
    """Check the database file, the mark outside it, the kept files and the log; exit as `custody verify`."""
    with open_to_read(args, output) as station:
        damage = station.store.quick_check()
        behind = station.read_only_because
        lists = _changed_lists(station)
    outcome = verify_station(station.directory, load_trust(station.directory / "trust"), output, output.translator)
    kept = check_kept_files(station.directory, outcome)
    output.clear_bar()
    output.document(
        {
            "database": damage,
            "mark": behind.code if behind is not None else None,
            "attachments_changed": [each.name for each in kept if each.fault == "changed"],
            "kept_files": [each.to_json() for each in kept],
            "lists_changed": lists,
            "verification": outcome.to_json(),
        }
    )
    for finding in damage:
        output.say(N_("The database file is damaged: {finding}"), finding=finding)
    tell_kept_files(kept, output)
    for name in lists:
        output.say(
            N_("The list {name} is not what the log gives; build it again with: custody station rebuild"), name=name
        )
    tell_outcome(outcome, output)
    wanting = any(each.fault != "stray" for each in kept)
    return 1 if damage or wanting or lists or behind is not None else outcome.exit_code


def run_rebuild(args: argparse.Namespace, output: Output) -> int:
    """Build every list again from the log."""
    with (args.bootstrap or Bootstrap()).open(station_folder(args)) as station:
        station.store.rebuild()
        head = _head(station)
    output.document({"rebuilt": True, "head": head})
    output.say(N_("Every list was built again from {size} entries."), size=head["size"])
    return 0


def _head(station: OpenStation) -> dict[str, Any]:
    head = station.store.head()
    return {"origin": station.info.origin, "size": head.size, "root": b64(head.root)}


def _tell_key_place(kept_in: str, output: Output) -> None:
    if kept_in == "keyring":
        output.say(N_("The station's key is in the system's keyring."))
    else:
        output.say(N_("The station's key is in a file of the station's folder, readable by its owner only."))


def _changed_lists(station: OpenStation) -> list[str]:
    try:
        return station.store.differing_lists()
    except InputWrong:  # the log itself was altered: verification names where
        return []
