"""Asking an authority for a time stamp, and judging what it answers (RFC 3161)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.hashes import SHA256

from custody_app.crypto.timestamp import (
    Certificate,
    TimestampToken,
    is_pinned,
    is_valid_at,
    read_query,
    read_response,
)
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

_NONCE_BYTES: Final = 8
_KEPT: Final = N_("The reply was not recorded; the request still waits.")


@dataclass(frozen=True, slots=True)
class JudgedStamp:
    """A time stamp that holds.

    Attributes:
        time: genTime, aware, UTC.
        certificate: SHA-256 of the signer's certificate in DER, hex.
        ends: when that certificate ends, aware, UTC.
    """

    time: datetime
    certificate: str
    ends: datetime


def make_query(text: bytes, random: Callable[[int], bytes]) -> bytes:
    """Return a TimeStampReq over SHA-256 of `text`: version 1, a nonce of 64 bits, certificate asked for.

    Args:
        text: what is to be stamped.
        random: the system's randomness.
    """
    nonce = int.from_bytes(random(_NONCE_BYTES), "big")
    # SEQUENCE {SEQUENCE {SHA-256, NULL}, OCTET STRING}
    imprint = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(text).digest()
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    content = b"\x02\x01\x01" + imprint + b"\x02" + bytes([len(number)]) + number + b"\x01\x01\xff"
    return b"\x30" + bytes([len(content)]) + content


def fingerprint(certificate: Certificate) -> str:
    """Return SHA-256 of the certificate in DER, hex."""
    return certificate.fingerprint(SHA256()).hex()


def query_nonce(encoded: bytes) -> int | None:
    """Return the nonce of a `.tsq` file; raises InputWrong: DER."""
    return read_query(encoded).nonce


def reply_nonce(encoded: bytes) -> int | None:
    """Return the nonce that a `.tsr` file answers.

    Raises:
        InputWrong: TSA_REFUSED, the authority gave no time stamp; DER.
    """
    return _read(encoded).nonce


def judge_reply(reply: bytes, query: bytes, text: bytes, pinned: Sequence[Certificate]) -> JudgedStamp:
    """Return the time stamp in `reply` if it answers `query`, stamps `text` and is by a pinned certificate.

    It is judged twice: by this program's own reader and by `rfc3161-client`.

    Args:
        reply: TimeStampResp, raw.
        query: TimeStampReq, as it was made.
        text: what was to be stamped.
        pinned: certificates that are trusted, with those that issued them.

    Raises:
        InputWrong: TSA_REFUSED, TSA_BAD, TSA_OTHER, TSA_EXPIRED; DER.
    """
    token, asked = _read(reply), read_query(query)
    if token.imprint != hashlib.sha256(text).digest() or token.imprint != asked.imprint or token.nonce != asked.nonce:
        raise _bad()
    signer = token.signer_certificate(pinned)
    if signer is None:
        raise _bad()
    if not is_pinned(signer, pinned):
        raise InputWrong(
            "TSA_OTHER",
            N_("The time stamp is by {found}, not by an authority that this station trusts."),
            kept=_KEPT,
            advice=N_("Compare the certificate with what the authority publishes, then add it."),
            found=signer.subject.rfc4514_string(),
        )
    if not is_valid_at(signer, token.time):
        raise InputWrong(
            "TSA_EXPIRED",
            N_("The authority's certificate did not hold at the time that it stamped."),
            kept=_KEPT,
            advice=N_("Ask for another time stamp."),
        )
    _judge_by_library(reply, asked.nonce, text, signer, pinned)
    return JudgedStamp(token.time, fingerprint(signer), signer.not_valid_after_utc)


def _judge_by_library(
    reply: bytes, nonce: int | None, text: bytes, signer: Certificate, pinned: Sequence[Certificate]
) -> None:
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415  (loaded when a reply came)

    verifier = VerifierBuilder(tsa_certificate=signer, roots=list(pinned), nonce=nonce).build()
    try:
        verifier.verify_message(_decoded(reply), text)
    except VerificationError as error:
        raise _bad() from error


def _read(reply: bytes) -> TimestampToken:
    response = _decoded(reply)
    if response.status != 0:
        raise InputWrong(
            "TSA_REFUSED",
            N_("The authority gave no time stamp."),
            kept=_KEPT,
            advice=N_("Ask another authority, or the same one later."),
        )
    return read_response(reply)


def _decoded(reply: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415  (loaded when a reply came)

    try:
        return decode_timestamp_response(reply)
    except ValueError as error:
        raise _bad() from error


def _bad() -> InputWrong:
    return InputWrong(
        "TSA_BAD",
        N_("The time stamp does not hold, or does not answer what was asked."),
        kept=_KEPT,
        advice=N_("Ask for another time stamp; keep the file."),
    )
