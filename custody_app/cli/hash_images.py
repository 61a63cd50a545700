"""`custody hash IMAGE.E01`: what the image holds, stored and computed digests one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from custody_app.hashing.images.image_hash import MATCH, MISMATCH, NOT_COMPUTED, NOT_STORED, ImageResult, hash_image
from custody_app.hashing.names import name_value, shown
from custody_app.i18n import N_, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from custody_app.cli.output import Output
    from custody_app.i18n import Translator

LABELS: Final = {
    "c": N_("Case number"),
    "n": N_("Evidence number"),
    "a": N_("Description"),
    "e": N_("Examiner"),
    "t": N_("Notes"),
    "m": N_("Acquired"),
    "u": N_("System time"),
    "av": N_("Acquisition tool"),
    "ov": N_("Operating system"),
    "md": N_("Model"),
    "sn": N_("Serial number"),
    "l": N_("Device label"),
}
RESULTS: Final = {
    MATCH: N_("as stored"),
    MISMATCH: N_("not as stored"),
    NOT_STORED: N_("the image stores none"),
    NOT_COMPUTED: N_("not computed"),
}
_STORED, _COMPUTED = N_("stored"), N_("computed")
_SHOWN_RANGES: Final = 100
_EPOCH_DIGITS: Final = 11


def read_image(path: str, algorithms: Sequence[str], progress: Any) -> ImageResult:
    """Read the medium that the image holds; its files were read by themselves."""
    return hash_image(path, algorithms, progress, of_files=())


class ImageReport:
    """Tells people of one image.

    Args:
        out: the command's output.
        on_stdout: whether this is the result of the command, and not a remark beside a manifest.
    """

    def __init__(self, out: Output, *, on_stdout: bool) -> None:
        self._out = out
        self._line = out.line if on_stdout else self._remark
        self._tr: Callable[[str], str] = out.translator._

    def _remark(self, text: str) -> None:
        if not self._out.quiet and not self._out.as_json:
            self._out.clear_bar()
            self._out.stderr.write(visible(text) + "\n")

    def _say(self, message: str, **values: object) -> None:
        self._line(self._tr(message).format_map({name: visible(str(value)) for name, value in values.items()}))

    def tell(self, result: ImageResult) -> None:
        """Tell what the image is, its case data, its digests, and which sectors were not read."""
        self._say(
            N_("{path}: image {format}, {size} bytes; files: {files}"),
            path=shown(result.path),
            format=result.format,
            size=result.size,
            files=len(result.segments),
        )
        facts = result.facts
        for name, value in case_values(result).items():
            self._line(f"  {self._tr(LABELS[name])}: {value}")
        if facts is not None and facts.logical_files_count:
            self._say(N_("  Files in the logical image: {count}"), count=facts.logical_files_count)
        self._tell_digests(result)
        if facts is not None:
            for each in facts.acquisition_errors[:_SHOWN_RANGES]:
                self._say(
                    N_("  Sectors {first} to {last} could not be read when the image was made"),
                    first=each.first,
                    last=each.first + each.sectors - 1,
                )
            self._tell_more(facts.acquisition_errors_count)
        for each in result.corrupt[:_SHOWN_RANGES]:
            self._say(
                N_("  Sectors {first} to {last} are corrupt in the image and count as zeros"),
                first=each.first,
                last=each.first + each.sectors - 1,
            )
        self._tell_more(result.corrupt_count)

    def _tell_more(self, count: int) -> None:
        if count > _SHOWN_RANGES:
            self._say(N_("And {count} more."), count=count - _SHOWN_RANGES)

    def _tell_digests(self, result: ImageResult) -> None:
        width = max(len(self._tr(_STORED)), len(self._tr(_COMPUTED)))
        for each in result.comparisons:
            self._line(f"  {each.algorithm}: {self._tr(RESULTS[each.result])}")
            for label, value in ((_STORED, each.stored), (_COMPUTED, each.computed)):
                if value is not None:
                    self._line(f"    {self._tr(label).ljust(width)}  {value}")
        if not result.digests:
            self._say(N_("  The image is not whole: its content has no digest."))
        elif result.facts is not None and not result.facts.stored:
            self._say(N_("  The image stores no digest to compare with."))


def case_values(result: ImageResult) -> dict[str, str]:
    """Return the case data that people read, seconds since 1970 as a time in UTC."""
    if result.facts is None:
        return {}
    return {
        name: _time(result.facts.case[name]) if name in {"m", "u"} else result.facts.case[name]
        for name in LABELS
        if name in result.facts.case
    }


def _time(text: str) -> str:
    from datetime import UTC, datetime  # noqa: PLC0415  (start-up)

    if text.isascii() and text.isdigit() and len(text) < _EPOCH_DIGITS:
        return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text


def image_document(result: ImageResult, translator: Translator) -> dict[str, Any]:
    """Return an image for the JSON document."""
    from custody_app.clock import format_time  # noqa: PLC0415  (start-up)

    facts = result.facts
    document: dict[str, Any] = {
        "path": name_value(result.path),
        "format": result.format,
        "size": result.size,
        "sector_bytes": result.sector_bytes or None,
        "chunk_bytes": result.chunk_bytes or None,
        "segments": [name_value(each) for each in result.segments],
        "sound": result.sound,
        "digests": dict(result.digests),
        "comparisons": [each._asdict() for each in result.comparisons],
        "corrupt_sectors": [{"first": each.first, "count": each.sectors} for each in result.corrupt],
        "corrupt_ranges": result.corrupt_count,
        "findings": [
            {"code": each.code, "path": name_value(each.path), "text": each.sentence(translator)}
            for each in result.findings
        ],
        "findings_count": result.findings_count,
        "started": format_time(result.started),
        "ended": format_time(result.ended),
    }
    if facts is not None:
        document |= {
            "case": {LABELS[name].lower().replace(" ", "_"): value for name, value in case_values(result).items()},
            "sections": dict(facts.sections),
            "set_identifier": facts.set_identifier.hex() or None,
            "acquisition_errors": [{"first": each.first, "count": each.sectors} for each in facts.acquisition_errors],
            "acquisition_error_ranges": facts.acquisition_errors_count,
            "sessions": list(facts.sessions),
            "logical_files": [{"name": each.name, "size": each.size} for each in facts.logical_files],
            "logical_files_count": facts.logical_files_count,
        }
    return document
