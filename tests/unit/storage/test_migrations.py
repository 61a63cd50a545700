"""Migrations make exactly the models, and leave every signed byte alone."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from custody_app.storage.log_tables import LOG_TABLES
from custody_app.storage.migrations import upgrade
from custody_app.storage.migrations.scope import is_projection
from custody_app.storage.projections.tables import metadata
from custody_app.storage.store import Store
from tests.contracts.storage import sample_log
from tests.contracts.storage.station_kit import Officer
from tests.contracts.storage.test_projections import everything


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "station.db"
    with Store.create(path) as store:
        sample_log.fill(store, Officer())
        store.save_checkpoint(store.head(), b"note")
    return path.read_bytes()


@pytest.fixture
def filled(template, tmp_path):
    path = tmp_path / "station.db"
    path.write_bytes(template)
    return path


def signed_bytes(path) -> dict[str, str]:
    """A hash over every row of every log table, and over the schema's own text of them."""
    with closing(sqlite3.connect(path)) as connection:
        told = {
            table: hashlib.sha256(
                repr(connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()).encode()  # noqa: S608 - our own names
            ).hexdigest()
            for table in LOG_TABLES
        }
        schema = connection.execute("SELECT tbl_name, name, sql FROM sqlite_schema ORDER BY name").fetchall()
    return {**told, "schema": repr([row for row in schema if row[0] in LOG_TABLES])}


def test_the_newest_revision_is_the_one_the_program_expects():
    assert ScriptDirectory(upgrade._folder()).get_heads() == [upgrade.HEAD]
    assert upgrade.known(upgrade.HEAD)
    assert not upgrade.known("9999")


def test_the_migrations_make_exactly_the_models(filled):
    with Store.open(filled) as store, store.reading() as connection:
        options = {"include_name": is_projection, "compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        node = connection.execute(text("SELECT wr FROM pragma_table_list WHERE name = 'node'")).scalar()
    assert node == 1


def test_a_difference_would_be_seen(filled):
    with Store.open(filled) as store, store.writing() as connection:
        connection.execute(text("ALTER TABLE person ADD COLUMN nickname TEXT"))
        context = MigrationContext.configure(connection, opts={"include_name": is_projection})
        assert compare_metadata(context, metadata)


def test_migrating_from_nothing_leaves_every_signed_byte(filled):
    """The oldest database there can be: log tables and no projections at all."""
    with Store.open(filled) as store:
        before_rows = everything(store)
    before = signed_bytes(filled)
    assert len(set(before.values())) > 5
    with closing(sqlite3.connect(filled)) as connection:
        for table in [*metadata.tables, "alembic_version"]:
            connection.execute(f'DROP TABLE "{table}"')
    with Store.open(filled) as store:
        assert everything(store) == before_rows
    assert signed_bytes(filled) == before


def test_a_migration_that_is_cut_short_changes_nothing(filled):
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute('DROP TABLE "person"')
        connection.execute('CREATE VIEW "person" AS SELECT 1')  # cannot be dropped as the table it is taken for
        connection.execute("DELETE FROM alembic_version")
        connection.commit()
    before = filled.read_bytes()
    with pytest.raises(Exception, match="DROP VIEW"):
        Store.open(filled)
    assert filled.read_bytes() == before


def test_the_signed_bytes_differ_when_one_is_changed(filled):
    before = signed_bytes(filled)
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("DROP TRIGGER checkpoint_no_update")
        connection.execute("UPDATE checkpoint SET note = x'00'")
        connection.commit()
    after = signed_bytes(filled)
    assert {name for name in before if before[name] != after[name]} == {"checkpoint", "schema"}
