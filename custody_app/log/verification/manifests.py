"""The lists of a package: BagIt manifests, what it says of itself, who signed it (log-format.md, Package)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from custody_app.crypto.signature import Signature, verify
from custody_app.crypto.sshsig import NAMESPACE_PACKAGE, parse_armour
from custody_app.diagnostics import InputWrong
from custody_app.log.verification.layout import MANIFEST, PACKAGE_SIGNATURE, TAG_MANIFEST, read_or_none
from custody_app.log.verification.run import Run, Scope
from custody_app.log.verification.source import CHUNK, PackageFiles

BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_SMALL: Final = 1 << 16
_MAX_LIST: Final = 1 << 29
_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)\n\Z")
_BAG_INFO: Final = (
    "Bagging-Date",
    "Payload-Oxum",
    "Custody-Package",
    "Custody-Scope",
    "Custody-Log",
    "Custody-Size",
    "Custody-Root",
    "Custody-Case",
)
_SCOPES: Final = ("whole-log", "case", "blinded")


def read_scope(run: Run) -> tuple[Scope, dict[str, str]]:
    """Return what `bag-info.txt` says; what it leaves unclear is guessed from the files, and MANIFEST reported."""
    encoded = read_or_none(run.files, "bag-info.txt", _SMALL)
    told = _bag_info(encoded or b"")
    name = told.get("Custody-Scope", "")
    expected = _BAG_INFO if name != "whole-log" else _BAG_INFO[:-1]
    if tuple(told) != expected or name not in _SCOPES or told["Custody-Package"] != "custody/package/1":
        run.findings.add("MANIFEST", file="bag-info.txt", expected=", ".join(expected), found=", ".join(told) or None)
    if name not in _SCOPES:
        name = "case" if run.layout.own.blinded else "whole-log"
    case = None if name == "whole-log" else told.get("Custody-Case")
    return Scope(name, told.get("Custody-Log"), case, told.get("Custody-Size"), told.get("Custody-Root")), told


def check_manifests(run: Run, told: dict[str, str]) -> None:
    """Hash every listed file: MANIFEST where it differs or is missing, FILE_EXTRA where none lists it."""
    if read_or_none(run.files, "bagit.txt", _SMALL) != BAGIT:
        run.findings.add("MANIFEST", file="bagit.txt")
    for name in run.layout.strays:
        run.findings.add("FILE_EXTRA", file=name)
    payload = {name for name in run.layout.names if name.startswith("data/")}
    _check_oxum(run, payload, told.get("Payload-Oxum"))
    _check_list(run, MANIFEST, payload)
    _check_list(run, TAG_MANIFEST, run.layout.names - payload - {TAG_MANIFEST, PACKAGE_SIGNATURE})


def check_package_signature(run: Run) -> None:
    """PACKAGE_SIG unless one person of the roster signed the list of lists."""
    listed = read_or_none(run.files, TAG_MANIFEST, _MAX_LIST)
    signed = read_or_none(run.files, PACKAGE_SIGNATURE, _SMALL)
    if listed is None or signed is None or not _is_signed(run, listed, signed):
        run.findings.add("PACKAGE_SIG", file=PACKAGE_SIGNATURE)


def _is_signed(run: Run, listed: bytes, signed: bytes) -> bool:
    try:
        blocks = parse_armour(signed.decode("ascii"))
    except (InputWrong, UnicodeDecodeError):
        return False
    if len(blocks) != 1 or blocks[0].namespace != NAMESPACE_PACKAGE or run.roster is None:
        return False
    key = blocks[0].key
    if run.roster.key_of(key) is None or key.is_weak(for_enrolment=False):
        return False
    return verify(Signature.from_armoured(blocks[0]), NAMESPACE_PACKAGE, listed)


def _bag_info(encoded: bytes) -> dict[str, str]:
    try:
        lines = encoded.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return {}
    if lines.pop() != "":
        return {}
    pairs = [line.partition(": ") for line in lines]
    told = {label: value for label, _, value in pairs}
    return told if len(told) == len(pairs) else {}


def _check_oxum(run: Run, payload: set[str], told: str | None) -> None:
    oxum = f"{sum(run.files.size(name) for name in payload)}.{len(payload)}"
    if told is not None and told != oxum:
        run.findings.add("MANIFEST", file="bag-info.txt", expected=told, found=oxum)


def _check_list(run: Run, manifest: str, files: set[str]) -> None:
    if manifest not in run.layout.names:
        run.findings.add("MANIFEST", file=manifest)
        return
    listed: set[str] = set()
    last = ""
    for digest, name in _lines(run, manifest):
        if name <= last:
            run.findings.add("MANIFEST", file=manifest, expected="names in order", found=name)
        last = name
        listed.add(name)
        if name not in files:
            run.findings.add("MANIFEST", file=name, expected=digest)
            continue
        found = sha256_of(run.files, name)
        run.report(0, 0, name)
        if found != digest:
            run.findings.add("MANIFEST", file=name, expected=digest, found=found)
    for name in files - listed:
        run.findings.add("FILE_EXTRA", file=name)


def _lines(run: Run, manifest: str) -> Iterator[tuple[str, str]]:
    with run.files.open(manifest) as stream:
        while line := stream.readline(_SMALL):
            match = _LINE.match(line)
            if match is None:
                run.findings.add("MANIFEST", file=manifest, expected="<sha256>  <name>")
                continue
            yield match[1].decode("ascii"), match[2].decode("ascii")


def sha256_of(files: PackageFiles, name: str) -> str:
    """Return the SHA-256 of a file as hex, read in pieces."""
    digest = hashlib.sha256()
    with files.open(name) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
