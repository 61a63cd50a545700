"""BagIt 1.0 (RFC 8493) as packages use it: one algorithm, strict lines, nothing to fetch."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from custody_app.diagnostics import InputWrong
from custody_app.hashing.progress import Progress, Silent
from custody_app.i18n import N_
from custody_app.log.verification.source import PackageFiles

BAGIT_TXT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
SIGNATURE: Final = TAG_MANIFEST + ".sig"
BAG_INFO: Final = "bag-info.txt"
PAYLOAD: Final = "data/"
UNLISTED: Final = frozenset({TAG_MANIFEST, SIGNATURE})
_LINE = re.compile(rb"([0-9a-f]{64})  ([ -~]{1,240})\n")
_LONGEST_LINE = 64 + 2 + 240 + 1
_LABEL = re.compile(r"([A-Za-z0-9-]{1,40}): ([^\x00-\x1f\x7f]{1,500})")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class BagProblem:
    """One way in which a bag is not what its manifests say.

    Attributes:
        file: whose, below the top folder.
        expected, found: SHA-256 as hex, None where there is none.
    """

    file: str
    expected: str | None
    found: str | None


class ManifestWriter:
    """Writes manifest lines, which must come sorted by path.

    Args:
        out: where the lines go.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._last = b""
        self.size = 0

    def add(self, path: str, sha256: str) -> None:
        """Write one line: hex digest, two spaces, path.

        Raises:
            ValueError: the path does not sort after the one before; a programming error.
        """
        encoded = path.encode("ascii")
        if encoded <= self._last:
            raise ValueError(f"{path} after {self._last!r}")
        self._last = encoded
        self.size += self._out.write(b"%s  %s\n" % (sha256.encode("ascii"), encoded))


def read_manifest(lines: BinaryIO) -> Iterator[tuple[str, str]]:
    """Yield (path, hex SHA-256) of a manifest.

    Raises:
        InputWrong: BAG_MALFORMED, a line of another form, out of order or repeated.
    """
    last = b""
    while line := lines.readline(_LONGEST_LINE + 1):
        match = _LINE.fullmatch(line)
        if not match or match[2] <= last:
            raise malformed(MANIFEST)
        last = match[2]
        yield last.decode("ascii"), match[1].decode("ascii")


def encode_bag_info(labels: Sequence[tuple[str, str]]) -> bytes:
    """Return bag-info.txt: `label: value` lines in the order given.

    Raises:
        InputWrong: BAG_MALFORMED, a label or value that one line cannot hold.
    """
    lines = [f"{label}: {value}" for label, value in labels]
    if not all(_LABEL.fullmatch(line) for line in lines):
        raise malformed(BAG_INFO)
    return "".join(line + "\n" for line in lines).encode("utf-8")


def parse_bag_info(encoded: bytes) -> list[tuple[str, str]]:
    """Return the (label, value) pairs of bag-info.txt, in order.

    Raises:
        InputWrong: BAG_MALFORMED, not UTF-8, a folded or repeated label, or a line of another form.
    """
    try:
        text = encoded.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed(BAG_INFO) from None
    matches = [_LABEL.fullmatch(line) for line in text.removesuffix("\n").split("\n")]
    labels = [(match[1], match[2]) for match in matches if match]
    if len(labels) != len(matches) or not text.endswith("\n") or len(dict(labels)) != len(labels):
        raise malformed(BAG_INFO)
    return labels


def check_bag(files: PackageFiles, total: int = 0, progress: Progress | None = None) -> Iterator[BagProblem]:
    """Compare every file of a bag with its manifests, and yield what differs, is missing or is not listed.

    Args:
        files: the bag.
        total: bytes of all files, for the progress.
        progress: told of the bytes.

    Raises:
        InputWrong: BAG_MALFORMED, bagit.txt or a manifest is missing or malformed, or there is a fetch.txt;
            and what reading the files raises.
    """
    reading = _Reading(files, total, progress or Silent())
    if _size(files, "bagit.txt") != len(BAGIT_TXT) or files.read("bagit.txt", len(BAGIT_TXT)) != BAGIT_TXT:
        raise malformed("bagit.txt")
    if _size(files, "fetch.txt") is not None:
        raise malformed("fetch.txt")
    listed = 0
    for manifest in (MANIFEST, TAG_MANIFEST):
        if _size(files, manifest) is None:
            raise malformed(manifest)
        with files.open(manifest) as lines:
            for path, expected in read_manifest(lines):
                if path.startswith(PAYLOAD) != (manifest == MANIFEST) or path in UNLISTED:
                    raise malformed(manifest)
                found = reading.sha256(path)
                listed += found is not None
                if found != expected:
                    yield BagProblem(path, expected, found)
    present = sum(1 for name in files.names() if name not in UNLISTED)
    if present != listed:
        yield from _unlisted(files)


def _unlisted(files: PackageFiles) -> Iterator[BagProblem]:
    """Yield the files no manifest lists; only now is a list of all names worth its memory."""
    extra = {name for name in files.names() if name not in UNLISTED}
    for manifest in (MANIFEST, TAG_MANIFEST):
        with files.open(manifest) as lines:
            extra.difference_update(path for path, _ in read_manifest(lines))
    return (BagProblem(name, None, None) for name in sorted(extra))


def _size(files: PackageFiles, name: str) -> int | None:
    try:
        return files.size(name)
    except KeyError:
        return None


class _Reading:
    """Hashes files and tells the progress."""

    def __init__(self, files: PackageFiles, total: int, progress: Progress) -> None:
        self._files = files
        self._total = total
        self._progress = progress
        self._done = 0

    def sha256(self, name: str) -> str | None:
        if _size(self._files, name) is None:
            return None
        digest = hashlib.sha256()
        with self._files.open(name) as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
                self._done += len(piece)
                self._progress.report(self._done, self._total, name)
        return digest.hexdigest()


def malformed(file: str) -> InputWrong:
    """Return the refusal of a folder that is no BagIt bag."""
    return InputWrong(
        "BAG_MALFORMED",
        N_("The file {file} of the package is missing or not in the form it should have."),
        kept=N_("Nothing was taken from the package."),
        advice=N_("Ask the sender for the package again, as the program wrote it."),
        file=file,
    )
