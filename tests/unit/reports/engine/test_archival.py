"""One file is both PDF/A-3a and PDF/UA-1 by veraPDF's word; and veraPDF sees the faults we plant."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Name

from custody_app.reports.engine import A4, LETTER
from tests.unit.reports.engine.sample import sample
from tests.unit.reports.engine.sample_facts import CASE, RECORD, ROOT


@pytest.fixture(scope="module", params=[(A4, ""), (LETTER, "Copia, no emitida")], ids=["a4", "letter-copy"])
def pdf(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.pdf"
    path.write_bytes(sample(request.param[0], watermark=request.param[1]))
    return path


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_the_sample_passes(pdf, verapdf, flavour):
    assert verapdf(pdf, flavour) == []


def without_alt(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get(Name.S) == Name.Figure and Name.Alt in item:
            del item[Name.Alt]


def with_a_heading_skipped(pdf):
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get(Name.S) == Name.H2:
            item.S = Name.H3


def with_untagged_text(pdf):
    page = pdf.pages[0]
    page.contents_add(b"BT 40 400 Td (.) Tj ET")
    page.contents_coalesce()


def without_language(pdf):
    del pdf.Root.Lang


def without_colour(pdf):
    del pdf.Root.OutputIntents


def with_a_loose_attachment(pdf):
    del pdf.Root.Names.EmbeddedFiles.Names[1][Name.AFRelationship]


FAULTS = [
    (without_alt, "ua1"),
    (with_a_heading_skipped, "ua1"),
    (with_untagged_text, "ua1"),
    (without_language, "ua1"),
    (without_colour, "3a"),
    (with_a_loose_attachment, "3a"),
]


@pytest.fixture(scope="module")
def sound():
    return sample()


@pytest.mark.parametrize(("fault", "flavour"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_fault_is_caught(sound, verapdf, tmp_path, fault, flavour):
    path = tmp_path / "fault.pdf"
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        fault(pdf)
        pdf.save(path)
    assert verapdf(path, flavour)


def test_the_record_is_inside_as_it_was(sound):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        assert pdf.attachments["evidence.json"].get_file().read_bytes() == b'{"case":"2026-CR-0147"}'
        relations = [str(one.AFRelationship) for one in pdf.Root.AF]
        assert relations == ["/Source", "/Data"]
        assert pdf.Root.Lang == "en"
        assert Name.Info not in pdf.trailer
        xmp = pdf.Root.Metadata.read_bytes().decode()
    for said in (CASE, RECORD, ROOT, ">214<"):
        assert said in xmp


def test_no_font_of_another_is_named_and_each_is_embedded(sound):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get(Name.Type) == Name.Font]
        assert len(fonts) > 8
        assert all(Name.FontFile2 in font.FontDescriptor for font in fonts)


def test_every_mark_on_a_page_has_its_element(sound):
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        parents = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        for page in pdf.pages:
            marks = page.Contents.read_bytes().count(b"/MCID")
            assert marks == len(parents[int(page.StructParents)]) > 0
