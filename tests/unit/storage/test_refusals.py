"""What can go wrong with a database file: told by blame, nothing half-written."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest

from custody_app.diagnostics import CustodyError, EnvironmentUnavailable, InputWrong, ProgramBroken
from custody_app.storage.connection import connect
from custody_app.storage.log_tables import LOG_TABLES
from custody_app.storage.refusals import refusal_of
from custody_app.storage.store import Store
from tests.contracts.storage.station_kit import Officer
from tests.unit.storage.conftest import fill


@pytest.fixture
def officer():
    return Officer()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "station.db"


def opened(path, **given: bool):
    return Store.open(path, busy_seconds=0.1, **given)


def raw(path):
    return closing(connect(path, read_only=False, busy_seconds=0.1))


def test_a_station_is_not_made_over_another_file(path):
    path.write_bytes(b"mine")
    with pytest.raises(InputWrong, match="STATION_EXISTS"):
        Store.create(path)
    assert path.read_bytes() == b"mine"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(EnvironmentUnavailable, match="FOLDER_UNAVAILABLE"):
        Store.create(tmp_path / "none" / "station.db")
    with pytest.raises(InputWrong, match="STATION_NOT_FOUND"):
        opened(tmp_path / "none" / "station.db")


def test_the_file_is_its_owners_only_and_carries_its_marks(path):
    Store.create(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
    with raw(path) as connection:
        pragmas = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "application_id user_version journal_mode synchronous recursive_triggers foreign_keys trusted_schema"
            ).split()
        }
        strict = dict(connection.execute("SELECT name, strict FROM pragma_table_list").fetchall())
    assert pragmas == {
        "application_id": 0x43555354,
        "user_version": 1,
        "journal_mode": "delete",
        "synchronous": 3,
        "recursive_triggers": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }
    assert all(strict[name] for name in LOG_TABLES)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "NOT_A_STATION"), (b"this is not a database, whatever its name says" * 100, "NOT_A_STATION")],
)
def test_another_file_is_not_a_station(path, content, code):
    path.write_bytes(content)
    with pytest.raises(InputWrong, match=code):
        opened(path)
    assert path.read_bytes() == content


def test_a_wrong_application_id_is_refused(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE entry (seq)")
    with pytest.raises(InputWrong, match="NOT_A_STATION"):
        opened(path)


@pytest.mark.parametrize("change", ["PRAGMA user_version = 2", "UPDATE alembic_version SET version_num = '9999'"])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_newer_database_is_refused_and_left_alone(path, change, read_only):
    Store.create(path).close()
    with raw(path) as connection:
        connection.execute(change)
    before = path.read_bytes()
    with pytest.raises(InputWrong, match="DATABASE_NEWER"):
        opened(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("table", LOG_TABLES)
@pytest.mark.parametrize("what", ["DROP TRIGGER {0}_no_update", "DROP TRIGGER {0}_no_delete"])
def test_a_missing_guard_is_noticed_and_only_reading_goes_on(path, table, what):
    Store.create(path).close()
    with raw(path) as connection:
        connection.execute(what.format(table))
    with pytest.raises(InputWrong, match="LOG_TABLES_ALTERED"):
        opened(path)
    opened(path, read_only=True).close()


@pytest.mark.parametrize("table", ["entry", "envelope", "disclosure", "checkpoint"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {0} SET rowid = rowid + 100", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"],
)
def test_signed_bytes_are_neither_changed_nor_deleted(path, officer, table, change):
    with Store.create(path) as store:
        officer.genesis(store)
        store.save_checkpoint(store.head(), b"note")
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError, match=r"append-only|no gaps|UNIQUE"):
        connection.execute(change.format(table))


@pytest.mark.parametrize(
    "row",
    [
        "SELECT 5, leaf, zeroblob(32), prev FROM entry",  # a gap
        "SELECT 1, leaf, zeroblob(32), randomblob(32) FROM entry",  # another past
        "SELECT -1, leaf, zeroblob(32), randomblob(32) FROM entry",
        "SELECT 1, leaf, zeroblob(31), leaf_hash FROM entry",
        "SELECT 1, 'text', zeroblob(32), leaf_hash FROM entry",
    ],
)
def test_the_entry_table_takes_only_the_next_entry(path, officer, row):
    with Store.create(path) as store:
        officer.genesis(store)
    with raw(path) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(f"INSERT INTO entry {row}")


def test_a_held_database_is_busy_and_recovers(path, officer):
    with Store.create(path, busy_seconds=0.1) as store:
        officer.genesis(store)
        with raw(path) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(EnvironmentUnavailable, match="DATABASE_BUSY"):
                store.head()
            with pytest.raises(EnvironmentUnavailable, match="DATABASE_BUSY"):
                store.append([], store_head(store), officer.clock)
            other.execute("ROLLBACK")
        assert officer.note(store).seq == 1


def store_head(store):
    """The head without asking the held database."""
    from custody_app.log.statement import Head

    return Head(1, bytes(32))


def test_a_reader_who_holds_on_keeps_the_commit_out_and_nothing_half_is_written(path, officer):
    with Store.create(path, busy_seconds=0.1) as store:
        officer.genesis(store)
        new = [officer.entry(store, "note", {"text": "x"})]
        head = store.head()
        with raw(path) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM entry").fetchone()
            with pytest.raises(EnvironmentUnavailable, match="DATABASE_BUSY"):
                store.append(new, head, officer.clock)
        assert store.head() == head
        assert store.append(new, head, officer.clock)[0].seq == 1


def test_a_store_opened_for_reading_refuses_to_write(path, officer):
    with Store.create(path) as store:
        officer.genesis(store)
        new = [officer.entry(store, "note", {"text": "x"})]
    with opened(path, read_only=True) as store:
        assert store.statement(0).statement.type == "genesis"
        with pytest.raises(EnvironmentUnavailable, match="OPENED_READ_ONLY"):
            store.append(new, store.head(), officer.clock)
        with pytest.raises(EnvironmentUnavailable, match="OPENED_READ_ONLY"):
            store.save_checkpoint(store.head(), b"note")


def grow_until_full(store, officer, limit=4000):
    """Append until the disk is full; return the ids that were acknowledged and the one that was not."""
    done = []
    for _ in range(limit):
        new = officer.entry(store, "note", {"text": "x" * 4000})
        try:
            store.append([new], store.head(), officer.clock)
        except CustodyError as error:
            return done, new, error
        done.append(new.envelope.statement.id)
    raise AssertionError("the disk did not fill")


def check_sound(path, done, refused, officer):
    with opened(path) as store:
        assert store.quick_check() == []
        assert store.head().size == len(done) + 1
        assert [store.find_statement(each) for each in done] == list(range(1, len(done) + 1))
        assert store.find_statement(refused.envelope.statement.id) is None


def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_else(small_disk, officer):
    path = small_disk / "station.db"
    with Store.create(path) as store:
        officer.genesis(store)
        done, refused, error = grow_until_full(store, officer)
        assert (error.code, error.exit_code) == ("DISK_FULL", 6)
        assert done
    check_sound(path, done, refused, officer)


def test_a_disk_too_full_for_a_new_station_leaves_no_file(small_disk):
    fill(small_disk)
    with pytest.raises(EnvironmentUnavailable, match="DISK_FULL"):
        Store.create(small_disk / "station.db")
    assert not (small_disk / "station.db").exists()


def test_a_database_at_its_page_limit_is_full(path, officer):
    with Store.create(path) as store:
        officer.genesis(store)
        with store.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        store._engine.dispose()
        with store._engine.connect() as held:
            held.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        done, refused, error = grow_until_full(store, officer, 60)
        assert error.code == "DISK_FULL"
    check_sound(path, done, refused, officer)


def test_a_read_only_folder(small_disk, officer, oracle):
    path = small_disk / "station.db"
    with Store.create(path) as store:
        officer.genesis(store)
        new = [officer.entry(store, "note", {"text": "x"})]
        head = store.head()
    subprocess.run([oracle("mount"), "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(EnvironmentUnavailable, match="DATABASE_READ_ONLY"):
        opened(path)
    with Store(path, read_only=False) as store, pytest.raises(EnvironmentUnavailable, match="DATABASE_READ_ONLY"):
        store.append(new, head, officer.clock)
    with opened(path, read_only=True) as store:
        assert store.head() == head
    with pytest.raises(EnvironmentUnavailable, match=r"FOLDER_UNAVAILABLE"):
        Store.create(small_disk / "another.db")


def test_damage_is_told_and_never_crashes(path, tmp_path, officer):
    """Each page in turn is overwritten: reading everything either works or tells; it never crashes."""
    with Store.create(path) as store:
        officer.genesis(store)
        for number in range(12):
            officer.note(store, str(number) * 300)
    whole = path.read_bytes()
    codes = set()
    for start in range(0, len(whole), 4096):
        copy = tmp_path / "copy.db"
        copy.write_bytes(whole[:start] + b"\xa5" * 4096 + whole[start + 4096 :])
        try:
            with opened(copy) as store:
                for seq in range(store.head().size):
                    store.statement(seq)
                list(store.entries())
                store.checkpoints()
        except CustodyError as error:
            codes.add(error.code if error.advice else "")
    assert {"DATABASE_DAMAGED", "NOT_A_STATION"} <= codes
    assert codes.isdisjoint({"DATABASE_REFUSED", ""})


def test_a_database_cut_short_is_damaged(path, officer):
    with Store.create(path) as store:
        officer.genesis(store)
        for _ in range(20):
            officer.note(store, "x" * 3000)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size // 2 // 4096 * 4096)
    with pytest.raises(InputWrong, match="DATABASE_DAMAGED"), opened(path) as store:
        list(store.entries())


def test_a_read_that_the_disk_refused_once_is_no_damage(path, officer):
    """SQLite calls both SQLITE_CORRUPT; nobody may be sent to their backup over a sound file."""
    with Store.create(path) as store:
        officer.genesis(store)
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorname = "SQLITE_CORRUPT"
    assert refusal_of(error, path).code == "DATABASE_IO"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)
    assert refusal_of(error, path).code == "DATABASE_DAMAGED"


def test_a_changed_envelope_is_not_given_out(path, officer):
    with Store.create(path) as store:
        officer.genesis(store)
        officer.note(store, "hello")
    changed = path.read_bytes().replace(b'"text":"hello"', b'"text":"hullo"')
    path.write_bytes(changed)
    with opened(path) as store, pytest.raises(InputWrong, match="ENVELOPE_CHANGED"):
        store.statement(1)


@pytest.mark.parametrize(
    "saboteur",
    [
        "UPDATE envelope SET bytes = x'00' WHERE rowid = new.rowid",
        "UPDATE entry SET leaf_hash = zeroblob(32) WHERE seq = 1",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND idx = 1",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 1",
        "DELETE FROM node",
    ],
)
def test_what_reads_back_differently_stops_the_station(path, officer, saboteur):
    """A trigger of somebody's making alters what is written, within the same transaction."""
    with Store.create(path) as store:
        officer.genesis(store)
        new = [officer.entry(store, "note", {"text": "x"})]
        head = store.head()
        with raw(path) as connection:
            connection.execute("DROP TRIGGER envelope_no_update")
            connection.execute("DROP TRIGGER entry_no_update")
            table = "projected" if "node" in saboteur or "entry" in saboteur else "envelope"
            connection.execute(f"CREATE TRIGGER saboteur AFTER INSERT ON {table} BEGIN {saboteur}; END")
        with pytest.raises(ProgramBroken, match="READ_BACK_DIFFERS"):
            store.append(new, head, officer.clock)
        with pytest.raises(EnvironmentUnavailable, match="OPENED_READ_ONLY"):
            store.append(new, head, officer.clock)


def test_a_copied_folder_opens_under_another_name(path, tmp_path, officer):
    with Store.create(path) as store:
        head = officer.genesis(store)
    odd = tmp_path / "Año 100% #1 ? [x]"
    odd.mkdir()
    shutil.copy(path, odd / "station.db")
    with opened(odd / "station.db", read_only=True) as store:
        assert store.statement(0) == head
