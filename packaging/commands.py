"""Writes docs/commands.md: the help of the command line, as it prints it.

Run `.venv/bin/python packaging/commands.py` after each change of a command; a test compares the page with the program.
"""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

from custody_app.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "commands.md"
COLUMNS = "100"
HEAD = """# The command line

Written by `packaging/commands.py`; a test compares it with what the program prints. The help of one verb, with its
options: `custody COMMAND VERB --help`. Exit codes: 0 done, 1 verified and failed, 2 wrong use or unreadable, 3 verified
and something is not proven, 4 refused by a rule, 5 locked, 6 something is missing on this machine, 130 cancelled.
"""


def help_of(*words: str) -> str:
    """Return what `custody WORDS --help` prints in English, 100 columns wide."""
    printed, before = io.StringIO(), os.environ.copy()
    os.environ.pop("CUSTODY_STATION", None)
    os.environ["COLUMNS"] = COLUMNS
    try:
        with contextlib.redirect_stdout(printed):
            main(["--language", "en", *words, "--help"])
    finally:
        os.environ.clear()
        os.environ.update(before)
    return printed.getvalue()


def page() -> str:
    """Return the text of docs/commands.md."""
    parts = [HEAD]
    for words in [(), *((name,) for name in COMMANDS)]:
        title = " ".join(["custody", *words])
        parts.append(f"## {title}\n\n```\n$ {title} --help\n{help_of(*words)}```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(COMMANDS)} commands")
