"""Attachments: durable, idempotent, checked while they are read."""

from __future__ import annotations

import hashlib
import io
import os

import pytest

from custody_app.diagnostics import EnvironmentUnavailable, InputWrong
from custody_app.storage.attachments import CHUNK, AttachmentStore

CONTENT = os.urandom(2 * CHUNK + 17)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def kept(tmp_path):
    return AttachmentStore(tmp_path / "attachments")


def test_what_is_put_comes_back(kept, tmp_path):
    source = tmp_path / "photo.jpg"
    source.write_bytes(CONTENT)
    assert kept.names() == []
    assert kept.put_file(source) == SHA256
    assert kept.put_bytes(CONTENT) == SHA256
    assert kept.put(io.BytesIO(CONTENT)) == SHA256
    assert kept.names() == [SHA256]
    assert SHA256 in kept
    assert kept.size(SHA256) == len(CONTENT)
    assert kept.read(SHA256) == CONTENT
    with kept.open(SHA256) as file:
        assert file.read(10) == CONTENT[:10]
        file.seek(5)
        assert file.read() == CONTENT[5:]
    assert [path.name for path in kept.folder.iterdir()] == [SHA256[:2]]
    assert (kept.folder / SHA256[:2] / SHA256).stat().st_mode & 0o777 == 0o600


def test_an_empty_attachment_is_one(kept):
    assert kept.read(kept.put_bytes(b"")) == b""


def test_a_changed_attachment_is_noticed_while_reading_and_replaced_by_a_good_one(kept):
    path = kept.folder / kept.put_bytes(CONTENT)[:2] / SHA256
    path.write_bytes(CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]))
    with pytest.raises(InputWrong, match="ATTACHMENT_CHANGED"):
        kept.read(SHA256)
    kept.put_bytes(CONTENT)
    assert kept.read(SHA256) == CONTENT


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "A" * 64, ""])
def test_what_is_not_kept_is_missing(kept, name):
    assert name not in kept
    with pytest.raises(InputWrong, match="ATTACHMENT_MISSING"):
        kept.size(name)
    with pytest.raises(InputWrong, match="ATTACHMENT_MISSING"), kept.open(name):
        pass


def test_too_large_for_memory_is_refused(kept):
    kept.put_bytes(CONTENT)
    with pytest.raises(InputWrong, match="ATTACHMENT_TOO_LARGE"):
        kept.read(SHA256, limit=10)


def test_a_source_that_cannot_be_read_is_told(kept, tmp_path):
    with pytest.raises(InputWrong, match="ATTACHMENT_UNREADABLE"):
        kept.put_file(tmp_path / "none")


def test_a_full_disk_leaves_nothing_behind(small_disk):
    kept = AttachmentStore(small_disk / "attachments")
    small = kept.put_bytes(b"small")
    with pytest.raises(EnvironmentUnavailable, match="DISK_FULL"):
        kept.put_bytes(bytes(8 << 20))
    assert kept.names() == [small]
    assert [path.name for path in kept.folder.iterdir() if path.is_file()] == []


def test_a_folder_that_is_a_file_is_unavailable(tmp_path):
    (tmp_path / "attachments").write_bytes(b"")
    with pytest.raises(EnvironmentUnavailable, match="FOLDER_UNAVAILABLE"):
        AttachmentStore(tmp_path / "attachments").put_bytes(b"x")
