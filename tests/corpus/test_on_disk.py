"""Who may write to the disk changes a station's database: both verifiers say what the table says."""

import shutil
from pathlib import Path

import pytest

from tests.conformance.test_stations import DATABASE, alter, judged_alike, made
from tests.corpus.test_tamper_corpus import TABLE, code

__all__ = ["made"]  # the fixture
DISK = {
    **{f"disk/{name}": sql for name, sql in DATABASE.items()},
    "disk/an exhibit renamed in the projections": ["UPDATE exhibit SET number = 'E-7'"],
    "disk/a holder exchanged in the projections": ["UPDATE exhibit SET holder = 'nobody'"],
    "disk/the case deleted from the projections": ['DELETE FROM "case"'],
    "disk/every projected statement deleted": ["DELETE FROM statement"],
    "disk/a row of the tree's inner nodes changed": ["UPDATE node SET hash = zeroblob(32)"],
    "disk/an envelope exchanged for another's": [
        "UPDATE envelope SET bytes = (SELECT bytes FROM envelope WHERE rowid = 2) WHERE rowid = 3"
    ],
}
DROPPED = "disk/the triggers dropped"


def test_the_table_has_these() -> None:
    assert {name for name in TABLE if name.startswith("disk/")} == {*DISK, DROPPED}


@pytest.mark.parametrize("name", [*DISK, DROPPED])
def test_a_station_changed_on_its_disk(name: str, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "station"
    shutil.copytree(made, folder)
    if name == DROPPED:
        drop_triggers(folder / "station.db")
    else:
        alter(folder / "station.db", DISK[name])
    assert sorted(code(row) for row in judged_alike(folder, made / "trust")) == TABLE[name]["codes"]


def drop_triggers(database: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(database)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.commit()
    connection.close()
