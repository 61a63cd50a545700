"""Opens what ships beside the code: icons, fonts, translations, wording."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def resource_path(name: str) -> Path:
    """Return the path of resource `name` (forward slashes), from source, wheel or frozen program alike."""
    from pathlib import Path  # noqa: PLC0415  (start-up: a short command opens no resource)

    frozen = getattr(sys, "_MEIPASS", None)
    roots = [Path(frozen) / "resources"] if frozen else []
    here = Path(__file__).resolve().parent
    roots += [here / "_resources", here.parent / "resources"]
    for root in roots:
        if (candidate := root / name).exists():
            return candidate
    return roots[-1] / name


def read_resource(name: str) -> bytes:
    """Return the bytes of resource `name`.

    Raises:
        FileNotFoundError: there is no such resource.
    """
    return resource_path(name).read_bytes()
