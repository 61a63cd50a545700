"""argparse's own words in the language of the command."""

from __future__ import annotations

import argparse
from typing import Final

from custody_app.i18n import N_, Translator

WORDS: Final = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
)
"""What argparse says; its own gettext has no catalogue of ours."""


def speak(translator: Translator) -> None:
    """Let argparse say its words in the translator's language, until this is called again."""
    argparse._ = translator._  # type: ignore[attr-defined]
    argparse.ngettext = translator.ngettext  # type: ignore[attr-defined]


def expected(translator: Translator, count: int) -> str:
    """Return what argparse says where an option takes `count` words and got fewer."""
    return translator.ngettext("expected %s argument", "expected %s arguments", count) % count
