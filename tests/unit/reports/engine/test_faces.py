"""The bundled faces are the ones we looked at, with their licences, and print what people write."""

from __future__ import annotations

import hashlib

import pytest

from custody_app.reports.engine.faces import FALLBACK, FILES, Faces
from custody_app.resources import resource_path

PINNED = {
    "DejaVuSans": "abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322",
    "DroidSansFallback": "56d3edfb377a8bc3c4b77f4476405c770173c0e31221ad7c77d0a8e1f3039a3e",
    "DroidSansFallbackFull": "acb6440a713d880a13a21b468ba7cd43f5a2b2934972e51be791c880730777b8",
    "NotoEmoji-Regular": "24aaa2a20c9c06ffe9bf04284bfd1f14376a329d10122f902abe2770817eb504",
    "NotoSansDevanagari-Regular": "084a94d89eb54aafb93a056e15425c34fd859f6342875165d304837b3bcfc2d2",
    "NotoSansThai-Regular": "9acb585d8662ca4ed1b1cf5889dfa1393f8555103b3986e1ea1e3af4faef70bd",
    "SourceCodePro-Regular": "1bd0bb61d974f62f9cc208a162fd3a7a13f95ba0b56b88b870730bf3ae1ba358",
    "SourceCodePro-SemiBold": "2859dc9b573c7190cdc705e49831b9ad9c5e1b571897f765505ea88317ca8893",
    "SourceSans3-Italic": "f17facaa9ed293bb38526db3638e240510b7393c37ffa70e5c48f39575de44ab",
    "SourceSans3-Regular": "393fb5b878ceed04aebc34b097e853ae5138c51d0c34b496ce8e2b47e0d0b94a",
    "SourceSans3-SemiBold": "bd2550fce2d295b0bf20bd8b1b7f1477da834f1066bd850aafdb4787a67a63ca",
    "SourceSerif4-Italic": "8abc06ebcf3a84d6e18763fad2fd237c9149104f16963f459c8763390048aff2",
    "SourceSerif4-Regular": "d47da11c5f55f031d9ec54c3172865d76009b2cbab5c706dfa73866b00096639",
    "SourceSerif4-SemiBold": "d31cd1fb273e5399efc04691e9ac14b581eae836d783f6cf3c560225ebcf95c0",
}


@pytest.mark.parametrize("name", sorted(PINNED))
def test_a_face_is_pinned_and_has_its_licence(name):
    path = resource_path(f"fonts/{name}.ttf")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == PINNED[name]
    licence = resource_path(f"fonts/{name.split('-')[0].removesuffix('Full')}-LICENSE.txt")
    assert len(licence.read_text(encoding="utf-8")) > 1000


def test_all_faces_in_use_are_pinned():
    assert {*FILES.values(), *FALLBACK} == set(PINNED)


def test_faces_stay_small():
    assert sum(resource_path(f"fonts/{name}.ttf").stat().st_size for name in PINNED) < 25_000_000


def test_the_colour_profile_is_pinned():
    profile = resource_path("icc/sRGB.icc").read_bytes()
    assert profile[36:40] == b"acsp"
    assert hashlib.sha256(profile).hexdigest() == "6d2f9ec857fa4cbf539311f4fa3122ffedfbf7d449b88a3ba282b35dcfb802ac"


def test_a_character_goes_to_the_first_face_that_has_it():
    faces = Faces()
    first = faces.styled("sans")
    names = [(face.fontName, text) for face, text in faces.segments("Łódź 证据 서울 ไทย 🐙", first)]
    assert names == [
        ("SourceSans3-Regular", "Łódź "),
        ("DroidSansFallback", "证据"),
        ("SourceSans3-Regular", " "),
        ("DroidSansFallback", "서울"),
        ("SourceSans3-Regular", " "),
        ("NotoSansThai-Regular", "ไทย"),
        ("SourceSans3-Regular", " "),
        ("NotoEmoji-Regular", "🐙"),
    ]


def test_a_character_that_no_face_has_is_named():
    faces = Faces()
    assert faces.printable("a\U00012000b\n", faces.styled("sans")) == "a⟨U+12000⟩b\n"


def test_a_cmap_holds_sixteen_bit_units_in_blocks_of_a_hundred():
    face = Faces().named("NotoEmoji-Regular")
    told = face._to_unicode([0, *range(0x1F400, 0x1F400 + 150)])
    assert "<D83DDC00>" in told
    assert "100 beginbfchar" in told
    assert "50 beginbfchar" in told
