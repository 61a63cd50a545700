"""The library `file_calls.c`: compiled where there is a compiler, loaded into a child, its trace read back."""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("file_calls.c")
ROOT = SOURCE.parents[2]
_HEAD = struct.Struct("<Bq3I")


@dataclass(frozen=True)
class Call:
    """One call that changes files: kind as in `file_calls.c`, paths below the watched folder."""

    kind: str
    number: int
    path: str
    second: str
    content: bytes


def compiled(oracle: Callable[..., str], folder: Path) -> Path:
    """Compile the library into `folder`; skips where calls cannot be caught this way or nothing compiles."""
    if not sys.platform.startswith("linux"):
        pytest.skip("calls are caught by LD_PRELOAD, on Linux")
    library = folder / "file_calls.so"
    options = ("-shared", "-fPIC", "-O1", "-Wall", "-Werror")
    subprocess.run([oracle("cc", "gcc", "clang"), *options, "-o", library, SOURCE, "-ldl"], check=True)
    return library


def child(library: Path, *words: object, **given: object) -> subprocess.Popen[str]:
    """Start `tests.powerloss.acting` with the library in front of libc."""
    environment = os.environ | {"LD_PRELOAD": str(library), "FILE_CALLS": str(library)}
    command = [sys.executable, "-m", "tests.powerloss.acting", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **given)


class Catching:
    """The library from inside the child: what to watch, record, and strike."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["FILE_CALLS"])
        self._library.file_calls_fired.restype = ctypes.c_char_p
        self._library.file_calls_made.restype = ctypes.c_long
        self._library.file_calls_strike.argtypes = [ctypes.c_long, ctypes.c_int]

    def watch(self, folder: Path) -> None:
        self._library.file_calls_watch(os.fsencode(folder) + b"/")

    def record(self, trace: Path) -> None:
        self._library.file_calls_record(os.fsencode(trace))

    def mark(self, said: str) -> None:
        self._library.file_calls_mark(said.encode())

    def strike(self, number: int, error: int) -> None:
        """Let the call of this number fail with `error`, or be the last where it is 0; number 0 only counts."""
        self._library.file_calls_strike(number, error)

    @property
    def made(self) -> int:
        return self._library.file_calls_made()

    @property
    def fired(self) -> str:
        return self._library.file_calls_fired().decode()


def read_trace(trace: Path, root: Path) -> list[Call]:
    """The recorded calls, in order."""
    raw, at, calls, above = trace.read_bytes(), 0, [], f"{root}/"
    while at < len(raw):
        kind, number, *lengths = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        parts = []
        for length in lengths:
            parts.append(raw[at : at + length])
            at += length
        first, second = (os.fsdecode(part).removeprefix(above) for part in parts[:2])
        calls.append(Call(chr(kind), number, first, second, parts[2]))
    return calls
