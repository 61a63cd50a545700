"""`custody exhibit seal`, `move`, `access`, `incident`, `dispose`: what is done with exhibits."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from custody_app.cli.given import add_outsider, given, given_time, outsider
from custody_app.cli.output import Output
from custody_app.cli.sitting import Sitting, add_verb
from custody_app.domain.commands import (
    AccessExhibit,
    Command,
    DisposeExhibit,
    RelocateExhibit,
    ReportIncident,
    SealExhibit,
)
from custody_app.domain.values import OutsidePerson, Seal
from custody_app.domain.vocabulary import DISPOSITIONS, INCIDENTS, SEAL_KINDS, SIGNED_ON
from custody_app.i18n import N_, Translator


def add_verbs(verbs: Any, translator: Translator) -> None:
    """Add the verbs of this module."""
    _add_seal(_several(verbs, translator, "seal", N_("apply, break, renew or check a seal"), run_seal), translator)
    move = _several(verbs, translator, "move", N_("move exhibits to another place; the holder stays"), run_move, False)
    move.add_argument("--to", required=True, metavar="LOCATION")
    move.add_argument("--reason", metavar="TEXT", default="")
    access = _several(verbs, translator, "access", N_("record that somebody saw or worked on exhibits"), run_access)
    access.add_argument("--purpose", required=True, metavar="TEXT")
    for name in ("authority", "changes", "justification"):
        access.add_argument(f"--{name}", metavar="TEXT", default="")
    for name in ("started", "ended"):
        access.add_argument(f"--{name}", metavar="TIME", default="")
    add_outsider(access, translator, "by", N_("who, if nobody of the roster"))
    incident = _several(verbs, translator, "incident", N_("record a loss, damage or another incident"), run_incident)
    incident.add_argument("--kind", required=True, choices=[each.code for each in INCIDENTS])
    incident.add_argument("--what", required=True, metavar="TEXT")
    incident.add_argument("--discovered", metavar="TIME", default="")
    incident.add_argument("--measures", metavar="TEXT", default="")
    incident.add_argument("--photograph", metavar="FILE", type=Path, action="append", default=[])
    _add_dispose(_several(verbs, translator, "dispose", N_("end the custody of exhibits"), run_dispose), translator)


def _several(
    verbs: Any, translator: Translator, name: str, summary: str, run: Any, cosigned: bool = True
) -> argparse.ArgumentParser:
    tr = translator._
    verb = add_verb(verbs, translator, name, summary, run, signs=True, cosigned=cosigned)
    verb.add_argument("exhibits", metavar="EXHIBIT", nargs="+", help=tr(N_("exhibit numbers or ids")))
    verb.add_argument("--case", metavar="CASE", default="", help=tr(N_("where a number is not unique")))
    return verb


def _add_seal(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--apply", metavar="NUMBER", help=tr(N_("a new seal")))
    action.add_argument("--break", dest="break_", metavar="NUMBER", help=tr(N_("the seal that is broken")))
    action.add_argument("--reseal", nargs=2, metavar=("OLD", "NEW"), help=tr(N_("the broken seal and the new one")))
    action.add_argument("--check", metavar="NUMBER", help=tr(N_("the seal on record")))
    parser.add_argument("--kind", choices=[each.code for each in SEAL_KINDS], default="bag")
    parser.add_argument(
        "--confirm", metavar="CODE", action="append", default=[], help=tr(N_("a doubt that was looked at"))
    )
    parser.add_argument("--old-kept", metavar="TEXT", default="", help=tr(N_("where the old seal is kept")))
    intact = parser.add_mutually_exclusive_group()
    intact.add_argument("--intact", dest="intact", action="store_true", default=None)
    intact.add_argument("--not-intact", dest="intact", action="store_false", default=None)
    parser.add_argument("--reads", metavar="NUMBER", default="", help=tr(N_("another number was found on it")))
    parser.add_argument("--purpose", metavar="TEXT", default="")
    parser.add_argument("--place", metavar="TEXT", default="")
    parser.add_argument("--photograph", metavar="FILE", type=Path, action="append", default=[])


def _add_dispose(parser: argparse.ArgumentParser, translator: Translator) -> None:
    tr = translator._
    parser.add_argument("--action", required=True, choices=[each.code for each in DISPOSITIONS])
    parser.add_argument("--authority", required=True, metavar="TEXT")
    parser.add_argument("--method", metavar="TEXT", default="")
    parser.add_argument("--done", metavar="DATE", default="")
    parser.add_argument("--witness", metavar="NAME", action="append", default=[], help=tr(N_("may be repeated")))
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.add_argument("--document", metavar="FILE", type=Path, action="append", default=[])
    add_outsider(parser, translator, "receiver", N_("who takes it back"))
    add_signature(parser, translator)


def add_signature(parser: argparse.ArgumentParser, translator: Translator) -> None:
    """Add the options of a signature by hand, of somebody without a key."""
    tr = translator._
    parser.add_argument(
        "--signature-image", metavar="FILE", type=Path, help=tr(N_("the signature by hand, as a picture"))
    )
    parser.add_argument("--signed-on", choices=[each.code for each in SIGNED_ON], default="screen")


def run_seal(args: argparse.Namespace, output: Output) -> int:
    """Apply, break, renew or check a seal."""
    with Sitting(args, output) as sitting:
        exhibits, case = named_exhibits(args, sitting)
        action, old, new = _seal_act(args)
        command = SealExhibit(
            actor=sitting.actor,
            exhibits=exhibits,
            action=action,
            seal=Seal(number=new, kind=args.kind) if new else None,
            old=old,
            intact=args.intact,
            attachments=tuple(sitting.station.exhibits.attach(path) for path in args.photograph),
            cosigners=sitting.cosigners(),
            confirmed=tuple(args.confirm),
            **given(args, "old_kept", "reads", "purpose", "place"),
        )
        return _record(sitting, command, exhibits, case)


def _seal_act(args: argparse.Namespace) -> tuple[str, str, str]:
    """Return the act, the old seal's number and the new one's."""
    if args.apply is not None:
        return "apply", "", args.apply
    if args.break_ is not None:
        return "break", args.break_, ""
    if args.reseal is not None:
        return "reseal", args.reseal[0], args.reseal[1]
    return "check", args.check, ""


def run_move(args: argparse.Namespace, output: Output) -> int:
    """Move exhibits to another place."""
    with Sitting(args, output) as sitting:
        exhibits, case = named_exhibits(args, sitting)
        command = RelocateExhibit(actor=sitting.actor, exhibits=exhibits, location=args.to, reason=args.reason)
        return _record(sitting, command, exhibits, case)


def run_access(args: argparse.Namespace, output: Output) -> int:
    """Record that somebody saw or worked on exhibits."""
    with Sitting(args, output) as sitting:
        exhibits, case = named_exhibits(args, sitting)
        command = AccessExhibit(
            actor=sitting.actor,
            exhibits=exhibits,
            by=outsider(args, "by"),
            started=given_time(args.started),
            ended=given_time(args.ended),
            cosigners=sitting.cosigners(),
            **given(args, "purpose", "authority", "changes", "justification"),
        )
        return _record(sitting, command, exhibits, case)


def run_incident(args: argparse.Namespace, output: Output) -> int:
    """Record a loss, damage or another incident."""
    with Sitting(args, output) as sitting:
        exhibits, case = named_exhibits(args, sitting)
        command = ReportIncident(
            actor=sitting.actor,
            exhibits=exhibits,
            discovered=given_time(args.discovered),
            attachments=tuple(sitting.station.exhibits.attach(path) for path in args.photograph),
            cosigners=sitting.cosigners(),
            **given(args, "kind", "what", "measures"),
        )
        return _record(sitting, command, exhibits, case)


def run_dispose(args: argparse.Namespace, output: Output) -> int:
    """End the custody of exhibits, with authority; destruction with method and witness."""
    with Sitting(args, output) as sitting:
        station = sitting.station
        exhibits, case = named_exhibits(args, sitting)
        signature = station.exhibits.attach(args.signature_image, "signature").sha256 if args.signature_image else ""
        command = DisposeExhibit(
            actor=sitting.actor,
            exhibits=exhibits,
            receiver=outsider(args, "receiver"),
            witnesses=tuple(OutsidePerson(name=name) for name in args.witness),
            signature=signature,
            signed_on=args.signed_on,
            attachments=tuple(station.exhibits.attach(path, "document") for path in args.document),
            cosigners=sitting.cosigners(),
            **given(args, "action", "authority", "method", "done", "note"),
        )
        return _record(sitting, command, exhibits, case)


def named_exhibits(args: argparse.Namespace, sitting: Sitting) -> tuple[tuple[str, ...], str]:
    """Return the ids of the exhibits that were named, and the case of the first.

    Raises:
        InputWrong: EXHIBIT_UNKNOWN, EXHIBIT_AMBIGUOUS, CASE_UNKNOWN.
    """
    station = sitting.station
    within = station.cases.find(args.case) if args.case else ""
    exhibits = tuple(station.exhibits.find(named, within) for named in args.exhibits)
    return exhibits, station.acts.case_of(exhibits[0])


def _record(sitting: Sitting, command: Command, exhibits: tuple[str, ...], case: str) -> int:
    sitting.record(sitting.station.exhibits.propose(command, case), exhibits=list(exhibits), case=case)
    return 0
