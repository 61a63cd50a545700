"""A station that may not be written can still be read, and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from custody_app.bootstrap import Bootstrap
from custody_app.diagnostics import InputWrong
from custody_app.domain.commands import AddNote
from custody_app.paths import state_dir
from custody_app.services.station import OpenStation
from tests.contracts.services.conftest import SECRET


@pytest.mark.parametrize("copy", ["inside", "outside"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00"])
def test_a_damaged_mark_keeps_nobody_from_reading(
    station: OpenStation, folder: Path, bootstrap: Bootstrap, case: str, copy: str, content: bytes
):
    station.close()
    outside = state_dir() / "high-water" / f"{station.info.instance}.json"
    damaged = folder / "high-water.json" if copy == "inside" else outside
    other = outside if copy == "inside" else folder / "high-water.json"
    damaged.write_bytes(content)
    for writable in (False, True):
        with bootstrap.open(folder, writable=writable) as opened:
            assert opened.read_only_because.code == "HIGH_WATER_DAMAGED"
            assert opened.cases.state(case).number == "C-1"
            opened.session.unlock("ana", SECRET["ana"])
            with pytest.raises(InputWrong, match="HIGH_WATER_DAMAGED"):
                opened.acts.record(opened.acts.propose(AddNote(actor="ana", case=case, text="a note"), case))
            size = opened.store.head().size
    assert damaged.read_bytes() == content
    damaged.write_bytes(other.read_bytes())  # as the message says
    with bootstrap.open(folder) as opened:
        assert opened.read_only_because is None
        opened.session.unlock("ana", SECRET["ana"])
        opened.acts.record(opened.acts.propose(AddNote(actor="ana", case=case, text="a note"), case))
        assert opened.store.head().size == size + 1
