"""What lets the receiver check a package without this program: `verify/`."""

from __future__ import annotations

from importlib.resources import files

from custody_app.diagnostics import ProgramBroken
from custody_app.i18n import N_
from custody_app.resources import read_resource

VERIFIER = "verify/verify_custody.py"


def verify_folder() -> dict[str, bytes]:
    """Return path to bytes of the standalone verifier, the shell script and the explanation.

    Raises:
        ProgramBroken: VERIFIER_MISSING, the program was installed without them.
    """
    try:
        return {
            "verify/README.txt": read_resource("package/README.txt"),
            "verify/check.sh": read_resource("package/check.sh"),
            VERIFIER: files("custody_app").joinpath("verifier", "verify_custody.py").read_bytes(),
        }
    except FileNotFoundError as error:
        raise ProgramBroken(
            "VERIFIER_MISSING",
            N_("A part of the program is missing: {file}."),
            kept=N_("No package was written."),
            advice=N_("Install the program again."),
            file=error.filename,
        ) from error
