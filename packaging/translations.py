"""Keeps the message catalogues: extracts, merges, compiles, and says what is missing.

python packaging/translations.py update     extract from the code, merge into resources/locale/*/…/custody.po
python packaging/translations.py compile    write the .mo files that the program reads
python packaging/translations.py check      exit 1 if a message is untranslated, fuzzy, or its fields differ
"""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
LANGUAGES = ("es", "pt", "fr")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_FIELD = re.compile(r"\{([a-z_0-9]*)[^}]*\}")


def po_path(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "custody.po"


def extract() -> Catalog:
    """Return every message of the code, in the order of the files."""
    catalog = Catalog(project="Custody", charset="utf-8", header_comment="# Custody, messages.")
    methods = [("verifier/**.py", "ignore"), ("**.py", "python")]
    found = extract_from_dir(ROOT / "custody_app", method_map=methods, keywords=KEYWORDS)
    for file, _line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(message, locations=[(f"custody_app/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def load(language: str) -> Catalog:
    """Return a language's catalogue, empty if there is none yet."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Custody", charset="utf-8")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def save(language: str, catalog: Catalog) -> None:
    """Write a catalogue so that the same content gives the same bytes."""
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalog, width=100, no_location=True, sort_output=True, ignore_obsolete=True, omit_header=False)
    text = re.sub(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator)[^\n]*\n',
        b"",
        written.getvalue(),
        flags=re.MULTILINE,
    )
    path.write_bytes(text)


def compiled(language: str) -> bytes:
    """Return the .mo bytes of a catalogue."""
    catalog = load(language)
    # Babel dates a catalogue that says nothing of it with the present minute.
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 22, tzinfo=UTC)
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def problems(language: str, template: Catalog | None = None) -> list[str]:
    """Return what is missing or wrong in a catalogue against the code's messages."""
    catalog = load(language)
    found = []
    for message in template or extract():
        if not message.id:
            continue
        told = catalog.get(message.id, message.context)
        name = str(message.id)[:80]
        if told is None or not _complete(told):
            found.append(f"{language}: untranslated: {name}")
        elif told.fuzzy:
            found.append(f"{language}: fuzzy: {name}")
        elif not _same_fields(told):
            found.append(f"{language}: fields differ: {name}")
    return found


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(strings)


def _same_fields(message: Message) -> bool:
    ids = [str(text) for text in (message.id if isinstance(message.id, (tuple, list)) else [message.id])]
    told = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    strings = [text or "" for text in told]
    wanted = {frozenset(_FIELD.findall(text)) for text in ids}
    return all(frozenset(_FIELD.findall(text)) <= frozenset().union(*wanted) for text in strings) and any(
        frozenset(_FIELD.findall(text)) in wanted for text in strings
    )


def main(arguments: list[str]) -> int:
    """Run one of update, compile, check."""
    verb = arguments[0] if arguments else ""
    if verb == "update":
        template = extract()
        for language in LANGUAGES:
            catalog = load(language)
            catalog.update(template, no_fuzzy_matching=True)
            save(language, catalog)
    elif verb == "compile":
        for language in LANGUAGES:
            po_path(language).with_suffix(".mo").write_bytes(compiled(language))
    elif verb == "check":
        template = extract()
        found = [problem for language in LANGUAGES for problem in problems(language, template)]
        sys.stdout.write("\n".join([*found, f"{len(found)} problems"]) + "\n")
        return 1 if found else 0
    else:
        sys.stdout.write(__doc__ or "")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
