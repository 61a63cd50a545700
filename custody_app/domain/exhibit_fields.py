"""What an exhibit can be asked: one field, its kind, its label; and the fields that many types share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from custody_app.domain.vocabulary import MEASURES, Choice, Choices
from custody_app.i18n import N_


class FieldKind(StrEnum):
    """How a field is filled in and checked."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    WHOLE = "whole"
    YES_NO = "yes_no"
    DATE = "date"
    TIME = "time"
    IMEI = "imei"
    IMEISV = "imeisv"
    ICCID = "iccid"
    IMSI = "imsi"
    VIN = "vin"
    MAC = "mac"
    SHA256 = "sha256"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of an exhibit, signed as `body.fields.<key>`.

    Attributes:
        label: English, marked for translation; `help` likewise.
        many: an array of values of this kind.
        choices: codes and labels of a CHOICE.
        group: one of `GROUPS`, for the order on screen.
    """

    key: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    redactable: bool = False
    many: bool = False
    choices: Choices = ()
    help: str = ""
    group: str = "identity"


GROUPS: Choices = (
    Choice("identity", N_("Identity")),
    Choice("specific", N_("Details of this type")),
    Choice("state", N_("State when found")),
    Choice("content", N_("Content and origin")),
)

POWER: Choices = (
    Choice("on", N_("On")),
    Choice("off", N_("Off")),
    Choice("standby", N_("Standby or sleep")),
    Choice("turned_off", N_("Turned off by the officer")),
    Choice("unknown", N_("Unknown")),
)
LOCK: Choices = (
    Choice("unlocked", N_("Unlocked")),
    Choice("locked", N_("Locked")),
    Choice("encrypted", N_("Encrypted")),
    Choice("unknown", N_("Unknown")),
)
NETWORK: Choices = (
    Choice("connected", N_("Connected")),
    Choice("airplane", N_("Airplane mode")),
    Choice("isolated", N_("Isolated by the officer")),
    Choice("none", N_("Not connected")),
    Choice("unknown", N_("Unknown")),
)

TITLE = FieldSpec(
    key="title",
    label=N_("Description"),
    required=True,
    redactable=True,
    help=N_("One line by which anybody recognises this exhibit."),
)
NOTES = FieldSpec(key="notes", label=N_("Further description"), kind=FieldKind.LONG_TEXT, redactable=True)
QUANTITY = FieldSpec(key="quantity", label=N_("Quantity"), kind=FieldKind.WHOLE)
MEASURE = FieldSpec(
    key="measure",
    label=N_("Measure taken"),
    kind=FieldKind.CHOICE,
    choices=MEASURES,
    help=N_("Budapest Convention, Article 19(3): what was done with the medium or its data."),
)
SERIAL = FieldSpec(key="serial", label=N_("Serial number"), redactable=True)
CAPACITY = FieldSpec(key="capacity", label=N_("Capacity in bytes"), kind=FieldKind.WHOLE)

DESCRIPTION = (TITLE, NOTES, QUANTITY, MEASURE)
ORIGIN_OF_DATA = (TITLE, NOTES, MEASURE)
MAKE = (
    FieldSpec(key="make", label=N_("Make")),
    FieldSpec(key="model", label=N_("Model")),
    SERIAL,
)
LOOKS = (
    FieldSpec(key="colour", label=N_("Colour")),
    FieldSpec(
        key="condition",
        label=N_("Condition and marks"),
        kind=FieldKind.LONG_TEXT,
        redactable=True,
        help=N_("Scratches, cracks, missing parts, stickers: what tells it apart and what was already broken."),
    ),
)
POWER_STATE = (FieldSpec(key="power", label=N_("Power"), kind=FieldKind.CHOICE, choices=POWER, group="state"),)
LOCK_STATE = (FieldSpec(key="lock", label=N_("Lock"), kind=FieldKind.CHOICE, choices=LOCK, group="state"),)
NETWORK_STATE = (FieldSpec(key="network", label=N_("Network"), kind=FieldKind.CHOICE, choices=NETWORK, group="state"),)
CLOCK = (
    FieldSpec(
        key="clock_shown",
        label=N_("Time the device showed"),
        group="state",
        help=N_("As shown, with its time zone if it shows one."),
    ),
    FieldSpec(key="clock_reference_time", label=N_("Reference time"), kind=FieldKind.TIME, group="state"),
    FieldSpec(key="clock_reference", label=N_("Reference clock"), group="state"),
    FieldSpec(key="clock_offset", label=N_("Clock offset in seconds"), kind=FieldKind.WHOLE, group="state"),
)
SCREEN = (
    FieldSpec(
        key="screen", label=N_("What the screen showed"), kind=FieldKind.LONG_TEXT, redactable=True, group="state"
    ),
)
STATE = (*POWER_STATE, *LOCK_STATE, *NETWORK_STATE, *SCREEN, *CLOCK)


def text(key: str, label: str, *, required: bool = False, many: bool = False, help: str = "") -> FieldSpec:  # noqa: A002  (FieldSpec's own word)
    """Return a field of one type that names no person and no account."""
    return FieldSpec(key=key, label=label, required=required, many=many, help=help, group="specific")


def private(key: str, label: str, *, required: bool = False, many: bool = False, help: str = "") -> FieldSpec:  # noqa: A002  (FieldSpec's own word)
    """Return a field of one type that can name a person, an account, an address or a number: redactable."""
    return FieldSpec(key=key, label=label, required=required, many=many, help=help, redactable=True, group="specific")


def coded(key: str, label: str, choices: Choices, *, required: bool = False) -> FieldSpec:
    """Return a field of one type that takes a code."""
    return FieldSpec(key=key, label=label, kind=FieldKind.CHOICE, choices=choices, required=required, group="specific")


def identifier(key: str, label: str, kind: FieldKind, *, many: bool = False, help: str = "") -> FieldSpec:  # noqa: A002  (FieldSpec's own word)
    """Return a field that holds a checked identifier; redactable, since it leads to a person."""
    return FieldSpec(key=key, label=label, kind=kind, many=many, redactable=True, help=help, group="specific")


def counted(key: str, label: str) -> FieldSpec:
    """Return a field of one type that holds a whole number."""
    return FieldSpec(key=key, label=label, kind=FieldKind.WHOLE, group="specific")


def timed(key: str, label: str, *, required: bool = False) -> FieldSpec:
    """Return a field of one type that holds a time, UTC."""
    return FieldSpec(key=key, label=label, kind=FieldKind.TIME, required=required, group="specific")
