"""`custody` killed at any moment, as its own process: what it called recorded is there, and the station goes on."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap, open_station
from custody_app.clock import SystemClock
from custody_app.crypto.key_file import LEAST_COST
from custody_app.services.verifying import verify_path
from custody_app.verifier import verify_custody as standalone
from tests.journeys.desk import Desk

ROOT = Path(__file__).parents[2]
LUCIA, OKOYE = "l.ferreira", "m.okoye"
ACTS = ("register", "hash", "transfer", "export", "attach")
SEED = 20260304
# Loading the program is no moment at which anything could be lost: the clock of the kill starts after it.
CHILD = """
import sys
from custody_app.cli import exhibit_command, package_command, transfer_command
from custody_app.cli.main import main
from custody_app.bootstrap import open_station
sys.stderr.write("ready\\n"); sys.stderr.flush()
sys.exit(main(sys.argv[1:]))
"""


class RealDesk(Desk):
    """A desk whose station runs on the machine's own clock, as the killed processes do."""

    @property
    def bootstrap(self) -> Bootstrap:
        return Bootstrap(clock=SystemClock(), cost=LEAST_COST)


@dataclass
class Killer:
    """Runs acts as processes of their own and kills them; remembers what was acknowledged."""

    desk: RealDesk
    moments: random.Random
    lasts: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[int, str] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    finished: int = 0
    unsaid: int = 0
    parts: int = 0

    def run(self, act: str, number: int, *, share: float | None) -> None:
        """Give the act; kill it after this share of the time that the whole act took, None to let it end."""
        words = [*map(str, self._words(act, number)), "--station", str(self.desk.station), "--json", "--yes"]
        before, said_before = self.desk.size(), len(self.acknowledged)
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stderr is not None
        told: list[str] = []
        reader = threading.Thread(target=lambda: told.append(child.stdout.read()))
        reader.start()
        assert child.stderr.readline() == "ready\n"
        began = time.perf_counter()
        if share is not None:
            time.sleep(self.lasts[act] * share)
            child.kill()
        said = child.stderr.read()
        code = child.wait()
        ended = time.perf_counter()
        reader.join()
        child.stdout.close()
        child.stderr.close()
        self._look_at(act, told[0], said, code, killed=share is not None)
        self.unsaid += code != 0 and self.desk.size() > before and len(self.acknowledged) == said_before
        if code == 0:  # the machine's load changes: the last whole act tells best how long the next will take
            self.lasts[act] = ended - began

    def _look_at(self, act: str, told: str, said: str, code: int, *, killed: bool) -> None:
        assert code in {0, -signal.SIGKILL}, (act, code, said)
        assert killed or code == 0, (act, said)
        if code == 0:
            self.finished += killed
        else:
            self.kills[act] = self.kills.get(act, 0) + 1
        try:
            document = json.loads(told)
        except ValueError:
            assert code != 0, told
            return
        self.acknowledged |= {each["seq"]: each["id"] for each in document.get("recorded", ())}
        if act == "export":
            assert verify_path(Path(document["file"]), self.desk.station / "trust").exit_code != 1

    def _words(self, act: str, number: int) -> tuple[object, ...]:
        signing = self.desk.signing(LUCIA)
        content = random.Random(number).randbytes(3 << 20)  # noqa: S311 - the same bytes each time
        if act == "register":
            what = ("--type", "removable_medium", "--title", "Stick", "--seal", f"S-{number}")
            photograph = self.desk.file(f"photo-{number}.jpg", content)
            return "exhibit", "register", "--case", "C-1", *what, "--photograph", photograph, *signing
        if act == "hash":
            words = ("exhibit", "register", "--case", "C-1", "--type", "file_set", "--title", "Files")
            exhibit = self.desk.sign(LUCIA, *words)["exhibit"]
            return "exhibit", "hash", exhibit, self.desk.file(f"image-{number}.raw", content), *signing
        if act == "attach":
            return "exhibit", "attach", "E-1", self.desk.file(f"paper-{number}.pdf", content), *signing
        if act == "transfer":
            holder = self.desk.run("exhibit", "show", "E-1")["exhibit"]["holder"]["person"]
            other = OKOYE if holder == LUCIA else LUCIA
            words = ("--to", other, "--purpose", "storage", "--condition", "good")
            receiver = ("--to-passphrase-file", self.desk.paper(other))
            return "transfer", "hand-over", "E-1", *words, *receiver, *self.desk.signing(holder)
        target = self.desk.folder / "out" / f"case-{number}.custody.zip"
        return "package", "export", "--case", "C-1", "--with-files", target, *signing

    def check(self) -> None:
        """Look that nothing acknowledged is lost and that the station is sound, as the next command finds it."""
        self.parts += len(left_lying(self.desk.folder))
        with open_station(self.desk.station) as station:
            assert station.read_only_because is None
            found = {seq: station.store.statement(seq).statement.id for seq in self.acknowledged}
        assert found == self.acknowledged
        checked = self.desk.run("station", "check", want=3)
        assert (checked["database"], checked["mark"], checked["attachments_changed"], checked["lists_changed"]) == (
            [],
            None,
            [],
            [],
        )
        assert not [each for each in checked["verification"]["findings"] if each["verdict"] == "FAIL"]


@pytest.fixture
def killer(tmp_path: Path) -> Killer:
    desk = RealDesk(tmp_path)
    desk.init()
    desk.enrol(OKOYE)
    desk.sign(LUCIA, "case", "open", "--number", "C-1", "--basis-kind", "consent")
    desk.sign(
        LUCIA, "exhibit", "register", "--case", "C-1", "--type", "file_set", "--number", "E-1", "--title", "Files"
    )
    (tmp_path / "out").mkdir()
    return Killer(desk, random.Random(SEED))  # noqa: S311 - the same moments each time


def kill_many(killer: Killer, times: int) -> None:
    """Let each act run once to its end, then kill acts of each kind in turn at moments drawn by the seed.

    An act that was faster this time is finished before its kill comes; it counts for nothing, and the next is tried.
    """
    for number, act in enumerate(ACTS):
        killer.run(act, 1000 + number, share=None)
    for number in range(3 * times):
        if sum(killer.kills.values()) == times:
            return
        act = ACTS[number % len(ACTS)]
        # Half of them late, where keys are unlocked and something is being written.
        share = killer.moments.uniform(0.05, 0.7) if number % 2 else killer.moments.uniform(0.7, 1.0)
        killer.run(act, number, share=share)
        killer.check()


def left_lying(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if ".part" in path.name]


def everything_holds(killer: Killer) -> None:
    desk = killer.desk
    target = desk.folder / "out" / "whole.custody.zip"
    desk.sign(LUCIA, "package", "export", "--whole-log", "--with-files", target)
    trust = desk.station / "trust"
    program = verify_path(target, trust).to_json()
    other = standalone.verify(str(target), str(trust))[0]
    for document in (program, other):
        assert not [each for each in document["findings"] if each["verdict"] == "FAIL"], document["findings"]
        assert document["record"] == "consistent"
        assert document["log"]["size"] > max(killer.acknowledged)
    assert program["counts"] == other["counts"]
    assert left_lying(desk.folder) == []


@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_nothing_acknowledged_is_lost(killer: Killer):
    kill_many(killer, 6)
    everything_holds(killer)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_nothing_acknowledged_is_lost_in_fifty_kills(killer: Killer):
    kill_many(killer, 50)
    everything_holds(killer)
    with open_station(killer.desk.station, writable=False) as station:
        size = station.store.head().size
    figures = f"killed {killer.kills}, too late {killer.finished}, "
    figures += f"recorded but killed before it was said {killer.unsaid}, half-written files seen {killer.parts}, "
    sys.stdout.write(f"\n{figures}entries {size}, acknowledged {len(killer.acknowledged)}\n")
