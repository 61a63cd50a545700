"""The bundled typefaces, their fallback by character, and how ReportLab embeds them.

Static TrueType only, from `resources/fonts`, never from the system. One set of faces per document, since a face keeps
the document's subset of glyphs.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from custody_app.reports.engine.theme import Family
from custody_app.resources import resource_path

FILES: Final[dict[tuple[Family, bool, bool], str]] = {
    ("serif", False, False): "SourceSerif4-Regular",
    ("serif", True, False): "SourceSerif4-SemiBold",
    ("serif", False, True): "SourceSerif4-Italic",
    ("serif", True, True): "SourceSerif4-SemiBold",
    ("sans", False, False): "SourceSans3-Regular",
    ("sans", True, False): "SourceSans3-SemiBold",
    ("sans", False, True): "SourceSans3-Italic",
    ("sans", True, True): "SourceSans3-SemiBold",
    ("mono", False, False): "SourceCodePro-Regular",
    ("mono", True, False): "SourceCodePro-SemiBold",
    ("mono", False, True): "SourceCodePro-Regular",
    ("mono", True, True): "SourceCodePro-SemiBold",
}
FALLBACK: Final = (
    "DejaVuSans",  # Arabic, Hebrew, rare Latin, symbols
    "NotoSansDevanagari-Regular",
    "NotoSansThai-Regular",
    "DroidSansFallback",  # Chinese, Japanese, Korean
    "DroidSansFallbackFull",  # rarer ideographs; no Korean
    "NotoEmoji-Regular",
)
EMOJI_FROM: Final = 0x1F000
PRIVATE_FROM: Final = 0xE000


class Face(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """One TrueType face with a table of widths, private codes for shaped glyphs and a ToUnicode of full length.

    ReportLab writes five hexadecimal digits above U+FFFF, which no reader accepts, and lists more than the 100
    characters that one block of a CMap may hold; both are put right here.
    """

    def __init__(self, name: str) -> None:
        self.path = resource_path(f"fonts/{name}.ttf")
        super().__init__(name, str(self.path), asciiReadable=0, shapable=False)
        self.widths: dict[str, float] = {}
        self.meanings: dict[int, str] = {}  # private code -> the text its glyph stands for
        self._codes: dict[str, int] = {}  # the characters of the first subset
        self._private: dict[tuple[int, str], int] = {}

    def has(self, char: str) -> bool:
        """Tell whether the face has a glyph for `char`."""
        return ord(char) in self.face.charToGlyph

    def width(self, text: str) -> float:
        """Return the width of `text` in thousandths of the size."""
        widths = self.widths
        try:
            return sum([widths[char] for char in text])
        except KeyError:
            measure = self.face.getCharWidth
            widths.update({char: measure(ord(char)) for char in text})
            widths["\N{NO-BREAK SPACE}"] = measure(32)
            return sum([widths[char] for char in text])

    def private(self, glyph: int, meaning: str) -> str:
        """Return a private character that prints glyph number `glyph` and reads as `meaning`."""
        code = self._private.get((glyph, meaning))
        if code is None:
            code = self._private[glyph, meaning] = PRIVATE_FROM + len(self._private)
            self.meanings[code] = meaning
            self.face.charToGlyph[code] = glyph
            self.face.charWidths[code] = self.pdfScale(self.face.hmetrics[glyph][0])
        return chr(code)

    def shown(self, text: str, doc: Any, size: float) -> str:
        """Return the operators that print `text`; characters seen before are looked up, the rest go to ReportLab."""
        try:
            codes = bytes([self._codes[char] for char in text])
        except KeyError:
            parts = self.splitString(text, doc)
            self._codes.update(
                {chr(code): at for code, at in self.state[doc].assignments.items() if at < 256 and chr(code) in text}
            )
            return " ".join(
                f"{self.getSubsetInternalName(subset, doc)} {size:.4g} Tf <{codes.hex()}> Tj" for subset, codes in parts
            )
        return f"{self.getSubsetInternalName(0, doc)} {size:.4g} Tf <{codes.hex()}> Tj"

    def addObjects(self, doc: Any) -> None:  # noqa: N802  (ReportLab's name)
        """Write one font per subset of 256 characters."""
        state = self.state[doc]
        state.frozen = 1
        fonts = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(number, doc)[1:]
            base = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("latin-1")
            font = pdfdoc.PDFTrueTypeFont()
            font.Name, font.BaseFont = name, base
            font.FirstChar, font.LastChar = 0, len(subset) - 1
            font.Widths = pdfdoc.PDFArray([self.face.getCharWidth(code) for code in subset])
            meaning = pdfdoc.PDFStream(content=self._to_unicode(subset))
            meaning.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(meaning, "toUnicodeCMap:" + base)
            font.FontDescriptor = self.face.addSubsetObjects(doc, base, subset)
            doc.Reference(font, name)
            fonts[name] = font
        del self.state[doc]

    def _to_unicode(self, subset: list[int]) -> str:
        pairs = [
            f"<{index:02X}> <{(self.meanings.get(code) or chr(code)).encode('utf-16-be').hex().upper()}>"
            for index, code in enumerate(subset)
            if code
        ]
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap"]
        lines += ["/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"]
        lines += ["/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def"]
        lines += ["1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
        for block in blocks:
            lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
        return "\n".join(lines)


class Faces:
    """The faces of one document: opened when first used, chosen by style and by character."""

    def __init__(self) -> None:
        self._faces: dict[str, Face] = {}
        self._chosen: dict[tuple[str, str], Face | None] = {}

    def named(self, name: str) -> Face:
        """Return the face of file `name`.ttf."""
        if name not in self._faces:
            self._faces[name] = Face(name)
        return self._faces[name]

    def styled(self, family: Family, *, bold: bool = False, italic: bool = False) -> Face:
        """Return the face of a family, weight and slope."""
        return self.named(FILES[family, bold, italic])

    def printable(self, text: str, first: Face) -> str:
        """Return `text` with each character that no bundled face has written as ⟨U+XXXX⟩."""
        glyphs = first.face.charToGlyph
        if text.isascii() or all(ord(char) in glyphs for char in text):
            return text
        return "".join(char if char == "\n" or self._face_for(char, first) else f"⟨U+{ord(char):04X}⟩" for char in text)

    def segments(self, text: str, first: Face) -> list[tuple[Face, str]]:
        """Split `text`, which is printable, into stretches that one face can print, `first` wherever it can."""
        if text.isascii():
            return [(first, text)] if text else []
        glyphs = first.face.charToGlyph
        if all(ord(char) in glyphs for char in text):
            return [(first, text)] if text else []
        found: list[tuple[Face, str]] = []
        for char in text:
            joins = found and unicodedata.category(char) in {"Mn", "Mc"} and found[-1][0].has(char)
            face = found[-1][0] if joins else self._face_for(char, first)
            face = face or first
            if found and found[-1][0] is face:
                found[-1] = (face, found[-1][1] + char)
            else:
                found.append((face, char))
        return found

    def _face_for(self, char: str, first: Face) -> Face | None:
        key = (first.fontName, char)
        if key not in self._chosen:
            order = reversed(FALLBACK) if ord(char) >= EMOJI_FROM else FALLBACK
            names = [first.fontName, *order]
            self._chosen[key] = next((face for name in names if (face := self.named(name)).has(char)), None)
        return self._chosen[key]
