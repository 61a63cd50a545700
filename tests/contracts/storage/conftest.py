"""Fixtures of the store contract. A second store joins by a second parameter of `stores`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from custody_app.storage.store import Store
from tests.contracts.storage import sample_log
from tests.contracts.storage.station_kit import Officer


class SqliteStores:
    """Makes and reopens stores of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened: list[Store] = []

    sample: tuple[bytes, dict[str, str]] | None = None

    def create_sample(self, name: str = "station") -> tuple[Store, dict[str, str]]:
        """A copy of the sample log, made once for all tests, and its offers."""
        kind = type(self)
        if kind.sample is None:
            with Store.create(self.folder / "sample.db") as store:
                offers = sample_log.fill(store, Officer())
            kind.sample = ((self.folder / "sample.db").read_bytes(), offers)
        content, offers = kind.sample
        (self.folder / f"{name}.db").write_bytes(content)
        return self.reopen(name), offers

    def create(self, name: str = "station") -> Store:
        return self._keep(Store.create(self.folder / f"{name}.db"))

    def reopen(self, name: str = "station", *, read_only: bool = False) -> Store:
        return self._keep(Store.open(self.folder / f"{name}.db", read_only=read_only))

    def _keep(self, store: Store) -> Store:
        self.opened.append(store)
        return store


@pytest.fixture(params=[SqliteStores], ids=["sqlite"])
def stores(request, tmp_path: Path) -> Iterator[SqliteStores]:
    made = request.param(tmp_path)
    yield made
    for store in made.opened:
        store.close()


@pytest.fixture
def store(stores: SqliteStores) -> Store:
    return stores.create()


@pytest.fixture
def officer() -> Officer:
    return Officer()
