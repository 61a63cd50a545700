"""The files of an image as a canonical manifest (docs/manifest-format.md), by their names in their folder."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

from custody_app.hashing.entry import Entry
from custody_app.hashing.manifest import ManifestWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody_app.hashing.file_hash import FileResult


def list_of_files(files: Sequence[FileResult], algorithms: Sequence[str]) -> io.BytesIO:
    """Return the manifest of an image's files, at its start."""
    content = io.BytesIO()
    manifest = ManifestWriter(algorithms, content)
    for each in sorted(files, key=lambda file: os.path.basename(file.path)):  # noqa: PTH119  (raw names are bytes)
        name = os.path.basename(each.path)  # noqa: PTH119  (as above)
        mtime = each.before.mtime_ns if each.before else None
        codes = tuple(finding.code for finding in each.findings)
        manifest.add(Entry(name, "file", each.size, mtime, each.digests, codes))
    manifest.finish()
    content.seek(0)
    return content
