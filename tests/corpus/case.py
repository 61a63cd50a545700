"""What a mutation is: a package that somebody spoilt, and what its reader holds from elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.builder import seal, trust_folder
from tests.conformance.builder.package import build_files
from tests.conformance.builder.scene import CAST, EVIDENCE, finished, signed_roster

Files = dict[str, bytes]
Give = Callable[[Path], Path | None]
V1 = signed_roster()


def roster_alone(folder: Path) -> Path:
    """The reader has the agency's roster, and no head of the log."""
    return trust_folder(folder, V1)


def roster_and_head(folder: Path) -> Path:
    """The reader also holds the head of the whole log, as a receipt or another station does."""
    return trust_folder(folder, V1, a=finished().note())


def nothing(_folder: Path) -> None:
    """The reader has the package alone."""


@dataclass(frozen=True)
class Mutation:
    """A spoilt package, made when asked for; `given` writes what the reader trusts into a folder and names it."""

    make: Callable[[], Files]
    given: Give = roster_alone


def packed(station: object, roster: tuple[bytes, bytes] = V1, **more: object) -> Files:
    """The package of a station, sealed by Ana."""
    more.setdefault("evidence", (EVIDENCE,) if more.get("scope") != "blinded" else ())
    return seal(build_files(station, roster, **more), CAST.ana)  # type: ignore[arg-type]


def holding(roster: tuple[bytes, bytes], **held: bytes) -> Give:
    """The reader has this roster, and these heads."""
    return lambda folder: trust_folder(folder, roster, **held)
