"""Without one of its defences the verifier lets pass exactly what the table says: none of them is idle."""

import random
import tomllib
from pathlib import Path

import pytest

from tests.conformance.agreement import by_the_standalone
from tests.corpus import MUTATIONS
from tests.corpus.defences import DEFENCES
from tests.corpus.test_tamper_corpus import TABLE

PASSES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("ablation.toml").read_text("utf-8"))["passes"]
FAILING = [name for name, row in TABLE.items() if name in MUTATIONS and any(c[0] != "?" for c in row["codes"])]


def passes(name: str, folder: Path) -> bool:
    """No FAIL is left; what makes the verifier stop (its last guard would say `unreadable`) is none."""
    mutation = MUTATIONS[name]
    given = mutation.given(folder)
    try:
        return by_the_standalone(mutation.make(), given)["outcome"] != "fail"
    except Exception:  # noqa: BLE001 - a verifier without one of its parts may trip
        return False


def test_every_defence_holds_something_alone() -> None:
    assert set(PASSES) == set(DEFENCES)
    assert [name for name in DEFENCES if not PASSES[name]] == []


@pytest.mark.parametrize("defence", DEFENCES)
def test_a_defence_taken_away(defence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(defence)  # noqa: S311 - a repeatable sample
    let_through = rng.sample(PASSES[defence], min(3, len(PASSES[defence])))
    others = rng.sample([name for name in FAILING if name not in PASSES[defence]], 3)
    DEFENCES[defence](monkeypatch)
    for number, name in enumerate([*let_through, *others]):
        assert passes(name, tmp_path / str(number)) == (name in let_through), name


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("defence", DEFENCES)
def test_all_that_passes_without_a_defence(defence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DEFENCES[defence](monkeypatch)
    found = [name for number, name in enumerate(FAILING) if passes(name, tmp_path / str(number))]
    assert found == PASSES[defence]
