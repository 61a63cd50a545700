"""Folded states and rows as JSON and as lines for people."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from custody_app.cli.output import Output
from custody_app.domain.vocabulary import RESULTS, label_of
from custody_app.i18n import N_
from custody_app.log.canonical import b64

FACT: Final = N_("{label}: {value}")
"""A fact under its label; French has a blank before the colon."""


def as_json(value: Any) -> Any:
    """Return dataclasses as objects, sets sorted, bytes in base64, everything else as it is."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): as_json(item) for name, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(as_json(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if isinstance(value, bytes):
        return b64(value)
    return str(value) if isinstance(value, Enum) else value


_WORDS = {
    "held": N_("held"),
    "offered": N_("offered"),
    "lost": N_("lost"),
    "disposed": N_("disposed of"),
    "intact": N_("intact"),
    "broken": N_("broken"),
    "doubtful": N_("doubtful"),
}


def word(output: Output, code: str) -> str:
    """Return the word for the state of an exhibit, of a seal or of a comparison."""
    return output.translator._(_WORDS.get(code) or label_of(RESULTS, code))


def show(output: Output, facts: Mapping[str, object]) -> None:
    """Print facts under translated labels, one a line; empty ones as nothing, since nothing is known of them."""
    for label, value in facts.items():
        if value not in ("", None, (), []):
            output.line(output.translator._(FACT).format(label=output.translator._(label), value=value))
