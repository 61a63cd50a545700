"""The three standard streams as they may be: closed, full, or without our characters."""

from __future__ import annotations

import os
import sys

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong
from custody_app.i18n import N_


def make_usable() -> None:
    """Put a stream that goes nowhere in the place of one that is closed; write what it has no character for as code."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  (as long as we run)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure") and stream.encoding.lower() not in {"utf-8", "utf8"}:
            stream.reconfigure(errors="backslashreplace")


def told_otherwise(error: Exception) -> CustodyError | None:
    """Return the error of an argument or a stream that an exception shows, None where it shows none.

    What was recorded is said before; what reads only asks with such text, so that nothing is recorded by it.
    """
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return InputWrong(
            "TEXT_NOT_UNICODE",
            N_("A text holds bytes that are no characters."),
            kept=N_("Nothing was recorded."),
            advice=N_("Type the text again, or leave those characters out."),
        )
    if isinstance(error, OSError) and error.errno is not None and error.filename is None:
        return EnvironmentUnavailable(
            "SYSTEM_REFUSED",
            N_("The system refused a step: {reason}."),
            kept=N_("What was recorded before stands; this act was not recorded unless it was said to be."),
            advice=N_("Check that the disk has room, and that whatever reads the output is still there."),
            reason=error.strerror,
        )
    return None
