"""Choosing a passphrase: six words drawn for the person, or their own, typed twice or read from a file."""

from __future__ import annotations

import argparse
import getpass
import sys
from dataclasses import dataclass, field

from custody_app.bootstrap import Bootstrap
from custody_app.cli.output import Output
from custody_app.cli.passphrase import read_passphrase
from custody_app.crypto.passphrase import offer_six_words
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_, Translator


@dataclass(frozen=True, slots=True)
class ChosenPassphrase:
    """A passphrase for a new key.

    Attributes:
        passphrase: never shown, unless it was drawn here: then once.
        drawn: whether the program drew it.
    """

    passphrase: str = field(repr=False)
    drawn: bool = False

    def to_json(self) -> dict[str, str]:
        """Return the member for the JSON document: only what was drawn here."""
        return {"passphrase": self.passphrase} if self.drawn else {}

    def tell(self, output: Output) -> None:
        """Show what was drawn here, once."""
        if self.drawn:
            output.say(N_("The passphrase, shown this once: {words}"), words=self.passphrase)
            output.say(N_("Nobody can recover it: a forgotten passphrase means a new key."))


def add_new_passphrase_options(parser: argparse.ArgumentParser, translator: Translator, prefix: str) -> None:
    """Add `--offer-passphrase`, `--<prefix>passphrase-file` and `--<prefix>passphrase-fd`."""
    tr = translator._
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--offer-passphrase", action="store_true", help=tr(N_("draw six words and show them once")))
    group.add_argument(f"--{prefix}passphrase-file", metavar="FILE", help=tr(N_("read the passphrase from FILE")))
    group.add_argument(
        f"--{prefix}passphrase-fd", metavar="N", type=int, help=tr(N_("read the passphrase from open descriptor N"))
    )


def new_passphrase(args: argparse.Namespace, output: Output, bootstrap: Bootstrap, prefix: str) -> ChosenPassphrase:
    """Return the passphrase for a new key; on a terminal it is typed twice.

    Raises:
        InputWrong: NO_PASSPHRASE, PASSPHRASE_UNREADABLE, PASSPHRASE_TWICE.
    """
    if args.offer_passphrase:
        return ChosenPassphrase(offer_six_words(bootstrap.random, output.translator.language), drawn=True)
    passphrase = read_passphrase(args, N_("New passphrase"), output.translator, prefix)
    name = prefix.replace("-", "_")
    typed = getattr(args, f"{name}passphrase_file") is None and getattr(args, f"{name}passphrase_fd") is None
    if typed and sys.stdin.isatty() and getpass.getpass(output.translator._(N_("Once more")) + ": ") != passphrase:
        raise InputWrong(
            "PASSPHRASE_TWICE",
            N_("The two passphrases differ."),
            kept=N_("Nothing was changed."),
            advice=N_("Type the same passphrase twice."),
        )
    return ChosenPassphrase(passphrase)
