"""The transfer receipt: two halves, one for the giver and one for the receiver, both saying the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from custody_app.diagnostics import InputWrong
from custody_app.domain import lenient
from custody_app.domain.vocabulary import PURPOSES, RECIPIENT_KINDS, SIGNED_ON, label_of
from custody_app.i18n import N_
from custody_app.log.canonical import unb64
from custody_app.reports.documents.setting import Setting, qr_payload
from custody_app.reports.engine import (
    Block,
    Column,
    Columns,
    CutLine,
    Document,
    EndOfList,
    Paragraph,
    QrCode,
    Run,
    Signatures,
    Signer,
    Space,
    Stack,
    Table,
    Text,
    bold,
    digest,
    marked,
)
from custody_app.reports.engine.text import runs_of
from custody_app.reports.engine.theme import CELL, GREY, LABEL, NAME, RECEIPT_TITLE, SMALL
from custody_app.reports.facts.said import Party
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.facts.transfer import TransferFacts, TransferLine
from custody_app.reports.wording.dates import long_date, moment_text
from custody_app.reports.wording.numbers import short_key, yes_no

TITLE = N_("Custody transfer receipt")
_QR_SHARE: Final = 0.2
_SHORT: Final = 8
_CUT: Final = 14.0
_GAP: Final = 6.0
_STATUS = {
    "open": N_("Offered; not answered yet"),
    "accepted": N_("Accepted"),
    "rejected": N_("Rejected: nothing changed hands"),
    "cancelled": N_("Taken back: nothing changed hands"),
}


def write(document: Document, setting: Setting, offer: str) -> None:
    """Put both copies into `document`: on one page with a line to cut along, or else each on pages of its own.

    Args:
        document: gets the copies.
        setting: of the document.
        offer: digest of the offer's statement, standard base64.

    Raises:
        InputWrong: OFFER_UNKNOWN.
    """
    transfer = next((each for each in setting.record.transfers if each.offer.digest == offer), None)
    if transfer is None:
        raise InputWrong(
            "OFFER_UNKNOWN",
            N_("There is no such offer in this case."),
            kept=N_("Nothing was written."),
            advice=N_("Look it up with: custody transfer list"),
        )
    wording = setting.wording
    first = _copy(setting, transfer, wording.t(N_("Copy for the giver")))
    second = _copy(setting, transfer, wording.t(N_("Copy for the receiver")))
    paper = document.paper
    free = document.page_room() - 2 * (Stack(first).height(document.pen, paper.width) + _GAP) - _CUT
    document.add(*first)
    if free >= 0:
        document.move_to(document.y - _GAP - free / 2)
        document.add(CutLine())
        document.move_to(document.y - _GAP)
    else:
        document.break_page()
    document.add(*second)


def _copy(setting: Setting, transfer: TransferFacts, copy: str) -> list[Block]:
    wording = setting.wording
    blocks: list[Block] = [
        _head(setting, transfer, copy),
        Columns(
            [_person(setting, N_("Given by"), transfer.giver), _person(setting, N_("Received by"), transfer.receiver)],
            (0.5, 0.5),
        ),
        _lines(setting, transfer),
        EndOfList(
            wording.ngettext("{count} exhibit. End of list.", "{count} exhibits. End of list.", len(transfer.lines))
        ),
        Signatures([_giver(setting, transfer), _receiver(setting, transfer)], box=34, inside=True),
        *([Space(8)] if transfer.handwritten else []),  # the attestation may take a second line
    ]
    blocks += [_log_line(setting, each) for each in (transfer.offer, transfer.answer) if each is not None]
    return blocks


def _head(setting: Setting, transfer: TransferFacts, copy: str) -> Block:
    record, wording = setting.record, setting.wording
    about = f"OFFER {transfer.offer.ref.entry}"
    case = " \u00b7 ".join(
        filter(None, (wording.t(N_("Case {number}"), number=record.number), record.agency, record.station))
    )
    status = _status(setting, transfer)
    said: list[Block] = [
        Paragraph(wording.t(TITLE), RECEIPT_TITLE, kind="H1", after=1),
        Paragraph([bold(copy), " \u00b7 ", status], CELL, after=3),
        Paragraph(case, CELL, after=2),
        Paragraph(_moment(setting, N_("Offered {moment}"), transfer.offer), CELL, after=1),
    ]
    if transfer.answer is not None:
        said.append(Paragraph(_moment(setting, N_("Answered {moment}"), transfer.answer), CELL, after=1))
    said.append(_facts(setting, transfer))
    alt = wording.t(N_("QR code with the log, its size, its root and the record digest"))
    return Columns([said, [QrCode(qr_payload(record, about), alt)]], (1 - _QR_SHARE, _QR_SHARE))


def _status(setting: Setting, transfer: TransferFacts) -> str:
    """Return what came of the offer; where only some exhibits were taken, how many."""
    wording, taken = setting.wording, len(transfer.accepted)
    if transfer.status == "accepted" and taken < len(transfer.lines):
        told = N_("Accepted: {part} of {whole}; the rest was rejected and stays with the giver")
        return wording.t(told, part=wording.number(taken), whole=wording.number(len(transfer.lines)))
    return wording.t(_STATUS.get(transfer.status, transfer.status))


def _moment(setting: Setting, message: str, statement: StatementFacts) -> list[Run | str]:
    wording = setting.wording
    return [wording.t(message, moment=moment_text(statement.moment, wording.language)), wording.ref(statement.ref)]


def _person(setting: Setting, label: str, party: Party) -> list[Block]:
    wording = setting.wording
    kind = wording.t(label_of(RECIPIENT_KINDS, party.kind)) if party.kind else ""
    return [
        Paragraph(wording.t(label), LABEL, after=0),
        Paragraph(party.shown, NAME, after=0),
        Paragraph(
            ", ".join(filter(None, (party.post, kind, party.org if party.org != party.shown else ""))), CELL, after=2
        ),
    ]


def _facts(setting: Setting, transfer: TransferFacts) -> Block:
    """Return purpose, condition and what else was said of the whole transfer, in running lines."""
    words: list[Run | str] = []
    for label, value in _said(setting, transfer):
        words += [" \u00b7 " if words else "", Run(f"{label}{setting.wording.colon}", colour=GREY), *runs_of(value)]
    return Paragraph(words, CELL, after=0)


def _said(setting: Setting, transfer: TransferFacts) -> list[tuple[str, Text]]:
    wording, offer = setting.wording, transfer.offer
    purpose = transfer.text("purpose")
    rows: list[tuple[str, Text]] = [
        (wording.t(N_("Purpose")), [wording.t(label_of(PURPOSES, purpose)), wording.ref(offer.ref)] if purpose else ""),
        (wording.t(N_("Condition")), [transfer.text("condition"), wording.ref(offer.ref)]),
    ]
    if due := transfer.text("due"):
        rows.append((wording.t(N_("Due back on")), [long_date(due, wording.language), wording.ref(offer.ref)]))
    courier = lenient.inner(offer.body, "courier")
    if courier:
        named = ", ".join(filter(None, (lenient.text(courier, name) for name in ("name", "org", "tracking"))))
        rows.append((wording.t(N_("Courier")), [named, wording.ref(offer.ref)]))
    if transfer.answer is not None and transfer.answer.type != "transfer.accept":
        rows.append(
            (wording.t(N_("Reason")), [lenient.text(transfer.answer.body, "reason"), wording.ref(transfer.answer.ref)])
        )
    return rows


def _lines(setting: Setting, transfer: TransferFacts) -> Table:
    """Return the table of exhibits; a column of digests only where one of them has any."""
    wording = setting.wording
    exhibits = [setting.record.exhibits.get(line.exhibit) for line in transfer.lines]
    digests = any(exhibit is not None and exhibit.sha256 for exhibit in exhibits)
    columns = [
        Column(wording.t(N_("No.")), 13, bold=True),
        Column(wording.t(N_("Exhibit")), 30 if digests else 40),
        Column(wording.t(N_("Seal, agrees")), 17),
        *([Column(wording.t(N_("SHA-256, first and last 8")), 24)] if digests else []),
        Column(wording.t(N_("Answer")), 26 if digests else 40),
    ]
    return Table(columns, [_line(setting, line, digests=digests) for line in transfer.lines])


def _line(setting: Setting, line: TransferLine, *, digests: bool) -> Sequence[Text]:
    wording = setting.wording
    exhibit = setting.record.exhibits.get(line.exhibit)
    first = exhibit.sha256 if exhibit else None
    seals = ", ".join(line.seals)
    if seals and line.seal_ok is not None:
        seals = f"{seals} \u2192 {yes_no(line.seal_ok, wording.translator)}"
    ends = Run(f"{first.value[:_SHORT]} \u2026 {first.value[-_SHORT:]}", mono=True, scale=0.86) if first else ""
    title: Text = wording.said(exhibit.value("fields.title")) if exhibit else ""
    shown: list[Text] = [setting.record.exhibit_number(line.exhibit), title, seals]
    return [*shown, *([ends] if digests else []), _answer(setting, line)]


def _answer(setting: Setting, line: TransferLine) -> Text:
    wording = setting.wording
    if line.accepted is None:
        return ""
    sign = marked("same", wording.t(N_("Accepted"))) if line.accepted else marked("changed", wording.t(N_("Rejected")))
    told = " \u00b7 ".join(filter(None, (line.condition, line.reason)))
    return [sign, f"\n{told}"] if told else sign


def _giver(setting: Setting, transfer: TransferFacts) -> Signer:
    wording = setting.wording
    return Signer(wording.t(N_("Given by: signature")), signed=_by_key(setting, transfer.offer))


def _receiver(setting: Setting, transfer: TransferFacts) -> Signer:
    wording, answer = setting.wording, transfer.answer
    role = wording.t(N_("Received by: signature"))
    if answer is None or answer.type == "transfer.cancel":
        return Signer(role)
    if not transfer.handwritten:
        return Signer(role, signed=_by_key(setting, answer))
    on = wording.t(label_of(SIGNED_ON, transfer.signed_on)).lower() if transfer.signed_on else ""
    attested = ", ".join(filter(None, (wording.t(N_("Handwritten")), on, wording.t(N_("attested by")))))
    image = setting.pictures(transfer.image) or b""
    return Signer(role, signed=[f"{attested} ", *_keys(setting, answer)], image=image)


def _by_key(setting: Setting, statement: StatementFacts) -> list[Run | str]:
    return [setting.wording.t(N_("Signed with a key")) + setting.wording.colon, *_keys(setting, statement)]


def _keys(setting: Setting, statement: StatementFacts) -> list[Run | str]:
    words: list[Run | str] = []
    for each in statement.signatures:
        name = setting.record.people.name(each.person)
        words += ["; " if words else "", f"{name}, ", Run(short_key(each.key), mono=True, scale=0.9)]
    return words


def _log_line(setting: Setting, statement: StatementFacts) -> Block:
    wording = setting.wording
    label = wording.t(N_("Entry {entry}, SHA-256 of the statement"), entry=statement.ref.entry)
    return Paragraph(
        [f"{label}{wording.colon} ", digest(unb64(statement.digest).hex(), 0.92)], SMALL.scaled(7.4, 9.6), after=0
    )
