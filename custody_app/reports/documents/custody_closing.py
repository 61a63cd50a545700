"""How the record was made, words, certificate, how to check, and the log of the case as an annex."""

from __future__ import annotations

from collections.abc import Iterator

from custody_app.domain.roles import ROLES
from custody_app.domain.stories import story
from custody_app.i18n import N_, visible
from custody_app.reports.documents.setting import Setting, root_hex, verifier_sha256
from custody_app.reports.engine import (
    Block,
    Column,
    Facts,
    Heading,
    List,
    Paragraph,
    Run,
    Signatures,
    Signer,
    Table,
    Text,
    digest,
    mono,
)
from custody_app.reports.engine.theme import BODY, SMALL
from custody_app.reports.facts.record import RecordNames
from custody_app.reports.facts.statement import StatementFacts
from custody_app.reports.wording.dates import utc_text
from custody_app.reports.wording.glossary import CHECK_COPY, CHECK_ISSUED, METHOD, STANDARDS, WORDS
from custody_app.reports.wording.numbers import listed
from custody_app.reports.wording.told import logged


def method(setting: Setting) -> Iterator[Block]:
    """Yield how the record was made, with which tools, by whom, under which standards."""
    wording, record = setting.wording, setting.record
    for text in METHOD:
        yield Paragraph(wording.t(text))
    yield Heading(2, wording.t(N_("Tools")))
    rows = list(_tools(setting))
    if rows:
        columns = [
            Column(wording.t(N_("Tool")), 28, bold=True),
            Column(wording.t(N_("Version")), 40),
            Column(wording.t(N_("Used for")), 22),
            Column(wording.t(N_("Entries")), 14),
        ]
        yield Table(columns, rows)
    else:
        yield Paragraph(wording.t(N_("No tool is recorded.")))
    yield Heading(2, wording.t(N_("Competence of the people")))
    yield Paragraph(
        wording.t(
            N_("Names, posts and roles are those of the agency's roster. What is not on record is left open for ink.")
        )
    )
    people = [
        Column(wording.t(N_("Name")), 26, bold=True),
        Column(wording.t(N_("Post")), 28),
        Column(wording.t(N_("Role in the record")), 20),
        Column(wording.t(N_("Training and certification")), 30),
    ]
    yield Table(
        people,
        [
            [
                person.name,
                person.post,
                listed([wording.t(ROLES.get(r, r)) for r in person.roles], wording.translator),
                "",
            ]
            for person in record.people.all
        ],
    )
    yield Heading(2, wording.t(N_("Standards")))
    yield Paragraph(wording.t(STANDARDS))


def words_used(setting: Setting) -> Iterator[Block]:
    """Yield the glossary for the bench, in the order of the language's alphabet."""
    wording = setting.wording
    pairs = sorted((wording.t(term), wording.t(meaning)) for term, meaning in WORDS)
    yield List([meaning for _, meaning in pairs], terms=[term for term, _ in pairs], style=BODY.scaled(9.8, 13.6))


def certificate(setting: Setting) -> Iterator[Block]:
    """Yield a statement to sign and the ink boxes; no jurisdiction's certificate, which are documents of their own."""
    wording = setting.wording
    text = N_(
        "I have charge of the record described in this report, or I am authorised to speak for it. As far as I "
        "know, the record was made at or near the time of each act by people who took part in it or had knowledge"
        " of it, and this report is a true account of what the record holds. Where I rely on the record and not "
        "on my own knowledge, I say so:"
    )
    yield Paragraph(wording.t(text))
    yield Paragraph(
        Run(
            wording.t(
                N_("This is no certificate under any particular law; those are separate documents. Not legal advice.")
            ),
            italic=True,
        ),
        SMALL,
    )
    below = [wording.t(N_("Name, rank or office")), wording.t(N_("Place and date"))]
    roles = (
        N_("Person in charge of the record"),
        N_("Examiner (expert)"),
        N_("Prosecutor"),
        N_("Received for the defence"),
    )
    yield Signatures([Signer(wording.t(role), below) for role in roles], box=46, note=wording.t(N_("Signature (ink)")))
    yield Heading(2, wording.t(N_("Electronic proof of this document")))
    if setting.issued:
        issuer = setting.record.people.name(setting.issuer)
        proof = N_(
            "After this file was made, {issuer} stated its digest in the log and signed that statement; the log "
            "then holds an entry of the type Document issued. To check it, work out the SHA-256 of this file and ask "
            "the agency for a later package of the case: that entry must state it. On paper the record digest on every "
            "page ties the print to the file."
        )
        yield Paragraph(wording.t(proof, issuer=issuer))
    else:
        copy = N_(
            "This is a copy, not issued: nobody signed it and the log does not mention it. It is bound to the "
            "state of the log that the cover names."
        )
        yield Paragraph(wording.t(copy))


def how_to_check(setting: Setting) -> Iterator[Block]:
    """Yield five steps with tools that everyone has."""
    wording = setting.wording
    steps = CHECK_ISSUED if setting.issued else CHECK_COPY
    yield List([_with_commands(wording.t(step)) for step in steps], numbered=True)
    log = setting.record.log
    rows: list[tuple[str, Text]] = [
        (wording.t(N_("Record digest (SHA-256)")), digest(setting.record.digest)),
        (wording.t(N_("Log")), log.origin),
        (wording.t(N_("Number of entries")), wording.number(log.size)),
        (wording.t(N_("Log root, as programs print it")), mono(log.root, 0.89)),
        (wording.t(N_("Log root, as on the cover")), digest(root_hex(setting.record))),
        (wording.t(N_("SHA-256 of verify_custody.py")), digest(verifier_sha256())),
    ]
    yield Facts(rows, label_width=128, dense=True)


def _with_commands(text: str) -> Text:
    """Return a sentence with what stands between backticks, commands and names of files, in the fixed-width face."""
    return [mono(part) if place % 2 else part for place, part in enumerate(text.split("`"))]


def annex(setting: Setting) -> Iterator[Block]:
    """Yield the log of the case: every statement as one sentence, with its signers."""
    wording = setting.wording
    yield Paragraph(
        wording.t(
            N_(
                "Every entry of the log that belongs to this case. Numbers that are missing belong to other cases"
                " or to the station; of those a package holds only what proves that nothing was left out."
            )
        )
    )
    columns = [
        Column(wording.t(N_("Entry")), 11, bold=True),
        Column(wording.t(N_("When")), 24),
        Column(wording.t(N_("What the log says")), 47),
        Column(wording.t(N_("Signed by, with key")), 25),
    ]
    names = RecordNames(setting.record)
    yield Table(columns, (_entry(statement, names, setting) for statement in setting.record.statements))


def _entry(statement: StatementFacts, names: RecordNames, setting: Setting) -> list[Text]:
    wording = setting.wording
    return [
        wording.bare_ref(statement.ref),
        wording.when(statement.moment, seconds=True),
        "\n".join(
            [story(statement, names, wording.translator), *logged(statement, wording), *_window(statement, setting)]
        ),
        wording.signatures(statement),
    ]


def _window(statement: StatementFacts, setting: Setting) -> Iterator[str]:
    """Yield between which confirmations from outside the statement was recorded, if there is any."""
    after, before = statement.after, statement.before
    if not after.time and not before.time:
        return
    text = (
        N_("Proven: after {after} ({first}), before {before} ({last})")
        if after.time and before.time
        else N_("Proven: before {before} ({last})")
        if before.time
        else N_("Proven: after {after} ({first}); nothing from outside covers it yet")
    )
    language = setting.wording.language
    yield setting.wording.t(
        text,
        after=utc_text(after.time, language, seconds=True),
        first=visible(after.by),
        before=utc_text(before.time, language, seconds=True),
        last=visible(before.by),
    )


def _tools(setting: Setting) -> Iterator[list[Text]]:
    """Yield each tool once with its version, what it was used for, and the entries that say so."""
    wording = setting.wording
    used: dict[tuple[str, str, str], list[str]] = {}
    for statement in setting.record.statements:
        acquired = statement.body.get("acquisition")
        said = acquired if isinstance(acquired, dict) else statement.body
        purpose = {
            "exhibit.hash": N_("Hashing"),
            "exhibit.verify": N_("Comparison"),
            "exhibit.derive": N_("Acquisition"),
        }.get(statement.type)
        tool, version = said.get("tool"), said.get("version", "")
        if purpose and isinstance(tool, str):
            used.setdefault((visible(tool), str(version), wording.t(purpose)), []).append(
                wording.bare_ref(statement.ref)
            )
    for (tool, version, purpose), entries in used.items():
        yield [tool, version, purpose, ", ".join(entries)]
