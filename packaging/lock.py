"""Writes requirements.lock anew from pyproject.toml: all dependencies and the tools, for every system, with hashes.

Run it with `uv` on the path (`pip install uv`) after each change of a dependency. `--upgrade` takes newer versions;
without it, what is locked stays as long as it fits. No registry's address goes into the file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "--group", "dev", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet",
)  # fmt: skip


def main() -> int:
    """Compile the lock; return uv's exit code."""
    command = ["uv", "pip", "compile", "pyproject.toml", *OPTIONS, *sys.argv[1:], "--output-file", "requirements.lock"]
    return subprocess.call(command, cwd=ROOT, env=os.environ | {"UV_NO_PROGRESS": "1"})


if __name__ == "__main__":
    sys.exit(main())
