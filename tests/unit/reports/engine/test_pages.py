"""Pages: tables go on, headings stay with their text, numbers are filled in, links lead somewhere."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from custody_app.reports.engine import (
    A4,
    Block,
    Column,
    Contents,
    Document,
    Facts,
    Heading,
    Paragraph,
    Run,
    Running,
    Signatures,
    Signer,
    Table,
    Timeline,
    UnknownDestination,
)
from custody_app.reports.engine.blocks.timeline import LEGEND, Axis, Bar, Lane
from tests.unit.reports.documents.conftest import texts

RUNNING = Running("Case 1", "Report", "Case 1", "Page {page} of {pages}", "Digest", "ab" * 32, "B-", 7)


def structure(pdf, kind):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return sum(
            isinstance(one, pikepdf.Dictionary) and one.get(Name.S) == Name("/" + kind) for one in opened.objects
        )


def test_a_table_repeats_its_head_and_loses_no_row():
    document = Document(A4, RUNNING)
    document.add(
        Heading(1, "Log"), Table([Column("No."), Column("Act", 4)], ((str(n), f"row-{n}-end") for n in range(300)))
    )
    drawn = document.close()
    pages = texts(drawn.pdf)
    assert drawn.pages == len(pages) > 5
    assert [int(n) for n in re.findall(r"row-(\d+)-end", "".join(pages))] == list(range(300))
    assert all("No." in page for page in pages)
    assert structure(drawn.pdf, "TR") == 301
    assert structure(drawn.pdf, "Table") == 1


def test_a_row_longer_than_a_page_is_broken_not_cut():
    name = "/".join(f"part{n:04d}" for n in range(1200))
    document = Document(A4, RUNNING)
    document.add(Table([Column("No."), Column("Name")], [("1", "short"), ("2", name), ("3", "last-row")]))
    pages = texts(document.close().pdf)
    told = re.sub(r"\s", "", "".join(pages))
    assert all(f"part{n:04d}" in told for n in range(1200))
    assert "last-row" in pages[-1]


def test_a_paragraph_longer_than_a_page_goes_on():
    document = Document(A4, RUNNING)
    document.add(Paragraph(" ".join(f"word{n}" for n in range(3000))))
    pages = texts(document.close().pdf)
    assert len(pages) > 2
    assert re.findall(r"word(\d+)", "".join(pages)) == [str(n) for n in range(3000)]


def test_page_lines_know_the_last_page():
    document = Document(A4, RUNNING)
    document.add(Paragraph("one"))
    document.break_page()
    document.add(Paragraph("two"))
    pages = texts(document.close().pdf)
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 2" in page
        assert f"B-{6 + number:06d}" in page
        assert " ".join(["abababab"] * 8) in page


@pytest.mark.parametrize("lines", range(30, 48))
def test_a_heading_is_never_the_last_of_a_page(lines):
    document = Document(A4, RUNNING)
    document.add(
        Paragraph("\n".join(["filling"] * lines)), Heading(1, "A-heading"), Paragraph("\n".join(["its-text"] * 5))
    )
    (page,) = [page for page in texts(document.close().pdf) if "A-heading" in page]
    assert "its-text" in page.split("A-heading")[1]


def test_contents_give_the_pages_of_their_headings():
    document = Document(A4, RUNNING)
    document.add(Contents([("a", "1", "First"), ("b", "2", "Second")]))
    for key, title in (("a", "First"), ("b", "Second")):
        document.break_page()
        document.add(Heading(1, title, key), Paragraph("text"))
    drawn = document.close()
    assert drawn.page_of == {"a": 2, "b": 3}
    contents = texts(drawn.pdf)[0]
    assert re.search(r"First\s+2", contents)
    assert re.search(r"Second\s+3", contents)
    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        assert len(pdf.pages[0].Annots) == 2
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["First", "Second"]


@pytest.mark.parametrize("block", [Contents([("gone", "1", "Gone")]), Paragraph([Run("see", link="gone")])])
def test_a_link_to_nowhere_is_refused(block):
    document = Document()
    document.add(block)
    with pytest.raises(UnknownDestination, match="gone"):
        document.close()


def test_what_is_kept_together_is_on_one_page():
    document = Document(A4, RUNNING)
    document.add(Paragraph("\n".join(["filling"] * 34)))
    with document.keep("Card"):
        document.add(Heading(2, "Card-head"), Facts([(f"label{n}", f"value{n}") for n in range(12)]))
    pages = texts(document.close().pdf)
    assert len(pages) == 2
    assert all(word in pages[1] for word in ("Card-head", "label0", "value11"))


def test_what_no_page_holds_is_broken_at_its_blocks():
    document = Document(A4, RUNNING)
    with document.keep("Card"):
        document.add(
            Heading(2, "Head"), Table([Column("A")], [(f"row-{n}-end",) for n in range(120)]), Paragraph("after")
        )
    pages = texts(document.close().pdf)
    assert len(pages) > 2
    assert len(re.findall(r"row-\d+-end", "".join(pages))) == 120


def test_a_long_timeline_repeats_its_axis():
    document = Document(A4, RUNNING)
    lanes = [Lane(f"E-{n:03d}", [Bar(0, 5, "A"), Bar(5, 6, ""), Bar(6, 10, "B")]) for n in range(60)]
    axis = Axis(0, 10, [(0, "start-tick"), (10, "end-tick")])
    document.add(Timeline(axis, lanes, holders=[("A", "One"), ("B", "Two")], marks=[], alt="x", unknown="nobody"))
    pages = texts(document.close().pdf)
    assert len(pages) == 3
    assert all("start-tick" in page and "nobody" in page for page in pages)
    assert "E-059" in pages[-1]


def test_progress_is_told_by_page_and_may_stop_the_work():
    seen = []

    def stop(page) -> None:
        seen.append(page)
        if page == 3:
            raise KeyboardInterrupt

    document = Document(A4, RUNNING, on_page=stop)
    with pytest.raises(KeyboardInterrupt):
        document.add(Paragraph("\n".join(["line"] * 500)))
    assert seen == [1, 2, 3]


def test_right_to_left_text_is_read_in_its_order():
    document = Document(A4, RUNNING)
    document.add(Paragraph("سري 12.zip"))
    with pikepdf.open(io.BytesIO(document.close().pdf)) as pdf:
        told = b"<FEFF" + "سري 12.zip".encode("utf-16-be").hex().upper().encode() + b">"
        assert b"/ActualText " + told in pdf.pages[0].Contents.read_bytes()


def test_a_drawn_signature_stands_in_its_box():
    drawn = io.BytesIO()
    Image.new("RGB", (300, 90), "navy").save(drawn, "PNG")
    document = Document(A4, RUNNING)
    document.add(Signatures([Signer("Owner", image=drawn.getvalue()), Signer("Officer")], inside=True))
    pdf = document.close().pdf
    assert structure(pdf, "Figure") == 1
    assert "Officer" in texts(pdf)[0]


def test_headings_within_what_is_broken_keep_their_pages():
    document = Document(A4, RUNNING)
    with document.keep("Card"):
        for key in ("a", "b"):
            document.add(Heading(2, key, key), Table([Column("A")], [(f"{key}-{n}",) for n in range(120)]))
    drawn = document.close()
    (first,) = [number for number, page in enumerate(texts(drawn.pdf), 1) if "b-0" in page]
    assert drawn.page_of == {"a": 1, "b": first}
    assert first < drawn.pages


def test_a_block_that_cannot_be_drawn_cannot_be_made():
    class Unfinished(Block):
        pass

    with pytest.raises(TypeError, match="draw"):
        Unfinished()


def test_a_column_title_is_never_cut_within_a_word():
    pen = Document(A4, Running(left="", right="", case="", page_of="{page}/{pages}", digest_label="", digest="")).pen
    table = Table([Column("Inscription", 9), Column("Rest", 91)], [["1", "x"]])
    first, _ = table._head_lines(pen, table._edges(0, A4.width))
    assert [fragment.text for line in first for fragment in line.fragments] == ["Inscription"]


def test_a_hidden_character_in_a_holder_s_name_keeps_its_room_in_the_legend():
    names = [("A", "Ivan\u202e" * 4), ("B", "Short")]
    figure = Timeline(Axis(0, 10), [Lane("E-1", [Bar(0, 10, "A")])], holders=names, marks=[], alt="x")
    pen = Document(A4, Running(left="", right="", case="", page_of="{page}/{pages}", digest_label="", digest="")).pen
    (_, _, shown, wide), _ = figure._legend(pen, 400)[0]
    assert wide >= pen.setter.lines(shown, LEGEND, 1e6)[0].width + 15
    assert "⟨U+202E⟩" in shown


def test_a_short_figure_is_not_broken_and_long_names_of_lanes_are_whole():
    lanes = [Lane(f"STATION-1-{at:03}", [Bar(0, 10, "A")]) for at in range(8)]
    figure = Timeline(Axis(0, 10), lanes, holders=[("A", "Ana")], marks=[], alt="x")
    pen = Document(A4, Running(left="", right="", case="", page_of="{page}/{pages}", digest_label="", digest="")).pen
    figure._make_room(pen)
    assert figure.lead(pen, A4.width) == figure.height(pen, A4.width)
    assert figure._short(pen, "STATION-1-007") == "STATION-1-007"
