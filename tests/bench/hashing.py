"""Hashing against its peers, in turn, in one run: `python tests/bench/hashing.py [--size MIB] [--files N] [--pairs N]`.

By hand only. Prints the median of the ratios ours/theirs over pairs that ran one after the other, warm; below 1 is
faster than the peer. Processor time of both is beside it. A peer that is not installed is left out.
"""

# ruff: noqa: T201, PTH118, PTH123, S311, E501, FURB122

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from custody_app.hashing.file_hash import hash_file
from custody_app.hashing.folder import hash_folder


def cost(act):
    """Return seconds on the wall, and of processor time with all children: the latter holds on a busy machine, too."""
    start, before = time.perf_counter(), processor_time()
    act()
    return time.perf_counter() - start, processor_time() - before


def processor_time():
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def shell(command):
    return lambda: subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602


def compare(title, ours, peers, pairs):
    for name, command in peers.items():
        if shutil.which(name.split()[0]) is None:
            print(f"{title:32} {name:24} not installed")
            continue
        theirs = shell(command)
        ours(), theirs()
        timed = [(*cost(ours), *cost(theirs)) for _ in range(pairs)]
        wall = statistics.median(a / b for a, _, b, _ in timed)
        processor = statistics.median(a / b for _, a, _, b in timed)
        own, own_cpu, other, other_cpu = (statistics.median(column) for column in zip(*timed, strict=True))
        print(
            f"| {title} | {name} | {own:.2f} s | {other:.2f} s | {wall:.2f} "
            f"| {own_cpu:.2f} s | {other_cpu:.2f} s | {processor:.2f} |",
            flush=True,
        )


def make_files(root, count):
    blob = random.Random(1).randbytes(1 << 20)
    chance = random.Random(2)
    for number in range(count):
        folder = os.path.join(root, f"d{number // 1000:03}")
        if number % 1000 == 0:
            os.mkdir(folder)  # noqa: PTH102
        start = chance.randrange(1 << 19)
        with open(os.path.join(folder, f"f{number % 1000:04}.bin"), "wb") as stream:
            stream.write(blob[start : start + chance.randrange(4096, 16384)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        large, many = os.path.join(place, "large"), os.path.join(place, "many")
        with open(large, "wb") as stream:
            for _ in range(args.size):
                stream.write(random.randbytes(1 << 20))
        os.mkdir(many)  # noqa: PTH102
        make_files(many, args.files)
        print(f"load {os.getloadavg()[0]:.1f}, cores {os.cpu_count()}")
        print(
            "| what | peer | ours | peer's | ratio | ours, processor | peer's | ratio |\n|---|---|---|---|---|---|---|---|"
        )
        compare("SHA-256, one file", lambda: hash_file(large, ["sha256"]),
                {"openssl": f"openssl dgst -sha256 {large}", "sha256sum": f"sha256sum {large}"}, args.pairs)  # fmt: skip
        compare("MD5+SHA-1+SHA-256, one file", lambda: hash_file(large, ["md5", "sha1", "sha256"]),
                {"hashdeep": f"hashdeep -c md5,sha1,sha256 {large}",
                 "rhash": f"rhash --md5 --sha1 --sha256 {large}"}, args.pairs)  # fmt: skip
        compare("SHA-256+BLAKE3, one file", lambda: hash_file(large, ["sha256", "blake3"]),
                {"b3sum and openssl at once": f"b3sum {large} & openssl dgst -sha256 {large}; wait"}, args.pairs)  # fmt: skip
        print(f"peak memory of one file: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB")
        find = f"find {many} -type f -print0 | xargs -0 -n 1024 -P 2"
        compare(f"SHA-256, {args.files} small files", lambda: hash_folder(many, ["sha256"]),
                {"hashdeep": f"hashdeep -c sha256 -r {many}", "rhash": f"rhash --sha256 -r {many}",
                 "openssl over xargs -P2": f"{find} openssl dgst -sha256",
                 "sha256sum over xargs -P2": f"{find} sha256sum"}, args.pairs)  # fmt: skip
        peaks = [resource.getrusage(who).ru_maxrss >> 10 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        print(f"peak memory with many files: {peaks[0]} MB here, at most {peaks[1]} MB in any child")


if __name__ == "__main__":
    main()
