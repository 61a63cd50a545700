"""`custody` in a process with a terminal of its own, as a person has it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path


def on_a_terminal(words: list[str], answer: str, ask: bytes = b"[y/N]") -> tuple[int, str]:
    """Run `custody`, and give `answer` when it asks; return the exit code and everything that was shown."""
    ours, theirs = pty.openpty()
    environment = {"CUSTODY_LANGUAGE": "en", **os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "custody_app.cli.main", *words]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    told = b""
    asked = False
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed: the process has ended
            break
        if not piece:
            break
        told += piece
        if ask in told and not asked:
            asked = True
            os.write(ours, answer.encode())
    os.close(ours)
    return process.wait(timeout=60), told.decode()
