"""A station's database changed by somebody who may write to the disk: both verifiers read the folder alike."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from custody_app.services.verifying import verify_path
from custody_app.storage import Store
from custody_app.verifier import verify_custody as standalone
from tests.conformance.agreement import difference, told
from tests.journeys.desk import Desk

CONTENT = b"what was on the stick"
LUCIA = "l.ferreira"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with a case and a hashed exhibit, made through the command line."""
    folder = tmp_path_factory.mktemp("station")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        desk = Desk(folder)
        desk.init()
        desk.sign(LUCIA, "case", "open", "--number", "C-1", "--basis-kind", "consent")
        register = ("exhibit", "register", "--case", "C-1", "--type")
        desk.sign(LUCIA, *register, "removable_medium", "--number", "E-1", "--title", "Stick", "--seal", "S-1")
        desk.sign(LUCIA, "exhibit", "hash", "E-1", desk.file("stick.raw", CONTENT))
    return next(path.parent for path in folder.rglob("station.db"))


DATABASE = {
    "nothing": [],
    "an entry changed": [
        "UPDATE entry SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"seq\":3', '\"seq\":2') AS BLOB) WHERE seq = 3"
    ],
    "an entry that is none": ["UPDATE entry SET leaf = x'00' WHERE seq = 3"],
    "an entry gone": ["DELETE FROM entry WHERE seq = 2"],
    "the last entry gone": ["DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)"],
    "every entry gone": ["DELETE FROM entry"],
    "an envelope changed": ["UPDATE envelope SET bytes = CAST(bytes || x'20' AS BLOB) WHERE rowid = 3"],
    "an envelope gone": ["DELETE FROM envelope WHERE rowid = 3"],
    "the last checkpoint gone": ["DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)"],
    "every checkpoint gone": ["DELETE FROM checkpoint"],
    "a checkpoint that is none": ["UPDATE checkpoint SET note = x'41'"],
    "the disclosures gone": ["DELETE FROM disclosure"],
    "a disclosure that is none": ["UPDATE disclosure SET disclosure = 'x' || disclosure WHERE rowid = 2"],
    "a disclosure of something else": ["UPDATE disclosure SET disclosure = 'WyJhIiwiYiIsImMiXQ' WHERE rowid = 2"],
    "the schema's number raised": ["PRAGMA user_version = 99"],
    "the file's mark gone": ["PRAGMA application_id = 0"],
}
UNSIGNED = ("the schema's number raised", "the file's mark gone")
UNREADABLE = {
    "a log table gone": ["DROP TABLE checkpoint"],
    "a log table of another shape": ["ALTER TABLE entry RENAME COLUMN leaf TO leaves"],
    "no disclosures to read": ["DROP TABLE disclosure"],
    "a newer database's tables": ["PRAGMA user_version = 99", "DROP TABLE envelope"],
    "no station's database": ["PRAGMA application_id = 0", "DROP TABLE entry"],
}


def attachment(folder: Path, content: bytes) -> None:
    from hashlib import sha256

    name = sha256(b"a photograph").hexdigest()
    (folder / "attachments" / name[:2]).mkdir(parents=True, exist_ok=True)
    (folder / "attachments" / name[:2] / name).write_bytes(content)


FOLDER: dict[str, Callable[[Path], object]] = {
    "an attachment": lambda folder: attachment(folder, b"a photograph"),
    "an attachment changed": lambda folder: attachment(folder, b"another"),
    "the roster changed": lambda folder: (folder / "trust" / "roster.json").write_bytes(b"{}"),
    "the roster gone": lambda folder: (folder / "trust" / "roster.json").unlink(),
}


def alter(database: Path, statements: list[str]) -> None:
    """Change the tables past the triggers, and put the triggers back."""
    connection = sqlite3.connect(database)
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in [*statements, *(sql for _, sql in triggers)]:
        connection.execute(statement)
    connection.commit()
    connection.close()


def judged_alike(folder: Path, trust: Path) -> list[tuple[str, ...]]:
    program = told(verify_path(folder, trust).to_json())
    other = told(standalone.verify(str(folder), str(trust))[0])
    assert not (found := difference(program, other)), found
    return list(program["findings"])


@pytest.mark.parametrize("name", [*DATABASE, *FOLDER])
def test_a_changed_station(name: str, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "station"
    shutil.copytree(made, folder)
    clean = judged_alike(folder, made / "trust")
    if name in DATABASE:
        alter(folder / "station.db", DATABASE[name])
    else:
        FOLDER[name](folder)
    # The numbers in the database's header are not signed: nobody stops a verification by altering them.
    harmless = ("nothing", "the disclosures gone", "an attachment", "the roster gone", *UNSIGNED)
    assert (judged_alike(folder, made / "trust") == clean) == (name in harmless)


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_database_that_holds_no_log_is_unreadable_to_both(name: str, made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "station"
    shutil.copytree(made, folder)
    connection = sqlite3.connect(folder / "station.db")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in UNREADABLE[name]:
        connection.execute(statement)
    connection.commit()
    connection.close()
    assert verify_path(folder).exit_code == standalone.main([str(folder), "--json"]) == 2


KILLED_IN_A_COMMIT = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
for size in range(1000, 1200):
    connection.execute("INSERT INTO checkpoint (size, root, note) VALUES (?, zeroblob(32), zeroblob(3000))", (size,))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_what_a_kill_left_half_written_is_read_as_it_was_before_and_left_alone(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "station"
    shutil.copytree(made, folder)
    before = judged_alike(folder, made / "trust")
    subprocess.run([sys.executable, "-c", KILLED_IN_A_COMMIT, str(folder / "station.db")], check=False)
    left = {path.name: path.read_bytes() for path in folder.glob("station.db*")}
    assert len(left) == 2
    assert left["station.db"] != (made / "station.db").read_bytes()
    with Store.open(folder / "station.db", read_only=True) as store:
        assert store.latest_checkpoint().head == store.head()
    assert judged_alike(folder, made / "trust") == before
    assert {path.name: path.read_bytes() for path in folder.glob("station.db*")} == left
    with Store.open(folder / "station.db") as store:
        assert store.quick_check() == []
    assert not (folder / "station.db-journal").exists()
    assert judged_alike(folder, made / "trust") == before
