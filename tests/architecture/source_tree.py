"""The project's own sources as the architecture tests read them: paths, syntax trees, imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "custody_app"
VERIFIER = APP / "verifier" / "verify_custody.py"


def sources(*folders: str) -> list[Path]:
    """Return the Python files below `folders` of the project, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def all_sources() -> list[Path]:
    """Return every Python file of the project."""
    return [ROOT / "run.py", *sources("custody_app", "packaging", "tests")]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the top name and line of each absolute import, wherever it stands, those for type checking too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.partition(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0], node.lineno
