"""Long runs that can be broken off: where one had come to, kept in the folder that CUSTODY_SOAK names."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

EVERY = 20


def remaining(name: str, total: int) -> Iterator[int]:
    """The numbers below `total` that are not done yet; every twentieth is written down once all before it are done."""
    folder = os.environ.get("CUSTODY_SOAK")
    kept = Path(folder) / f"{name}.json" if folder else None
    start = json.loads(kept.read_text("utf-8"))["done"] if kept and kept.exists() else 0
    for number in range(start, total):
        yield number
        if kept and (number % EVERY == EVERY - 1 or number == total - 1):
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps({"done": number + 1, "of": total}), "utf-8")
