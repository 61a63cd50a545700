"""A desk with a station on it: commands are given through `custody`'s own entry, cheaply, and answered in JSON."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from custody_app.bootstrap import Bootstrap, open_station
from custody_app.cli.main import main
from custody_app.crypto.key_file import LEAST_COST

PASSPHRASES = {
    "l.ferreira": "violin harbour stone paper lamp fox",
    "m.okoye": "river candle orbit mango tulip sand",
    "r.salas": "copper meadow thirsty anvil ribbon owl",
}
NAMES = {"l.ferreira": "Lúcia Ferreira", "m.okoye": "M. Okoye", "r.salas": "R. Salas"}
ROLES = {
    "l.ferreira": ("supervisor", "registrar", "custodian"),
    "m.okoye": ("custodian",),
    "r.salas": ("examiner",),
}


@dataclass
class SteppingClock:
    """Each look at the wall is a tenth of a second after the last; the time since boot keeps step."""

    start: datetime = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    looks: int = 0

    def utc_now(self) -> datetime:
        self.looks += 1
        return self.start + timedelta(milliseconds=100 * self.looks)

    def monotonic_ms(self) -> int:
        return 5_000 + self.looks * 100

    def boot_id(self) -> str:
        return "boot-of-the-test"

    def local_offset(self) -> str:
        return "-03:00"


@dataclass
class Desk:
    """One folder: the station, the passphrases on paper, whatever lies about."""

    folder: Path
    clock: SteppingClock = field(default_factory=SteppingClock)
    told: str = ""

    @property
    def station(self) -> Path:
        return self.folder / "station"

    @property
    def bootstrap(self) -> Bootstrap:
        return Bootstrap(clock=self.clock, cost=LEAST_COST)

    def paper(self, person: str) -> str:
        """Return the file with somebody's passphrase."""
        path = self.folder / f"{person}.txt"
        path.write_text(PASSPHRASES[person] + "\n", "utf-8")
        return str(path)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def run(self, *words: object, want: int = 0) -> dict[str, Any]:
        """Give one command with `--json`; return its document, after looking at the exit code."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*map(str, words), "--station", str(self.station), "--json"], self.bootstrap)
        self.told = err.getvalue()
        assert code == want, (words, code, out.getvalue()[-800:], self.told[-800:])
        return json.loads(out.getvalue()) if out.getvalue() else {}

    def text(self, *words: object, want: int = 0) -> str:
        """Give one command without `--json`; return what it printed."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*map(str, words), "--station", str(self.station)], self.bootstrap)
        self.told = err.getvalue()
        assert code == want, (words, code, out.getvalue()[-800:], self.told[-800:])
        return out.getvalue()

    def sign(self, person: str, *words: object, want: int = 0) -> dict[str, Any]:
        """Give one command that this person signs."""
        return self.run(*words, "--person", person, "--passphrase-file", self.paper(person), want=want)

    def refused(self, *words: object, want: int, code: str) -> None:
        """Give one command that must fail with this exit code and error code, leaving the record as it is."""
        before = self.size()
        document = self.run(*words, want=want)
        assert document["error"]["code"] == code, document
        assert document["error"]["text"]
        assert code in self.told
        assert self.size() == before

    def signing(self, person: str) -> tuple[str, ...]:
        """Return the options by which somebody signs."""
        return ("--person", person, "--passphrase-file", self.paper(person))

    def size(self) -> int:
        """Return how many entries the log has, asked of the station itself."""
        if not (self.station / "station.json").exists():
            return 0
        with open_station(self.station, writable=False) as station:
            return station.store.head().size

    def init(self, person: str = "l.ferreira", *more: str, want: int = 0) -> dict[str, Any]:
        """Make the station, with its first officer."""
        place = ("--agency", "Fiscalía de San Telmo", "--domain", "fiscalia.example", "--name", "scene-1")
        secret = () if more else ("--passphrase-file", self.paper(person))
        return self.run("station", "init", *place, *self._who(person), *secret, *more, want=want)

    def enrol(self, person: str, by: str = "l.ferreira", *more: str, want: int = 0) -> dict[str, Any]:
        """Enrol another officer."""
        words = ("officer", "enrol", *self._who(person), "--new-passphrase-file", self.paper(person), *more)
        return self.sign(by, *words, want=want)

    def _who(self, person: str) -> tuple[str, ...]:
        roles = [word for role in ROLES[person] for word in ("--role", role)]
        return ("--person-id", person, "--person-name", NAMES[person], *roles)
