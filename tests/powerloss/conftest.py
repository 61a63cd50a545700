"""The library compiled once, and a place in memory for the thousands of folders that are made and judged."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.powerloss.file_calls import compiled


@pytest.fixture(scope="session")
def library(oracle: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(oracle, tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder whose syncs cost nothing, where there is one."""
    shared = "/dev/shm"  # noqa: S108 - a folder of one's own in it
    with tempfile.TemporaryDirectory(prefix="custody-", dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)
