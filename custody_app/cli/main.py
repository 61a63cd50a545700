"""`custody`: finds the command, loads only what it needs, and turns errors into messages and exit codes."""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn

from custody_app import __version__
from custody_app.cli.argparse_words import speak
from custody_app.cli.hints import hint
from custody_app.cli.option_words import fill_in
from custody_app.cli.output import Output
from custody_app.cli.streams import make_usable, told_otherwise
from custody_app.diagnostics import CustodyError, InputWrong, ProgramBroken
from custody_app.i18n import LANGUAGES, N_, Translator

if TYPE_CHECKING:
    from custody_app.bootstrap import Bootstrap

COMMANDS: Final = {
    "demo": N_("make a whole sample station"),
    "station": N_("make, show and check a station"),
    "officer": N_("enrol and list the people who sign"),
    "roster": N_("show and export whose key is whose"),
    "case": N_("open, list and show cases"),
    "exhibit": N_("register, hash, verify, seal and follow exhibits"),
    "transfer": N_("hand exhibits over: offer, accept, reject, cancel"),
    "log": N_("read, prove and verify the log"),
    "report": N_("make documents for the court"),
    "package": N_("export and inspect packages"),
    "self-test": N_("check this installation"),
    "hash": N_("hash files and folders, without any station"),
    "check": N_("audit files against a manifest, without any station"),
    "verify": N_("verify a package, a report or a station"),
}
EXIT_DONE, EXIT_WRONG_USE, EXIT_CANCELLED = 0, 2, 130


def main(argv: Sequence[str] | None = None, bootstrap: Bootstrap | None = None) -> int:
    """Run one command; return its exit code (cli.md).

    Args:
        argv: the arguments, `sys.argv` if None.
        bootstrap: what stations are built with, the machine's own clock, randomness and cost if None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    make_usable()
    translator = Translator(_language(arguments))
    output = Output(as_json="--json" in arguments, quiet="--quiet" in arguments, translator=translator)
    return output.end(_told(output, lambda: _obey(arguments, output, bootstrap)))


def _obey(arguments: list[str], output: Output, bootstrap: Bootstrap | None) -> int:
    command = _named_command(arguments)
    parser = build_parser(output.translator, command, alone=arguments[:1] == [command])
    try:
        args = parser.parse_args(arguments)
    except SystemExit as stop:
        return EXIT_DONE if stop.code in (0, None) else EXIT_WRONG_USE
    args.bootstrap = bootstrap
    output.as_json, output.quiet = args.json, args.quiet
    output.hint = functools.partial(hint, args=args)
    code: int = args.run(args, output)
    return code


class _Help(argparse.HelpFormatter):
    """Help as wide as the terminal; argparse asks it for each option, and loads what archives need to find out."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **{"width": _columns() - 2, **options})

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        """Leave examples line by line, so that they can be copied."""
        return text if "\n" in text else super()._fill_text(text, width, indent)


def _columns() -> int:
    """Return what `shutil.get_terminal_size` does."""
    with contextlib.suppress(ValueError):
        if (told := int(os.environ.get("COLUMNS", ""))) > 0:
            return told
    with contextlib.suppress(OSError, ValueError, AttributeError):
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    return 80


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with a command in one line, and which help to look at; options are written out in full."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, "formatter_class": _Help, **options})

    def parse_known_args(  # type: ignore[override]  # the stub's overloads, for one way of calling it
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse; what nobody knows is told here, by the parser of the verb, which knows its own help."""
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(argparse._("unrecognized arguments: %s") % " ".join(unknown))  # type: ignore[attr-defined]
        if not hasattr(known, "run"):
            self.print_help(sys.stderr)
            raise SystemExit(EXIT_WRONG_USE)
        return known, unknown

    def error(self, message: str) -> NoReturn:
        """Refuse the command.

        Raises:
            InputWrong: WRONG_USE.
        """
        raise InputWrong(
            "WRONG_USE",
            N_("The command was not understood: {message}"),
            kept=N_("Nothing was recorded."),
            advice=N_("Look it up with: {command} --help"),
            message=message,
            command=self.prog,
        )


def build_parser(translator: Translator, command: str | None = None, *, alone: bool = False) -> argparse.ArgumentParser:
    """Return the parser.

    Args:
        translator: the language of the help.
        command: the one that gets its own options (None: every one), since each costs its imports.
        alone: leave the others out altogether: where the command comes first, nobody asks for their names.
    """
    speak(translator)
    parser = _Parser(prog="custody", description=translator._(_DESCRIPTION), epilog=_examples(translator))
    parser.add_argument(
        "--version",
        action="version",
        version=f"custody {__version__}",
        help=translator._(N_("show program's version number and exit")),
    )
    add_common_options(parser, translator)
    subparsers = parser.add_subparsers(metavar=translator._(N_("COMMAND")))
    for name, summary in COMMANDS.items():
        if alone and name != command:
            continue
        text = translator._(summary)
        subparser = subparsers.add_parser(name, help=text, description=text)
        if command in (None, name):
            module = importlib.import_module(f"custody_app.cli.{name.replace('-', '_')}_command")
            module.add_arguments(subparser, translator)
            fill_in(subparser, translator)
    return parser


def add_common_options(parser: argparse.ArgumentParser, translator: Translator, *, inner: bool = False) -> None:
    """Add what every command takes, before the command or after it."""
    default = argparse.SUPPRESS if inner else None
    flag = argparse.SUPPRESS if inner else False
    tr = translator._
    station = os.environ.get("CUSTODY_STATION")
    parser.add_argument(
        "--station",
        metavar="DIR",
        default=argparse.SUPPRESS if inner else station,
        help=tr(N_("the station's folder (else CUSTODY_STATION)")),
    )
    parser.add_argument("--json", action="store_true", default=flag, help=tr(N_("one JSON document on stdout")))
    parser.add_argument("--quiet", action="store_true", default=flag, help=tr(N_("no messages, no progress")))
    parser.add_argument(
        "--language", choices=LANGUAGES, default=default, help=tr(N_("the language of messages and documents"))
    )


_EXAMPLES: Final = (
    ("custody demo sample", N_("a sample to look at")),
    ("custody hash DCIM --output DCIM.sha256", N_("digests, without any station")),
    (
        'custody station init --agency Police --domain police.example --name s1 --person-id a.s --person-name "A. S."',
        N_("a station, and its first officer"),
    ),
    ("custody case open --number C-1 --basis-kind consent", N_("a case under its legal basis")),
    (
        'custody exhibit register --case C-1 --type phone --title "Black phone" --seal 0093140',
        N_("an exhibit; its number is told"),
    ),
    ("custody exhibit hash C-1-AS-001 phone.E01", N_("the digests of its content, once for ever")),
    (
        "custody transfer offer C-1-AS-001 --to m.okoye --purpose storage --condition good --seal C-1-AS-001=0093140",
        N_("handed to another person, who accepts"),
    ),
    ("custody package export --case C-1 --output C-1.custody.zip", N_("everything, for others to verify")),
    ("custody verify C-1.custody.zip --trust DIR", N_("what is proven, and what is not")),
)
"""The main job as commands, and what each is for."""


def _examples(translator: Translator) -> str:
    lines = [translator._(N_("For example (--station or CUSTODY_STATION names the station's folder):"))]
    for command, purpose in _EXAMPLES:
        lines += [f"  # {translator._(purpose)}", f"  {command}"]
    return "\n".join(lines)


_DESCRIPTION = N_("The chain of custody of electronic evidence: register, hash, sign, transfer, verify, report.")


def _told(output: Output, work: Callable[[], int]) -> int:
    try:
        return work()
    except CustodyError as error:
        return _tell(output, error)
    except KeyboardInterrupt:
        output.clear_bar()
        sys.stderr.write("custody: " + output.translator._(N_("Cancelled.")) + "\n")
        return EXIT_CANCELLED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except Exception as error:  # noqa: BLE001  (one of the three edges: whatever it is, it is told, with advice)
        if os.environ.get("CUSTODY_TRACEBACK"):
            import traceback  # noqa: PLC0415  (start-up)

            traceback.print_exc()
        return _tell(output, told_otherwise(error) or _broken(error))


def _tell(output: Output, error: CustodyError) -> int:
    output.error(error)
    with contextlib.suppress(OSError):  # a stream that failed may be what is told
        output.document({"error": {"code": error.code, "text": " ".join(output.sentences(error))}})
    return error.exit_code


def _broken(error: Exception) -> ProgramBroken:
    return ProgramBroken(
        "PROGRAM_BROKEN",
        N_("The program failed: {kind}: {reason}"),
        kept=N_("What was recorded before stands; this act was not recorded unless it was said to be."),
        advice=N_("Set CUSTODY_TRACEBACK=1, repeat the command, and send the output to your administrator."),
        kind=type(error).__name__,
        reason=error,
    )


def _language(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--language" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    for variable in ("CUSTODY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value[:2].lower()
    return "en"


def _named_command(arguments: Sequence[str]) -> str | None:
    named = next((argument for argument in arguments if argument in COMMANDS), None)
    return named if named is not None else "none"


if __name__ == "__main__":
    sys.exit(main())
