"""The same files given to both verifiers, and what they say reduced to what must be equal."""

import functools
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from custody_app.log.roster_signing import is_signed_by
from custody_app.log.verification import Trust, load_trust, verify
from custody_app.verifier import verify_custody as standalone
from tests.unit.log.verification.building import MemoryFiles

# Arithmetic in plain Python is most of a comparison, and most packages share most signatures: done once each.
standalone.ed_verify = functools.lru_cache(maxsize=1 << 14)(standalone.ed_verify)
Files = Mapping[str, bytes]
ANSWERS = ("outcome", "evidence", "transfers", "record", "outside_proof", "counts", "log")


class GivenFiles(standalone.Files):
    """A package in memory, for the standalone verifier."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.names = {name: len(raw) for name, raw in files.items()}

    def pieces(self, name: str) -> Iterator[bytes]:
        yield self.files[name]


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared: the set of (code, verdict, log, entry), the four answers, counts and log."""
    findings = {(f["code"], f["verdict"], f.get("log"), f["entry"]) for f in document["findings"]}
    return {"findings": sorted(findings, key=str), **{name: document[name] for name in ANSWERS}}


def by_the_program(files: Files, trust: Path | None) -> dict[str, Any]:
    return told(verify(MemoryFiles(dict(files)), load_trust(trust) if trust else None).to_json())


def by_the_standalone(files: Files, trust: Path | None) -> dict[str, Any]:
    findings = standalone.Findings()
    held = standalone.Trust(str(trust) if trust else None, findings)
    if "bagit.txt" not in files:
        return told(standalone.UNREADABLE)
    return told(standalone.verify_files(GivenFiles(files), held, findings))


def difference(program: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Nothing, or what only one of them says."""
    mine, theirs = ({tuple(row) for row in d["findings"]} for d in (program, other))
    rows = [f"only the program: {sorted(mine - theirs, key=str)}"] if mine - theirs else []
    rows += [f"only the standalone: {sorted(theirs - mine, key=str)}"] if theirs - mine else []
    rows += [f"{n}: program {program[n]}, standalone {other[n]}" for n in ANSWERS if program[n] != other[n]]
    return "\n".join(rows)


def both(files: Files, trust: Path | None) -> dict[str, Any]:
    """What both say; fails where they differ."""
    program, other = by_the_program(files, trust), by_the_standalone(files, trust)
    assert not (found := difference(program, other)), found
    return program


def both_with(files: Files, trust: Trust | None) -> None:
    """As `both`, with a trust that was made in memory."""
    if trust is None:
        both(files, None)
        return
    with tempfile.TemporaryDirectory() as name:
        both(files, write_trust(Path(name) / "trust", trust))


def write_trust(folder: Path, trust: Trust) -> Path:
    """Write a trust as `--trust` takes it: one roster.json where it is taken as given, else a folder."""
    if trust.signatures is None and not (trust.held or trust.tsa or trust.peers):
        folder.write_bytes(trust.roster.canonical)
        return folder
    for kind in ("held", "tsa", "peers"):
        (folder / kind).mkdir(parents=True)
    (folder / "roster.json").write_bytes(trust.roster.canonical)
    (folder / "roster.json.sig").write_bytes(trust.signatures or signed_by_the_root(trust))
    for kind, rows in (("held", trust.held), ("tsa", trust.tsa)):
        for number, (_, content) in enumerate(rows):
            (folder / kind / f"{number}.{'note' if kind == 'held' else 'pem'}").write_bytes(content)
    for number, peer in enumerate(trust.peers):
        (folder / "peers" / f"{number}.json").write_bytes(peer.canonical)
    return folder


def signed_by_the_root(trust: Trust) -> bytes:
    """A trust made in memory without signatures is one taken as given: sign it with the test's roots."""
    from custody_app.log.roster_signing import sign_roster
    from tests.unit.log.verification.building import KEYS

    signature = sign_roster(trust.roster, [KEYS[name] for name in ("root", "root2", "root3")])
    assert is_signed_by(trust.roster.canonical, signature, trust.roster.roots)
    return signature
