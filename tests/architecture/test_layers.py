"""The house: top imports only from below, and each foreign library lives in one room."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.architecture.source_tree import APP, ROOT, VERIFIER, imported, name_of, sources, tree

ROOM_OF = {
    "PySide6": "ui",
    "shiboken6": "ui",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "nacl": "crypto",
    "cryptography": "crypto",
    "rfc3161_client": "crypto",
    "reportlab": "reports",
    "pikepdf": "reports",
    "pyhanko": "reports",
}


def room_breaches(module: ast.Module, room: str) -> list[str]:
    """Return the imports in a module of `room` that belong into another room."""
    return [f"line {line}: {name}" for name, line in imported(module) if ROOM_OF.get(name, room) != room]


def test_import_linter_keeps_the_contract():
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", sources("custody_app"), ids=name_of)
def test_foreign_libraries_stay_in_their_room(path):
    assert not room_breaches(tree(path), path.relative_to(APP).parts[0])


def test_a_foreign_library_in_the_wrong_room_is_seen():
    module = ast.parse("def f():\n    from PySide6.QtWidgets import QLabel\n    import nacl.signing")
    assert room_breaches(module, "crypto") == ["line 2: PySide6"]


@pytest.mark.parametrize("package", ["cli", "services", "bootstrap", "verifier"])
def test_the_command_line_and_what_it_stands_on_never_load_qt(package):
    program = f"""
import importlib, pkgutil, sys
package = importlib.import_module("custody_app.{package}")
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("PySide6", "shiboken6")))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


@pytest.mark.parametrize("path", [VERIFIER, ROOT / "run.py"], ids=name_of)
def test_what_must_run_without_the_rest_imports_only_the_standard_library(path):
    if not path.exists():
        pytest.skip(f"{name_of(path)} is not written yet")
    assert {name for name, _ in imported(tree(path))} <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom) and node.level]
