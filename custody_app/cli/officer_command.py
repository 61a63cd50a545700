"""`custody officer`: enrol the people who sign, list them, keep their keys."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from custody_app.bootstrap import Bootstrap
from custody_app.cli.main import add_common_options
from custody_app.cli.new_passphrase import add_new_passphrase_options, new_passphrase
from custody_app.cli.output import Output
from custody_app.cli.passphrase import add_passphrase_options, read_passphrase
from custody_app.cli.showing import as_json, show
from custody_app.cli.sitting import Sitting, add_verb, open_to_read, tell_recorded
from custody_app.cli.station_command import add_person_options
from custody_app.diagnostics import InputWrong
from custody_app.domain.roles import ROLES
from custody_app.i18n import N_, Translator
from custody_app.services.enrolment import EnrolledPerson
from custody_app.services.new_person import NewPerson


def add_arguments(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add what `custody officer` takes."""
    tr = translator._
    add_common_options(parser, translator, inner=True)
    verbs = parser.add_subparsers(metavar=tr(N_("VERB")))
    enrol = add_verb(verbs, translator, "enrol", N_("enrol somebody who will sign here"), run_enrol, signs=True)
    add_person_options(enrol, translator)
    add_new_passphrase_options(enrol, translator, "new-")
    add_passphrase_options(enrol, translator, "root-")
    add_verb(verbs, translator, "list", N_("who signs here"), run_list)
    one = add_verb(verbs, translator, "show", N_("one officer"), run_show)
    one.add_argument("officer", metavar="ID")
    export = add_verb(verbs, translator, "export-key", N_("write a key for ssh-keygen"), run_export_key)
    export.add_argument("officer", metavar="ID")
    export.add_argument("--output", required=True, metavar="FILE", type=Path, help=tr(N_("a new file")))
    add_passphrase_options(export, translator)
    change = add_verb(verbs, translator, "change-passphrase", N_("lock a key file anew"), run_change_passphrase)
    change.add_argument("officer", metavar="ID", help=tr(N_("or roster-root, for the roster's root key")))
    add_passphrase_options(change, translator)
    add_new_passphrase_options(change, translator, "new-")


def run_enrol(args: argparse.Namespace, output: Output) -> int:
    """Enrol a person; a supervisor signs, and the roster's root key."""
    bootstrap: Bootstrap = args.bootstrap or Bootstrap()
    with Sitting(args, output) as sitting:
        station = sitting.station
        by = sitting.actor
        chosen = new_passphrase(args, output, bootstrap, "new-")
        by_passphrase = sitting.passphrase(by)
        other_root = args.root_passphrase_file is not None or args.root_passphrase_fd is not None
        root = read_passphrase(args, "", output.translator, "root-") if other_root else by_passphrase
        new = NewPerson(
            id=args.person_id,
            name=args.person_name,
            post=args.post,
            roles=tuple(args.role),
            passphrase=chosen.passphrase,
        )
        enrolled = station.officers.enrol(new, by, by_passphrase, root, args.key_file, sitting.approve)
        version = station.trust.roster.version
        recorded = station.store.statements_of_type("roster.adopt", "key.enrol")[-2:]
        found = {"person": as_json(enrolled), "roster_version": version, **chosen.to_json()}
        tell_recorded(output, station, recorded, **found)
    output.say(N_("{person} is enrolled; the roster is now version {version}."), person=enrolled.id, version=version)
    chosen.tell(output)
    return 0


def run_list(args: argparse.Namespace, output: Output) -> int:
    """List the people on the roster."""
    with open_to_read(args, output) as station:
        people = station.officers.list()
    output.document({"officers": as_json(people)})
    output.table(
        [N_("Id"), N_("Name"), N_("Post"), N_("Roles"), N_("Key here")],
        [[each.id, each.name, each.post, ", ".join(each.roles), _yes(each.has_key_file, output)] for each in people],
    )
    return 0


def run_show(args: argparse.Namespace, output: Output) -> int:
    """Show one person."""
    with open_to_read(args, output) as station:
        person = _one(station.officers.list(), args.officer)
    output.document({"officer": as_json(person)})
    show(
        output,
        {
            N_("Id"): person.id,
            N_("Name"): person.name,
            N_("Post"): person.post,
            N_("Roles"): ", ".join(output.translator._(ROLES.get(role, role)) for role in person.roles),
            N_("Keys"): ", ".join(person.fingerprints),
            N_("Key here"): _yes(person.has_key_file, output),
        },
    )
    return 0


def run_export_key(args: argparse.Namespace, output: Output) -> int:
    """Write a person's key in OpenSSH format, locked with the same passphrase."""
    with open_to_read(args, output) as station:
        passphrase = read_passphrase(args, N_("Passphrase"), output.translator)
        station.officers.export_key(args.officer, passphrase, args.output)
    output.document({"file": str(args.output), "person": args.officer})
    output.say(N_("Written, locked with the same passphrase: {file}"), file=args.output)
    return 0


def run_change_passphrase(args: argparse.Namespace, output: Output) -> int:
    """Lock a person's key file with another passphrase; nothing is recorded."""
    bootstrap: Bootstrap = args.bootstrap or Bootstrap()
    with open_to_read(args, output) as station:
        old = read_passphrase(args, N_("Present passphrase"), output.translator)
        chosen = new_passphrase(args, output, bootstrap, "new-")
        station.officers.change_passphrase(args.officer, old, chosen.passphrase)
    output.document({"person": args.officer, **chosen.to_json()})
    output.say(N_("The passphrase of {person} is changed; the key is the same."), person=args.officer)
    chosen.tell(output)
    return 0


def _one(people: Sequence[EnrolledPerson], person: str) -> EnrolledPerson:
    for each in people:
        if each.id == person:
            return each
    raise InputWrong(
        "PERSON_UNKNOWN",
        N_("{person} is not on the roster."),
        advice=N_("Look it up with: custody officer list"),
        person=person,
    )


def _yes(here: bool, output: Output) -> str:
    return output.translator._(N_("Yes") if here else N_("No"))
