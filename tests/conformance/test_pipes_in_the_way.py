"""A named pipe where a file should be: neither verifier waits for ever at it, and neither takes it for content."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample_station import make_station, open_case, registration

if sys.platform == "win32":
    pytest.skip("no named pipes in folders there", allow_module_level=True)

STATION = {
    "the database": "station.db",
    "its journal": "station.db-journal",
    "the roster": "trust/roster.json",
    "the roster's signatures": "trust/roster.json.sig",
    "an attachment": "attachments",
}
TRUST = ("roster.json", "held/1.note", "peers/other.json")
STANDALONE = "from custody_app.verifier import verify_custody as v; judge = lambda *p: v.verify(*p)[0]"
APPLICATION = """
from pathlib import Path
from custody_app.services.verifying import verify_path
judge = lambda *p: verify_path(*map(Path, p)).to_json()
"""
LOOP = """
import json, sys
for paths in json.loads(sys.argv[1]):
    try: told = sorted({row["code"] for row in judge(*paths)["findings"]})
    except Exception as error: told = type(error).__name__
    print(json.dumps(told), flush=True)
"""


def pipe(place: Path) -> None:
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(place)


def answers(verifier: str, paths: list[list[Path]]) -> list[object]:
    """What a verifier says of each; a process of its own, so that one that waits for ever is ended."""
    words = [sys.executable, "-c", verifier + LOOP, json.dumps([[str(each) for each in pair] for pair in paths])]
    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTODY_STATE_DIR", str(folder / "state"))
        bootstrap = make_station(folder)
        with bootstrap.open(folder / "station") as opened:
            case = open_case(opened)
            (folder / "photo.jpg").write_bytes(b"a photograph")
            photograph = opened.exhibits.attach(folder / "photo.jpg", "photograph", "as found")
            command = registration(opened, case, "E-1", attachments=(photograph,))
            opened.acts.record(opened.exhibits.propose(command, case))
    return folder / "station"


@pytest.mark.parametrize("verifier", [STANDALONE, APPLICATION])
def test_no_pipe_in_the_way_keeps_a_verifier_waiting(verifier: str, station: Path, tmp_path: Path) -> None:
    paths: list[list[Path]] = []
    for number, inside in enumerate(STATION.values()):
        copy = tmp_path / str(number)
        shutil.copytree(station, copy)
        found = next((copy / "attachments").rglob("*/*")) if inside == "attachments" else copy / inside
        pipe(found)
        paths.append([copy])
    for number, inside in enumerate(TRUST):
        trust = tmp_path / f"trust-{number}"
        shutil.copytree(station / "trust", trust)
        pipe(trust / inside)
        paths.append([station, trust])
    pipe(tmp_path / "pipe")
    (tmp_path / "bag").mkdir()
    pipe(tmp_path / "bag" / "bagit.txt")
    paths += [[tmp_path / "pipe"], [tmp_path / "bag"]]
    told = dict(zip([*STATION, *TRUST, "a package", "a folder"], answers(verifier, paths), strict=True))
    refused = ([], "Unreadable", "InputWrong", "EnvironmentUnavailable")  # nothing was judged
    for what in ("the database", "its journal", "roster.json", "peers/other.json", "a package", "a folder"):
        assert told[what] in refused, what
    assert told["held/1.note"] in (*refused, ["HELD_BAD", "NO_ANCHOR", "UNPROVEN_TAIL"])
    assert "ROSTER_SIG" in told["the roster"]
    assert "ROSTER_SIG" in told["the roster's signatures"]
    assert told["an attachment"] == ["NO_ANCHOR", "SELF_TRUST", "UNPROVEN_TAIL"]  # as one that is not there
