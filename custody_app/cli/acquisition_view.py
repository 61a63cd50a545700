"""`custody check LOG`: what an imaging log says, held against the raw image where that lies beside it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from custody_app.cli.output import Output
    from custody_app.hashing.acquisition.record import Acquisition
    from custody_app.hashing.file_hash import FileResult
    from custody_app.hashing.progress import Progress

FIELDS = {
    "examiner": N_("Examiner: {value}"),
    "case_number": N_("Case number: {value}"),
    "evidence_number": N_("Evidence number: {value}"),
    "description": N_("Description: {value}"),
    "notes": N_("Notes: {value}"),
    "source": N_("Read from: {value}"),
    "model": N_("Model: {value}"),
    "serial": N_("Serial number: {value}"),
    "size": N_("Size: {value} bytes"),
    "image": N_("Image: {value}"),
}
OUTCOMES = {
    "pass": N_("The image has the digests that the log gives."),
    "fail": N_("The image does not have the digests that the log gives, or the log contradicts itself."),
    "unreadable": N_("The log has lines that cannot be used, or the image cannot be read whole."),
    "unproven": N_("This is what the log says; no image was read to compare it with."),
}
_OTHER_IMAGES = re.compile(r".*\.(?:e01|ex01|l01|lx01|s01|aff|aff4|afd|ad1)", re.IGNORECASE)


class Checked(NamedTuple):
    """A log, and the raw image if one was found beside it."""

    record: Acquisition
    image: FileResult | None

    @property
    def differing(self) -> tuple[str, ...]:
        """Algorithms in which the image has another digest than the log gives."""
        now: Mapping[str, str] = self.image.digests if self.image is not None else {}
        return tuple(name for name, value in self.record.digests.items() if name in now and now[name] != value)

    @property
    def outcome(self) -> str:
        """Return fail, unreadable, unproven or pass, the first that holds."""
        if self.differing or self.record.contradicts_itself:
            return "fail"
        if self.record.errors_count or (self.image is not None and not self.image.whole):
            return "unreadable"
        return "pass" if self.image is not None else "unproven"


def check_log(path: Path, format_name: str, root: Path | None, progress: Progress) -> Checked:
    """Read the log at `path` and the one raw image that it names, if that lies in `root` or beside it."""
    from custody_app.hashing.acquisition.log import read_acquisition  # noqa: PLC0415  (start-up)
    from custody_app.hashing.file_hash import hash_file  # noqa: PLC0415  (start-up)

    with path.open("rb") as stream:
        record = read_acquisition(stream, format_name)
    image = _image_of(record, root or path.parent, path)
    if image is None or not record.digests:
        return Checked(record, None)
    return Checked(record, hash_file(image, record.digests, progress))


def _image_of(record: Acquisition, folder: Path, log: Path) -> Path | None:
    named = record.files or tuple(record.fields[each] for each in ("image",) if each in record.fields)
    # Names come from other machines: only their last part counts, and only in the folder that was asked for.
    names = {re.split(r"[\\/]", each)[-1] for each in named} - {"", ".", "..", log.name}
    if len(names) != 1:
        return None
    name = names.pop()
    if _OTHER_IMAGES.fullmatch(name) or "\0" in name or len(os.fsencode(name)) > 255:
        return None
    found = folder / name
    return found if found.is_file() and not found.is_symlink() else None


def show_log(checked: Checked, out: Output) -> None:
    """Print the record, the lines that cannot be used, and the outcome."""
    record, tr = checked.record, out.translator
    out.clear_bar()
    for error in record.errors:
        out.stderr.write(f"custody: {error.sentence(tr)} [{error.code}]\n")
    if record.errors_count > len(record.errors):
        out.message(N_("And {count} more."), count=record.errors_count - len(record.errors))
    out.say(N_("Imaging log of {tool} {version}"), tool=record.tool, version=record.version)
    for name, text in FIELDS.items():
        if name in record.fields:
            out.say(text, value=record.fields[name])
    if record.started:
        out.say(N_("Imaging began, by the log: {time}"), time=record.started)
    if record.ended:
        out.say(N_("Imaging ended, by the log: {time}"), time=record.ended)
    if record.bad_count:
        out.say(N_("Sectors that could not be read then: {count}"), count=record.bad_count)
    for first, last in record.bad_sectors:
        out.say(N_("Unreadable sectors {first} to {last}"), first=first, last=last)
    if record.finished is False:
        out.say(N_("The imaging did not succeed, by the log."))
    _show_digests(checked, out)
    out.say(OUTCOMES[checked.outcome])


def _show_digests(checked: Checked, out: Output) -> None:
    from custody_app.hashing.names import shown  # noqa: PLC0415  (start-up)

    record = checked.record
    for name, value in record.digests.items():
        out.say(N_("{algorithm} in the log: {value}"), algorithm=name, value=value)
        again = record.verified.get(name)
        if again is not None and again != value:
            out.say(N_("{algorithm} when it was read again: {value}"), algorithm=name, value=again)
        if checked.image is not None and name in checked.differing:
            out.say(N_("{algorithm} of the image now: {value}"), algorithm=name, value=checked.image.digests[name])
    if checked.image is not None:
        for finding in checked.image.findings:
            out.stderr.write(f"custody: {finding.sentence(out.translator)} [{finding.code}]\n")
        out.say(N_("Read to compare: {path}"), path=shown(checked.image.path))


def log_document(checked: Checked, out: Output) -> dict[str, Any]:
    """Return the record as JSON."""
    from custody_app.hashing.names import name_value  # noqa: PLC0415  (start-up)

    record, image = checked.record, checked.image
    errors = [{"line": each.line, "code": each.code, "text": each.sentence(out.translator)} for each in record.errors]
    return {
        "v": "custody/acquisition/1",
        "outcome": checked.outcome,
        **record._asdict(),
        "errors": errors,
        "image": None if image is None else {"path": name_value(image.path), "digests": dict(image.digests)},
        "differing": list(checked.differing),
    }
