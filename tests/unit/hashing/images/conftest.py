# ruff: noqa: S311  (the same medium each time)
"""Media to image, and ewfacquire to image them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


def medium(sectors: int, seed: int = 7) -> bytes:
    """Return sectors of text, of zeros and of noise."""
    chance = random.Random(seed)
    words = [chance.randbytes(chance.randrange(3, 12)) for _ in range(200)]
    text = b"".join(chance.choices(words, k=sectors * 40))[: sectors * 512 // 2]
    rest = sectors * 512 - len(text)
    return text + bytes(rest // 2) + chance.randbytes(rest - rest // 2)


@pytest.fixture(scope="session")
def acquire(oracle: Callable[..., str]) -> Callable[..., Path]:
    """Return `acquire(folder, raw, *options)`: an image made by ewfacquire, its first segment."""
    program = oracle("ewfacquire")

    def run(folder: Path, raw: bytes, *options: str, name: str = "image") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / f"{name}.raw"
        source.write_bytes(raw)
        command = [program, "-u", "-q", *options, "-C", "C-7", "-E", "E-1", "-e", "Ana", "-D", "disk", "-N", "none"]
        done = subprocess.run([*command, "-t", str(folder / name), str(source)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return next(each for each in folder.iterdir() if each.name.lower() in {f"{name}.e01", f"{name}.s01"})

    return run
