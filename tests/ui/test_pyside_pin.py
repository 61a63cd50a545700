"""PySide6 6.12.0 on Python 3.11 loses a reference to `True` with each emit, and aborts the interpreter."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    told = Signal(bool)

class Receiver(QObject):
    count = 0
    def take(self, value):
        assert value is True
        self.count += 1

sender, receiver = Sender(), Receiver()
for _ in range(20_000):
    sender.told.connect(receiver.take)
    sender.told.emit(True)
    sender.told.disconnect(receiver.take)
assert receiver.count == 20_000
print("alive")
"""


def test_twenty_thousand_emits_of_true_leave_the_interpreter_alive():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]
