"""What people read in a fork-evidence file, in four languages, with the commands that check it without this program."""

from __future__ import annotations

import textwrap
from typing import Final

from custody_app.i18n import LANGUAGES, N_, Translator, visible
from custody_app.log.canonical import b64
from custody_app.log.fork_evidence import ForkEvidence

_PUBLIC_KEY_PREFIX: Final = "302a300506032b6570032100"  # SubjectPublicKeyInfo of Ed25519, RFC 8410
_PAGE: Final = (
    N_("TWO HISTORIES OF ONE CUSTODY LOG"),
    N_(
        "The station that keeps the log {log} signed both heads at the end of this file with the same key. A head is "
        "a fingerprint of every entry up to a number. These two cannot belong to one and the same log: the station, "
        "or somebody with its key, wrote two different histories and showed one here and the other there."
    ),
    N_("First head: {first_size} entries, root {first_root}."),
    N_("Second head: {second_size} entries, root {second_root}."),
    N_(
        "It does not say which of the two is true, nor who did it. Nobody who lacks the station's key can make such a "
        "file. Keep it as you received it, and keep every package and report of this log that you have."
    ),
    N_("To check it with this program: custody verify FILE --trust ROSTER"),
    N_(
        "To check it without: compare the key below with the agency's roster, then run these commands, with F as the "
        "name of this file. Both must answer that the signature is verified."
    ),
)
_SAME_SIZE: Final = N_("Then compare the third line of the two notes: the same number above it, another root.")
_WITH_PATH: Final = N_(
    "Then follow the path below, as RFC 9162 section 2.1.4.2 says: it ends in the root of the second note and shows "
    "that the first one should have had the root {root}."
)


def fork_page(evidence: ForkEvidence, shown_root: bytes | None = None) -> str:
    """Return the page.

    Args:
        evidence: what the file holds.
        shown_root: the root that the path shows for the smaller tree, None where the sizes are the same.
    """
    first, second = evidence.heads
    values = {
        "log": visible(first.origin),
        "first_size": first.head.size,
        "first_root": b64(first.head.root),
        "second_size": second.head.size,
        "second_root": b64(second.head.root),
        "root": "" if shown_root is None else b64(shown_root),
    }
    last = _SAME_SIZE if shown_root is None else _WITH_PATH
    parts = []
    for language in LANGUAGES:
        tr = Translator(language)._
        parts += [textwrap.fill(tr(sentence).format(**values), 100) for sentence in (*_PAGE, last)] + [""]
    return "\n".join([*parts, *_commands(evidence)])


def _commands(evidence: ForkEvidence) -> list[str]:
    key = evidence.key
    pem = f"printf {_PUBLIC_KEY_PREFIX}{key.public.hex()} | xxd -r -p | openssl pkey -pubin -inform DER -out key.pem"
    lines = [pem]
    for mark in ("first", "second"):
        note = evidence.first if mark == "first" else evidence.second
        raw = next(line.raw for line in note.signatures if line.name == key.name and line.key_id == key.key_id)
        lines += [
            f"sed -n '/^--- {mark} note ---$/,/^$/p' \"$F\" | sed '1d;$d' > {mark}.txt",
            f"printf {b64(raw)} | base64 -d > {mark}.sig",
            f"openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in {mark}.txt -sigfile {mark}.sig",
        ]
    return ["  " + line for line in lines]
