"""What every test stands on: no trace in the person's own folders, foreign tools as oracles, long runs on demand."""

from __future__ import annotations

import os
import shutil
import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Before anything imports Qt or keyring: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long runs too, and draw other examples each time")


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples in each run, so that a red test is red again; with `--soak`, others and more of them.

    Before any test module is read: `@settings(...)` takes over what holds at that moment. No test here is about time,
    the machine may be busy.
    """
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "sample", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.register_profile(
        "soak", settings.get_profile("sample"), derandomize=False, max_examples=1000, print_blob=True
    )
    settings.load_profile("soak" if config.getoption("--soak") else "sample")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the soak runs unless they are asked for, and the benchmarks unless they are named."""
    named = any("bench" in str(argument) for argument in config.invocation_params.args)
    for item in items:
        if item.get_closest_marker("soak") and not config.getoption("--soak"):
            item.add_marker(pytest.mark.skip(reason="a long run: only with --soak"))
        if item.get_closest_marker("bench") and not named:
            item.add_marker(pytest.mark.skip(reason="a benchmark: by hand, `pytest tests/bench`"))


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test folders of its own for state and settings, and nothing from the person's environment."""
    home = tmp_path_factory.mktemp("custody")
    monkeypatch.setenv("CUSTODY_STATE_DIR", str(home / "state"))
    monkeypatch.setenv("CUSTODY_CONFIG_DIR", str(home / "config"))
    for name in ("CUSTODY_STATION", "CUSTODY_LANGUAGE", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    return home


def missing(what: str) -> None:
    """Skip because `what` is not on this machine, or fail where it must be, as in CI."""
    if os.environ.get("REQUIRE_ORACLES") == "1":
        pytest.fail(f"{what} is missing, and REQUIRE_ORACLES=1 says that it must be here (.ci/run installs it)")
    pytest.skip(f"{what} is not installed here")


@pytest.fixture(scope="session")
def oracle() -> Callable[..., str]:
    """Return `oracle(name, *others)`: the path of the first foreign program found, or skip (fail in CI).

    An oracle is a program not ours that judges our bytes: `ssh-keygen = oracle("ssh-keygen")`.
    """

    def find(*names: str) -> str:
        for name in names:
            if path := shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin:/sbin"):
                return path
        missing(" or ".join(names))
        raise AssertionError

    return find


@pytest.fixture(scope="session")
def oracle_module() -> Callable[[str], object]:
    """Return `oracle_module(name)`: a foreign Python module imported, or skip (fail in CI)."""

    def load(name: str) -> object:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what a foreign module is told by its own is its affair
                return __import__(name, fromlist=["_"])
        except ImportError:
            missing(f"Python module {name}")
            raise

    return load


@pytest.fixture(autouse=True)
def no_widgets_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """In tests/ui, close and really delete all windows after each test.

    Outside `exec()` a `deleteLater` never runs: widgets pile up, and each `setStyleSheet` polishes them all anew.
    """
    yield
    if "ui" not in request.path.relative_to(request.config.rootpath).parts:
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QCoreApplication.instance() is None:
        return
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
