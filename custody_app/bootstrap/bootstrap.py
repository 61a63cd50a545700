"""What a face of the program is started with: the machine's clock and randomness, and the cost of a guess."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from custody_app.bootstrap.open_station import open_station, station_setup
from custody_app.clock import Clock
from custody_app.crypto.key_file import DEFAULT_COST, Cost
from custody_app.services.station import OpenStation
from custody_app.services.station_setup import StationSetup


@dataclass(frozen=True, slots=True, kw_only=True)
class Bootstrap:
    """Builds stations the same way each time; tests give it a clock, randomness or a lower cost of their own.

    Attributes:
        clock: None for the machine's.
        random: the system's randomness.
        cost: of a guess at a passphrase, for key files that are written.
    """

    clock: Clock | None = None
    random: Callable[[int], bytes] = os.urandom
    cost: Cost = DEFAULT_COST

    def setup(self) -> StationSetup:
        """Return what makes new stations."""
        return station_setup(clock=self.clock, random=self.random, cost=self.cost)

    def open(self, directory: Path, *, writable: bool = True, program: str = "custody") -> OpenStation:
        """Open a station; see `open_station`."""
        return open_station(
            directory, writable=writable, clock=self.clock, random=self.random, cost=self.cost, program=program
        )
