"""The cover of the custody report: whose it is, what it speaks of, and the three plain answers."""

from __future__ import annotations

from collections.abc import Iterator

from custody_app.i18n import N_
from custody_app.reports.documents.setting import Setting, brackets_note, qr_payload, root_hex, withheld_text
from custody_app.reports.engine import Block, Callout, Facts, Paragraph, QrCode, Run, Space, Text, bold, digest
from custody_app.reports.engine.theme import CELL_HEAD, GREY, LABEL, SMALL, SUBTITLE, TITLE
from custody_app.reports.facts.exhibit import Integrity
from custody_app.reports.wording.dates import moment_text

TITLE_WORDS = N_("Digital Evidence Custody Report")


def cover(setting: Setting, *, dense: bool = False) -> Iterator[Block]:
    """Yield the blocks of the first page; `dense` where they would fill more than one."""
    record, wording = setting.record, setting.wording
    unit = record.value("unit")
    yield Paragraph(bold(record.agency), CELL_HEAD.scaled(9.6, 12.6), after=0)
    yield Paragraph(wording.said(unit) or record.station, SMALL, after=8)
    yield Space(10, rule=1.2)
    yield Paragraph(wording.t(TITLE_WORDS), TITLE, kind="Title", after=0)
    yield Paragraph(wording.t(N_("Record of seizure, custody and integrity of the exhibits")), SUBTITLE, after=9)
    yield Facts(_facts(setting))
    answers, sentences = setting.answers, setting.sentences
    yield Callout(wording.t(N_("What was seized?")), sentences.seized(), dense=dense)
    yield Callout(wording.t(N_("Who held it?")), sentences.held(), warn=bool(answers.stretches), dense=dense)
    warn = bool(answers.by_integrity[Integrity.DIFFERS] or answers.by_integrity[Integrity.UNREADABLE])
    yield Callout(wording.t(N_("Is it unchanged?")), sentences.unchanged(), warn=warn, dense=dense)
    if record.verification.record != "consistent":
        yield Callout(wording.t(N_("Is the record itself sound?")), sentences.record_sound(), warn=True, dense=dense)
    yield QrCode(
        qr_payload(record),
        wording.t(N_("QR code with the log, its size, its root and the record digest")),
        _beside(setting),
    )


def _facts(setting: Setting) -> list[tuple[str, Text]]:
    record, wording = setting.record, setting.wording
    number, title = record.value("number"), record.value("title")
    case: list[Run | str] = [*wording.said(number)]
    if title is not None:
        case += [" \u2014 ", *wording.said(title)]
    log = record.log
    speaks = wording.t(
        N_("The record as of {moment}: log {log}, entries 0 to {last}"),
        moment=moment_text(record.moment, wording.language),
        log=log.origin,
        last=wording.number(log.size - 1),
    )
    if setting.issued:
        issuer = record.people.party(setting.issuer)
        issued: Text = wording.party(issuer)
    else:
        issued = bold(wording.t(N_("Copy, not issued")))
    rows: list[tuple[str, Text]] = [
        (wording.t(N_("Court or authority")), wording.said(record.value("authority"))),
        (wording.t(N_("Case")), case),
        (wording.t(N_("Offence")), wording.said(record.value("offence"))),
        (wording.t(N_("Prosecutor")), wording.said(record.value("prosecutor"))),
        (wording.t(N_("Report")), speaks),
        (wording.t(N_("Issued by")), issued),
    ]
    if record.withheld:
        rows.append((wording.t(N_("Withheld")), bold(withheld_text(setting))))
    return rows


def _beside(setting: Setting) -> list[Block]:
    record, wording = setting.record, setting.wording
    text = N_(
        "The QR code holds both values. The machine-readable record is attached inside this PDF file as evidence.json. "
        "The last section tells how anyone can check it without our software."
    )
    after = wording.t(N_("Log root after {count} entries"), count=wording.number(record.log.size))
    return [
        Paragraph(wording.t(N_("Record digest (SHA-256)")), SMALL.scaled(8.2, 10.4), after=0),
        Paragraph(digest(record.digest, 1.0), SMALL.scaled(7.3, 10.2), after=4),
        Paragraph(after, SMALL.scaled(8.2, 10.4), after=0),
        Paragraph(digest(root_hex(record), 1.0), SMALL.scaled(7.3, 10.2), after=4),
        Paragraph(Run(wording.t(text), colour=GREY), SMALL.scaled(8.0, 10.4), after=3),
        Paragraph(brackets_note(wording), LABEL, after=0),
    ]
