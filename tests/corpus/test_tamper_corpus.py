"""Each mutation of the corpus gives exactly the findings of the table, in both verifiers."""

import tomllib
from pathlib import Path

import pytest

from tests.conformance.agreement import both
from tests.corpus import MUTATIONS

TABLE = tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))


def code(row: tuple[str, str, str | None, int | None]) -> str:
    """One finding as the table writes it."""
    name, verdict, log, entry = row
    place = "" if entry is None else f" {entry}"
    return ("?" if verdict == "UNPROVEN" else "") + name + place + ("" if log is None else f" @{log}")


def test_the_table_and_the_mutations_are_the_same() -> None:
    assert {name for name in TABLE if not name.startswith("disk/")} == set(MUTATIONS)
    assert len(MUTATIONS) >= 150
    assert all(row["what"] and row["why"] for row in TABLE.values())


def test_what_passes_is_sound_or_a_told_limit() -> None:
    limits = {name for name, row in TABLE.items() if row["why"].startswith("LIMIT")}
    assert not {name for name in limits if TABLE[name]["codes"]}
    told = " ".join((Path(__file__).parents[2] / "docs" / "threat-model.md").read_text("utf-8").split())
    assert {name for name in limits if f"`{name}`" not in told} == set()


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_gives_exactly_its_codes(name: str, tmp_path: Path) -> None:
    mutation = MUTATIONS[name]
    found = both(mutation.make(), mutation.given(tmp_path / "trust"))
    assert sorted(code(row) for row in found["findings"]) == TABLE[name]["codes"]
