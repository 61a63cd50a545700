"""The expert's guide, followed literally: each command of it, beside the package and what the agency gave."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.exchange.package_builder import key, package, roster, small_station

GUIDE = Path(__file__).parents[3] / "docs" / "expert-guide.md"
TOOLS = ("unzip", "sha256sum", "base64", "xxd", "openssl", "ssh-keygen", "python3")


def commands() -> str:
    blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    return "set -eu\n" + "".join(blocks)


@pytest.fixture
def desk(tmp_path, oracle):
    """The folder of somebody who was handed a package and a folder of trust."""
    from custody_app.exchange.package_writer import write_package

    for tool in TOOLS:
        oracle(tool)
    written = write_package(package(small_station(notes=6)), tmp_path / "a.custody.zip", key("ana.silva")).path
    written.rename(tmp_path / "package.custody.zip")
    subprocess.run([oracle("unzip"), "-q", "package.custody.zip", "-d", "peek"], cwd=tmp_path, check=True)
    (top,) = (tmp_path / "peek").iterdir()
    (tmp_path / "trust").mkdir()
    for name in ("allowed_signers", "policy", "roster.json", "roster.json.sig"):
        (tmp_path / "trust" / name).write_bytes((top / "data/trust" / name).read_bytes())
    assert (tmp_path / "trust" / "roster.json").read_bytes() == roster().canonical
    return tmp_path


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_each_command_of_the_guide_does_what_it_says(shell, desk, oracle):
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    command = [oracle(shell), "-c", commands()]
    done = subprocess.run(command, cwd=desk, capture_output=True, env=environment, check=False, timeout=120)
    output = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == 0, output
    assert "FAILED" not in output
    station = small_station(notes=6)
    assert " ".join(re.findall("." * 8, station.head.root.hex())) in output
    digest = re.search(r"event 000000000003: the statement's digest is (\S+)", output)
    assert digest
    import base64

    assert base64.b64decode(digest[1]).hex() in output
    assert '"outside_proof": ["held"]' in output
    assert "ana.silva" in output
