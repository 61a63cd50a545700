"""The digests the program computes, their names, and what computes them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol, cast

from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DIGEST_BYTES: Final = {"sha256": 32, "sha512": 64, "sha3-256": 32, "blake3": 32, "sha1": 20, "md5": 16}
"""Digest size in bytes of every algorithm, in the program's order."""

ALGORITHMS: Final = tuple(DIGEST_BYTES)
DEFAULT_ALGORITHMS: Final = ("sha256", "blake3")
WEAK_ALGORITHMS: Final = ("sha1", "md5")
"""Only to compare with old records: collisions can be made."""


class Hasher(Protocol):
    """A running digest; `update` releases the GIL on large buffers."""

    def update(self, data: memoryview | bytes, /) -> object:
        """Add bytes."""

    def digest(self) -> bytes:
        """Return the raw digest of the bytes so far."""

    def hexdigest(self) -> str:
        """Return the lower-case hex digest of the bytes so far."""


_CONSTRUCTORS: Final[Mapping[str, Callable[[memoryview | bytes], Hasher]]] = {
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "sha3-256": hashlib.sha3_256,
    # Not for security, so that they can be had on systems in FIPS mode.
    "sha1": lambda first: hashlib.sha1(first, usedforsecurity=False),
    "md5": lambda first: hashlib.md5(first, usedforsecurity=False),
}


def new_hasher(algorithm: str, first: memoryview | bytes = b"") -> Hasher:
    """Return a running digest of `algorithm`, already fed with `first`."""
    return constructor(algorithm)(first)


def constructor(algorithm: str) -> Callable[[memoryview | bytes], Hasher]:
    """Return what makes running digests of `algorithm`, for whoever makes many."""
    if algorithm == "blake3":
        from blake3 import blake3  # noqa: PLC0415  (8 ms of start-up that sha256 alone does not need)

        return cast("Callable[[memoryview | bytes], Hasher]", blake3)
    return _CONSTRUCTORS[algorithm]


def ordered_algorithms(algorithms: Iterable[str]) -> tuple[str, ...]:
    """Return the algorithms in the program's order, each once.

    Raises:
        InputWrong: `ALGORITHM_UNKNOWN` for a name that is not in `ALGORITHMS`, `ALGORITHM_NONE` for none at all.
    """
    asked = list(algorithms)
    for name in asked:
        if name not in DIGEST_BYTES:
            raise InputWrong(
                "ALGORITHM_UNKNOWN",
                N_("The program does not know the digest {name}."),
                advice=N_("Choose from {known}."),
                name=name,
                known=", ".join(ALGORITHMS),
            )
    if not asked:
        raise InputWrong("ALGORITHM_NONE", N_("No digest was asked for."), advice=N_("Name at least one."))
    return tuple(name for name in ALGORITHMS if name in asked)


def parse_algorithms(text: str) -> tuple[str, ...]:
    """Return the algorithms of a comma-separated list, in the program's order (see `ordered_algorithms`)."""
    return ordered_algorithms(part.strip().lower() for part in text.split(",") if part.strip())


def provenance(algorithms: Iterable[str] = ALGORITHMS) -> dict[str, str]:
    """Return which library computes each algorithm, with its version and what of the processor speeds it up.

    For example `{"sha256": "OpenSSL 3.0.15 3 Sep 2024 (SHA-NI)", "blake3": "blake3 1.0.4"}`.
    """
    import ssl  # noqa: PLC0415  (only to name the version; slow to load)
    from importlib.metadata import version  # noqa: PLC0415  (as above)

    found = acceleration()
    openssl = f"{ssl.OPENSSL_VERSION} ({found})" if found else ssl.OPENSSL_VERSION
    return {name: f"blake3 {version('blake3')}" if name == "blake3" else openssl for name in algorithms}


def acceleration(cpu_facts: str = "/proc/cpuinfo") -> str:
    """Return the processor's instructions for SHA, as Linux names them; empty where there are none or nobody says."""
    try:
        with open(cpu_facts, "rb") as stream:  # noqa: PTH123  (start-up)
            text = stream.read(1 << 16)
    except OSError:
        return ""
    for line in text.splitlines():
        label, _, words = line.partition(b":")
        if label.strip() in {b"flags", b"Features"}:
            has = set(words.split())
            return ", ".join(shown for flag, shown in _INSTRUCTIONS.items() if flag in has)
    return ""


_INSTRUCTIONS: Final = {b"sha_ni": "SHA-NI", b"sha2": "ARMv8 SHA-2", b"sha512": "ARMv8 SHA-512"}
