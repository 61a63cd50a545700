"""The exhibits: a list, their digests, and a card for each with its photograph and the table of its custody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from custody_app.domain import lenient
from custody_app.domain.bodies import member_at
from custody_app.domain.exhibit_types import EXHIBIT_TYPES
from custody_app.domain.vocabulary import CONTENT_KINDS, PARTS, SEAL_KINDS, label_of
from custody_app.i18n import N_
from custody_app.reports.documents.setting import Setting
from custody_app.reports.engine import (
    Block,
    Column,
    Columns,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Run,
    Stack,
    Table,
    Text,
    digest,
    marked,
    mono,
)
from custody_app.reports.engine.text import MarkKind, plain
from custody_app.reports.engine.theme import CAPTION
from custody_app.reports.facts.exhibit import Digest, ExhibitFacts, Integrity
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.facts.transfer import TransferFacts
from custody_app.reports.wording.dates import moment_text, short_date
from custody_app.reports.wording.members import bytes_text, coded_text, field_rows, type_name
from custody_app.reports.wording.numbers import algorithm_name
from custody_app.reports.wording.told import details, happened, taken
from custody_app.reports.wording.wording import Wording

_ACQUISITION = tuple(
    f"acquisition.{name}"
    for name in (
        "copy", "tool", "version", "settings", "write_blocker", "write_blocker_model",
        "started", "ended", "errors", "bad_sectors",
    )
)  # fmt: skip
_TAKEN_AT: Final = N_("Taken at")
_TAKEN_FROM: Final = N_("Taken from")
_LABELS: Final = 92.0
_SHORT: Final = 30  # characters that half the width of a page holds beside their label
_WORTH_TWO: Final = 4  # fewer short facts stay one below the other
_SELDOM = frozenset({"acquisition.write_blocker_model", "acquisition.bad_sectors"})
"""Left out where nothing was said; of the rest an empty line is left."""
_STATES: dict[Integrity, tuple[MarkKind, str]] = {
    Integrity.UNCHANGED: ("same", N_("Unchanged when compared on {date}")),
    Integrity.DIFFERS: ("changed", N_("Does not match: compared on {date}")),
    Integrity.UNREADABLE: ("changed", N_("Could not be read on {date}")),
    Integrity.NEVER_COMPARED: ("open", N_("Hashed, not compared since")),
    Integrity.NO_DIGEST: ("open", N_("No digest on record")),
    Integrity.NOT_DIGITAL: ("unknown", N_("Not comparable by digest")),
}


def state_words(exhibit: ExhibitFacts, wording: Wording) -> Text:
    """Return a sign and the words for what is known of the content."""
    mark, words = _STATES[exhibit.integrity]
    last = exhibit.last_comparison
    date = short_date(last.at, wording.language) if last else ""
    return [marked(mark, wording.t(words, date=date)), *([wording.ref(last.ref)] if last else [])]


def exhibit_list(setting: Setting) -> Iterator[Block]:
    """Yield the table of exhibits and that of their digests."""
    wording = setting.wording
    exhibits = list(setting.record.exhibits.values())
    columns = [
        Column(wording.t(N_("No.")), 10, bold=True),
        Column(wording.t(N_("Exhibit")), 40),
        Column(wording.t(N_("Type and size")), 27),
        Column(wording.t(N_("Contents")), 27),
    ]
    yield Table(columns, [_listed(exhibit, setting) for exhibit in exhibits])
    hidden = N_(
        "A mark such as ⟨U+202E⟩ shows a hidden character in a name; such characters can make a name look different."
    )
    yield Paragraph(wording.t(hidden), CAPTION)
    hashed = [exhibit for exhibit in exhibits if exhibit.digests]
    if not hashed:
        return
    yield Heading(2, wording.t(N_("Digests first taken (SHA-256)")))
    digests = [
        Column(wording.t(N_("No.")), 12, bold=True),
        Column(wording.t(N_("Digest: compare it group by group")), 92),
    ]
    rows: list[list[Text]] = [
        [exhibit.number, [digest(found.value), wording.ref(found.ref), *_of_what(exhibit, found, wording)]]
        for exhibit in hashed
        if (found := exhibit.sha256) is not None
    ]
    yield Table(digests, rows)


def _of_what(exhibit: ExhibitFacts, found: Digest, wording: Wording) -> list[Run | str]:
    """Return, on a line of its own, what a digest was taken of."""
    read = next((each for each in exhibit.hashes if each.ref == found.ref), None)
    return ["\n", *_read(read, wording, ref=False)] if read else []


def exhibit_cards(setting: Setting) -> Iterator[Block]:
    """Yield a card for each exhibit."""
    for exhibit in setting.record.exhibits.values():
        yield from _card(exhibit, setting)


def _listed(exhibit: ExhibitFacts, setting: Setting) -> list[Text]:
    wording = setting.wording
    named: list[Run | str] = wording.said(exhibit.value("fields.title"))
    make = " ".join(filter(None, (exhibit.text("fields.make"), exhibit.text("fields.model"))))
    serial = exhibit.text("fields.serial") or exhibit.text("fields.imei")
    second = "; ".join(filter(None, (make, serial)))
    if second:
        named += ["\n" if named else "", second]
    if exhibit.parents:
        parents = ", ".join(setting.record.exhibit_number(parent) for parent in exhibit.parents)
        named += ["\n", wording.t(N_("Made from {exhibits}"), exhibits=parents)]
    size = _size(exhibit)
    kind = type_name(exhibit.type, wording.translator)
    return [
        exhibit.number,
        named,
        kind if size is None else f"{kind}\n{bytes_text(size, wording.translator)}",
        state_words(exhibit, wording),
    ]


def _size(exhibit: ExhibitFacts) -> int | None:
    return next((lenient.whole(each.body, "size") for each in exhibit.hashes if "size" in each.body), None)


def _card(exhibit: ExhibitFacts, setting: Setting) -> Iterator[Block]:
    wording = setting.wording
    title = f"{exhibit.number} \u2014 {exhibit.title}" if exhibit.title else exhibit.number
    heading = Heading(2, title, f"exhibit-{exhibit.id}")
    rows = _card_facts(exhibit, setting)
    pictures = list(_pictures(exhibit, setting))
    facts = [Facts(rows, label_width=_LABELS, dense=True)]
    described = [Columns([facts, pictures], [0.64, 0.36])] if pictures else _side_by_side(rows, setting)
    yield Stack([heading, *described], kind="Card")
    if exhibit.photographs_left_out:
        left_out = wording.ngettext(
            "{count} photograph is kept and not shown: the exhibit is flagged as sensitive.",
            "{count} photographs are kept and not shown: the exhibit is flagged as sensitive.",
            exhibit.photographs_left_out,
        )
        yield Paragraph(left_out, CAPTION)
    columns = [
        Column("#", 4, bold=True),
        Column(wording.t(N_("When")), 23),
        Column(wording.t(N_("What happened")), 34),
        Column(wording.t(N_("From / to")), 19),
        Column(wording.t(N_("Entry")), 10),
        Column(wording.t(N_("Signed by, with key")), 23),
    ]
    yield Table(columns, _custody_rows(exhibit, setting))


def _side_by_side(rows: Sequence[tuple[str, Text]], setting: Setting) -> Sequence[Block]:
    """Return short facts in two columns, then those that need the width of the page, the state of contents last."""
    by_hand = {setting.wording.t(label) for label in (_TAKEN_AT, _TAKEN_FROM)}
    fit = (row for row in rows[1:-1] if len(plain(row[1])) <= _SHORT and (row[1] or row[0] not in by_hand))
    short = [rows[0], *fit]
    wide = Facts([row for row in rows if row not in short], label_width=_LABELS, dense=True)
    if len(short) < _WORTH_TWO:
        return [Facts(rows, label_width=_LABELS, dense=True)]
    half = -(-len(short) // 2)
    beside = Columns(
        [[Facts(part, label_width=_LABELS, dense=True)] for part in (short[:half], short[half:])], [0.5, 0.5]
    )
    beside.after = 0.0
    wide.before = 0.0
    return [beside, wide]


def _card_facts(exhibit: ExhibitFacts, setting: Setting) -> list[tuple[str, Text]]:
    wording, t = setting.wording, setting.wording.t
    rows: list[tuple[str, Text]] = [
        (t(N_("Type")), [type_name(exhibit.type, wording.translator), wording.ref(exhibit.ref)])
    ]
    rows += [
        (label, [text, wording.ref(value.ref)])
        for label, text, value in field_rows(exhibit, wording.translator)
        if value.member != "fields.title"
    ]
    rows += _made(exhibit, setting) if exhibit.parents else _taken(exhibit, wording)
    if any(member.startswith("owner.") for member in exhibit.said):
        rows.append((t(N_("Owner")), _joined(exhibit, ["owner.name", "owner.relation", "owner.identity"], wording)))
    seized = exhibit.value("seized")
    if seized is not None:
        moment = exhibit.first.moment._replace(at=seized.text)
        rows.append((t(N_("Seized")), [moment_text(moment, wording.language), wording.ref(seized.ref)]))
    for part in dict.fromkeys(part for part, _, _ in exhibit.people):
        names: list[Run | str] = []
        for _, party, ref in (each for each in exhibit.people if each[0] == part):
            names += [", " if names else "", party.shown, wording.ref(ref)]
        rows.append((t(label_of(PARTS, part)), names))
    for member, label in (("fixed", N_("Fixed by")), ("flags", N_("Sensitive content"))):
        if (value := exhibit.value(member)) is not None and value.value:
            rows.append((t(label), [coded_text(value, wording.translator), wording.ref(value.ref)]))
    basis = setting.record.basis(exhibit.text("basis"))
    if basis is not None:
        rows.append((t(N_("Legal basis")), [setting.sentences.basis(basis), wording.ref(basis.ref)]))
    rows += _card_state(exhibit, wording)
    return rows


def _taken(exhibit: ExhibitFacts, wording: Wording) -> list[tuple[str, Text]]:
    """Return where and from whom it was taken; what nobody said is left blank, to be asked."""
    place = ["place.address", "place.spot", "place.coordinates"]
    person = ["from.name", "from.relation", "from.identity"]
    return [
        (wording.t(_TAKEN_AT), _joined(exhibit, place, wording)),
        (wording.t(_TAKEN_FROM), _joined(exhibit, person, wording)),
    ]


def _made(exhibit: ExhibitFacts, setting: Setting) -> list[tuple[str, Text]]:
    """Return from what, how and with what a derived exhibit was made."""
    wording = setting.wording
    parents = ", ".join(setting.record.exhibit_number(parent) for parent in exhibit.parents)
    rows: list[tuple[str, Text]] = [(wording.t(N_("Made from")), [parents, wording.ref(exhibit.ref)])]
    told = dict(details(exhibit.first, _ACQUISITION, wording))
    for path in _ACQUISITION:
        known = member_at(exhibit.first.type, path)
        label = wording.t(known.label) if known else path
        if label in told or path not in _SELDOM:
            rows.append((label, [told[label], wording.ref(exhibit.ref)] if label in told else ""))
    examiner = setting.record.people.actor(exhibit.first)
    rows.append((wording.t(N_("Made by")), [wording.party(examiner), wording.ref(exhibit.ref)]))
    stored = lenient.inner(lenient.inner(exhibit.first.body, "acquisition"), "stored_digests")
    for algorithm, value in stored.items():
        label = wording.t(N_("{algorithm} stored by the tool"), algorithm=algorithm_name(algorithm))
        rows.append((label, [digest(str(value), 0.86), wording.ref(exhibit.ref)]))
    return rows


def _card_state(exhibit: ExhibitFacts, wording: Wording) -> list[tuple[str, Text]]:
    t = wording.t
    seals: list[Run | str] = []
    for number, kind, ref in exhibit.seal_numbers:
        shown = f"{number} ({t(label_of(SEAL_KINDS, kind))})" if kind else number
        seals += [", " if seals else "", shown, wording.ref(ref)]
    rows: list[tuple[str, Text]] = [(t(N_("Seals")), seals)] if seals or _sealable(exhibit) else []
    for member, label in (
        ("court_number", N_("Court's number")),
        ("agency_number", N_("Other agency's number")),
        ("location", N_("Location")),
    ):
        if (value := exhibit.value(member)) is not None and value.text:
            rows.append((t(label), wording.said(value)))
    rows += [(t(N_("What was read")), _read(each, wording)) for each in exhibit.hashes[:1]]
    rows += [
        (algorithm_name(each.algorithm), [digest(each.value, 0.86), wording.ref(each.ref)]) for each in exhibit.digests
    ]
    rows.append((t(N_("Contents")), state_words(exhibit, wording)))
    return rows


def _read(statement: StatementFacts, wording: Wording, *, ref: bool = True) -> list[Run | str]:
    """Return what the first digests are of: a file, or the list of files of a folder."""
    body = statement.body
    words: list[Run | str] = [wording.t(label_of(CONTENT_KINDS, lenient.text(body, "of")))]
    if source := lenient.text(body, "source"):
        words += [wording.colon, Run(source)]
    if "files" in body:
        words += [", ", wording.ngettext("{count} file", "{count} files", lenient.whole(body, "files"))]
    if "size" in body:
        words += [", ", bytes_text(lenient.whole(body, "size"), wording.translator)]
    return [*words, wording.ref(statement.ref)] if ref else words


def _sealable(exhibit: ExhibitFacts) -> bool:
    """Tell whether a seal is to be expected, so that a line is left where none is recorded."""
    kind = EXHIBIT_TYPES.get(exhibit.type)
    return not exhibit.parents and kind is not None and kind.physical


def _joined(exhibit: ExhibitFacts, members: Sequence[str], wording: Wording) -> list[Run | str]:
    """Return the values that were said, in one line, with the entries that said them."""
    said = [value for member in members if (value := exhibit.value(member)) is not None and value.text]
    refs = dict.fromkeys(value.ref for value in said)
    values: list[Run | str] = []
    for value in said:  # each in a run of its own: a spot in Arabic does not turn round the coordinates beside it
        values += [", " if values else "", Run(value.text)]
    return [*values, *(wording.ref(ref) for ref in refs)]


def _pictures(exhibit: ExhibitFacts, setting: Setting) -> Iterator[Block]:
    wording = setting.wording
    for number, photograph in enumerate(exhibit.photographs, 1):
        content = setting.pictures(photograph.sha256)
        alt = wording.t(N_("Photograph {number} of exhibit {exhibit}"), number=number, exhibit=exhibit.number)
        caption = f"{wording.t(N_('Photograph'))} {number}"
        caption = wording.pair(caption, photograph.caption) if photograph.caption else caption
        ends = f"{photograph.sha256[:8]} \u2026 {photograph.sha256[-8:]}"
        said: list[Run | str] = [caption, wording.ref(photograph.ref), "\nSHA-256 ", mono(ends, 0.8)]
        if content is None:
            missing = N_("{label}: its file is not kept here; SHA-256 {digest}")
            yield Paragraph(wording.t(missing, label=caption, digest=photograph.sha256), CAPTION)
            continue
        unreadable = wording.t(N_("This picture cannot be shown; its file is kept under its digest."))
        yield Picture(content, alt, said, most=118.0 if number == 1 else 84.0, unreadable=unreadable)


def _custody_rows(exhibit: ExhibitFacts, setting: Setting) -> list[list[Text]]:
    wording, record = setting.wording, setting.record
    # An offer that was accepted is told with its acceptance; any other offer stands for itself.
    offered = (record.by_offer.get(s.ref) for s in record.lines.get(exhibit.id, ()))
    told_later = {t.offer.ref for t in offered if t and t.answer and t.answer.type == "transfer.accept"}
    line = [statement for statement in record.lines.get(exhibit.id, ()) if statement.ref not in told_later]
    rows: list[list[Text]] = []
    for number, statement in enumerate(line, 1):
        transfer = record.by_answer.get(statement.ref)
        between: Text
        if transfer is not None and statement.type == "transfer.accept":
            told: Text = taken(transfer, exhibit.id, wording)
            between = _passed(transfer, exhibit, wording)
            entry = f"{wording.bare_ref(transfer.offer.ref)}\n{wording.bare_ref(statement.ref)}"
            signed: Text = wording.signatures(transfer.offer, statement)
            if transfer.handwritten:
                signed = [*wording.signatures(transfer.offer, statement), "\n", wording.t(N_("(receiver by hand)"))]
        else:
            told = happened(statement, exhibit, wording)
            between = _beginning(exhibit, statement, setting)
            entry = wording.bare_ref(statement.ref)
            signed = wording.signatures(statement)
        rows.append([str(number), wording.when(statement.moment), told, between, entry, signed])
    return rows


def _passed(transfer: TransferFacts, exhibit: ExhibitFacts, wording: Wording) -> str:
    """Return who gave it to whom, or with whom it stayed."""
    if exhibit.id in transfer.accepted:
        return f"{transfer.giver.shown}\n\u2192 {transfer.receiver.shown}"
    return wording.t(N_("stays with {name}"), name=transfer.giver.shown)


def _beginning(exhibit: ExhibitFacts, statement: StatementFacts, setting: Setting) -> Text:
    """Return who had it before and after a statement that is no transfer: only a registration begins a holding."""
    wording = setting.wording
    if statement.ref == exhibit.ref:
        return f"\u2192 {setting.record.people.actor(statement).shown}"
    if statement.type == "transfer.offer":
        transfer = setting.record.by_offer[statement.ref]
        offered = wording.t(N_("offered to {name}"), name=transfer.receiver.shown)
        return f"{transfer.giver.shown}\n{offered}"
    if statement.type in {"transfer.reject", "transfer.cancel"} and statement.ref in setting.record.by_answer:
        return wording.t(N_("stays with {name}"), name=setting.record.by_answer[statement.ref].giver.shown)
    if statement.type == "exhibit.dispose":
        receiver = lenient.text(lenient.inner(statement.body, "receiver"), "name")
        return f"\u2192 {receiver}" if receiver else "\u2014"
    return ""
