"""Identifiers of devices, checked: each check names doubts, which a person may confirm, and errors, which none may.

Separators (space, hyphen, dot, colon, slash) are ignored by the checks and kept in what is signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from custody_app.domain.exhibit_fields import FieldKind
from custody_app.i18n import N_

_SEPARATORS = re.compile(r"[\s\-.:/]+")
_VIN_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is wrong, or strange, about an identifier.

    Attributes:
        code: fixed, upper case.
        message: English, marked for translation; it may hold `{value}`.
        refused: True where it cannot be right; False where a person may confirm that it reads so.
    """

    code: str
    message: str
    refused: bool = False


def bare(text: str) -> str:
    """Return an identifier without separators, in upper case: what two writings of one number share."""
    return _SEPARATORS.sub("", text).upper()


def luhn_ok(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def check_imei(text: str) -> tuple[Doubt, ...]:
    """Check an IMEI: 15 digits, the last by Luhn (3GPP TS 23.003, 6.2.1)."""
    digits = bare(text)
    if not _digits(digits) or len(digits) != 15:
        return (Doubt("IMEI_FORMAT", N_("{value} is no IMEI: an IMEI has 15 digits."), refused=True),)
    if not luhn_ok(digits):
        return (Doubt("IMEI_LUHN", N_("The last digit of the IMEI {value} does not fit the others.")),)
    return ()


def check_imeisv(text: str) -> tuple[Doubt, ...]:
    """Check an IMEISV: 16 digits, no check digit (3GPP TS 23.003, 6.2.2)."""
    digits = bare(text)
    if not _digits(digits) or len(digits) != 16:
        return (Doubt("IMEISV_FORMAT", N_("{value} is no IMEISV: an IMEISV has 16 digits."), refused=True),)
    return ()


def check_iccid(text: str) -> tuple[Doubt, ...]:
    """Check an ICCID: 18 to 20 digits, 89 first, the last by Luhn (ITU-T E.118). A trailing filler F is ignored."""
    digits = bare(text).removesuffix("F")
    if not _digits(digits) or not 18 <= len(digits) <= 20:
        return (Doubt("ICCID_FORMAT", N_("{value} is no ICCID: an ICCID has 18 to 20 digits."), refused=True),)
    doubts = []
    if not digits.startswith("89"):
        doubts.append(Doubt("ICCID_PREFIX", N_("The ICCID {value} does not begin with 89.")))
    if not luhn_ok(digits):
        doubts.append(Doubt("ICCID_LUHN", N_("The last digit of the ICCID {value} does not fit the others.")))
    return tuple(doubts)


def check_imsi(text: str) -> tuple[Doubt, ...]:
    """Check an IMSI: 6 to 15 digits, as a rule 14 or 15 (3GPP TS 23.003, 2.2)."""
    digits = bare(text)
    if not _digits(digits) or not 6 <= len(digits) <= 15:
        return (Doubt("IMSI_FORMAT", N_("{value} is no IMSI: an IMSI has at most 15 digits."), refused=True),)
    if len(digits) < 14:
        return (Doubt("IMSI_SHORT", N_("The IMSI {value} is unusually short.")),)
    return ()


def check_vin(text: str) -> tuple[Doubt, ...]:
    """Check a VIN: 17 characters without I, O, Q (ISO 3779); the check digit is only used in North America."""
    vin = bare(text)
    if len(vin) != 17 or not set(vin) <= set(_VIN_VALUES):
        return (
            Doubt(
                "VIN_FORMAT", N_("{value} is no VIN: it has 17 letters and digits, without I, O and Q."), refused=True
            ),
        )
    remainder = sum(int(_VIN_VALUES[letter]) * weight for letter, weight in zip(vin, _VIN_WEIGHTS, strict=True)) % 11
    if vin[8] != "0123456789X"[remainder]:
        return (
            Doubt(
                "VIN_CHECK", N_("The check digit of the VIN {value} does not fit; outside North America that is usual.")
            ),
        )
    return ()


def check_mac(text: str) -> tuple[Doubt, ...]:
    """Check a MAC address: 12 hex digits (IEEE 802); group and locally given addresses are doubtful."""
    digits = bare(text)
    if not re.fullmatch(r"[0-9A-F]{12}", digits):
        return (Doubt("MAC_FORMAT", N_("{value} is no MAC address: it has 12 hexadecimal digits."), refused=True),)
    first = int(digits[:2], 16)
    if first & 1:
        return (Doubt("MAC_GROUP", N_("{value} is a group address, not that of one device.")),)
    if first & 2:
        return (Doubt("MAC_LOCAL", N_("{value} was not given by a maker; it may be random and change.")),)
    return ()


CHECKS: Mapping[FieldKind, Callable[[str], tuple[Doubt, ...]]] = {
    FieldKind.IMEI: check_imei,
    FieldKind.IMEISV: check_imeisv,
    FieldKind.ICCID: check_iccid,
    FieldKind.IMSI: check_imsi,
    FieldKind.VIN: check_vin,
    FieldKind.MAC: check_mac,
}
"""The check of each kind of field that has one."""


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
