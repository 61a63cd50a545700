"""What the person chose and typed on the verify page, kept while widgets come and go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from custody_app.ui.pages.verify.subject import Kind, Subject, recognise


@dataclass(slots=True)
class Asked:
    """Plain values, so that a draft can hold them.

    Attributes:
        path: "" for nothing yet.
        kind: what the person said it is, "" for what it looks like.
        against: `nothing`, `digest`, `exhibit`.
        trusted: `station`, `given`, `nothing`; "" for the best there is.
    """

    path: str = ""
    kind: str = ""
    against: str = "nothing"
    digest: str = ""
    exhibit: str = ""
    trusted: str = ""
    trust: str = ""
    root: str = ""
    everything: bool = False

    def subject(self) -> Subject | None:
        """Return what was dropped, None where it is no longer there."""
        path = Path(self.path)
        if not self.path or not path.exists():
            return None
        subject = recognise(path)
        if self.kind and Kind(self.kind) in subject.could_be:
            subject = subject.treated_as(Kind(self.kind))
        return subject

    def choose(self, path: Path) -> None:
        """Take another thing; what was typed to compare with stays."""
        self.path, self.kind, self.root = str(path), "", ""

    def to_draft(self) -> dict[str, Any]:
        """Return the values."""
        return asdict(self)

    @classmethod
    def from_draft(cls, draft: Mapping[str, Any]) -> Asked:
        """Return what `to_draft` gave; what does not fit is left out."""
        asked = cls()
        for field in fields(cls):
            value = draft.get(field.name)
            if type(value) is type(getattr(asked, field.name)):
                setattr(asked, field.name, value)
        return asked
