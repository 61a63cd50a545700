"""The time-stamping authorities that a station asks, and their certificates, pinned by the people of the station.

Layout: `DIR/trust/tsa/authorities.json`, canonical, {"v": "custody/authorities/1", "authorities": [{"name", "url"}]};
`DIR/trust/tsa/<name>.pem`, every certificate that the authority has had, since older time stamps need the older ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from custody_app.crypto.timestamp import Certificate, read_certificates
from custody_app.crypto.timestamp_exchange import fingerprint
from custody_app.diagnostics import InputWrong
from custody_app.i18n import N_
from custody_app.log.canonical import CanonRefused, canon, parse
from custody_app.storage.durable_files import sync_folder, write_durably

FILE_NAME: Final = "authorities.json"
VERSION: Final = "custody/authorities/1"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")
_URL: Final = re.compile(r"https?://[!-~]+\Z")
_MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class TimeAuthority:
    """One authority.

    Attributes:
        name: as the station calls it.
        url: where it is asked, "" where its replies are brought as files.
    """

    name: str
    url: str


class TimeAuthorities:
    """Reads and writes the authorities of one station.

    Args:
        trust: the station's `trust` folder.
    """

    def __init__(self, trust: Path) -> None:
        self._folder = trust / "tsa"

    def all(self) -> list[TimeAuthority]:
        """Return the authorities by name.

        Raises:
            InputWrong: AUTHORITIES_UNREADABLE.
        """
        path = self._folder / FILE_NAME
        if not path.is_file():
            return []
        try:
            told: Any = parse(path.read_bytes())
            found = [TimeAuthority(str(each["name"]), str(each["url"])) for each in told["authorities"]]
        except (OSError, CanonRefused, KeyError, TypeError) as error:
            raise InputWrong(
                "AUTHORITIES_UNREADABLE",
                N_("The list of time-stamping authorities {path} cannot be read."),
                kept=N_("Nothing was asked or recorded."),
                advice=N_("Delete it and add the authorities again; the certificates beside it stay."),
                path=path,
            ) from error
        return sorted(found, key=lambda each: each.name)

    def add(self, name: str, url: str, pem: bytes) -> TimeAuthority:
        """Trust an authority, or give a known one another address or a further certificate.

        Args:
            name: 1 to 40 of a-z, 0-9, `-`, `_`.
            url: http or https; "" where its replies are brought as files.
            pem: its certificate, with those that issued it.

        Raises:
            InputWrong: AUTHORITY_NAME, AUTHORITY_URL, AUTHORITY_CERTIFICATE.
        """
        if not _NAME.match(name):
            raise InputWrong(
                "AUTHORITY_NAME",
                N_("The name of an authority is 1 to 40 small letters, digits, - and _."),
                kept=N_("Nothing was changed."),
            )
        if url and not _URL.match(url):
            raise InputWrong(
                "AUTHORITY_URL",
                N_("The address {url} does not begin with http:// or https://."),
                kept=N_("Nothing was changed."),
                url=url,
            )
        if not read_certificates(pem):
            raise InputWrong(
                "AUTHORITY_CERTIFICATE",
                N_("The file holds no certificate in PEM form."),
                kept=N_("Nothing was changed."),
                advice=N_("Take the certificate from the authority's own pages, and compare its SHA-256."),
            )
        authority = TimeAuthority(name, url)
        others = [each for each in self.all() if each.name != name]
        self._folder.mkdir(exist_ok=True)
        sync_folder(self._folder.parent)
        held = self.pem(name)
        if pem not in held:
            write_durably(self._folder / f"{name}.pem", held + pem.rstrip() + b"\n")
        listed = [{"name": each.name, "url": each.url} for each in [*others, authority]]
        write_durably(self._folder / FILE_NAME, canon({"v": VERSION, "authorities": listed}))
        return authority

    def pem(self, name: str) -> bytes:
        """Return the certificates of an authority, b"" where there are none."""
        path = self._folder / f"{name}.pem"
        return path.read_bytes()[:_MAX_BYTES] if path.is_file() else b""

    def certificates(self, name: str) -> list[Certificate]:
        """Return the certificates of an authority."""
        return read_certificates(self.pem(name))

    def fingerprints(self, name: str) -> list[str]:
        """Return the SHA-256 of each certificate of an authority, hex, in the order of its file."""
        return [fingerprint(certificate) for certificate in self.certificates(name)]

    def pems(self) -> dict[str, bytes]:
        """Return file name to content of every pinned certificate file."""
        return {f"{path.stem}.pem": self.pem(path.stem) for path in sorted(self._folder.glob("*.pem"))
                if _NAME.match(path.stem)}  # fmt: skip
