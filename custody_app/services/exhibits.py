"""Exhibits: registered with a number, hashed, verified, sealed, followed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from pathlib import Path

from custody_app.clock import Clock
from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import Command
from custody_app.domain.numbering import NumberPattern, derived_number, initials
from custody_app.domain.state import ExhibitState
from custody_app.domain.values import Attachment
from custody_app.hashing.progress import Progress
from custody_app.i18n import N_
from custody_app.log.canonical import b64
from custody_app.services.acts import Acts, Proposal
from custody_app.services.seal_doubt import carrying, check_seal
from custody_app.services.station_file import StationFile
from custody_app.services.trust import StationTrust
from custody_app.storage import Recorded, Store
from custody_app.storage.attachments import AttachmentStore
from custody_app.storage.list_rows import ExhibitFilter


class Exhibits:
    """The exhibits of this station.

    Args:
        store: the log and its projections.
        acts: decides and records.
        attachments: keeps photographs and papers by digest.
        station: what station.json tells, such as how the agency numbers exhibits.
        trust: the names behind person ids.
        clock: the year in numbers.
        random: makes ids.
    """

    def __init__(
        self,
        store: Store,
        acts: Acts,
        attachments: AttachmentStore,
        station: StationFile,
        trust: StationTrust,
        clock: Clock,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._acts = acts
        self._attachments = attachments
        self._station = station
        self._trust = trust
        self._clock = clock
        self._random = random

    def new_id(self) -> str:
        """Return an id for a new exhibit, unique for ever."""
        return str(uuid.UUID(bytes=self._random(16), version=4))

    def next_number(self, case: str, actor: str) -> str:
        """Return the next exhibit number of the agency's pattern, with the officer's initials.

        Raises:
            InputWrong: NUMBER_PATTERN, NUMBER_PLACE: the pattern asks for what is not known.
        """
        state = self._acts.state(case)
        places = {
            "case": state.cases[case].number if case in state.cases else "",
            "station": self._station.station,
            "officer": initials(self._trust.names().get(actor, "")) or actor,
            "agency": self._station.agency,
            "year": str(self._clock.utc_now().year),
        }
        # Where the pattern does not name the case, two cases of this station must not share a number either.
        return NumberPattern(self._station.number_pattern).next_number(places, self._store.exhibit_numbers())

    def next_derived_number(self, parent: str) -> str:
        """Return the next number below `parent`, an exhibit id: `E-1.1`, `E-1.2`, below them `E-1.1.1`."""
        known = self.state(parent)
        return derived_number(known.number, self._store.exhibit_numbers(known.case))

    def propose(self, command: Command, case: str) -> Proposal:
        """Return the statements for any command about exhibits of one case.

        Raises:
            InputWrong: SEAL_IN_USE, or what the rules refuse; RuleRefused likewise. Nothing was recorded.
        """
        check_seal(self._store, command)
        return self._acts.propose(command, case)

    def carrying(self, seal: str) -> list[str]:
        """Return the numbers of the exhibits in custody, in any case, on which this seal number is in force."""
        return carrying(self._store, seal)

    def manifest(self, exhibit: str) -> str:
        """Return the SHA-256 of the kept manifest behind the baseline of a folder, "" where there is none."""
        baseline = self.state(exhibit).baseline.get("sha256", "")
        for recorded in self._store.line(exhibit):
            kept = recorded.body.get("manifest", "")
            if kept and kept == baseline:
                return str(kept)
        return ""

    def state(self, exhibit: str) -> ExhibitState:
        """Return what the record says of an exhibit."""
        return self._acts.state(self._acts.case_of(exhibit)).exhibits[exhibit]

    def history(self, exhibit: str) -> list[Recorded]:
        """Return every statement that lists the exhibit, in order."""
        return self._store.line(exhibit)

    def attach(
        self, path: Path, kind: str = "photograph", caption: str = "", progress: Progress | None = None
    ) -> Attachment:
        """Keep a file by its digest and return what a statement says of it.

        The file is durable before any statement names it; an attachment that no statement names is harmless.

        Raises:
            InputWrong: the file cannot be read; EnvironmentUnavailable: disk full; Cancelled by `progress`.
        """
        sha256 = self._attachments.put_file(path, progress)
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
        """Return the exhibit id for an id or an exhibit number, in one case or in all.

        Raises:
            InputWrong: EXHIBIT_UNKNOWN, EXHIBIT_AMBIGUOUS.
        """
        if any(case in ("", row.case) for row in self._store.exhibit_rows([named])):
            return named
        found = self._store.exhibit_ids(ExhibitFilter(number=named, case=case)) if named else []
        if len(found) == 1:
            return found[0]
        raise InputWrong(
            "EXHIBIT_AMBIGUOUS" if found else "EXHIBIT_UNKNOWN",
            N_("Several exhibits have the number {exhibit}.")
            if found
            else N_("No exhibit {exhibit} is registered here."),
            advice=N_("Name its case, or its id.") if found else N_("Look it up with: custody exhibit list"),
            exhibit=named,
        )
