"""The first half of the sample: cover, summary, exhibits."""

from __future__ import annotations

import hashlib

from custody_app.reports.engine import (
    Callout,
    Column,
    Contents,
    Document,
    Facts,
    Heading,
    Paragraph,
    QrCode,
    Run,
    Space,
    Table,
    bold,
    digest,
    italic,
    marked,
)
from custody_app.reports.engine.theme import CAPTION, NAME, SMALL, SUBTITLE, TITLE
from tests.unit.reports.engine.sample_facts import CASE, NAMES, RECORD, ROOT, SECTIONS, heading


def cover(document: Document) -> None:
    document.add(
        Paragraph(bold("FISCALÍA / OFFICE OF THE PUBLIC PROSECUTOR"), SMALL, after=0),
        Paragraph("Digital Evidence Unit, San Telmo District (fictional)", SMALL, after=12),
        Space(8, rule=1.4),
        Paragraph("Digital Evidence Custody Report", TITLE, kind="Title", after=1),
        Paragraph("Record of seizure, custody and integrity of the exhibits, for use at trial", SUBTITLE, after=10),
        Facts(
            [
                ("Court", "Second Criminal Court of San Telmo"),
                ("Case", f"{CASE} — State v. A. Moreno"),
                ("Charge", "Fraud by computer (art. 172 bis)"),
                ("Report", "No. 3, made 3 Aug 2026 09:00 UTC — covers entries 1 to 214"),
                ("Prepared by", "Dr. R. Salas, Digital Forensics Unit"),
                ("Asked for by", ""),
            ]
        ),
    )
    answers(document)


def answers(document: Document) -> None:
    document.add(
        Callout(
            "What was seized?",
            "Six exhibits: a phone, a laptop, a USB drive, a cloud account export, a CCTV "
            "disk and a paper notebook. Five were taken at 18 Orchard Lane on 4 and 5 March 2026 under search "
            "warrant 2026/091; one came from a provider under court order 2026/118.",
        ),
        Callout(
            "Who held it?",
            [
                ("Four named people, one after another. Each hand-over was signed by the giver and the receiver. "),
                bold("No time is unaccounted for"),
                (" between seizure and today, except 2 h 50 min for exhibit E-05 on 5 March 2026, explained in "),
                Run("section 4", link="cards"),
                ".",
            ],
        ),
        Callout(
            "Is it unchanged?",
            [
                bold("4 of 6 exhibits: no alteration found"),
                " when compared on 3 August 2026. ",
                bold("1 changed"),
                " (E-05, 14 July 2026: the disk developed read errors; section 5). ",
                bold("1 is paper"),
                " and cannot be compared this way.",
            ],
            warn=True,
        ),
        QrCode(
            f"CUSTODY:1/LOG:SAN-TELMO/SIZE:214/ROOT:{ROOT[:32].upper()}/REC:{RECORD.upper()}",
            "QR code: the record digest and the log root printed beside it",
            [
                Paragraph("Record digest (SHA-256)", SMALL, after=0),
                Paragraph(digest(RECORD), SMALL, after=5),
                Paragraph("Log root after entry 214", SMALL, after=0),
                Paragraph(digest(ROOT), SMALL, after=5),
                Paragraph(
                    "The QR code holds both values. The full machine-readable record is attached inside this PDF "
                    "file (evidence.json). Section 9 tells how anyone can check them without our software.",
                    SMALL,
                ),
            ],
        ),
    )
    document.break_page()


def summary(document: Document) -> None:
    document.add(Paragraph(bold("Contents"), NAME, kind="P", after=5), Contents(SECTIONS), heading("summary"))
    document.add(
        Paragraph(
            "The police took six items that may hold digital evidence. For each item this report answers three "
            "questions: what it is, who had it at every moment, and whether its contents are the same today as "
            "when it was taken.",
            measure=0.94,
        ),
        Paragraph(
            [
                "A “digital fingerprint” (",
                italic("hash"),
                (
                    ") is a 64-character code worked out from the contents "
                    "of a file or disk. If one letter of the contents changes, the code becomes completely "
                    "different."
                ),
            ],
            measure=0.94,
        ),
        Table(
            [Column("Question", 1.5, bold=True), Column("Answer", 0.8, bold=True), Column("Where shown", 2.4)],
            [
                (
                    "Was every item listed at seizure?",
                    "Yes, 6 of 6",
                    "Seizure record 2026/091 (entries 2 to 8); receipt signed by the occupier",
                ),
                (
                    "Is each hand-over signed by both?",
                    "Yes, 17 of 17",
                    "Section 4; signatures checked by the program on the day of this report",
                ),
                (
                    "Any time not accounted for?",
                    "One: 2 h 50 min",
                    "E-05, 5 March 2026 11:20 to 14:10; statement of Insp. Ferreira, entry 31",
                ),
                ("Any seal found broken?", "No", "9 seals, 9 found whole; photographs in section 4"),
                ("Was this log itself altered?", "No alteration found", "Root recomputed from all 214 entries"),
            ],
        ),
        Heading(2, "What this report does not say"),
        Paragraph(
            "It does not say who wrote a message or who used a device. It says only where the items were and "
            "whether their contents changed after seizure.",
            measure=0.94,
        ),
    )
    document.break_page()


def exhibits(document: Document) -> None:
    states = (marked("same", "Unchanged"), marked("changed", "Changed: see 5.1"), marked("unknown", "Not checkable"))
    rows = [
        (
            f"E-{index + 1:02d}",
            ["Seized file or device\n", Run("Samsung SM-G991B; IMEI 35 209900 176148 1")],
            [name, Run(f"\n{(index + 1) * 41_873_204:,} bytes")],
            states[index % 3],
        )
        for index, name in enumerate(NAMES)
    ]
    document.add(
        heading("exhibits"),
        Table(
            [
                Column("No.", 0.5, bold=True),
                Column("Exhibit", 1.6),
                Column("File or image; size", 2.0),
                Column("Today", 1.0),
            ],
            rows,
        ),
        Paragraph(
            "A marked code such as ⟨U+202E⟩ shows a hidden character in a file name. Such characters can make a "
            "name look different on screen; here nothing is hidden.",
            CAPTION,
        ),
        Heading(2, "Fingerprints at seizure (SHA-256)"),
        Table(
            [Column("No.", 0.5, bold=True), Column("Fingerprint: compare it group by group", 4.6)],
            [(f"E-{i + 1:02d}", digest(hashlib.sha256(bytes([i])).hexdigest())) for i in range(6)],
        ),
    )
    document.break_page()
