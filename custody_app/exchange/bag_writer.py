"""A bag growing in a zip, front to back."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from custody_app.crypto.signer import Signer
from custody_app.crypto.sshsig import NAMESPACE_PACKAGE
from custody_app.exchange import bagit
from custody_app.exchange.zip_writer import ZipWriter
from custody_app.hashing.progress import Progress

_PIECE = 1 << 20


class BagWriter:
    """Payload files go into the zip and the manifest at once; `finish` adds what vouches for them.

    Args:
        stream: where the zip goes, empty.
        lists: two empty temporary files, for what has to wait until the end.
        top: name of the top folder.
        progress: told of payload bytes; the total is its own affair.
    """

    def __init__(self, stream: BinaryIO, lists: tuple[BinaryIO, BinaryIO], top: str, progress: Progress) -> None:
        self._zip = ZipWriter(stream, lists[0])
        self._manifest_file = lists[1]
        self._manifest = bagit.ManifestWriter(lists[1])
        self._top = top
        self._progress = progress
        self._done = self._files = 0
        self._zip.add(f"{top}/bagit.txt", bagit.BAGIT_TXT)

    def add(self, path: str, content: bytes) -> None:
        """Write one small payload file."""
        self._zip.add(f"{self._top}/{path}", content)
        self._list(path, len(content), hashlib.sha256(content).hexdigest())
        self._progress.report(self._done, 0, path)

    def add_all(self, files: Mapping[str, bytes]) -> None:
        """Write small payload files, sorted by path."""
        for path in sorted(files):
            self.add(path, files[path])

    def add_chunks(self, path: str, chunks: Iterator[bytes], most: int, *, deflate: bool = False) -> None:
        """Write one payload file of at most `most` bytes."""
        digest, size = hashlib.sha256(), 0

        def passing() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                self._progress.report(self._done + size, 0, path)
                yield chunk

        self._zip.add_stream(f"{self._top}/{path}", passing(), most=most, deflate=deflate)
        self._list(path, size, digest.hexdigest())

    @property
    def payload(self) -> tuple[int, int]:
        """Bytes and files below `data`."""
        return self._done, self._files

    def finish(self, tags: Mapping[str, bytes], signer: Signer) -> tuple[int, str]:
        """Write the tag files, the manifests and the signature.

        Args:
            tags: path to bytes of the tag files other than bagit.txt and the manifests.
            signer: the exporter.

        Returns:
            Bytes of the zip, and the SHA-256 of the tag manifest as hex.
        """
        for path in sorted(tags):
            self._zip.add(f"{self._top}/{path}", tags[path])
        digests = {path: hashlib.sha256(content).hexdigest() for path, content in tags.items()}
        digests["bagit.txt"] = hashlib.sha256(bagit.BAGIT_TXT).hexdigest()
        digests[bagit.MANIFEST] = self._copy_manifest()
        lines = io.BytesIO()
        tag_manifest = bagit.ManifestWriter(lines)
        for path in sorted(digests):
            tag_manifest.add(path, digests[path])
        listed = lines.getvalue()
        signature = signer.sign(NAMESPACE_PACKAGE, listed).armoured(NAMESPACE_PACKAGE)
        self._zip.add(f"{self._top}/{bagit.TAG_MANIFEST}", listed)
        self._zip.add(f"{self._top}/{bagit.SIGNATURE}", signature.encode("ascii"))
        return self._zip.finish(), hashlib.sha256(listed).hexdigest()

    def _list(self, path: str, size: int, sha256: str) -> None:
        self._manifest.add(path, sha256)
        self._done += size
        self._files += 1

    def _copy_manifest(self) -> str:
        """Write the payload manifest from its temporary file; return its digest."""
        digest = hashlib.sha256()
        self._manifest_file.seek(0)

        def lines() -> Iterator[bytes]:
            while piece := self._manifest_file.read(_PIECE):
                digest.update(piece)
                yield piece

        self._zip.add_stream(f"{self._top}/{bagit.MANIFEST}", lines(), most=self._manifest.size)
        return digest.hexdigest()
