"""What the command line prints: results on stdout, progress and messages on stderr."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any, Final, TextIO

from custody_app.cli.hints import ON_COMMAND_LINE
from custody_app.diagnostics import CustodyError, EnvironmentUnavailable
from custody_app.i18n import N_, Translator, visible

_UNUSUAL: Final = re.compile(r"[^ -~\n]")


def _plain(found: re.Match[str]) -> str:
    character = found[0]
    if visible(character) == character:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


class Output:
    """Prints for people or, with `--json`, one JSON document and nothing else on stdout.

    Args:
        as_json: one JSON document on stdout.
        quiet: no messages, no progress.
        translator: the language of every message.

    Attributes:
        hint: names the options of the present command that mend an error.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        quiet: bool,
        translator: Translator,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self.as_json = as_json
        self.quiet = quiet
        self.translator = translator
        self.stdout = stdout if stdout is not None else sys.stdout
        self.stderr = stderr if stderr is not None else sys.stderr
        self.hint: Callable[[CustodyError], str] = lambda _: ""
        self._bar_shown = 0.0
        self._bar_width = 0

    def document(self, value: dict[str, Any]) -> None:
        """Print the one JSON document of this command, if JSON was asked for."""
        if self.as_json:
            import json  # noqa: PLC0415  (start-up)

            text = json.dumps(value, ensure_ascii=False, indent=2)
            # Escaped, what is hidden or no character at all stays what it is, and does nothing to a terminal.
            self.stdout.write(_UNUSUAL.sub(_plain, text) + "\n")

    def end(self, code: int) -> int:
        """Write out what is still held back; return `code`, or 6 where that could not be written.

        Else the interpreter would find out at its very end, and leave with a code of its own.
        """
        try:
            self.stdout.flush()
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())
            if isinstance(error, BrokenPipeError) or code == EnvironmentUnavailable.exit_code:
                return code
            self.error(
                EnvironmentUnavailable(
                    "OUTPUT_NOT_WRITTEN",
                    N_("{path} cannot be written: {reason}."),
                    kept=N_("What was recorded stands; only the answer is cut short."),
                    advice=N_("Choose a folder that you may write to and that has space."),
                    path="/dev/stdout",
                    reason=error.strerror,
                )
            )
            return EnvironmentUnavailable.exit_code
        return code

    def line(self, text: str = "") -> None:
        """Print one line of the result for people; outside text in it is made visible."""
        if not self.as_json:
            self.clear_bar()
            self.stdout.write(visible(text) + "\n")

    def say(self, message: str, **values: object) -> None:
        """Print a translated message with its `{fields}` as one line of the result for people."""
        self.line(self.translator._(message).format_map({name: visible(str(value)) for name, value in values.items()}))

    def message(self, message: str, **values: object) -> None:
        """Print a translated message on stderr, unless quiet."""
        if not self.quiet:
            self.clear_bar()
            shown = {name: visible(str(value)) for name, value in values.items()}
            self.stderr.write(self.translator._(message).format_map(shown) + "\n")

    def table(self, headings: list[str], rows: list[list[str]]) -> None:
        """Print rows under translated headings, columns aligned."""
        if self.as_json:
            return
        cells = [[self.translator._(heading) for heading in headings]]
        cells += [[visible(cell) for cell in row] for row in rows]
        widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
        for row in cells:
            self.line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

    def error(self, error: CustodyError) -> None:
        """Print an error on stderr: what happened, what was kept, what to do."""
        self.clear_bar()
        what, *others = self.sentences(error)
        self.stderr.write(f"custody: {what} [{error.code}]\n")
        for sentence in others:
            self.stderr.write(f"  {sentence}\n")

    def sentences(self, error: CustodyError) -> list[str]:
        """Return an error's sentences, and which options of this command mend it."""
        said = [sentence for sentence in error.sentences(self.translator) if sentence]
        options = self.hint(error)
        if options:
            said.append(self.translator._(ON_COMMAND_LINE).format(options=visible(options)))
        return said

    def report(self, done: int, total: int, current: str) -> None:
        """Draw a progress line on a terminal, at most ten times a second (a `Progress`)."""
        if self.quiet or not self.stderr.isatty() or time.monotonic() - self._bar_shown < 0.1:
            return
        self._bar_shown = time.monotonic()
        share = f"{100 * done / total:5.1f} %" if total else f"{done:,}"
        text = f"{share}  {visible(current)}"[:78]
        self.stderr.write("\r" + text.ljust(self._bar_width))
        self.stderr.flush()
        self._bar_width = len(text)

    def clear_bar(self) -> None:
        """Remove the progress line."""
        if self._bar_width:
            self.stderr.write("\r" + " " * self._bar_width + "\r")
            self._bar_width = 0
