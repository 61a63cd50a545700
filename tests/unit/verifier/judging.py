"""Runs the standalone verifier on built packages and gives its findings as (code, verdict, log, entry)."""

import json
import shutil
from pathlib import Path
from typing import Any

from custody_app.verifier import verify_custody
from tests.conformance.agreement import both
from tests.conformance.builder import Person, Station, as_folder, build_files, seal, trust_folder
from tests.conformance.builder.scene import CAST, EVIDENCE, signed_roster

F, U = "FAIL", "UNPROVEN"


def expect(*rows: Any) -> list[tuple[Any, ...]]:
    """("CODE", entry), or ("CODE", entry, log), a leading "?" meaning UNPROVEN."""
    out = []
    for code, entry, *log in rows:
        out.append((code.lstrip("?"), U if code.startswith("?") else F, log[0] if log else None, entry))
    return sorted(out, key=repr)


def document(files: dict[str, bytes], tmp: Path, trust: Path | str | None = "usual", **more: Any) -> dict[str, Any]:
    """The JSON document for an unpacked package."""
    if trust == "usual":
        trust = tmp / "trust"
        if not trust.exists():
            trust_folder(trust, more.get("roster") or signed_roster())
    shutil.rmtree(tmp / "bag", ignore_errors=True)
    both(files, Path(trust) if trust else None)
    folder = as_folder(files, tmp / "bag")
    result, _ = verify_custody.verify(str(folder), str(trust) if trust else None)
    json.dumps(result)
    return result


def rows(result: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = [(r["code"], r["verdict"], r.get("log"), r["entry"]) for r in result["findings"]]
    return sorted(found, key=repr)


def judged(files: dict[str, bytes], tmp: Path, **more: Any) -> list[tuple[Any, ...]]:
    return rows(document(files, tmp, **more))


def packed(
    station: Station, *, exporter: Person = CAST.ana, roster: tuple[bytes, bytes] | None = None, **more: Any
) -> dict[str, bytes]:
    more.setdefault("evidence", (EVIDENCE,) if more.get("scope") != "blinded" else ())
    return seal(build_files(station, roster or signed_roster(), **more), exporter)
