"""One person's sitting at a station: what they are about to sign is read back, confirmed, signed and recorded."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from custody_app.bootstrap import Bootstrap
from custody_app.cli.answers import is_yes, question
from custody_app.cli.main import add_common_options
from custody_app.cli.output import Output
from custody_app.cli.passphrase import add_passphrase_options, read_passphrase
from custody_app.cli.showing import FACT
from custody_app.cli.station_folder import station_folder
from custody_app.crypto.ed25519 import SigningKey
from custody_app.diagnostics import Cancelled, InputWrong
from custody_app.domain.readback import ReadBackLine
from custody_app.domain.statement_names import STATEMENT_NAMES
from custody_app.i18n import N_, Translator, visible
from custody_app.log.canonical import b64
from custody_app.log.statement import STATION_ACTOR
from custody_app.services.acts import Proposal
from custody_app.services.packages import ExportRequest
from custody_app.services.station import OpenStation
from custody_app.storage import Recorded

Run = Callable[[argparse.Namespace, Output], int]


def add_verb(
    verbs: Any,
    translator: Translator,
    name: str,
    summary: str,
    run: Run,
    *,
    signs: bool = False,
    cosigned: bool = False,
) -> argparse.ArgumentParser:
    """Add a verb with the common options, and what it needs to sign.

    Args:
        verbs: what `add_subparsers` returned.
        translator: the language of the help.
        name: as typed.
        summary: marked for translation.
        run: the verb's function.
        signs: somebody signs, so `--person`, `--key-file`, passphrase options and `--yes` are taken.
        cosigned: others may sign too.
    """
    tr = translator._
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=tr(summary), description=tr(summary))
    add_common_options(parser, translator, inner=True)
    if signs:
        parser.add_argument("--person", metavar="ID", default="", help=tr(N_("who signs (else whose key is here)")))
        parser.add_argument("--key-file", metavar="FILE", type=Path, help=tr(N_("a key file brought along")))
        parser.add_argument("--yes", action="store_true", help=tr(N_("sign without asking once more")))
        add_passphrase_options(parser, translator)
    if cosigned:
        parser.add_argument(
            "--cosigner", metavar="ID", action="append", default=[], help=tr(N_("who signs too; may be repeated"))
        )
        parser.add_argument(
            "--cosigner-passphrase-file",
            metavar="FILE",
            action="append",
            default=[],
            help=tr(N_("the cosigners' passphrases, in their order")),
        )
    parser.set_defaults(run=run)
    return parser


def open_to_read(args: argparse.Namespace, output: Output) -> OpenStation:
    """Open the station for reading, and say so where it could not be opened for more."""
    station = (args.bootstrap or Bootstrap()).open(station_folder(args), writable=False)
    if station.read_only_because is not None:
        output.error(station.read_only_because)
    return station


class _KeySource(NamedTuple):
    """Where somebody's key and passphrase come from.

    Attributes:
        prefix: of the options that tell, such as `to-`.
        key_file: one that was brought along, None for the one kept here.
        options: stands in for the command's options, for one of several cosigners.
    """

    prefix: str = ""
    key_file: Path | None = None
    options: argparse.Namespace | None = None


class Sitting:
    """The station open for writing, and the keys of those who sign; both are closed and wiped at the end.

    Args:
        args: the command's arguments.
        output: where it is read back and told.

    Raises:
        EnvironmentUnavailable: the station is in use, or may only be read.
    """

    def __init__(self, args: argparse.Namespace, output: Output) -> None:
        self._args = args
        self._output = output
        self.station: OpenStation = (args.bootstrap or Bootstrap()).open(station_folder(args))
        self._keys: dict[str, SigningKey] = {}
        self._passphrases: dict[str, str] = {}
        self._sources: dict[str, _KeySource] = {}
        self._actor = ""

    def __enter__(self) -> Self:
        if self.station.read_only_because is not None:
            self.station.close()
            raise self.station.read_only_because
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for key in self._keys.values():
            key.wipe()
        self.station.close()

    @property
    def actor(self) -> str:
        """The person id of whoever sits here: `--person`, whom `--key-file` names, or the only one with a key here.

        Raises:
            InputWrong: OFFICER_NOT_NAMED.
        """
        if not self._actor:
            self._actor = self._args.person or self._only_person()
            self._sources[self._actor] = _KeySource("", self._args.key_file)
        return self._actor

    def passphrase(self, person: str) -> str:
        """Return somebody's passphrase, asked for once.

        Raises:
            InputWrong: NO_PASSPHRASE, PASSPHRASE_UNREADABLE.
        """
        if person not in self._passphrases:
            source = self._sources.get(person, _KeySource())
            args = self._args if source.options is None else source.options
            prompt = self._output.translator._(N_("Passphrase of {person}")).format(person=visible(person))
            self._passphrases[person] = read_passphrase(args, prompt, self._output.translator, source.prefix)
        return self._passphrases[person]

    def unlock(self, person: str = "") -> SigningKey:
        """Return the key of the person (the actor for ""), unlocked once for the whole command.

        Raises:
            Locked: WRONG_PASSPHRASE; InputWrong, RuleRefused: as `Session.fresh`.
        """
        person = person or self.actor
        if person not in self._keys:
            source = self._sources.get(person, _KeySource())
            path = source.key_file or self.station.session.key_file(person)
            self._keys[person] = self.station.session.fresh(person, self.passphrase(person), path)
        return self._keys[person]

    def joined_by(self, person: str, prefix: str) -> None:
        """Say that somebody else signs here too, with the options `--<prefix>…`."""
        if person != self.actor:
            self._sources[person] = _KeySource(prefix, getattr(self._args, f"{prefix}key_file".replace("-", "_"), None))

    def cosigners(self) -> tuple[str, ...]:
        """Return the cosigners, each joined by the passphrase file in the same place."""
        files = self._args.cosigner_passphrase_file
        for place, person in enumerate(self._args.cosigner):
            own = argparse.Namespace(passphrase_file=files[place] if place < len(files) else None)
            self._sources[person] = _KeySource(options=own)
        return tuple(self._args.cosigner)

    def record(self, proposal: Proposal, **found: Any) -> tuple[Recorded, ...]:
        """Read the proposal back, ask, sign, record and tell.

        Args:
            proposal: what will be signed.
            found: members for the JSON document besides what was recorded.

        Raises:
            Cancelled: the person said no; and as `unlock` and `Acts.record`.
        """
        self.approve(proposal)
        signers = {person: self.unlock(person) for person in proposal.signers}
        recorded = self.station.acts.record(proposal, signers)
        tell_recorded(self._output, self.station, recorded, **found)
        return recorded

    def approve(self, proposal: Proposal) -> None:
        """Read a proposal back and, on a terminal, ask whether it is to be signed.

        Raises:
            Cancelled: the person said no.
        """
        for lines in self.station.acts.read_back(proposal):
            self._read_back(lines)
        self._confirm(N_("Sign and record this?"))

    def approve_export(self, request: ExportRequest) -> None:
        """Read back what a package will hold, who signs it and what is recorded of it, and ask on a terminal.

        Raises:
            Cancelled: the person said no; InputWrong: LOG_EMPTY.
        """
        tr = self._output.translator._
        for label, value in (
            (N_("Package"), request.target),
            (N_("Signed by"), self.actor),
            *((N_("With the evidence file"), path) for path in request.evidence),
        ):
            self._tell(tr(FACT).format(label=tr(label), value=visible(str(value))))
        self._read_back(self.station.packages.read_back(request))
        self._confirm(N_("Sign and write this package?"))

    def _only_person(self) -> str:
        if self._args.key_file is not None:
            return self.station.session.owner(self._args.key_file)
        people = self.station.session.people_with_keys()
        if len(people) != 1:
            raise InputWrong(
                "OFFICER_NOT_NAMED",
                N_("Several officers have a key at this station, so it must be said who signs."),
                kept=N_("Nothing was recorded."),
                advice=N_("Give --person with one of: {people}."),
                people=", ".join(people),
            )
        return people[0]

    def _read_back(self, lines: Sequence[ReadBackLine]) -> None:
        tr = self._output.translator._
        for line in lines:
            label = tr(line.label)
            if line.group:
                label = f"{tr(line.group)} {line.item or ''}".rstrip() + f" · {label}"
            value = tr(line.value) if line.term else line.value
            said = tr(FACT).format(label=label, value=value)
            self._tell(value if line.path == "@type" else f"  {said}")

    def _confirm(self, text: str) -> None:
        if self._args.yes or not self._interactive:
            return
        translator = self._output.translator
        sys.stderr.write(question(text, translator))
        sys.stderr.flush()
        if not is_yes(sys.stdin.readline(), translator):
            raise Cancelled

    def _tell(self, text: str) -> None:
        if not self._output.as_json:
            self._output.line(text)
        elif self._interactive or not self._output.quiet:
            self._output.stderr.write(visible(text) + "\n")

    @property
    def _interactive(self) -> bool:
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def tell_recorded(output: Output, station: OpenStation, recorded: Sequence[Recorded], **found: Any) -> None:
    """Tell what was recorded, which is said only of what is durable and was read back."""
    head = station.store.head()
    statements = [
        {
            "type": each.statement.type,
            "id": each.statement.id,
            "seq": each.seq,
            "digest": b64(each.digest),
            "case": each.statement.case,
            "at": each.statement.at,
        }
        for each in recorded
    ]
    log = {"origin": station.info.origin, "size": head.size, "root": b64(head.root)}
    output.document({**found, "recorded": statements, "head": log})
    for each in recorded:
        name = STATEMENT_NAMES.get(each.statement.type)
        label = output.translator._(name.label) if name else each.statement.type
        output.say(N_("Recorded: {label}, entry {seq}, {digest}"), label=label, seq=each.seq, digest=b64(each.digest))
    tell_clock_steps(output, station, recorded)


def tell_clock_steps(output: Output, station: OpenStation, recorded: Sequence[Recorded]) -> None:
    """Say on stderr that the station's clock was moved, where its own statement of that went before what was recorded.

    A bad clock blocks nothing; whoever signs should put it right, and know that the record says so.
    """
    first = min((each.seq for each in recorded), default=0)
    steps = station.store.statements_of_type("clock.step")
    before = next((step for step in steps if step.seq == first - 1 and step.statement.actor == STATION_ACTOR), None)
    if before is not None:
        output.message(
            N_("The clock of this machine was moved: {before} before, {after} now. Entry {seq} says so; set it right."),
            before=before.body.get("before", ""),
            after=before.body.get("after", ""),
            seq=before.seq,
        )
