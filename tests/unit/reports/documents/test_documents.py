"""What both documents promise: only what was signed, as text, in four languages, the same bytes each time."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from custody_app.diagnostics import Cancelled, InputWrong, ProgramBroken
from custody_app.i18n import LANGUAGES, visible
from custody_app.log.canonical import unb64
from custody_app.reports.check import check_pdf, extract_package
from custody_app.reports.documents.make_document import make_document
from custody_app.reports.documents.setting import verifier_sha256
from custody_app.reports.task import KINDS
from custody_app.reports.wording.dates import short_date
from custody_app.reports.worker import make_in_worker
from tests.unit.reports.documents.conftest import HOSTILE, Sample, texts

ROOT = Path(__file__).parents[4] / "custody_app"


def offer(sample: Sample, place: int = 0) -> str:
    return sample.snapshot.value["transfers"][place]["offer"]


def said(kind: str, sample: Sample) -> dict:
    return {"transfer": offer(sample)} if kind == "transfer-receipt" else {}


@pytest.fixture(scope="module")
def report(sample: Sample) -> list[str]:
    return texts(make_document(sample.task("custody-report")).pdf)


def words(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", text)}


def words_of_the_program() -> set[str]:
    """Return every word in any string of the program's own sources: its sentences, labels and tables."""
    found: set[str] = set()
    for folder in ("reports", "domain"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= words(node.value)
    return found


def strangers(pages: list[str], sample: Sample) -> set[str]:
    """Return what is printed and stands neither in the record nor among the program's own words."""
    text = re.sub(r"-?\ufffe?\r?\n", "\n", "\n".join(pages))
    record = sample.snapshot.canonical.decode()
    known = words_of_the_program() | words(record) | words(visible(HOSTILE))
    digests = record + sample.snapshot.digest + unb64(sample.snapshot.value["log"]["root"]).hex()
    digests += verifier_sha256()
    digests += "".join(unb64(each["digest"]).hex() for each in sample.snapshot.value["statements"])
    plain = re.sub(r"\b[0-9a-f]{8,}\b", " ", text)
    found = {word for word in words(plain) if word not in known and not _is_part(word, record)}
    found |= {group for group in re.findall(r"\b[0-9a-f]{8,}\b", text) if group not in digests}
    entries = {each["entry"] for each in sample.snapshot.value["statements"]}
    found |= {f"[{number}]" for number in re.findall(r"\[(\d+)\]", text) if int(number) not in entries}
    times = set(re.findall(r"T(\d\d:\d\d)", record))
    return found | {time for time in re.findall(r"(\d\d:\d\d)(?::\d\d)? UTC\b(?![\u2212+])", text) if time not in times}


def _is_part(word: str, record: str) -> bool:
    """Tell whether the word is a piece of a fingerprint or of a name that was broken at a line's end."""
    return word in record.casefold()


def test_nothing_is_printed_that_nobody_signed(sample: Sample, report: list[str]):
    assert strangers(report, sample) == set()


def test_an_invented_value_would_be_seen(sample: Sample, report: list[str]):
    made_up = ["Zebrafish 0badc0de [999] 23:59 UTC"]
    assert strangers([*report, *made_up], sample) == {"zebrafish", "0badc0de", "[999]", "23:59"}


def test_every_value_of_the_snapshot_is_what_its_entry_says(sample: Sample):
    checked = 0
    for section in (sample.snapshot.value["case"], *sample.snapshot.value["exhibits"]):
        for value in section["said"]:
            body = sample.signed[value["entry"]]
            if body.get("member") == value["member"]:  # a correction
                body = {value["member"]: body["value"]}
            for part in [value["member"]] if value["member"] in body else value["member"].split("."):
                body = body[part]
            assert body == value["value"]
            checked += 1
    assert checked > 60


@pytest.mark.parametrize("member", ["fields.make", "fields.colour", "place.address", "fields.title"])
def test_values_of_the_record_are_printed(sample: Sample, report: list[str], member: str):
    found = [exhibit.text(member) for exhibit in sample.record.exhibits.values() if exhibit.text(member)]
    text = " ".join(" ".join(report).split())
    assert found
    for value in found:
        assert " ".join(visible(value).split()) in text


def test_hostile_names_print_as_text(report: list[str]):
    text = " ".join(" ".join(report).split())
    assert "Sti⟨U+202E⟩ck <b>bold</b> <img src='/etc/passwd'/> &amp; ⟨U+0007⟩ %s {0}" in text
    assert "\u202e" not in text


def test_a_flagged_exhibit_shows_no_photograph(sample: Sample, report: list[str]):
    flagged = next(each for each in sample.snapshot.value["exhibits"] if each["number"] == "E-08")
    shown = next(each for each in sample.snapshot.value["exhibits"] if each["number"] == "E-07")
    assert (flagged["photographs"], flagged["photographs_left_out"], len(shown["photographs"])) == ([], 1, 1)
    assert "1 photograph is kept and not shown" in " ".join(report)


def test_what_is_withheld_is_nowhere(sample: Sample):
    whole, redacted = sample.snapshot.canonical.decode(), sample.redacted.canonical.decode()
    for secret in ("18 Orchard Lane, San Telmo", "Mobile phone, black", "State v. A. Moreno"):
        assert secret in whole
        assert secret not in redacted
    assert redacted.count("case_salt") == 0
    assert sample.redacted.value["withheld"] > 10
    assert sample.redacted.digest != sample.snapshot.digest


def test_a_difference_is_told_with_its_explanation(report: list[str]):
    text = " ".join(" ".join(report).split())
    assert "Does not match (see section 5): E-05" in text
    assert "Read errors on the recorder's disk explain the difference" in text
    assert "It was reported lost." in text


def test_a_seal_that_was_replaced_later_is_told_all_the_same(sample: Sample, report: list[str]):
    doubts = [gap for gap in sample.record.gaps if gap.kind == "seal_doubtful"]
    assert [(sample.record.exhibit_number(gap.exhibit), gap.told) for gap in doubts] == [("E-06", "0093127")]
    text = " ".join(" ".join(report).split())
    assert "Seal 0093127 was found otherwise than recorded." in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_language_renders(sample: Sample, kind: str, language: str):
    paper = "Letter" if language == "en" else "A4"
    task = sample.task(kind, language=language, paper=paper, pictures={}, **said(kind, sample))
    pages = texts(make_document(task).pdf)
    first = sample.record.transfers[0].offer.at if kind == "transfer-receipt" else sample.record.log.at
    assert short_date(first, language) in pages[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_task_gives_the_same_bytes_in_any_process(sample: Sample, kind: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    task = sample.task(kind, **said(kind, sample))
    assert make_in_worker(task).pdf == make_document(task).pdf


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_says_so_on_each_page(sample: Sample, kind: str):
    pages = texts(make_document(sample.task(kind, issuer="", pictures={}, **said(kind, sample))).pdf)
    assert all("Copy, not issued" in page for page in pages)


def test_an_issued_document_never_says_copy(report: list[str]):
    assert not any("Copy, not issued" in page for page in report)


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("kind", KINDS)
def test_verapdf_finds_nothing(
    sample: Sample, tmp_path: Path, verapdf: Callable[[Path, str], list[str]], kind: str, flavour: str
):
    path = tmp_path / "document.pdf"
    path.write_bytes(make_document(sample.task(kind, language="es", **said(kind, sample))).pdf)
    assert verapdf(path, flavour) == []


def test_the_handwritten_signature_is_attested(sample: Sample):
    place = next(n for n, transfer in enumerate(sample.record.transfers) if transfer.handwritten)
    pages = texts(make_document(sample.task("transfer-receipt", transfer=offer(sample, place))).pdf)
    text = " ".join(" ".join(pages).split())
    assert len(pages) == 1
    assert text.count("Copy for the giver") == text.count("Copy for the receiver") == 1
    assert text.count("Handwritten, on screen, attested by M. Okoye") == 2


def test_rejected_lines_stand_on_the_receipt(sample: Sample):
    text = " ".join(" ".join(texts(make_document(sample.task("transfer-receipt", transfer=offer(sample))).pdf)).split())
    assert text.count("Rejected") == 2
    assert "to be sealed again first" in text


def test_a_receipt_of_no_transfer_is_refused_across_the_process(sample: Sample):
    with pytest.raises(InputWrong, match="OFFER_UNKNOWN"):
        make_in_worker(sample.task("transfer-receipt", transfer="AAAA"))


def test_it_can_be_stopped(sample: Sample):
    def stop(_page: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        make_in_worker(sample.task("custody-report"), stop)


def test_pages_are_told_while_it_is_made(sample: Sample):
    told: list[int] = []
    made = make_in_worker(sample.task("custody-report", pictures={}), told.append)
    assert told == sorted(told)
    assert max(told) > made.pages // 2


def test_an_unsound_file_reaches_nobody(sample: Sample):
    made = make_document(sample.task("transfer-receipt", **said("transfer-receipt", sample)))
    check_pdf(made.pdf, made.pages)
    with pytest.raises(ProgramBroken, match=r"DOCUMENT_CHECK.*pages"):
        check_pdf(made.pdf, made.pages + 1)
    with pytest.raises(ProgramBroken, match="DOCUMENT_CHECK"):
        check_pdf(made.pdf[:4000], made.pages)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 40])
def test_a_broken_pdf_gives_a_clear_message(tmp_path: Path, content: bytes):
    path = tmp_path / "broken.pdf"
    path.write_bytes(content)
    with (tmp_path / "out.zip").open("wb") as target, pytest.raises(InputWrong, match="PDF_"):
        extract_package(path, target)
