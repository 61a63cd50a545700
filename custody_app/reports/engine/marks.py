"""Drawn signs: each state has its own shape, readable in black and white and at small sizes."""

from __future__ import annotations

from custody_app.reports.engine.theme import Colour

_K = 0.5523  # control points of a circle in four curves


def circle(x: float, y: float, radius: float) -> str:
    """Return the path of a circle around (x, y)."""
    r, k = radius, radius * _K
    return (
        f"{x + r:.2f} {y:.2f} m {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c"
    )


def _tick(x: float, y: float, s: float) -> str:
    return (
        f"{x + 0.27 * s:.2f} {y + 0.50 * s:.2f} m {x + 0.44 * s:.2f} {y + 0.32 * s:.2f} l "
        f"{x + 0.74 * s:.2f} {y + 0.68 * s:.2f} l"
    )


def _square(x: float, y: float, s: float) -> str:
    return f"{x + 0.08 * s:.2f} {y + 0.08 * s:.2f} {0.84 * s:.2f} {0.84 * s:.2f} re"


def mark_path(kind: str, x: float, y: float, size: float, colour: Colour) -> str:
    """Return the operators of a sign in the square of `size` with its lower left corner at (x, y).

    `same`: a tick in a circle; `changed`: an exclamation mark in a triangle; `unknown`: a dash in a square;
    `open`: a circle; `box`: an empty tick box; `boxed`: a ticked one.
    """
    s = size
    colours = "{0:.3g} {1:.3g} {2:.3g} RG {0:.3g} {1:.3g} {2:.3g} rg".format(*colour)
    ring = circle(x + s / 2, y + s / 2, s * 0.43)
    dash = f"{x + 0.28 * s:.2f} {y + 0.5 * s:.2f} m {x + 0.72 * s:.2f} {y + 0.5 * s:.2f} l"
    triangle = f"{x + 0.5 * s:.2f} {y + 0.92 * s:.2f} m {x + s:.2f} {y + 0.06 * s:.2f} l {x:.2f} {y + 0.06 * s:.2f} l s"
    stroke = f"{x + 0.5 * s:.2f} {y + 0.64 * s:.2f} m {x + 0.5 * s:.2f} {y + 0.36 * s:.2f} l S"
    dot = f"{circle(x + 0.5 * s, y + 0.21 * s, s * 0.06)} f"
    paths = {
        "same": f"{ring} S {_tick(x, y, s)} S",
        "changed": f"{triangle} {stroke} {dot}",
        "unknown": f"{_square(x, y, s)} S {dash} S",
        "open": f"{ring} S",
        "box": f"{_square(x, y, s)} S",
        "boxed": f"{_square(x, y, s)} S {_tick(x, y, s)} S",
    }
    return f"q {colours} {s * 0.105:.2f} w 1 J 1 j {paths[kind]} Q"
