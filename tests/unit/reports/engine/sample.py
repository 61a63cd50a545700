"""A document that uses every block, on invented facts; the tests render it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable

from custody_app.reports.engine import (
    A4,
    About,
    Attachment,
    Axis,
    Bar,
    Check,
    Column,
    Columns,
    CutLine,
    Document,
    EndOfList,
    Facts,
    Footnote,
    Heading,
    Lane,
    List,
    Paper,
    Paragraph,
    Picture,
    QrCode,
    Run,
    Running,
    Signatures,
    Signer,
    Space,
    Table,
    Text,
    Timeline,
    WritingLines,
    bold,
    digest,
    finish,
    marked,
    mono,
)
from custody_app.reports.engine.theme import CAPTION, LABEL, NAME, RECEIPT_TITLE, SMALL
from tests.unit.reports.engine.sample_facts import CASE, RECORD, ROOT, heading, photograph
from tests.unit.reports.engine.sample_front import cover, exhibits, summary


def over_time(document: Document) -> None:
    months = [
        (0, "Mar 2026"),
        (31, "Apr 2026"),
        (61, "May 2026"),
        (92, "Jun 2026"),
        (122, "Jul 2026"),
        (153, "Aug 2026"),
    ]
    lanes = [
        Lane(
            "E-01",
            [
                Bar(3, 3.4, "A"),
                Bar(3.4, 8, "B"),
                Bar(8, 19, "C"),
                Bar(19, 92, "B"),
                Bar(92, 92.4, "D"),
                Bar(92.4, 153, "B"),
            ],
            [Check(3.4, "same"), Check(31, "same"), Check(92, "same"), Check(153, "same")],
        ),
        Lane(
            "E-02",
            [Bar(3, 3.4, "A"), Bar(3.4, 9, "B"), Bar(9, 32, "C"), Bar(32, 153, "B")],
            [Check(3.4, "same"), Check(31, "same"), Check(92, "same"), Check(153, "same")],
        ),
        Lane(
            "E-05",
            [Bar(4, 6, "A"), Bar(6, 14, ""), Bar(14, 135, "B"), Bar(135, 136, "C"), Bar(136, 153, "B")],
            [Check(4, "same"), Check(134, "changed")],
        ),
        Lane("E-06", [Bar(4, 153, "B")]),
    ]
    document.add(
        heading("time"),
        Paragraph(
            "Each bar is one exhibit. The letter inside the bar says who held it. A new letter is a signed "
            "hand-over. Marks above a bar are integrity checks.",
            measure=0.94,
        ),
        Timeline(
            Axis(0, 153, months),
            lanes,
            holders=[("A", "Insp. L. Ferreira"), ("B", "M. Okoye"), ("C", "Dr. R. Salas"), ("D", "J. Beaumont")],
            marks=[("same", "check: same"), ("changed", "check: different")],
            unknown="not accounted for",
            alt="Four exhibits over five months; the table in section 4 gives the exact times.",
        ),
        Paragraph("Figure 1. Who held each exhibit, from seizure to the date of this report.", CAPTION),
        Table(
            [Column("", 0.4, bold=True), Column("Name", 2), Column("Unit", 2), Column("Key (Ed25519)", 1.6)],
            [
                ("A", "Insp. L. Ferreira", "Search team, Zone 3", mono("2a0a c330 952b 3c64")),
                ("B", "M. Okoye", "Evidence store, Central", mono("0942 1258 670d 4fa8")),
            ],
        ),
    )


CUSTODY = [
    Column("#", 0.3, bold=True),
    Column("When", 1.4),
    Column("What happened", 1.4),
    Column("From\nTo", 1.2),
    Column("Log", 0.7),
    Column("Signatures", 1.8),
]


def hand_over(number: int) -> tuple[Text, ...]:
    giver, receiver = Run("Giver", mark="same"), Run("Receiver", mark="same")
    signed = [giver, Run(" key BDA0 5058\n"), receiver, Run(" key 2A0A C330")]
    when, log = f"{number + 4} Mar 2026 15:10 UTC", f"entry {number + 11}"
    return str(number + 1), when, "Received into store", "Insp. L. Ferreira\nM. Okoye", log, signed


def cards(document: Document, count: int = 3) -> None:
    document.break_page()
    document.add(heading("cards"))
    for index in range(count):
        facts = [
            ("Make, model", "Samsung SM-G991B"),
            ("Identifier", "IMEI 35 209900 176148 1"),
            ("Taken from", "18 Orchard Lane, bedroom, desk drawer"),
            ("By / when", "Insp. L. Ferreira, 4 Mar 2026 07:42 UTC"),
            ("Seal", "0093121, found whole on every opening"),
            ("Fingerprint", digest(hashlib.sha256(bytes([index])).hexdigest())),
            ("Today", marked("same", "Unchanged")),
        ]
        caption = "Photo 1: front, 4 Mar 2026 07:40, entry 2"
        picture = Picture(photograph(), "The phone, its screen cracked, beside a scale", caption, most=132)
        with document.keep("Card"):
            document.add(
                Heading(2, f"E-{index + 1:02d} — Mobile phone, black, cracked screen", f"card-{index}"),
                Columns([[Facts(facts, label_width=76, dense=True)], [picture]], (0.64, 0.36)),
                Table(CUSTODY, [hand_over(number) for number in range(4)]),
            )


def rest(document: Document) -> None:
    document.add(
        heading("integrity"),
        Paragraph("On the date of this report the program read every stored image again. " * 3),
        Heading(2, "Why E-05 changed", "", "5.1"),
        Paragraph("On 14 July 2026 the disk gave read errors in 38 of 3,907,029,168 sectors."),
        heading("made"),
        Paragraph("Each act is written at once as a numbered entry. " * 6),
        heading("words"),
        List(
            [
                "Having an item in your keeping and answering for it.",
                ("An item that may be shown to the court as evidence."),
                "A code worked out from contents; equal contents give an equal code.",
            ],
            terms=["Custody", "Exhibit", "Fingerprint (hash)"],
        ),
        List(["A bullet", ["Another, with ", mono("custody verify")]]),
        heading("certificate"),
        Heading(2, "Certificate of a person in charge of the record"),
        Paragraph("I, the undersigned, have charge of the electronic record described in this report."),
        Paragraph(
            [
                Run("United States, Fed. R. Evid. 902(11), (13), (14)", mark="box"),
                "   ",
                Run("England and Wales, Criminal Justice Act 1967 s. 9", mark="boxed"),
            ],
            SMALL,
        ),
        Signatures(
            [
                Signer("Person in charge of the record", ("Name, rank or office", "Place and date")),
                Signer(
                    "Examiner (expert)",
                    ("Name, rank or office", "Place and date"),
                    signed=[Run("Signed electronically", mark="same"), " key 0942 1258"],
                ),
                Signer("Prosecutor", ("Name, rank or office", "Place and date")),
                Signer("Received for the defence", ("Name, rank or office", "Place and date")),
            ],
            note="Signature (ink)",
        ),
        heading("check"),
        List(
            [
                "Open the PDF file in any reader that checks signatures.",
                "Take the attachment evidence.json out of the PDF.",
                [
                    "Work out its SHA-256. On Windows: ",
                    mono("certutil -hashfile evidence.json SHA256"),
                    ". On Linux: ",
                    mono("sha256sum evidence.json"),
                    ".",
                ],
            ],
            numbered=True,
        ),
        Footnote("A note in small type.", SMALL),
    )


def receipt(document: Document) -> None:
    for half, whose in enumerate(("Copy for the giver", "Copy for the receiver")):
        if half:
            document.move_to(document.paper.page_height / 2 + 6)
            document.add(CutLine())
        else:
            document.break_page()
        document.add(
            Columns(
                [
                    [
                        Paragraph("Custody hand-over receipt", RECEIPT_TITLE, kind="H1", after=1),
                        Paragraph("Case 2026-CR-0147 · Receipt H-000018 · 9 Mar 2026 09:00 UTC (06:00 local)", SMALL),
                    ],
                    [
                        Paragraph(bold(whose), SMALL, align="right"),
                        QrCode("CUSTODY:1/H-000018", "QR code: the number of this receipt", side=70, align="right"),
                    ],
                ],
                (0.72, 0.28),
            ),
            Space(12, rule=1.0),
            Columns(
                [
                    [
                        Paragraph("Given by", LABEL, after=0),
                        Paragraph("M. Okoye", NAME, after=0),
                        Paragraph("Evidence store", SMALL),
                    ],
                    [
                        Paragraph("Received by", LABEL, after=0),
                        Paragraph("Dr. R. Salas", NAME, after=0),
                        Paragraph("Forensics", SMALL),
                    ],
                ],
                (0.5, 0.5),
            ),
            Table(
                [Column("No.", 0.4, bold=True), Column("Item", 2), Column("Seal, found", 1)],
                [("E-01", "Mobile phone", "0093121 → whole")],
            ),
            EndOfList("1 item. End of list."),
            WritingLines(1),
            Signatures(
                [
                    Signer("Given by: signature", signed="Signed electronically, key 0942 1258"),
                    Signer("Received by: signature"),
                ],
                inside=True,
            ),
        )


def about(language: str = "en") -> About:
    return About(
        "Digital Evidence Custody Report",
        language,
        "2026-08-03T09:00:00Z",
        author="Dr. R. Salas",
        case=CASE,
        record_digest=RECORD,
        log_root=ROOT,
        log_size="214",
    )


def attachments() -> list[Attachment]:
    return [
        Attachment("evidence.json", b'{"case":"2026-CR-0147"}', "application/json", "Source", "The record"),
        Attachment("package.custody.zip", b"PK\x05\x06" + bytes(18), "application/zip", "Data", "The package"),
    ]


def sample(paper: Paper = A4, *, watermark: str = "", on_page: Callable[[int], None] | None = None) -> bytes:
    """Return the finished sample."""
    running = Running(
        f"Case {CASE}",
        "Digital Evidence Custody Report",
        f"Case {CASE}",
        "Page {page} of {pages}",
        "Record digest (SHA-256)",
        RECORD,
        "SFP-0147-",
        1,
        watermark,
    )
    document = Document(paper, running, on_page=on_page)
    for part in (cover, summary, exhibits, over_time, cards, rest, receipt):
        part(document)
    return finish(document.close(), about(), attachments())


if __name__ == "__main__":
    sys.stdout.buffer.write(sample(watermark=sys.argv[1] if len(sys.argv) > 1 else ""))
