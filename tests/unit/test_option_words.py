"""Every option of the command line says what it is."""

import argparse

from custody_app.cli.main import build_parser
from custody_app.i18n import Translator

SAID_BY_THEIR_NAMES = {
    "--basis-issued", "--basis-expires", "--basis-return-due", "--basis-facts", "--bad-sectors", "--kind", "--intact",
    "--not-intact", "--document",
}  # fmt: skip


def without_help(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found = found.union(*(without_help(below) for below in action.choices.values()))
        elif action.option_strings and not action.help:
            found.add(action.option_strings[0])
    return found


def test_every_option_says_what_it_is():
    assert without_help(build_parser(Translator("en"))) <= SAID_BY_THEIR_NAMES
