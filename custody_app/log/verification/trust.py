"""Trust: what the person who verifies brings from outside (log-format.md, Trust is always given from outside)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import MAX_BYTES_LARGE
from custody_app.log.note import MAX_NOTE
from custody_app.log.roster import Roster

_MAX_CERTIFICATES = 1 << 20


@dataclass(frozen=True, slots=True)
class Trust:
    """A roster and other things that were not taken from the package.

    Attributes:
        roster: the agency's roster.
        signatures: bytes of its `roster.json.sig`, which k of its own roots must have made; None where the
            roster is taken as given.
        held: (name, bytes) of checkpoints that somebody kept.
        tsa: (name, bytes) of PEM certificates of the trusted time-stamping authorities.
        peers: rosters of other agencies.
    """

    roster: Roster
    signatures: bytes | None = None
    held: tuple[tuple[str, bytes], ...] = ()
    tsa: tuple[tuple[str, bytes], ...] = ()
    peers: tuple[Roster, ...] = ()


def load_trust(path: Path) -> Trust:
    """Return the trust in a folder, or a single `roster.json` taken as given.

    A folder has `roster.json`, `roster.json.sig`, and optionally `held/*.note`, `tsa/*.pem`, `peers/*.json`.
    A missing `roster.json.sig` is reported by the verification as ROSTER_SIG.

    Raises:
        InputWrong: TRUST_UNREADABLE, there is no such path, or a roster in it cannot be read.
    """
    if not path.is_dir():
        return Trust(_roster(path))
    signatures = path / "roster.json.sig"
    return Trust(
        _roster(path / "roster.json"),
        _bytes(signatures, MAX_NOTE) if signatures.is_file() else b"",
        tuple((found.name, _bytes(found, MAX_NOTE)) for found in sorted(path.glob("held/*.note"))),
        tuple((found.name, _bytes(found, _MAX_CERTIFICATES)) for found in sorted(path.glob("tsa/*.pem"))),
        tuple(_roster(found) for found in sorted(path.glob("peers/*.json"))),
    )


def _roster(path: Path) -> Roster:
    try:
        return Roster.from_bytes(_bytes(path, MAX_BYTES_LARGE))
    except InputWrong as error:
        raise _unreadable(path) from error


def _bytes(path: Path, limit: int) -> bytes:
    if not path.is_file():  # a pipe would keep its reader waiting for ever
        raise _unreadable(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(path) from error
    if len(content) > limit:
        raise _unreadable(path)
    return content


def _unreadable(path: Path) -> InputWrong:
    return InputWrong(
        "TRUST_UNREADABLE",
        N_("What is to be trusted cannot be read: {path}."),
        kept=N_("Nothing was verified."),
        advice=N_("Give the agency's roster.json, or the folder that it is in."),
        path=path,
    )
