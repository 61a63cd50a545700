"""Integrity checks and gaps: every comparison, each difference with what the record says of it, all that is open."""

from __future__ import annotations

from collections.abc import Iterator

from custody_app.domain import lenient
from custody_app.domain.vocabulary import CONTENT_KINDS, label_of
from custody_app.i18n import N_
from custody_app.reports.documents.setting import Setting
from custody_app.reports.engine import (
    Block,
    Column,
    Facts,
    Heading,
    Paragraph,
    Run,
    Stack,
    Table,
    Text,
    WritingLines,
    digest,
    marked,
)
from custody_app.reports.facts.exhibit import ExhibitFacts
from custody_app.reports.facts.record import GapFacts
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.wording.dates import duration_text, long_date, utc_text
from custody_app.reports.wording.members import bytes_text
from custody_app.reports.wording.numbers import algorithm_name

_GAPS = {
    "before_registration": N_(
        "Between the stated time of the seizure and the registration only the registering officer's word tells "
        "who had it."
    ),
    "no_digest": N_("It can hold data, and no digest is on record: nothing can be said of its contents."),
    "never_compared": N_("A digest is on record; the contents were never compared with it."),
    "unreadable": N_("At the last comparison the contents could not be read."),
    "offer_open": N_("It was offered to another person, who has not answered; it counts as held by the giver."),
    "no_seal": N_("No seal in force is on record."),
    "seal_doubtful": N_("Seal {told} was found otherwise than recorded."),
    "lost": N_("It was reported lost."),
    "handwritten": N_(
        "The receiver had no key: the transfer rests on a handwritten signature that an officer attests."
    ),
    "overdue": N_("It was due back on {date}, and its return is not recorded."),
    "basis_to_follow": N_("It was an exigency; the written legal basis is still to follow."),
    "withheld": N_("Members of statements that are withheld here: {told}."),
}


def integrity(setting: Setting) -> Iterator[Block]:
    """Yield the table of comparisons and, for each that did not match, what the record says of it."""
    wording = setting.wording
    exhibits = list(setting.record.exhibits.values())
    yield Paragraph(
        wording.t(
            N_(
                "A comparison reads the contents again and works out their digest. It is recorded whatever it "
                "finds, and "
                "replaces nothing. What is said here is true of the day of the comparison."
            )
        ),
        keep_with_next=True,
    )
    columns = [
        Column(wording.t(N_("No.")), 10, bold=True),
        Column(wording.t(N_("First digest and digest compared (SHA-256, first and last 16)")), 43),
        Column(wording.t(N_("Compared")), 24),
        Column(wording.t(N_("Result")), 27),
    ]
    rows = [row for exhibit in exhibits for row in _rows(exhibit, setting)]
    if rows:
        yield Table(columns, rows)
    else:
        yield Paragraph(wording.t(N_("No comparison is recorded.")))
    number = 0
    for exhibit in exhibits:
        for comparison in exhibit.differences:
            number += 1
            yield Stack(list(_difference(exhibit, comparison, number, setting)))


def _rows(exhibit: ExhibitFacts, setting: Setting) -> Iterator[list[Text]]:
    wording = setting.wording
    first = exhibit.sha256
    for comparison in exhibit.comparisons:
        result = lenient.text(comparison.body, "result")
        found = comparison.sha256(exhibit.id)
        mark, words = {
            "match": ("same", N_("Unchanged")),
            "mismatch": ("changed", N_("Does not match")),
        }.get(result, ("changed", N_("Could not be read")))
        digests = [_ends(first.value) if first else "", "\n", _ends(found) if found else wording.t(N_("no digest"))]
        yield [
            exhibit.number,
            digests,
            [wording.when(comparison.moment), "\n", wording.record.people.name(comparison.actor)],
            [marked(mark, wording.t(words)), wording.ref(comparison.ref)],  # type: ignore[arg-type]  # a MarkKind
        ]


def _ends(value: str) -> Run:
    shown = f"{value[:16]}\u2026{value[-16:]}" if len(value) > 32 else value
    return Run(shown, mono=True, scale=0.9)


def _difference(exhibit: ExhibitFacts, comparison: StatementFacts, number: int, setting: Setting) -> Iterator[Block]:
    wording, body = setting.wording, comparison.body
    unread = lenient.text(body, "result") == "unreadable"
    title = N_("Why {exhibit} could not be read") if unread else N_("Why {exhibit} does not match")
    yield Heading(2, wording.t(title, exhibit=exhibit.number), number=f"5.{number}")
    rows: list[tuple[str, Text]] = [
        (wording.t(N_("Compared")), [wording.when(comparison.moment), wording.ref(comparison.ref)]),
        (wording.t(N_("By")), wording.party(setting.record.people.actor(comparison))),
    ]
    read = wording.t(label_of(CONTENT_KINDS, lenient.text(body, "of")))
    if size := lenient.whole(body, "size"):
        read += f", {bytes_text(size, wording.translator)}"
    rows.append((wording.t(N_("What was read")), read))
    for name, value in sorted(lenient.inner(body, "expected").items(), key=lambda each: (each[0] != "sha256", each[0])):
        found = lenient.text(lenient.inner(body, "digests"), name) or (
            comparison.sha256(exhibit.id) if name == "sha256" else ""
        )
        rows.append((f"{algorithm_name(name)}, {wording.t(N_('expected'))}", digest(str(value), 0.86)))
        rows.append((f"{algorithm_name(name)}, {wording.t(N_('found'))}", digest(found, 0.86) if found else ""))
    if "differing_count" in body:
        rows.append((wording.t(N_("Differences")), wording.number(lenient.whole(body, "differing_count"))))
    for label, member in ((N_("What differs"), "differing"), (N_("Findings while reading"), "findings")):
        if told := lenient.texts(body, member):
            rows.append((wording.t(label), "\n".join(told)))
    if "findings_count" in body:
        rows.append((wording.t(N_("Number of findings")), wording.number(lenient.whole(body, "findings_count"))))
    yield Facts(rows, label_width=128, dense=True)
    remarks = exhibit.remarks(comparison)
    own = lenient.text(body, "note")
    if not remarks and not own:
        yield Paragraph(wording.t(N_("The record holds no explanation of this. Explanation, by hand:")))
        yield WritingLines(2)
        return
    yield Paragraph(wording.t(N_("What the record says of it:")), after=2, keep_with_next=True)
    if own:
        yield Paragraph([f"\u201c{own}\u201d ", _by(comparison, setting)])
    for remark in remarks:
        said = lenient.text(remark.body, "text") or lenient.text(remark.body, "what")
        yield Paragraph([f"\u201c{said}\u201d " if said else "", _by(remark, setting)])


def _by(statement: StatementFacts, setting: Setting) -> Run:
    wording = setting.wording
    name = wording.record.people.name(statement.actor)
    when = utc_text(statement.at, wording.language)
    return Run(f"\u2014 {name}, {when} {wording.bare_ref(statement.ref)}", scale=0.9)


def gaps(setting: Setting) -> Iterator[Block]:
    """Yield everything that the record leaves open."""
    wording, record = setting.wording, setting.record
    if not record.gaps:
        yield Paragraph(wording.t(N_("The program looked for gaps of the kinds it knows and found none.")))
        return
    yield Paragraph(
        wording.t(
            N_(
                "The program looked through the record for what is missing or open. None of this is proof of "
                "anything wrong; "
                "each line is a question that may be asked."
            )
        ),
        keep_with_next=True,
    )
    columns = [
        Column(wording.t(N_("No.")), 11, bold=True),
        Column(wording.t(N_("What is open")), 54),
        Column(wording.t(N_("From, to")), 27),
        Column(wording.t(N_("Entry")), 10),
    ]
    rows = [
        [
            record.exhibit_number(gap.exhibit) if gap.exhibit else wording.t(N_("Case")),
            _gap_words(gap, setting),
            _stretch(gap, setting),
            wording.bare_ref(gap.ref),
        ]
        for gap in record.gaps
    ]
    yield Table(columns, rows)


def _gap_words(gap: GapFacts, setting: Setting) -> str:
    wording = setting.wording
    date = long_date(gap.since, wording.language) if gap.kind == "overdue" else ""
    words = wording.t(_GAPS.get(gap.kind, gap.kind), told=gap.told, date=date)
    basis = setting.record.basis(gap.told) if gap.kind == "basis_to_follow" else None
    return f"{words} {setting.sentences.basis(basis)}" if basis else words


def _stretch(gap: GapFacts, setting: Setting) -> str:
    wording = setting.wording
    if not gap.since:
        return ""
    since = utc_text(gap.since, wording.language)
    if not gap.until:
        return wording.t(N_("since {moment}"), moment=since)
    words = f"{since}\n{utc_text(gap.until, wording.language)}"
    lasted = duration_text(gap.since, gap.until)
    return f"{words}\n({lasted})" if lasted else words
