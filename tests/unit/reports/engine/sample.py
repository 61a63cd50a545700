"""A document that uses every block, on invented facts; the tests and `python -m` render it."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Callable

from PIL import Image, ImageDraw

from custody_app.reports.engine import (
    A4,
    About,
    Attachment,
    Axis,
    Bar,
    Callout,
    Check,
    Column,
    Columns,
    Contents,
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
    Timeline,
    WritingLines,
    bold,
    digest,
    finish,
    italic,
    marked,
    mono,
)
from custody_app.reports.engine.theme import CAPTION, LABEL, NAME, RECEIPT_TITLE, SMALL, SUBTITLE, TITLE

RECORD = hashlib.sha256(b"record").hexdigest()
ROOT = hashlib.sha256(b"root").hexdigest()
CASE = "2026-CR-0147"
SECTIONS = (
    ("summary", "1", "Summary in plain words"),
    ("exhibits", "2", "The exhibits"),
    ("time", "3", "Custody over time"),
    ("cards", "4", "Exhibit by exhibit"),
    ("integrity", "5", "Integrity checks"),
    ("made", "6", "How this record was made"),
    ("words", "7", "Words used"),
    ("certificate", "8", "Certificate and signatures"),
    ("check", "9", "How to check this report"),
)
NAMES = (
    "证据照片_第三号.jpg",
    "مستند سري 12.zip",
    "מסמך (עותק).pdf",
    "साक्ष्य_फ़ोटो.png",
    "หลักฐานที่ 4.mp4",
    "증거자료.hwp",
    "証拠メモ.txt",
    "Łódź – žluťoučký 🔒📱.zip",
    "invoice\u202egpj.exe",
    "<b>bold</b> & <img src='/etc/passwd'/>",
    "line\nfeed and \x00 null",
    "/very/long/" + "path_component-" * 24 + "end.bin",
)


def photograph() -> bytes:
    """Return a drawn photograph with EXIF, so that its loss can be seen."""
    picture = Image.new("RGB", (1200, 900), (203, 200, 194))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((420, 90, 760, 800), 40, fill=(32, 38, 48), outline=(90, 96, 105), width=6)
    draw.rounded_rectangle((445, 130, 735, 760), 16, fill=(52, 66, 86))
    for end in ((700, 160), (480, 700), (720, 600), (600, 740)):
        draw.line((590, 380, *end), fill=(180, 190, 200), width=3)
    draw.rectangle((900, 90, 1120, 250), fill="white", outline=(120, 120, 120), width=3)
    draw.rectangle((60, 820, 1140, 880), fill=(240, 230, 180), outline=(120, 110, 70), width=2)
    for x in range(60, 1140, 27):
        draw.line((x, 820, x, 845), fill=(90, 80, 50), width=2)
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE 41.3874 2.1686"
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    return written.getvalue()


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
        Callout("What was seized?", "Six exhibits: a phone, a laptop, a USB drive, a cloud account export, a CCTV "
                "disk and a paper notebook. Five were taken at 18 Orchard Lane on 4 and 5 March 2026 under search "
                "warrant 2026/091; one came from a provider under court order 2026/118."),
        Callout("Who held it?", ["Four named people, one after another. Each hand-over was signed by the giver and the "
                "receiver. ", bold("No time is unaccounted for"), " between seizure and today, except 2 h 50 min for "
                "exhibit E-05 on 5 March 2026, explained in ", Run("section 4", link="cards"), "."]),
        Callout("Is it unchanged?", [bold("4 of 6 exhibits: no alteration found"), " when compared on 3 August 2026. ",
                bold("1 changed"), " (E-05, 14 July 2026: the disk developed read errors; section 5). ",
                bold("1 is paper"), " and cannot be compared this way."], warn=True),
        QrCode(f"CUSTODY:1/LOG:SAN-TELMO/SIZE:214/ROOT:{ROOT[:32].upper()}/REC:{RECORD.upper()}", "QR code: the record digest and the log root printed beside it", [
            Paragraph("Record digest (SHA-256)", SMALL, after=0),
            Paragraph(digest(RECORD), SMALL, after=5),
            Paragraph("Log root after entry 214", SMALL, after=0),
            Paragraph(digest(ROOT), SMALL, after=5),
            Paragraph("The QR code holds both values. The full machine-readable record is attached inside this PDF "
                      "file (evidence.json). Section 9 tells how anyone can check them without our software.", SMALL),
        ]),
    )  # fmt: skip
    document.break_page()


def summary(document: Document) -> None:
    document.add(Paragraph(bold("Contents"), NAME, kind="P", after=5), Contents(SECTIONS), _heading("summary"))
    document.add(
        Paragraph("The police took six items that may hold digital evidence. For each item this report answers three "
                  "questions: what it is, who had it at every moment, and whether its contents are the same today as "
                  "when it was taken.", measure=0.94),
        Paragraph(["A “digital fingerprint” (", italic("hash"), ") is a 64-character code worked out from the contents "
                   "of a file or disk. If one letter of the contents changes, the code becomes completely "
                   "different."], measure=0.94),
        Table([Column("Question", 1.5, bold=True), Column("Answer", 0.8, bold=True), Column("Where shown", 2.4)], [
            ("Was every item listed at seizure?", "Yes, 6 of 6", "Seizure record 2026/091 (entries 2 to 8); receipt signed by the occupier"),
            ("Is each hand-over signed by both?", "Yes, 17 of 17", "Section 4; signatures checked by the program on the day of this report"),
            ("Any time not accounted for?", "One: 2 h 50 min", "E-05, 5 March 2026 11:20 to 14:10; statement of Insp. Ferreira, entry 31"),
            ("Any seal found broken?", "No", "9 seals, 9 found whole; photographs in section 4"),
            ("Was this log itself altered?", "No alteration found", "Root recomputed from all 214 entries"),
        ]),
        Heading(2, "What this report does not say"),
        Paragraph("It does not say who wrote a message or who used a device. It says only where the items were and "
                  "whether their contents changed after seizure.", measure=0.94),
    )  # fmt: skip
    document.break_page()


def _heading(key: str) -> Heading:
    number, title = next((n, t) for k, n, t in SECTIONS if k == key)
    return Heading(1, title, key, number)


def exhibits(document: Document) -> None:
    states = (marked("same", "Unchanged"), marked("changed", "Changed: see 5.1"), marked("unknown", "Not checkable"))
    rows = [
        (f"E-{index + 1:02d}", ["Seized file or device\n", Run("Samsung SM-G991B; IMEI 35 209900 176148 1")],
         [name, Run(f"\n{(index + 1) * 41_873_204:,} bytes")], states[index % 3])
        for index, name in enumerate(NAMES)
    ]  # fmt: skip
    document.add(
        _heading("exhibits"),
        Table([Column("No.", 0.5, bold=True), Column("Exhibit", 1.6), Column("File or image; size", 2.0), Column("Today", 1.0)], rows),
        Paragraph("A marked code such as ⟨U+202E⟩ shows a hidden character in a file name. Such characters can make a "
                  "name look different on screen; here nothing is hidden.", CAPTION),
        Heading(2, "Fingerprints at seizure (SHA-256)"),
        Table([Column("No.", 0.5, bold=True), Column("Fingerprint: compare it group by group", 4.6)],
              [(f"E-{i + 1:02d}", digest(hashlib.sha256(bytes([i])).hexdigest())) for i in range(6)]),
    )  # fmt: skip
    document.break_page()


def over_time(document: Document) -> None:
    months = [(0, "Mar 2026"), (31, "Apr 2026"), (61, "May 2026"), (92, "Jun 2026"), (122, "Jul 2026"), (153, "Aug 2026")]
    lanes = [
        Lane("E-01", [Bar(3, 3.4, "A"), Bar(3.4, 8, "B"), Bar(8, 19, "C"), Bar(19, 92, "B"), Bar(92, 92.4, "D"),
             Bar(92.4, 153, "B")], [Check(3.4, "same"), Check(31, "same"), Check(92, "same"), Check(153, "same")]),
        Lane("E-02", [Bar(3, 3.4, "A"), Bar(3.4, 9, "B"), Bar(9, 32, "C"), Bar(32, 153, "B")],
             [Check(3.4, "same"), Check(31, "same"), Check(92, "same"), Check(153, "same")]),
        Lane("E-05", [Bar(4, 6, "A"), Bar(6, 14, ""), Bar(14, 135, "B"), Bar(135, 136, "C"), Bar(136, 153, "B")],
             [Check(4, "same"), Check(134, "changed")]),
        Lane("E-06", [Bar(4, 153, "B")]),
    ]  # fmt: skip
    document.add(
        _heading("time"),
        Paragraph("Each bar is one exhibit. The letter inside the bar says who held it. A new letter is a signed "
                  "hand-over. Marks above a bar are integrity checks.", measure=0.94),
        Timeline(Axis(0, 153, months), lanes,
                 holders=[("A", "Insp. L. Ferreira"), ("B", "M. Okoye"), ("C", "Dr. R. Salas"), ("D", "J. Beaumont")],
                 marks=[("same", "check: same"), ("changed", "check: different")], unknown="not accounted for",
                 alt="Four exhibits over five months; the table in section 4 gives the exact times."),
        Paragraph("Figure 1. Who held each exhibit, from seizure to the date of this report.", CAPTION),
        Table([Column("", 0.4, bold=True), Column("Name", 2), Column("Unit", 2), Column("Key (Ed25519)", 1.6)],
              [("A", "Insp. L. Ferreira", "Search team, Zone 3", mono("2a0a c330 952b 3c64")),
               ("B", "M. Okoye", "Evidence store, Central", mono("0942 1258 670d 4fa8"))]),
    )  # fmt: skip


def cards(document: Document, count: int = 3) -> None:
    document.break_page()
    document.add(_heading("cards"))
    for index in range(count):
        with document.keep("Card"):
            document.add(
                Heading(2, f"E-{index + 1:02d} — Mobile phone, black, cracked screen", f"card-{index}"),
                Columns([
                    [Facts([
                        ("Make, model", "Samsung SM-G991B"), ("Identifier", "IMEI 35 209900 176148 1"),
                        ("Taken from", "18 Orchard Lane, bedroom, desk drawer"),
                        ("By / when", "Insp. L. Ferreira, 4 Mar 2026 07:42 UTC"),
                        ("Seal", "0093121, found whole on every opening"),
                        ("Fingerprint", digest(hashlib.sha256(bytes([index])).hexdigest())),
                        ("Today", marked("same", "Unchanged")),
                    ], label_width=76, dense=True)],
                    [Picture(photograph(), "The phone, its screen cracked, beside a scale", "Photo 1: front, 4 Mar 2026 07:40, entry 2", most=118)],
                ], (0.64, 0.36)),
                Table([Column("#", 0.3, bold=True), Column("When", 1.4), Column("What happened", 1.4), Column("From\nTo", 1.2), Column("Log", 0.7), Column("Signatures", 1.8)], [
                    (str(n + 1), f"{n + 4} Mar 2026 15:10 UTC", "Received into store", "Insp. L. Ferreira\nM. Okoye", f"entry {n + 11}",
                     [Run("Giver", mark="same"), Run(" key BDA0 5058\n"), Run("Receiver", mark="same"), Run(" key 2A0A C330")])
                    for n in range(4)
                ]),
            )  # fmt: skip


def rest(document: Document) -> None:
    document.add(
        _heading("integrity"), Paragraph("On the date of this report the program read every stored image again. " * 3),
        Heading(2, "Why E-05 changed", "", "5.1"),
        Paragraph("On 14 July 2026 the disk gave read errors in 38 of 3,907,029,168 sectors."),
        _heading("made"), Paragraph("Each act is written at once as a numbered entry. " * 6), _heading("words"),
        List(["Having an item in your keeping and answering for it.", "An item that may be shown to the court as "
              "evidence.", "A code worked out from contents; equal contents give an equal code."],
             terms=["Custody", "Exhibit", "Fingerprint (hash)"]),
        List(["A bullet", ["Another, with ", mono("custody verify")]]),
        _heading("certificate"), Heading(2, "Certificate of a person in charge of the record"),
        Paragraph("I, the undersigned, have charge of the electronic record described in this report."),
        Paragraph([Run("United States, Fed. R. Evid. 902(11), (13), (14)", mark="box"), "   ",
                   Run("England and Wales, Criminal Justice Act 1967 s. 9", mark="boxed")], SMALL),
        Signatures([Signer("Person in charge of the record", ("Name, rank or office", "Place and date")),
                    Signer("Examiner (expert)", ("Name, rank or office", "Place and date"),
                           signed=[Run("Signed electronically", mark="same"), " key 0942 1258"]),
                    Signer("Prosecutor", ("Name, rank or office", "Place and date")),
                    Signer("Received for the defence", ("Name, rank or office", "Place and date"))],
                   note="Signature (ink)"),
        _heading("check"),
        List(["Open the PDF file in any reader that checks signatures.",
              "Take the attachment evidence.json out of the PDF.",
              ["Work out its SHA-256. On Windows: ", mono("certutil -hashfile evidence.json SHA256"), ". On Linux: ",
               mono("sha256sum evidence.json"), "."]], numbered=True),
        Footnote("A note in small type.", SMALL),
    )  # fmt: skip


def receipt(document: Document) -> None:
    for half, whose in enumerate(("Copy for the giver", "Copy for the receiver")):
        if half:
            document.move_to(document.paper.page_height / 2 + 6)
            document.add(CutLine())
        else:
            document.break_page()
        document.add(
            Columns([[Paragraph("Custody hand-over receipt", RECEIPT_TITLE, kind="H1", after=1),
                      Paragraph("Case 2026-CR-0147 · Receipt H-000018 · 9 Mar 2026 09:00 UTC (06:00 local)", SMALL)],
                     [Paragraph(bold(whose), SMALL, align="right"), QrCode("CUSTODY:1/H-000018", "QR code: the number of this receipt", side=70, align="right")]],
                    (0.72, 0.28)),
            Space(12, rule=1.0),
            Columns([[Paragraph("Given by", LABEL, after=0), Paragraph("M. Okoye", NAME, after=0), Paragraph("Evidence store", SMALL)],
                     [Paragraph("Received by", LABEL, after=0), Paragraph("Dr. R. Salas", NAME, after=0), Paragraph("Forensics", SMALL)]], (0.5, 0.5)),
            Table([Column("No.", 0.4, bold=True), Column("Item", 2), Column("Seal, found", 1)], [("E-01", "Mobile phone", "0093121 → whole")]),
            EndOfList("1 item. End of list."), WritingLines(1),
            Signatures([Signer("Given by: signature", signed="Signed electronically, key 0942 1258"), Signer("Received by: signature")], inside=True),
        )  # fmt: skip


def about(language: str = "en") -> About:
    return About("Digital Evidence Custody Report", language, "2026-08-03T09:00:00Z", author="Dr. R. Salas", case=CASE,
                 record_digest=RECORD, log_root=ROOT, log_size="214")  # fmt: skip


def attachments() -> list[Attachment]:
    return [
        Attachment("evidence.json", b'{"case":"2026-CR-0147"}', "application/json", "Source", "The record"),
        Attachment("package.custody.zip", b"PK\x05\x06" + bytes(18), "application/zip", "Data", "The package"),
    ]


def sample(paper: Paper = A4, *, watermark: str = "", on_page: Callable[[int], None] | None = None) -> bytes:
    """Return the finished sample."""
    running = Running(
        f"Case {CASE}", "Digital Evidence Custody Report", f"Case {CASE}", "Page {page} of {pages}",
        "Record digest (SHA-256)", RECORD, "SFP-0147-", 1, watermark,
    )  # fmt: skip
    document = Document(paper, running, on_page=on_page)
    for part in (cover, summary, exhibits, over_time, cards, rest, receipt):
        part(document)
    return finish(document.close(), about(), attachments())


if __name__ == "__main__":
    sys.stdout.buffer.write(sample(watermark=sys.argv[1] if len(sys.argv) > 1 else ""))
