"""The work behind the buttons: making a station or the sample, off the GUI thread, and stopping it cleanly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from custody_app.bootstrap import Bootstrap
from custody_app.hashing.progress import Progress
from custody_app.services.demo.sample_people import FERREIRA
from custody_app.services.demo.sample_station import SampleStation, make_sample_station
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationPlan

DRAWS_OF_A_STATION: Final = 14
DRAWS_OF_THE_SAMPLE: Final = 330
PROGRAM: Final = "custody-app"


@dataclass(frozen=True, slots=True)
class Made:
    """A new station, open and unlocked; `sample` where it is the sample."""

    station: OpenStation
    sample: SampleStation | None = None


class WatchedRandomness:
    """The system's randomness; every draw is a sign of life, and a chance to stop.

    Making keys gives no other sign. What raises here undoes itself: `StationSetup.make` leaves nothing behind.
    """

    def __init__(self, random: Callable[[int], bytes], progress: Progress, expected: int) -> None:
        self._random, self._progress, self._expected = random, progress, expected
        self._draws = 0
        self.current = ""

    def __call__(self, size: int) -> bytes:
        """Return `size` random bytes.

        Raises:
            Cancelled: the person stopped the work.
        """
        self._draws += 1
        self._progress.report(min(self._draws, self._expected), self._expected, self.current)
        return self._random(size)


def make_station(bootstrap: Bootstrap, folder: Path, plan: StationPlan, progress: Progress) -> Made:
    """Make the station, open it, unlock it for its first person.

    Raises:
        CustodyError: as `StationSetup.make`; nothing is left behind.
    """
    watched = WatchedRandomness(bootstrap.random, progress, DRAWS_OF_A_STATION)
    replace(bootstrap, random=watched).setup().make(folder, plan)
    station = bootstrap.open(folder, program=PROGRAM)
    try:
        founder = plan.people[0]
        station.session.unlock(founder.id, founder.passphrase)
    except BaseException:
        station.close()
        raise
    return Made(station)


def make_sample(bootstrap: Bootstrap, folder: Path, progress: Progress) -> Made:
    """Make the sample in `folder`, open its station, unlock it for the supervisor; on failure nothing is left.

    Raises:
        CustodyError: as `make_sample_station`.
    """
    existed = folder.exists()
    empty = not existed or (folder.is_dir() and not any(folder.iterdir()))
    watched = WatchedRandomness(bootstrap.random, progress, DRAWS_OF_THE_SAMPLE)

    def say(text: str) -> None:
        watched.current = text
        progress.report(0, 0, text)

    given = replace(bootstrap, random=watched)
    try:
        sample = make_sample_station(folder, 1, given.setup(), given.open, watched, say)
        station = bootstrap.open(sample.station, program=PROGRAM)
        try:
            passphrase = next(person.passphrase for person in sample.people if person.id == FERREIRA)
            station.session.unlock(FERREIRA, passphrase)
        except BaseException:
            station.close()
            raise
    except BaseException:
        if empty:
            _clear(folder, keep=existed)
        raise
    return Made(station, sample)


def _clear(folder: Path, *, keep: bool) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if not keep and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
