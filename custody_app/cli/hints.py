"""Which option mends an error: advice that only the command line can give, since rules know no options."""

from __future__ import annotations

import argparse
from typing import Final

from custody_app.diagnostics import CustodyError
from custody_app.i18n import N_

ON_COMMAND_LINE: Final = N_("On the command line: {options}")

_OPTIONS: Final = {
    "Access by": ("--by-name",),
    "Act on the seal": ("--apply", "--break", "--reseal", "--check"),
    "Authority": ("--authority",),
    "Case number": ("--number",),
    "Condition": ("--condition", "--received-condition"),
    "Courier": ("--courier-name",),
    "Digests stored by the tool": ("--stored-digest",),
    "Discovered": ("--discovered",),
    "Disposition": ("--action",),
    "Done on": ("--done",),
    "Due back on": ("--due",),
    "Ended": ("--ended",),
    "Exhibit number": ("--number",),
    "Expires on": ("--basis-expires",),
    "Facts and necessity": ("--basis-facts",),
    "Ground": ("--ground",),
    "Handwritten signature": ("--signature-image",),
    "Incident": ("--kind",),
    "Intact": ("--intact", "--not-intact"),
    "Issued by": ("--basis-issuer",),
    "Issued on": ("--basis-issued",),
    "Justification": ("--justification",),
    "Kind of copy": ("--copy",),
    "Kind of legal basis": ("--basis-kind",),
    "Kind of recipient": ("--to-kind",),
    "Legal basis": ("--basis-id", "--basis"),
    "Location": ("--location", "--to"),
    "Method": ("--method",),
    "Number of the order": ("--basis-number",),
    "Old seal number": ("--break", "--reseal", "--check"),
    "Purpose": ("--purpose",),
    "Reason": ("--reason",),
    "Received by": ("--receiver-name",),
    "Return due on": ("--basis-return-due",),
    "Seal number": ("--seal", "--apply", "--reseal"),
    "Started": ("--started",),
    "Text": ("--text",),
    "Time of the seizure": ("--seized",),
    "Tool": ("--tool",),
    "Version of the tool": ("--tool-version",),
    "What happened": ("--what",),
    "Where the old seal is kept": ("--old-kept",),
    "Witness": ("--witness",),
}
"""The label of a field, as rules name it, and the options that fill it, wherever a command has them."""
_DESTINATIONS: Final = {"--break": "break_", "--not-intact": "intact"}
_GIVEN_TOGETHER: Final = {"--apply", "--break", "--reseal", "--check"}


def hint(error: CustodyError, args: argparse.Namespace) -> str:
    """Return the options by which the error is mended in this command, or ""."""
    if "confirm" in error.values and hasattr(args, "confirm"):
        return f"--confirm {error.values['confirm']}"
    if error.code == "FIELD_UNKNOWN":
        return ", ".join(f"--field {key}=…" for key in _keys(str(error.values["type"])))
    if error.code == "FILE_EXISTS" and hasattr(args, "overwrite"):
        return "--overwrite"
    if error.code == "SEAL_MISSING" and hasattr(args, "seal"):
        return f"--seal {error.values['number']}=…"
    return ", ".join(_of_type(str(error.values.get("field", "")), args) or _of_command(error, args))


def _keys(type_id: str) -> list[str]:
    from custody_app.domain.exhibit_types import EXHIBIT_TYPES  # noqa: PLC0415  (start-up)

    return [spec.key for spec in EXHIBIT_TYPES[type_id].fields if spec.key != "title"]


def _of_type(label: str, args: argparse.Namespace) -> tuple[str, ...]:
    """Return the option of a field that the exhibit's type has; where the type is not told, that any type has."""
    from custody_app.domain.exhibit_types import EXHIBIT_TYPES  # noqa: PLC0415  (start-up)

    if not hasattr(args, "field"):
        return ()
    kinds = [EXHIBIT_TYPES[args.type]] if getattr(args, "type", "") in EXHIBIT_TYPES else EXHIBIT_TYPES.values()
    spec = next((each for kind in kinds for each in kind.fields if each.label == label), None)
    if spec is None:
        return ()
    return ("--title",) if spec.key == "title" else (f"--field {spec.key}=…",)


def _of_command(error: CustodyError, args: argparse.Namespace) -> tuple[str, ...]:
    options = _OPTIONS.get(str(error.values.get("field", "")), ())
    there = tuple(each for each in options if hasattr(args, _destination(each)))
    given = tuple(each for each in there if each in _GIVEN_TOGETHER and getattr(args, _destination(each)) is not None)
    return given or there


def _destination(option: str) -> str:
    return _DESTINATIONS.get(option, option.removeprefix("--").replace("-", "_"))
