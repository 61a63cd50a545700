"""Asking a time-stamping authority over the network (RFC 3161, 3.4): only ever when a person says so."""

from __future__ import annotations

from typing import Final

from custody_app.diagnostics import EnvironmentUnavailable
from custody_app.i18n import N_

SECONDS: Final = 30
MAX_REPLY: Final = 1 << 20


def ask_authority(url: str, query: bytes) -> bytes:
    """Send a TimeStampReq and return what came back, unread.

    Args:
        url: http or https; a redirection is refused.
        query: DER.

    Raises:
        EnvironmentUnavailable: AUTHORITY_UNREACHABLE.
    """
    from urllib import error, request  # noqa: PLC0415  (what never asks never loads it)

    opener = request.OpenerDirector()
    for handler in (request.ProxyHandler, request.HTTPHandler, request.HTTPSHandler, request.HTTPDefaultErrorHandler,
                    request.HTTPErrorProcessor):  # fmt: skip
        opener.add_handler(handler())
    asked = request.Request(  # noqa: S310 - the opener knows no other scheme
        url,
        data=query,
        headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
        method="POST",
    )
    try:
        with opener.open(asked, timeout=SECONDS) as answer:
            reply: bytes = answer.read(MAX_REPLY + 1)
    except error.HTTPError as failed:
        failed.close()
        raise _unreachable(url, f"HTTP {failed.code}") from failed
    except (OSError, ValueError) as failed:
        raise _unreachable(url, str(getattr(failed, "reason", failed))) from failed
    if len(reply) > MAX_REPLY:
        raise _unreachable(url, f"> {MAX_REPLY} bytes")
    return reply


def _unreachable(url: str, reason: str) -> EnvironmentUnavailable:
    return EnvironmentUnavailable(
        "AUTHORITY_UNREACHABLE",
        N_("The authority at {url} did not answer: {reason}"),
        kept=N_("The request still waits; nothing was recorded."),
        advice=N_("Send it later, or take the request there as a file."),
        url=url,
        reason=reason,
    )
