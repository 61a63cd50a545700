"""What every command has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person wants to have recorded.

    Attributes:
        actor: person id of the one who signs, or `station`.
    """

    actor: str
