"""EWF images against ewfverify, in turn, in one run: `python tests/bench/images.py [--size MIB] [--pairs N]`.

By hand only. Median of the ratios ours/theirs over pairs that ran one after the other, warm, and the ratio of CPU time;
below 1 is faster. Needs ewfacquire and ewfverify.
"""

# ruff: noqa: T201, S311

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = """
import sys
from custody_app.hashing.images.image_hash import hash_image
assert hash_image(sys.argv[1], sys.argv[2].split(","), of_files=()).sound
print(next(int(line.split()[1]) >> 10 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def medium(path: Path, mebibytes: int) -> None:
    """Write half compressible bytes, a quarter zeros, an eighth noise."""
    chance = random.Random(1)
    words = [chance.randbytes(chance.randrange(2, 9)) for _ in range(3000)]
    texts = [b"".join(chance.choices(words, k=800_000))[: 1 << 20].ljust(1 << 20) for _ in range(24)]
    with path.open("wb") as stream:
        for number in range(mebibytes):
            kind = number // 4 % 4
            noise = kind == 3 and number % 4 < 2
            stream.write(bytes(1 << 20) if kind == 2 else chance.randbytes(1 << 20) if noise else texts[number % 24])


def run(command: list[str]) -> tuple[float, float, str]:
    """Return seconds, CPU seconds and standard output."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu, said


def main() -> None:
    """Make the images, compare, print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--pairs", type=int, default=5)
    args = parser.parse_args()
    print("| what | ours | ewfverify | ratio | ratio of CPU time |\n|---|---|---|---|---|")
    peaks = []
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "medium.raw")
        medium(source, args.size)
        for level in ("fast", "best"):
            image = str(Path(place, level))
            acquire = ["ewfacquire", "-u", "-q", "-f", "encase6", "-c", level, "-S", "1900000000", "-t", image]
            subprocess.run([*acquire, source], check=True, capture_output=True)
            for algorithms, extra in (("md5", []), ("md5,sha1,sha256", ["-d", "sha256"])):
                ours = [sys.executable, "-c", OURS, f"{image}.E01", algorithms]
                theirs = ["ewfverify", "-q", *extra, f"{image}.E01"]
                pairs = [(run(ours), run(theirs)) for _ in range(args.pairs + 1)][1:]
                peaks += [int(own[2]) for own, _ in pairs]
                wall = statistics.median(own[0] / other[0] for own, other in pairs)
                cpu = statistics.median(own[1] / other[1] for own, other in pairs)
                own, other = (statistics.median(each[0] for each in column) for column in zip(*pairs, strict=True))
                print(
                    f"| E01 {level}, {algorithms} | {own:.2f} s | {other:.2f} s | {wall:.2f} | {cpu:.2f} |", flush=True
                )
    print(f"peak memory of ours: {max(peaks)} MB")


if __name__ == "__main__":
    main()
