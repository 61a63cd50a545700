"""Why a head is not cosigned, or a cosignature not taken home."""

from __future__ import annotations

from custody_app.diagnostics import InputWrong, RuleRefused
from custody_app.i18n import N_

_UNSIGNED = N_("Nothing was signed or recorded.")


def log_empty() -> InputWrong:
    """The log has no head yet."""
    return InputWrong("LOG_EMPTY", N_("The log is empty."), advice=N_("Record something first."))


def size_unknown(size: int, largest: int) -> InputWrong:
    """A proof was asked for from a size that the log does not have."""
    return InputWrong(
        "SIZE_UNKNOWN",
        N_("The log never had a signed head of {size} entries; it has {largest} now."),
        kept=_UNSIGNED,
        size=size,
        largest=largest,
    )


def own_log() -> RuleRefused:
    """A station is no witness of itself."""
    return RuleRefused(
        "WITNESS_SELF",
        N_("A station does not cosign its own log."),
        kept=_UNSIGNED,
        advice=N_("To take cosignatures home: custody log cosign --take FILE"),
    )


def log_unknown(log: str) -> RuleRefused:
    """No adopted roster names the log."""
    return RuleRefused(
        "LOG_UNKNOWN",
        N_("No roster that this station adopted names the log {log}."),
        kept=_UNSIGNED,
        advice=N_("Adopt the roster that names it first."),
        log=log,
    )


def not_signed(log: str) -> InputWrong:
    """The log's own signature is missing or does not hold."""
    return InputWrong(
        "CP_UNSIGNED",
        N_("The head is not signed by the key that the roster gives the log {log}."),
        kept=_UNSIGNED,
        log=log,
    )


def log_ended(log: str, size: int) -> RuleRefused:
    """The epoch was revoked at a smaller size."""
    return RuleRefused(
        "STATION_REVOKED",
        N_("The log {log} is trusted up to {size} entries only."),
        kept=_UNSIGNED,
        log=log,
        size=size,
    )


def head_older(size: int, held: int) -> RuleRefused:
    """A later head is held already."""
    return RuleRefused(
        "HEAD_OLDER",
        N_("A head of {held} entries of this log is held already; one of {size} is older."),
        kept=_UNSIGNED,
        advice=N_("Bring the log's present head."),
        size=size,
        held=held,
    )


def proof_needed(held: int) -> InputWrong:
    """Nothing shows that the head continues the one that is held."""
    return InputWrong(
        "PROOF_NEEDED",
        N_("Nothing shows that this head continues the one of {held} entries that is held here."),
        kept=_UNSIGNED,
        advice=N_("At the other station: custody log checkpoint --since {held} --output FILE"),
        held=held,
    )


def proof_wrong(held: int, size: int) -> InputWrong:
    """The proof that was brought does not hold, and shows nothing else either."""
    return InputWrong(
        "PROOF_WRONG",
        N_("The proof does not show that the head of {size} entries continues the one of {held}."),
        kept=_UNSIGNED,
        advice=N_("At the other station: custody log checkpoint --since {held} --output FILE"),
        held=held,
        size=size,
    )


def other_log(log: str) -> InputWrong:
    """What was brought home is of another log."""
    return InputWrong("LOG_OTHER", N_("The head is of the log {log}, not of this station's."), kept=_UNSIGNED, log=log)


def no_cosignature() -> InputWrong:
    """No line of the note is by a witness of the roster."""
    return InputWrong(
        "COSIGNER_UNKNOWN",
        N_("No witness of the adopted roster has cosigned this head."),
        kept=_UNSIGNED,
        advice=N_("Put the witness on the roster first; at its station: custody log cosign --key"),
    )


def log_shorter(size: int) -> RuleRefused:
    """The station's own key signed a head that is longer than its log."""
    return RuleRefused(
        "TRUNCATED",
        N_("This station's key signed a head of {size} entries, but its log is shorter."),
        kept=_UNSIGNED,
        advice=N_("Copy the station folder; this looks like an old copy of it. Then look at: custody station check"),
        size=size,
    )


def head_unsaved(size: int) -> InputWrong:
    """The head is right, but this station never signed it here."""
    return InputWrong(
        "HEAD_UNSAVED",
        N_("No signed head of {size} entries is kept here."),
        kept=_UNSIGNED,
        size=size,
    )
