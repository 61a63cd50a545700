"""The same facts give the same bytes, whatever the process, hash seed, time zone and language of the machine."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from tests.architecture.source_tree import ROOT

PROGRAM = """
import hashlib, locale
locale.setlocale(locale.LC_ALL, "")
from tests.unit.reports.engine.sample import sample
print(hashlib.sha256(sample(watermark="Copy, not issued")).hexdigest())
"""


def made_in(environment):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_two_processes_give_the_same_bytes():
    one = made_in({"PYTHONHASHSEED": "1", "TZ": "Asia/Kolkata", "LC_ALL": "C"})
    other = made_in({"PYTHONHASHSEED": "77", "TZ": "America/Lima", "LC_ALL": "C.UTF-8"})
    assert one == other
    assert len(bytes.fromhex(one)) == hashlib.sha256().digest_size


def test_documents_made_before_leave_no_trace():
    from tests.unit.reports.engine.sample import sample

    assert sample() == sample()
