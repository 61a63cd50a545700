"""What a judge reads is what the record says: nothing that moved on paper only, no change without both its readings."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest

from custody_app.i18n import LANGUAGES, Translator
from custody_app.log.canonical import canon
from custody_app.reports.documents import custody_cover
from custody_app.reports.documents.custody_exhibits import _card_facts, _side_by_side
from custody_app.reports.documents.make_document import make_document
from custody_app.reports.documents.setting import set_up, verifier_sha256
from custody_app.reports.engine import Columns
from custody_app.reports.engine.blocks.panels import Callout
from custody_app.reports.engine.text import plain
from custody_app.reports.facts.record import read_record
from tests.unit.reports.documents.conftest import Sample, flat, texts


@pytest.fixture(scope="module")
def report(sample: Sample) -> str:
    return flat(texts(make_document(sample.task("custody-report", pictures={})).pdf))


@pytest.fixture(scope="module")
def receipt(sample: Sample) -> str:
    offer = sample.snapshot.value["transfers"][0]["offer"]
    return flat(texts(make_document(sample.task("transfer-receipt", transfer=offer)).pdf))


def entry(sample: Sample, kind: str, place: int = -1) -> int:
    return [each["entry"] for each in sample.snapshot.value["statements"] if each["type"] == kind][place]


def test_a_correction_shows_both_readings_under_the_words_of_the_form(sample: Sample, report: str):
    number = entry(sample, "correction")
    assert "Serial number: PF-3XK9Q7 Before: PF-3XK9Q2 Reason: Two read as seven" in report
    assert f"Serial number PF-3XK9Q7 [{number}]" in report
    assert "fields.serial" not in report


def test_an_update_shows_both_readings(report: str):
    assert "Description: Laptop, grey Before: Laptop computer, silver Reason: Looked again" in report
    assert "Colour: Red and black Reason: Label read again" in report


def test_a_title_on_a_receipt_names_the_entry_that_said_it(sample: Sample, receipt: str):
    assert f"Laptop, grey [{entry(sample, 'exhibit.update', 1)}]" in receipt


def test_a_receipt_of_which_a_part_was_rejected_says_so_at_its_head(receipt: str):
    assert receipt.count("Accepted: 5 of 6; the rest was rejected and stays with the giver") == 2


def test_what_was_rejected_does_not_move_on_paper(sample: Sample, report: str):
    offered, answered = entry(sample, "transfer.offer", 0), entry(sample, "transfer.accept", 0)
    rejected = report.partition("Bag torn at the lower edge; to be sealed again first")[0][-400:]
    assert "stays with Insp. L. Ferreira" in report
    assert "\u2192 M. Okoye" not in rejected
    assert f"[{offered}]" in rejected + report
    assert f"[{answered}]" in rejected + report


def test_a_note_on_the_case_is_told(report: str):
    assert "The defence asked for a copy of the record." in report


def test_a_digest_says_what_it_was_taken_of(report: str):
    assert report.count("E01_extraction, 8 files, 410,000 bytes") >= 2
    assert "File: " in report


def test_an_empty_file_has_a_size(sample: Sample):
    value = json.loads(sample.snapshot.canonical)
    for statement in value["statements"]:
        if statement["type"] == "exhibit.hash":
            statement["body"]["size"] = 0
    bare = canon(value, max_bytes=1 << 30)
    task = replace(sample.task("custody-report", pictures={}), snapshot=bare)
    assert "CCTV or video recorder 0 bytes" in flat(texts(make_document(task).pdf))


def test_an_acquisition_leaves_lines_for_what_nobody_recorded(report: str):
    assert "Settings Write blocker Hardware write blocker" in report
    assert "Started Ended Errors" in report
    assert "Made by Dr. R. Salas, Digital Forensics Unit" in report


def test_a_seal_says_what_kind_it_is(report: str):
    assert "Seals 0093122 (Numbered bag)" in report


def test_the_paper_vouches_for_the_program_that_checks_it(sample: Sample, report: str):
    digest = verifier_sha256()
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in report
    assert sample.record.log.root in report


@pytest.mark.parametrize(("found", "shown"), [("inconsistent", True), ("", True), ("consistent", False)])
def test_a_record_that_does_not_fit_together_is_told_on_the_cover(sample: Sample, found: str, shown: bool):
    value = json.loads(sample.snapshot.canonical) | {
        "verification": {"record": found, "entries": 9, "findings": ["ROOT"]}
    }
    setting = set_up(read_record(value, sha256(b"").hexdigest()), "en")
    cover = [plain(b.head.text) for b in custody_cover.cover(setting) if isinstance(b, Callout)]
    assert ("Is the record itself sound?" in cover) is shown


def test_an_empty_line_may_mean_withheld_where_something_is(sample: Sample):
    task = sample.task("custody-report", pictures={})
    redacted = replace(task, snapshot=sample.redacted.canonical)
    text = flat(texts(make_document(redacted).pdf))
    assert "or that it is withheld in this copy" in text
    assert f"Withheld {sample.redacted.value['withheld']} members of statements are withheld" in text


def test_the_cover_stays_one_page_with_hundreds_of_exhibits(sample: Sample):
    value = json.loads(sample.snapshot.canonical)
    last = value["exhibits"][-1]
    value["exhibits"] += [{**last, "id": f"more-{at}", "number": f"STATION-1/2026-{at:05}"} for at in range(300)]
    setting = set_up(read_record(value, sha256(b"").hexdigest()), "fr")
    told = plain(setting.sentences.unchanged()) + plain(setting.sentences.held()) + plain(setting.sentences.seized())
    assert len(told) < 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_is_one_page_in_every_language(sample: Sample, language: str):
    pages = texts(make_document(sample.task("custody-report", language=language, pictures={})).pdf)
    contents = Translator(language)._("Contents")
    assert contents in pages[1]
    assert contents not in pages[0]


def test_french_puts_a_blank_before_a_colon(sample: Sample):
    text = flat(texts(make_document(sample.task("custody-report", language="fr", pictures={})).pdf))
    assert "Objet : Examen" in text
    assert not re.search(r"[a-zé]: ", text.partition("Annexe")[0].rpartition("Mots employés")[2])


def test_a_withheld_name_is_a_dash_and_no_hole_in_a_sentence(sample: Sample):
    value = json.loads(sample.snapshot.canonical)
    for statement in value["statements"]:
        if isinstance(statement["body"].get("to"), dict):
            statement["body"]["to"] = {"kind": "owner"}
    setting = set_up(read_record(value, sha256(b"").hexdigest()), "en")
    assert "Dr. R. Salas and \u2014." in plain(setting.sentences.held())


def test_short_facts_stand_beside_each_other_and_the_state_of_contents_last(sample: Sample):
    setting = set_up(sample.record, "en")
    stick = next(each for each in sample.record.exhibits.values() if each.number == "E-03")
    rows = _card_facts(stick, setting)
    beside, wide = _side_by_side(rows, setting)
    assert isinstance(beside, Columns)
    placed = [row for column in beside.columns for row in column.blocks[0].rows]
    assert placed[0] == rows[0]
    assert wide.rows[-1] == rows[-1]
    assert sorted(map(str, [*placed, *wide.rows])) == sorted(map(str, rows))
