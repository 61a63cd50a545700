"""Summary in plain words: what a digest is, questions and answers, what the report does not say."""

from __future__ import annotations

from collections.abc import Iterator

from custody_app.i18n import N_
from custody_app.reports.documents.setting import Setting, withheld_text
from custody_app.reports.engine import Block, Column, Heading, List, Paragraph, Run, Table, Text, bold
from custody_app.reports.engine.theme import BODY
from custody_app.reports.facts.exhibit import Integrity
from custody_app.reports.facts.record import GapFacts
from custody_app.reports.wording.glossary import NOT_SAID, WITHHELD
from custody_app.reports.wording.numbers import listed

_PROOFS = {
    "cosignature": N_("countersignatures of witnesses"),
    "held": N_("an earlier state of the log that somebody outside holds"),
    "tsa": N_("time stamps of an outside service"),
}


def summary(setting: Setting) -> Iterator[Block]:
    """Yield the summary: prose, the table of questions, what is not said."""
    wording, answers = setting.wording, setting.answers
    count = len(answers.seized)
    yield Paragraph(
        wording.ngettext(
            "{count} item was taken that may hold evidence. For it this report answers three questions: what it "
            "is, who "
            "had it at every moment, and whether its contents are the same as when they were first read.",
            "{count} items were taken that may hold evidence. For each of them this report answers three "
            "questions: what "
            "it is, who had it at every moment, and whether its contents are the same as when they were first read.",
            count,
        )
    )
    yield Paragraph(
        wording.t(
            N_(
                "A digest (hash) is a short code worked out from the contents of a file or disk. If one letter of the "
                "contents changes, the code comes out quite different. Where contents could be read, a digest was "
                "taken once and again at every later comparison. Equal codes mean equal contents."
            )
        )
    )
    columns = [
        Column(wording.t(N_("Question")), 31, bold=True),
        Column(wording.t(N_("Answer")), 21, bold=True),
        Column(wording.t(N_("Where shown")), 48),
    ]
    yield Table(columns, [list(row) for row in _questions(setting)])
    yield Heading(2, wording.t(N_("What this report does not say")))
    unsaid = (*NOT_SAID[:-1], WITHHELD) if setting.record.withheld else NOT_SAID
    yield List([wording.t(text) for text in unsaid], style=BODY.scaled(9.2, 12.0), spacing=1.2)


def _questions(setting: Setting) -> Iterator[tuple[Text, Text, Text]]:
    wording = setting.wording
    yield _bases(setting)
    yield _transfers(setting)
    yield _stretches(setting)
    yield _seals(setting)
    yield _contents(setting)
    verification = setting.record.verification
    sound = {"consistent": N_("No alteration found"), "inconsistent": N_("Does not fit together")}
    answer = sound.get(verification.record, N_("Not verified here"))
    yield wording.t(N_("Was this record altered?")), wording.t(answer), setting.sentences.record_sound()
    yield _outside(setting)
    withheld = setting.record.withheld
    yield (
        wording.t(N_("Is anything withheld in this copy?")),
        wording.yes if withheld else wording.no,
        withheld_text(setting) if withheld else wording.t(N_("Everything that the station holds on this case is told")),
    )


def _bases(setting: Setting) -> tuple[Text, Text, Text]:
    wording, record = setting.wording, setting.record
    seized = setting.answers.seized
    follow = {gap.told for gap in record.gaps if gap.kind == "basis_to_follow"}
    named = [e for e in seized if record.basis(e.text("basis")) and e.text("basis") not in follow]
    where: list[Run | str] = []
    for basis in record.bases:
        where += (["; "] if where else []) + [setting.sentences.basis(basis), wording.ref(basis.ref)]
    if follow:
        where.append("; " + wording.t(N_("a written basis is still to follow")))
    return (
        wording.t(N_("Was every item registered under a legal basis?")),
        _share(setting, len(named), len(seized)),
        where,
    )


def _transfers(setting: Setting) -> tuple[Text, Text, Text]:
    wording, answers = setting.wording, setting.answers
    where: list[Run | str] = []
    for transfer in answers.taken:
        where += [", " if where else "", wording.bare_ref(transfer.offer.ref)]
        where += [wording.bare_ref(transfer.answer.ref)] if transfer.answer else []
    by_hand = len(answers.taken) - len(answers.signed_by_both)
    if by_hand:
        hand = wording.ngettext(
            "; {count} by hand, attested by an officer", "; {count} by hand, attested by an officer", by_hand
        )
        where.append(hand)
    said = wording.t(N_("Offer and acceptance: entries {entries}")).partition("{entries}")
    shown: list[Run | str] = [said[0], *where, said[2]] if where else [wording.t(N_("There was no transfer"))]
    answer = (
        _share(setting, len(answers.signed_by_both), len(answers.taken)) if answers.taken else wording.t(N_("None"))
    )
    return wording.t(N_("Is each transfer signed by both sides?")), answer, shown


def _stretches(setting: Setting) -> tuple[Text, Text, Text]:
    wording, stretches = setting.wording, setting.answers.stretches
    question = wording.t(N_("Does the record name a holder at every moment?"))
    if not stretches:
        return question, wording.yes, wording.t(N_("Section 3 and the tables of section 4"))
    return question, wording.no, [wording.t(N_("Section 6")), wording.colon, _exhibits(setting, stretches)]


def _seals(setting: Setting) -> tuple[Text, Text, Text]:
    wording, doubtful = setting.wording, setting.answers.doubtful
    question = wording.t(N_("Was a seal found otherwise than recorded?"))
    put = sum(len(exhibit.seal_numbers) for exhibit in setting.record.exhibits.values())
    seals = wording.ngettext("{count} seal recorded", "{count} seals recorded", put)
    if not doubtful:
        return question, wording.no, seals
    shown = setting.sentences.few([f"{setting.record.exhibit_number(gap.exhibit)} ({gap.told})" for gap in doubtful])
    return question, wording.yes, f"{shown}; {seals}"


def _contents(setting: Setting) -> tuple[Text, Text, Text]:
    wording, answers = setting.wording, setting.answers
    same = len(answers.by_integrity[Integrity.UNCHANGED])
    where: list[Run | str] = [wording.t(N_("Section 5"))]
    for state, words in (
        (Integrity.DIFFERS, N_("does not match")),
        (Integrity.UNREADABLE, N_("could not be read")),
        (Integrity.NEVER_COMPARED, N_("not compared since it was hashed")),
        (Integrity.NO_DIGEST, N_("no digest on record")),
    ):
        if found := answers.by_integrity[state]:
            numbers = setting.sentences.few([each.number for each in found])
            where.append(f"; {wording.pair(numbers, wording.t(words))}")
    if not answers.comparable:
        return wording.t(N_("Are contents unchanged?")), wording.t(N_("Not compared")), where
    return wording.t(N_("Are contents unchanged?")), _share(setting, same, answers.comparable), where


def _outside(setting: Setting) -> tuple[Text, Text, Text]:
    wording, proofs = setting.wording, setting.record.verification.outside_proof
    question = wording.t(N_("Is the log vouched for from outside?"))
    if not proofs:
        none = N_("No time stamp and no countersignature from outside is recorded; times rest on the station's clock")
        return question, wording.no, wording.t(none)
    shown = listed([wording.t(_PROOFS.get(proof, proof)) for proof in proofs], wording.translator)
    return question, wording.yes, shown


def _share(setting: Setting, part: int, whole: int) -> Text:
    wording = setting.wording
    if not whole:
        return wording.t(N_("None"))
    told = wording.t(N_("{part} of {whole}"), part=wording.number(part), whole=wording.number(whole))
    return f"{wording.yes}, {told}" if part == whole else bold(told)


def _exhibits(setting: Setting, gaps: tuple[GapFacts, ...]) -> str:
    numbers = dict.fromkeys(setting.record.exhibit_number(gap.exhibit) for gap in gaps)
    return setting.sentences.few(list(numbers))
