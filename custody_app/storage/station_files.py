"""A station as the files of a package, so that verification reads both alike (log-format.md, Package)."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from custody_app.log.canonical import MAX_BYTES_LARGE, canon
from custody_app.log.redaction import read_disclosure
from custody_app.log.verification.source import FileTooLarge
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.log_rows import BATCH
from custody_app.storage.recorded import StoredEntry
from custody_app.storage.store import Store

TRUST_FILES: Final = ("roster.json", "roster.json.sig")
_CHECKPOINT: Final = "data/log/checkpoint"
_DISCLOSURES: Final = "data/disclosures.json"
_TRUST: Final = "data/trust/"
_FILES: Final = "data/files/"
_NUMBERED: Final = re.compile(r"data/log/(entry|envelope)/([0-9]{12})\.json\Z")
_FRAME: Final = 200  # bytes of a disclosure's object besides its text, at most


class StationFiles:
    """The whole log of a station, its roster, its disclosures and its attachments; nothing is written.

    Entries and envelopes are the stored bytes, whatever they are: verification judges them.

    Args:
        store: the station's log.
        trust: `DIR/trust`.
        attachments: the station's attachments, None to leave them out.
    """

    kind: Literal["package", "station"] = "station"

    def __init__(self, store: Store, trust: Path, attachments: AttachmentStore | None = None) -> None:
        self._store = store
        self._trust = trust
        self._attachments = attachments
        self._block = functools.lru_cache(maxsize=4)(self._read_block)

    def names(self) -> Iterable[str]:
        """Return every file's name."""
        if self._store.latest_checkpoint() is not None:
            yield _CHECKPOINT
        for stored in self._store.entries(0, 10**12):
            yield f"data/log/entry/{stored.seq:012d}.json"
            if stored.envelope is not None:
                yield f"data/log/envelope/{stored.seq:012d}.json"
        yield _DISCLOSURES
        yield from (_TRUST + name for name in TRUST_FILES if (self._trust / name).is_file())
        if self._attachments is not None:
            yield from (_FILES + sha256 for sha256 in self._attachments.names())

    def size(self, name: str) -> int:
        """Return a file's length in bytes; raises KeyError where there is none."""
        if name.startswith(_FILES):
            return self._attachment(name).stat().st_size
        return len(self._content(name))

    def read(self, name: str, limit: int) -> bytes:
        """Return a whole file; raises KeyError and FileTooLarge."""
        with self.open(name) as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise FileTooLarge(name, limit)
        return content

    def open(self, name: str) -> BinaryIO:
        """Return a file as a stream, as it lies there; raises KeyError where there is none."""
        if name.startswith(_FILES):
            return self._attachment(name).open("rb")
        return io.BytesIO(self._content(name))

    def _attachment(self, name: str) -> Path:
        sha256 = name.removeprefix(_FILES)
        if self._attachments is None or sha256 not in self._attachments:
            raise KeyError(name)
        return self._attachments.path(sha256)

    def _content(self, name: str) -> bytes:
        numbered = _NUMBERED.match(name)
        if numbered:
            return self._stored(name, numbered[1], int(numbered[2]))
        if name == _DISCLOSURES:
            return self._disclosures
        saved = self._store.latest_checkpoint() if name == _CHECKPOINT else None
        if saved is not None:
            return saved.note
        file = name.removeprefix(_TRUST)
        if name.startswith(_TRUST) and file in TRUST_FILES and (self._trust / file).is_file():
            return (self._trust / file).read_bytes()
        raise KeyError(name)

    def _stored(self, name: str, kind: str, number: int) -> bytes:
        stored = self._block(number // BATCH).get(number)
        content = stored and (stored.entry if kind == "entry" else stored.envelope)
        if content is None:
            raise KeyError(name)
        return content

    def _read_block(self, block: int) -> dict[int, StoredEntry]:
        return {stored.seq: stored for stored in self._store.entries(block * BATCH, (block + 1) * BATCH)}

    @functools.cached_property
    def _disclosures(self) -> bytes:
        """All disclosures, or, where they pass the document's limit, the case salts and as many others as fit.

        Leaving one out is no finding: undisclosed says nothing.
        """
        held = sorted(self._store.all_disclosures(), key=_after_case_salts)
        told: list[dict[str, Any]] = []
        room = MAX_BYTES_LARGE - _FRAME
        for seq, disclosure in held:
            room -= len(disclosure) + _FRAME
            if room < 0:
                break
            told.append({"entry": seq, "disclosure": disclosure})
        return canon({"v": "custody/disclosures/1", "disclosures": told, "names": []}, max_bytes=MAX_BYTES_LARGE)


def _after_case_salts(told: tuple[int, str]) -> bool:
    """Tell whether a disclosure may wait; one that cannot be read is the verification's to name."""
    try:
        return read_disclosure(told[1]).name != "case_salt"
    except ValueError:
        return True
