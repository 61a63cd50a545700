"""Exhibits: registered with a number, hashed, verified, sealed, followed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path

from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import Command
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import Attachment
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.services.acts import Acts, Proposal
from custody_app.storage import Recorded, Store
from custody_app.storage.attachments import AttachmentStore


class Exhibits:
    """The exhibits of this station.

    Args:
        store: the log and its projections.
        acts: decides and records.
        attachments: keeps photographs and papers by digest.
        number_pattern: how the agency numbers exhibits.
        random: makes ids.
    """

    def __init__(
        self,
        store: Store,
        acts: Acts,
        attachments: AttachmentStore,
        number_pattern: str,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._acts = acts
        self._attachments = attachments
        self._number_pattern = number_pattern
        self._random = random

    def new_id(self) -> str:
        """Return an id for a new exhibit, unique for ever."""
        return str(uuid.UUID(bytes=self._random(16), version=4))

    def propose(self, command: Command, case: str) -> Proposal:
        """Return the statements for any command about exhibits of one case."""
        return self._acts.propose(command, case)

    def state(self, exhibit: str) -> ExhibitState:
        """Return what the record says of an exhibit."""
        return self._acts.state(self._acts.case_of(exhibit)).exhibits[exhibit]

    def history(self, exhibit: str) -> list[Recorded]:
        """Return every statement that lists the exhibit, in order."""
        return self._store.line(exhibit)

    def attach(self, path: Path, kind: str = "photograph", caption: str = "") -> Attachment:
        """Keep a file by its digest and return what a statement says of it.

        The file is durable before any statement names it; an attachment that no statement names is harmless.

        Raises:
            InputWrong: the file cannot be read; EnvironmentUnavailable: disk full.
        """
        sha256 = self._attachments.put_file(path)
        size = self._attachments.size(sha256)
        raw = os.fsencode(path.name)
        try:
            return Attachment(sha256=sha256, kind=kind, size=size, name=raw.decode("utf-8"), caption=caption)
        except UnicodeDecodeError:
            return Attachment(
                sha256=sha256,
                kind=kind,
                size=size,
                name=raw.decode("utf-8", "replace"),
                caption=caption,
                name_b64=b64(raw),
                name_enc="posix-bytes",
            )

    def find(self, named: str, case: str = "") -> str:
        """Return the exhibit id for an id, an exhibit number, or a scanned label.

        Raises:
            InputWrong: EXHIBIT_UNKNOWN, EXHIBIT_AMBIGUOUS.
        """
        rows = self._store.exhibit_rows(self._store.exhibit_ids())
        found = [row.id for row in rows if named in (row.id, row.number) and case in ("", row.case)]
        if len(found) == 1:
            return found[0]
        raise InputWrong(
            "EXHIBIT_AMBIGUOUS" if found else "EXHIBIT_UNKNOWN",
            N_("Several exhibits have the number {exhibit}.")
            if found
            else N_("No exhibit {exhibit} is registered here."),
            advice=N_("Look it up with: custody exhibit list"),
            exhibit=named,
        )
