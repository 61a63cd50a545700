"""The tag layer: the structure tree that makes a PDF readable aloud and checkable (ISO 14289-1, ISO 32000-1, 14.7).

Elements are kept as small objects and written as plain PDF text at the end, one indirect object each.
"""

from __future__ import annotations

from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFObject

ROLES: Final = {"Title": "P", "Callout": "Sect", "Card": "Sect", "Mark": "Span"}


def pdf_string(text: str) -> str:
    """Return `text` as a PDF text string in UTF-16."""
    return "<FEFF" + text.encode("utf-16-be", "replace").hex().upper() + ">"


class Element(PDFObject):  # type: ignore[misc]  # ReportLab has no types
    """One structure element: its kind, its kids in reading order, and what assistive technology needs to know.

    Attributes:
        kind: a standard structure type (P, H1, Table, TD, Figure, ...) or one of `ROLES`.
        alt: the alternative text of a figure or link.
        attributes: an attribute dictionary in PDF syntax, such as `<< /O /Table /Scope /Column >>`.
    """

    __RefOnly__ = 1
    __slots__ = ("__InternalName__", "alt", "attributes", "kids", "kind", "number", "parent", "tree")

    def __init__(self, tree: Tree, kind: str, parent: Element | None) -> None:
        self.tree = tree
        self.kind = kind
        self.parent = parent
        self.kids: list[Element | tuple[int, int] | str] = []
        self.alt = ""
        self.attributes = ""
        self.number = 0

    def format(self, document: Any) -> bytes:
        """Return the dictionary in PDF syntax; ReportLab calls this when it writes the file."""
        pages = self.tree.page_numbers(document)
        home = next((kid[0] for kid in self.kids if isinstance(kid, tuple)), None)
        kids = []
        for kid in self.kids:
            if isinstance(kid, Element):
                kids.append(f"{kid.number} 0 R")
            elif isinstance(kid, str):
                kids.append(kid)
            elif kid[0] == home:
                kids.append(str(kid[1]))
            else:
                kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
        parent = self.parent.number if self.parent else self.tree.root_number
        parts = [f"<</Type/StructElem/S/{self.kind}/P {parent} 0 R"]
        if home is not None:
            parts.append(f"/Pg {pages[home]} 0 R")
        if kids:
            parts.append(f"/K {kids[0]}" if len(kids) == 1 else f"/K[{' '.join(kids)}]")
        if self.alt:
            parts.append(f"/Alt {pdf_string(self.alt)}")
        if self.attributes:
            parts.append(f"/A {self.attributes}")
        return ("".join(parts) + ">>").encode("ascii")


class _Raw(PDFObject):  # type: ignore[misc]
    __RefOnly__ = 1

    def __init__(self) -> None:
        self.content = b""

    def format(self, _document: Any) -> bytes:
        return self.content


class Tree:
    """The structure tree of one document.

    Args:
        document: ReportLab's document; each element gets its object number from it when it is made.
    """

    def __init__(self, document: Any) -> None:
        self._document = document
        self._root = _Raw()
        self.root_number = self._register(self._root)
        self._pages: list[int] = []
        self._marks: list[list[Element]] = []  # per page: the element of each MCID
        self._page_keys: list[int] = []
        self._link_parents: dict[int, Element] = {}
        self._keys = 0
        self.top = self.element("Document", None)

    def _register(self, obj: PDFObject) -> int:
        reference = self._document.Reference(obj)
        return int(self._document.idToObjectNumberAndVersion[reference.name][0])

    def element(self, kind: str, parent: Element | None, alt: str = "", attributes: str = "") -> Element:
        """Make an element and put it last among its parent's kids."""
        made = Element(self, kind, parent)
        made.number = self._register(made)
        made.alt, made.attributes = alt, attributes
        if parent is not None:
            parent.kids.append(made)
        return made

    def begin_page(self) -> None:
        """Count a new page."""
        self._marks.append([])
        self._page_keys.append(self._keys)
        self._keys += 1

    def mark(self, element: Element) -> int:
        """Return a new marked-content number on the current page, belonging to `element`."""
        page = self._marks[-1]
        page.append(element)
        element.kids.append((len(self._marks) - 1, len(page) - 1))
        return len(page) - 1

    def link_key(self, element: Element) -> int:
        """Return the StructParent number of a link annotation that belongs to `element`."""
        self._keys += 1
        self._link_parents[self._keys - 1] = element
        return self._keys - 1

    @property
    def page(self) -> int:
        """The number of the current page, counted from 1."""
        return len(self._marks)

    @property
    def page_keys(self) -> list[int]:
        """The StructParents number of each page."""
        return self._page_keys

    def page_numbers(self, document: Any) -> list[int]:
        """Return the object number of each page."""
        if not self._pages:
            table = document.idToObjectNumberAndVersion
            self._pages = [table[f"Page{index + 1}"][0] for index in range(len(self._marks))]
        return self._pages

    def close(self) -> str:
        """Write the root and the parent tree; return a reference to the root in PDF syntax."""
        entries = {key: f"{element.number} 0 R" for key, element in self._link_parents.items()}
        for key, marks in zip(self._page_keys, self._marks, strict=True):
            entries[key] = f"[{' '.join(f'{element.number} 0 R' for element in marks)}]"
        numbers = "\n".join(f"{key} {entries[key]}" for key in sorted(entries))
        parents = _Raw()
        parents.content = f"<</Nums[{numbers}]>>".encode("ascii")
        roles = "".join(f"/{name}/{role}" for name, role in ROLES.items())
        self._root.content = (
            f"<</Type/StructTreeRoot/K {self.top.number} 0 R/ParentTree {self._register(parents)} 0 R"
            f"/ParentTreeNextKey {self._keys}/RoleMap<<{roles}>>>>"
        ).encode("ascii")
        return f"{self.root_number} 0 R"
