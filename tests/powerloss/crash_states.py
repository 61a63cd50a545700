"""What a disk may hold after the power went: recorded calls, and every way in which they may have arrived by then.

The model is harsher than the file systems in use. What a file was written or cut since its last sync may have arrived
in part: any of the calls and not others, in any order, torn within a write at 512 or at 4096 bytes, or as other bytes.
A name made, removed or renamed since its folder's last sync may have arrived or not, by itself; a sync of the file
says nothing of its name. What was synced stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from random import Random

from tests.powerloss.file_calls import Call

SECTORS = (512, 4096)
DRAWN = 4  # subsets drawn at each call
WHOLE = (0, -1)


@dataclass(frozen=True)
class Change:
    """A call that is not synced yet: of a file's bytes, or of a folder's names."""

    kind: str
    inode: int
    number: int = 0
    content: bytes = b""
    path: str = ""
    second: str = ""

    @property
    def folder(self) -> str:
        return "" if not self.path else str(PurePosixPath(self.second or self.path).parent)


@dataclass(frozen=True)
class Arrived:
    """Which changes arrived, by their place: (from, to) of each one's bytes, to = -1 for all; `garbled` as others."""

    parts: Mapping[int, tuple[int, int]]
    garbled: int | None = None


@dataclass
class Disk:
    """What is on the medium, and what was asked for since."""

    names: dict[str, int]
    durable: dict[int, bytearray]
    live: dict[str, int] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Disk:
        names = {path: number for number, path in enumerate(files)}
        return cls(dict(names), {names[path]: bytearray(content) for path, content in files.items()}, names)

    def make(self, call: Call) -> None:
        """Carry one call out."""
        if call.kind == "c":
            inode = len(self.durable)
            self.durable[inode] = bytearray()
            self.live[call.path] = inode
            self.pending.append(Change("c", inode, path=call.path))
        elif call.kind == "u":
            self.pending.append(Change("u", self.live.pop(call.path), path=call.path))
        elif call.kind == "r":
            inode = self.live[call.second] = self.live.pop(call.path)
            self.pending.append(Change("r", inode, path=call.path, second=call.second))
        elif call.kind in "wt" and call.path in self.live:
            self.pending.append(Change(call.kind, self.live[call.path], call.number, call.content))
        elif call.kind == "s":
            self._sync(call.path)

    def _sync(self, path: str) -> None:
        inode = self.live.get(path)
        settled = [
            change
            for change in self.pending
            if (change.inode == inode and not change.path) or (inode is None and change.path and change.folder == path)
        ]
        self._settle(settled, self.names, self.durable)
        self.pending = [change for change in self.pending if change not in settled]

    @staticmethod
    def _settle(changes: Sequence[Change], names: dict[str, int], durable: dict[int, bytearray]) -> None:
        for change in changes:
            if change.kind in "wt":
                content, end = durable[change.inode], change.number
                content.extend(bytes(max(0, end - len(content))))  # what lies between the end and a write is zero
                content[end : end + len(change.content) if change.kind == "w" else None] = change.content
            elif change.kind == "u":
                names.pop(change.path, None)
            else:
                names.pop(change.path, None)
                names[change.second or change.path] = change.inode

    def after(self, arrived: Arrived) -> dict[str, bytes]:
        """The files, by path, where only this of what is pending arrived."""
        touched = {self.pending[place].inode for place in arrived.parts}
        names = dict(self.names)
        durable = {inode: bytearray(held) if inode in touched else held for inode, held in self.durable.items()}
        for place, (start, end) in sorted(arrived.parts.items()):
            change = self.pending[place]
            if (start, end) != WHOLE or place == arrived.garbled:
                content = change.content[start : len(change.content) if end < 0 else end]
                if place == arrived.garbled:
                    content = Random(place).randbytes(len(content))  # noqa: S311 - the same each time
                change = Change("w", change.inode, change.number + start, content)
            self._settle([change], names, durable)
        return {path: bytes(durable[inode]) for path, inode in names.items()}

    def ways(self, seed: int, *, thorough: bool) -> Iterator[Arrived]:
        """The ways in which what is pending may have arrived: all and nothing, drawn subsets, and where `thorough`
        each one missing, each one alone, each one torn at each sector, each one garbled."""
        everything = dict.fromkeys(range(len(self.pending)), WHOLE)
        yield Arrived(everything)
        if not everything:
            return
        yield Arrived({})
        draw = Random(seed)  # noqa: S311 - the same each time
        for _ in range(DRAWN):
            share = draw.random()
            yield Arrived({place: self._part(draw, place) for place in everything if draw.random() < share})
        for place in everything if thorough else ():
            others = {other: WHOLE for other in everything if other != place}
            yield Arrived(others)
            yield Arrived({place: WHOLE})
            if self.pending[place].kind == "w":
                yield Arrived(everything, place)
                for part in self._torn(place):
                    yield Arrived({**others, place: part})

    def _torn(self, place: int) -> list[tuple[int, int]]:
        """First and last parts of a write, cut where a sector of the file ends."""
        change = self.pending[place]
        size = len(change.content)
        cuts = {cut for sector in SECTORS for cut in range(sector - change.number % sector, size, sector)}
        return [part for cut in sorted(cuts) for part in ((0, cut), (cut, -1))]

    def _part(self, draw: Random, place: int) -> tuple[int, int]:
        torn = self._torn(place) if draw.random() < 0.2 else []
        return draw.choice(torn) if torn else WHOLE


@dataclass(frozen=True)
class CrashState:
    """Files after a loss of power, and how many acts had been acknowledged by then at the latest."""

    call: int
    way: int
    marks: int
    files: Mapping[str, bytes]


class CrashStates:
    """Every distinct state of a recorded run; distinct means other bytes in some file."""

    def __init__(self, before: Mapping[str, bytes], calls: Sequence[Call]) -> None:
        self._before = before
        self._calls = calls
        found: dict[bytes, tuple[int, int, int]] = {}
        for state in self._all():
            key = hashlib.sha256()
            for path, content in sorted(state.files.items()):
                key.update(f"{path}\0{len(content)}\0".encode() + content)
            found[key.digest()] = (state.call, state.way, state.marks)  # the last: most is acknowledged by then
        self._found = sorted(found.values())

    def __len__(self) -> int:
        return len(self._found)

    def after_a_mark(self) -> list[int]:
        """The places of the states that came after the first mark."""
        return [place for place, (_, _, marks) in enumerate(self._found) if marks]

    def of(self, places: Sequence[int]) -> Iterator[tuple[int, CrashState]]:
        """The states at these places, ascending, with their places."""
        wanted = {self._found[place]: place for place in places}
        for state in self._all({call for call, _, _ in wanted}):
            place = wanted.get((state.call, state.way, state.marks))
            if place is not None:
                yield place, state

    def _all(self, only: set[int] | None = None) -> Iterator[CrashState]:
        disk, marks = Disk.of(self._before), 0
        for number, call in enumerate(self._calls):
            marks += call.kind == "m"
            disk.make(call)
            if only is not None and number not in only:
                continue
            follows = self._calls[number + 1].kind if number + 1 < len(self._calls) else "m"
            for way, arrived in enumerate(disk.ways(number, thorough=follows in "smu")):
                yield CrashState(number, way, marks, disk.after(arrived))
