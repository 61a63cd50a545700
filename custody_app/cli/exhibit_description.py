"""`custody exhibit register`, `derive`, `update`, `attach`, `correct`: what is said of an exhibit."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from custody_app.cli.given import (
    add_outsider,
    add_participants,
    field_value,
    given,
    given_fields,
    given_time,
    outsider,
    pair,
    participants,
)
from custody_app.cli.output import Output
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import CorrectStatement, DeriveExhibit, RegisterExhibit, UpdateExhibit
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.values import Acquisition, Attachment, Place, Seal
from custody_app.domain.vocabulary import (
    ATTACHMENT_KINDS,
    COPY_KINDS,
    FIXATIONS,
    FLAGS,
    SEAL_KINDS,
    WRITE_BLOCKERS,
    Choices,
)
from custody_app.i18n import N_, Translator
from custody_app.log.canonical import CanonRefused, b64, unb64
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded


def codes(choices: Choices) -> list[str]:
    """Return the codes, for `choices=` of an option."""
    return [choice.code for choice in choices]


def add_verbs(verbs: Any, translator: Translator) -> None:
    """Add the verbs of this module."""
    tr = translator._
    register = add_verb(
        verbs, translator, "register", N_("register an exhibit"), run_register, signs=True, cosigned=True
    )
    register.add_argument("--case", required=True, metavar="CASE", help=tr(N_("case number or id")))
    _add_new(register, translator)
    derive = add_verb(
        verbs, translator, "derive", N_("register an exhibit made from others"), run_derive, signs=True, cosigned=True
    )
    derive.add_argument("parents", metavar="EXHIBIT", nargs="+", help=tr(N_("what it was made from")))
    derive.add_argument("--case", metavar="CASE", default="", help=tr(N_("where the number is not unique")))
    _add_new(derive, translator)
    _add_acquisition(derive, translator)
    update = add_verb(verbs, translator, "update", N_("state what is new about an exhibit"), run_update, signs=True)
    _add_one(update, translator)
    update.add_argument("--reason", required=True, metavar="TEXT")
    update.add_argument("--no-flags", action="store_true", help=tr(N_("none of the sensitive flags holds any more")))
    _add_description(update, translator)
    attach = add_verb(verbs, translator, "attach", N_("keep a photograph or paper with it"), run_attach, signs=True)
    _add_one(attach, translator)
    attach.add_argument("files", metavar="FILE", nargs="+", type=Path)
    attach.add_argument("--kind", choices=codes(ATTACHMENT_KINDS), default="photograph")
    attach.add_argument("--caption", metavar="TEXT", default="")
    attach.add_argument("--reason", metavar="TEXT", default="", help=tr(N_("else the caption, or the files' names")))
    correct = add_verb(verbs, translator, "correct", N_("say how a statement should read"), run_correct, signs=True)
    correct.add_argument("statement", metavar="ENTRY|DIGEST", help=tr(N_("the statement's entry number or digest")))
    correct.add_argument("--member", metavar="PATH", default="", help=tr(N_("such as fields.serial")))
    correct.add_argument("--value", required=True, action="append", metavar="TEXT", help=tr(N_("how it should read")))
    correct.add_argument("--reason", required=True, metavar="TEXT")


def _add_one(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument("exhibit", metavar="EXHIBIT", help=tr(N_("exhibit number or id")))
    parser.add_argument("--case", metavar="CASE", default="", help=tr(N_("where the number is not unique")))


def _add_new(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument(
        "--type", required=True, choices=list(EXHIBIT_TYPES), metavar="TYPE", help=", ".join(EXHIBIT_TYPES)
    )
    parser.add_argument("--number", metavar="NUMBER", default="", help=tr(N_("else the next of the agency's pattern")))
    parser.add_argument("--seal", metavar="NUMBER", default="")
    parser.add_argument("--seal-kind", choices=codes(SEAL_KINDS), default="bag")
    parser.add_argument("--location", metavar="TEXT", default="")
    parser.add_argument("--note", metavar="TEXT", default="")
    _add_description(parser, translator)


def _add_description(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    repeated: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("--title", metavar="TEXT", default="", help=tr(N_("one line by which anybody recognises it")))
    parser.add_argument("--field", metavar="KEY=VALUE", **repeated, help=tr(N_("a field of its type; may be repeated")))
    parser.add_argument(
        "--confirm", metavar="CODE", **repeated, help=tr(N_("a doubt that was looked at, such as IMEI_LUHN"))
    )
    parser.add_argument("--basis", metavar="ID", default="", help=tr(N_("the legal basis (the case's only one)")))
    parser.add_argument("--flag", choices=codes(FLAGS), **repeated, help=tr(N_("sensitive content")))
    parser.add_argument("--container", metavar="EXHIBIT", default="", help=tr(N_("the exhibit it was in")))
    parser.add_argument("--court-number", metavar="TEXT", default="")
    parser.add_argument("--agency-number", metavar="TEXT", default="")
    parser.add_argument("--seized", metavar="TIME", default="", help=tr(N_("such as 2026-03-04T10:15-03:00")))
    for part in ("address", "spot", "coordinates"):
        parser.add_argument(f"--place-{part}", metavar="TEXT", default="")
    add_outsider(parser, translator, "from", N_("from whom it was taken"))
    add_outsider(parser, translator, "owner", N_("whose it is"))
    add_participants(parser, translator)
    parser.add_argument("--fixed", choices=codes(FIXATIONS), **repeated, help=tr(N_("how the scene was fixed")))
    parser.add_argument("--step", metavar="ID", **repeated, help=tr(N_("a step that was done")))
    parser.add_argument(
        "--photograph", metavar="FILE", type=Path, nargs="+", action="extend", default=[], help=tr(N_("kept by digest"))
    )
    parser.add_argument(
        "--document", metavar="FILE", type=Path, nargs="+", action="extend", default=[], help=tr(N_("kept by digest"))
    )


def _add_acquisition(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument("--copy", required=True, choices=codes(COPY_KINDS))
    parser.add_argument("--tool", required=True, metavar="TEXT")
    parser.add_argument("--tool-version", required=True, metavar="TEXT")
    parser.add_argument("--settings", metavar="TEXT", default="")
    parser.add_argument("--write-blocker", choices=codes(WRITE_BLOCKERS), default="")
    parser.add_argument("--write-blocker-model", metavar="TEXT", default="")
    parser.add_argument("--started", metavar="TIME", default="")
    parser.add_argument("--ended", metavar="TIME", default="")
    parser.add_argument("--errors", metavar="TEXT", default="", help=tr(N_("what went wrong, in the tool's words")))
    parser.add_argument("--bad-sectors", metavar="N", type=int)
    parser.add_argument(
        "--stored-digest", metavar="ALGORITHM=HEX", action="append", default=[], help=tr(N_("as the tool stored it"))
    )


def run_register(args: argparse.Namespace, output: Output) -> int:
    """Register an exhibit under a legal basis of its case."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        case = station.cases.find(args.case)
        exhibit = station.exhibits.new_id()
        number = args.number or station.exhibits.next_number(case, sitting.actor)
        bases = station.cases.state(case).bases
        command = RegisterExhibit(
            actor=sitting.actor,
            case=case,
            exhibit=exhibit,
            number=number,
            basis=args.basis or (bases[0].id if len(bases) == 1 else ""),
            **_new(args, sitting),
            **_described(args, station, case, args.type),
        )
        sitting.record(station.exhibits.propose(command, case), exhibit=exhibit, number=number, case=case)
    output.say(N_("Exhibit {number}, id {exhibit}"), number=number, exhibit=exhibit)
    return 0


def run_derive(args: argparse.Namespace, output: Output) -> int:
    """Register an exhibit made from others: an image, an extraction, a working copy."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        within = station.cases.find(args.case) if args.case else ""
        parents = tuple(station.exhibits.find(named, within) for named in args.parents)
        case = station.acts.case_of(parents[0])
        exhibit = station.exhibits.new_id()
        number = args.number or station.exhibits.next_derived_number(parents[0])
        command = DeriveExhibit(
            actor=sitting.actor,
            exhibit=exhibit,
            parents=parents,
            number=number,
            basis=args.basis,
            acquisition=_acquisition(args),
            **_new(args, sitting),
            **_described(args, station, case, args.type),
        )
        sitting.record(station.exhibits.propose(command, case), exhibit=exhibit, number=number, case=case)
    output.say(N_("Exhibit {number}, id {exhibit}"), number=number, exhibit=exhibit)
    return 0


def _acquisition(args: argparse.Namespace) -> Acquisition:
    return Acquisition(
        copy=args.copy,
        tool=args.tool,
        version=args.tool_version,
        started=given_time(args.started),
        ended=given_time(args.ended),
        bad_sectors=args.bad_sectors,
        stored_digests=tuple(pair(text, "--stored-digest") for text in args.stored_digest),
        **given(args, "settings", "write_blocker", "write_blocker_model", "errors"),
    )


def _new(args: argparse.Namespace, sitting: Sitting) -> dict[str, Any]:
    return {
        "type": args.type,
        "seal": Seal(number=args.seal, kind=args.seal_kind) if args.seal else None,
        "location": args.location,
        "note": args.note,
        "cosigners": sitting.cosigners(),
    }


def _described(args: argparse.Namespace, station: OpenStation, case: str, type_id: str) -> dict[str, Any]:
    place = {part: getattr(args, f"place_{part}") for part in ("address", "spot", "coordinates")}
    return {
        "fields": given_fields(type_id, args.field, args.title),
        "flags": tuple(args.flag) or None,
        "container": station.exhibits.find(args.container, case) if args.container else "",
        "confirmed": tuple(args.confirm),
        "court_number": args.court_number,
        "agency_number": args.agency_number,
        "seized": given_time(args.seized),
        "place": Place(**place) if any(place.values()) else None,
        "from_": outsider(args, "from"),
        "owner": outsider(args, "owner"),
        "people": participants(args, station.trust.names()),
        "fixed": tuple(args.fixed),
        "steps": tuple(args.step),
        "attachments": (
            *(station.exhibits.attach(path, "photograph") for path in args.photograph),
            *(station.exhibits.attach(path, "document") for path in args.document),
        ),
    }


def run_update(args: argparse.Namespace, output: Output) -> int:
    """State what is new about an exhibit."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        within = station.cases.find(args.case) if args.case else ""
        state = station.exhibits.state(station.exhibits.find(args.exhibit, within))
        said = _described(args, station, state.case, state.type)
        if args.no_flags:
            said["flags"] = ()
        command = UpdateExhibit(actor=sitting.actor, exhibit=state.id, reason=args.reason, basis=args.basis, **said)
        sitting.record(station.exhibits.propose(command, state.case), exhibit=state.id, case=state.case)
    return 0


def run_attach(args: argparse.Namespace, output: Output) -> int:
    """Keep photographs or papers with an exhibit."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        within = station.cases.find(args.case) if args.case else ""
        exhibit = station.exhibits.find(args.exhibit, within)
        kept: tuple[Attachment, ...] = tuple(
            station.exhibits.attach(path, args.kind, args.caption) for path in args.files
        )
        reason = args.reason or args.caption or ", ".join(each.name for each in kept)
        case = station.acts.case_of(exhibit)
        command = UpdateExhibit(actor=sitting.actor, exhibit=exhibit, reason=reason, attachments=kept)
        digests = [each.sha256 for each in kept]
        sitting.record(station.exhibits.propose(command, case), exhibit=exhibit, case=case, attachments=digests)
    return 0


def run_correct(args: argparse.Namespace, output: Output) -> int:
    """Say how a statement should read; the statement itself stays as it is."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        recorded = _statement(station, args.statement)
        command = CorrectStatement(
            actor=sitting.actor,
            statement=b64(recorded.digest),
            member=args.member,
            value=_value(station, recorded, args.member, args.value),
            reason=args.reason,
        )
        case = recorded.statement.case
        sitting.record(station.acts.propose(command, case), corrects=command.statement, case=case)
    return 0


def _statement(station: OpenStation, named: str) -> Recorded:
    if named.isdecimal():
        return station.store.statement(int(named))
    try:
        found = station.store.find_digest(unb64(named, 32))
    except CanonRefused:
        found = None
    if found is None:
        raise InputWrong(
            "STATEMENT_UNKNOWN",
            N_("There is no statement {statement} here."),
            kept=N_("Nothing was recorded."),
            advice=N_("Look it up with: custody exhibit history"),
            statement=named,
        )
    return found


def _value(station: OpenStation, recorded: Recorded, member: str, texts: list[str]) -> str | int | tuple[str, ...]:
    """Return the corrected value as the member it belongs to takes it."""
    exhibits = recorded.statement.exhibits
    kind = EXHIBIT_TYPES.get(station.exhibits.state(exhibits[-1].exhibit).type) if exhibits else None
    spec = kind.field(member.removeprefix("fields.")) if kind and member.startswith("fields.") else None
    if spec is not None and spec.many:
        return tuple(texts)
    return field_value(spec, texts[-1]) if spec is not None else texts[-1]
