"""The oracle of PDF files, where it is installed; REQUIRE_ORACLES=1 makes its absence a failure."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.reports import verapdf as oracle


@pytest.fixture(scope="session")
def verapdf() -> Callable[[Path, str], list[str]]:
    """Return a function of (file, flavour `3a` or `ua1`) that gives the rules broken, empty for a pass."""
    if gone := oracle.missing():
        if os.environ.get("REQUIRE_ORACLES") == "1":
            pytest.fail(f"veraPDF cannot run without {gone}")
        pytest.skip(f"veraPDF cannot run without {gone}")
    return oracle.findings
