"""A result as plain text, to be copied, saved or printed."""

from __future__ import annotations

from datetime import UTC, datetime

from custody_app import __version__
from custody_app.clock import format_time
from custody_app.i18n import N_, Translator, visible
from custody_app.ui.pages.verify.telling import FindingLine, Telling
from custody_app.ui.widgets.digest_comparison import first_difference

_WIDTH = 64


def as_text(telling: Telling, subject: str, tr: Translator, now: datetime | None = None) -> str:
    """Return everything the page tells, line by line.

    Args:
        telling: what is shown.
        subject: what was verified, as the person named it.
        tr: the language.
        now: when it is told; claimed time.
    """
    when = format_time(now or datetime.now(UTC))
    told = tr._(N_("Verified with Custody {version} on {time} (this computer's clock)"))
    lines = [
        telling.word.upper(),
        telling.sentence,
        "",
        visible(subject),
        told.format(version=__version__, time=when),
        "",
    ]
    lines += [f"{answer.label}: {answer.word}. {answer.sentence}" for answer in telling.answers]
    if telling.answers:
        lines.append("")
    for value in telling.compared:
        lines += _compared(value.title, value.expected, value.found, tr)
    if telling.findings:
        lines += [tr._(N_("Findings")), ""]
        for finding in telling.findings:
            lines += _finding(finding, tr)
        if telling.more:
            lines.append(tr._(N_("And {count} more.")).format(count=telling.more))
        lines.append("")
    lines += [f"{label}: {value}" for label, value in telling.facts]
    lines += ["", telling.steps] if telling.steps else []
    return "\n".join(lines).rstrip() + "\n"


def _finding(finding: FindingLine, tr: Translator) -> list[str]:
    place = " · ".join(part for part in (finding.code, finding.place) if part)
    lines = [f"[{finding.word}] {finding.sentence}" + (f"  ({place})" if place else "")]
    if finding.expected or finding.found:
        lines += [
            f"    {tr._(N_('expected'))}: {visible(finding.expected) or '–'}",
            f"    {tr._(N_('found'))}: {visible(finding.found) or '–'}",
        ]
    return lines


def _compared(title: str, expected: str, found: str, tr: Translator) -> list[str]:
    recorded, computed = tr._(N_("stored")), tr._(N_("computed"))
    wide = max(len(recorded), len(computed)) + 2
    place = first_difference(expected, found) if expected and found else None
    lines = [title]
    for start in range(0, max(len(expected), len(found)), _WIDTH):
        if expected:
            lines.append(f"  {recorded:<{wide}}{visible(expected[start : start + _WIDTH])}")
        if found:
            lines.append(f"  {computed:<{wide}}{visible(found[start : start + _WIDTH])}")
        if place is not None and start <= place < start + _WIDTH:
            mark = tr._(N_("first difference"))
            lines.append(" " * (2 + wide + place - start) + f"^ {mark}")
    return [*lines, ""]
