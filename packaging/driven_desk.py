"""What lies on the desk before the window is driven, and what is made of it afterwards."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
HOSTILE = ("a\nb.txt", '<b onclick="x">.txt', "E\u202egpj.exe", "espaces  et accents é空.bin")


def lay_out(desk: Path) -> Path:
    """Make what lies on the desk: photograph, folder with hostile names, an E01."""
    (desk / "stick" / "inner").mkdir(parents=True)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 10:15:00"
    Image.effect_noise((1600, 1200), 80).convert("RGB").save(desk / "front.jpg", exif=exif)
    draw = random.Random(4)  # noqa: S311  (content, no secret)
    for number, name in enumerate(HOSTILE):
        (desk / "stick" / "inner" / name).write_bytes(draw.randbytes(number * 900_000))
    for number in range(300):  # a few hundred megabytes in all, of sizes as people have them
        (desk / "stick" / f"{number:03}.bin").write_bytes(draw.randbytes(8_000 * (1 + number % 7) ** 3))
    subprocess.run(
        ["ewfacquirestream", "-t", str(desk / "disk"), "-C", "C-1", "-e", "LF", "-D", "stick", "-E", "1", "-N", "n"],
        input=draw.randbytes(3_000_000),
        capture_output=True,
        check=True,
    )
    return desk


def verify_the_package(out: Path) -> bool:
    """Let the program and the standalone verifier tell of the package; return whether they tell the same."""
    desk = out / "desk"
    shutil.copytree(desk / "station" / "trust", desk / "trust", dirs_exist_ok=True)
    asked = [str(desk / "whole.custody.zip"), "--trust", str(desk / "trust"), "--json"]
    told = {}
    for name, words in (
        ("custody verify", [sys.executable, "-m", "custody_app.cli.main", "verify", *asked]),
        ("verify_custody.py", [sys.executable, str(ROOT / "custody_app" / "verifier" / "verify_custody.py"), *asked]),
    ):
        done = subprocess.run(words, capture_output=True, check=False, timeout=300, cwd=ROOT)
        told[name] = {"exit": done.returncode, **json.loads(done.stdout)}
    (out / "result.json").write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    one, other = told.values()
    for key in ("exit", "evidence", "transfers", "record", "outside_proof", "findings", "counts"):
        sys.stdout.write(f"{key}: {json.dumps(one.get(key))}\n")
    return _compared(one) == _compared(other)


def _compared(told: dict[str, Any]) -> object:
    """Return what the two must tell alike: all but the words of a finding, which each has of its own."""
    words = {"text", "expected", "found"}
    findings = [{key: value for key, value in row.items() if key not in words} for row in told["findings"]]
    return {**told, "findings": findings}
