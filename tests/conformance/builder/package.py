"""Packages as {path: bytes}, sealed with manifests and signature, written as zip or folder."""

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

from tests.conformance.builder.log import Station, consistency, path
from tests.conformance.builder.signing import Person, b64, canon, sshsig_armour

Files = dict[str, bytes]
TOP = "custody-test/"
SIGNATURE = "tagmanifest-sha256.txt.sig"


def log_files(station: Station, prefix: str, scope: str, case: str, size: int | None = None) -> Files:
    """One log laid out as data/log."""
    size = len(station.entries) if size is None else size
    note, leaves, out = station.note(size), station.leaves[:size], {}
    out["checkpoint"] = note
    for seq, raw in enumerate(station.entries):
        mine = {"whole-log": True, "case": station.cases[seq] in ("", case), "blinded": station.cases[seq] == ""}[scope]
        if not mine:
            continue
        out[f"entry/{seq:012d}.json"] = raw
        out[f"envelope/{seq:012d}.json"] = station.envelopes[seq]
        if seq < size:
            hashes = "".join(b64(h) + "\n" for h in path(seq, leaves))
            head = f"c2sp.org/tlog-proof@v1\nextra {b64(raw)}\nindex {seq}\n{hashes}\n"
            out[f"proof/{seq:012d}.tlog-proof"] = head.encode() + note
    if scope != "whole-log":
        out["blinded.jsonl"] = b"".join(e + b"\n" for e in station.entries)
        for base in sorted(b for b in station.bases if 0 < b < size):
            out[f"consistency/{base:012d}"] = "".join(b64(h) + "\n" for h in consistency(base, leaves)).encode()
    return {prefix + name: raw for name, raw in out.items()}


def peer_prefix(station: Station) -> str:
    return f"data/peer/{hashlib.sha256(station.origin.encode()).hexdigest()[:16]}/"


def build_files(
    station: Station,
    roster: tuple[bytes, bytes],
    *,
    scope: str = "whole-log",
    case: str = "C-1",
    peers: tuple[Station, ...] = (),
    evidence: tuple[bytes, ...] = (),
    size: int | None = None,
) -> Files:
    """Everything but manifests and their signature."""
    files = log_files(station, "data/log/", scope, case, size)
    for peer in peers:
        files.update(log_files(peer, peer_prefix(peer), scope, case))
    files["data/trust/roster.json"], files["data/trust/roster.json.sig"] = roster
    rows: list[dict[str, Any]] = []
    for log in (station, *peers):
        for seq, text in log.disclosures:
            if scope == "whole-log" or log.cases[seq] == "" or (scope == "case" and log.cases[seq] == case):
                rows.append({"entry": seq, "disclosure": text, **({} if log is station else {"log": log.origin})})
    files["data/disclosures.json"] = canon({"v": "custody/disclosures/1", "disclosures": rows, "names": []})
    for raw in evidence:
        files["data/files/" + hashlib.sha256(raw).hexdigest()] = raw
    head = station.head(size)
    info = {
        "Custody-Package": "custody/package/1",
        "Custody-Scope": scope,
        "Custody-Log": station.origin,
        "Custody-Size": str(head["size"]),
        "Custody-Root": head["root"],
    }
    if scope != "whole-log":
        info["Custody-Case"] = case
    files["bag-info.txt"] = "".join(f"{k}: {v}\n" for k, v in info.items()).encode()
    files["bagit.txt"] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    return files


def seal(files: Files, exporter: Person) -> Files:
    """Manifests, Payload-Oxum and package signature, made anew over whatever the files now are."""
    out = {n: r for n, r in files.items() if "manifest-sha256" not in n}
    payload = {n: r for n, r in out.items() if n.startswith("data/")}
    if "bag-info.txt" in out:
        lines = [
            line
            for line in out["bag-info.txt"].decode(errors="replace").splitlines()
            if not line.startswith(("Bagging", "Payload"))
        ]
        oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
        out["bag-info.txt"] = "\n".join(["Bagging-Date: 2026-01-06", oxum, *lines, ""]).encode()
    out["manifest-sha256.txt"] = _manifest(payload)
    out["tagmanifest-sha256.txt"] = _manifest({n: r for n, r in out.items() if not n.startswith("data/")})
    out[SIGNATURE] = sshsig_armour(exporter, "custody.package.v1", out["tagmanifest-sha256.txt"]).encode()
    return out


def _manifest(files: Files) -> bytes:
    return "".join(f"{hashlib.sha256(files[n]).hexdigest()}  {n}\n" for n in sorted(files)).encode()


def zip_bytes(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(TOP + name), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def as_zip(files: Files, target: Path) -> Path:
    target.write_bytes(zip_bytes(files))
    return target


def as_folder(files: Files, target: Path) -> Path:
    for name, raw in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(raw)
    return target


def trust_folder(target: Path, roster: tuple[bytes, bytes], **held: bytes) -> Path:
    (target / "held").mkdir(parents=True)
    (target / "roster.json").write_bytes(roster[0])
    (target / "roster.json.sig").write_bytes(roster[1])
    for name, raw in held.items():
        (target / "held" / f"{name}.note").write_bytes(raw)
    return target
